"""luigi: a task class with a file as its output, run by its local scheduler."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.shapes import Dag
from bench.tools.base import Tool, installed

_TASKS = """\
import subprocess
import luigi
DAG = {dag!r}
class Step(luigi.Task):
    name = luigi.Parameter()
    def requires(self):
        return [Step(name=each) for each in DAG[self.name]]
    def output(self):
        return luigi.LocalTarget("done." + self.name)
    def run(self):
        subprocess.run({command!r}, shell=True, check=True)
        self.output().open("w").close()
steps = [Step(name=name) for name in DAG]
ended = luigi.build(steps, workers={jobs}, local_scheduler=True, log_level="ERROR")
raise SystemExit(0 if ended else 1)
"""


def _write(folder: Path, dag: Dag, command: str, jobs: int) -> list[str]:
    text = _TASKS.format(dag=dag, command=command, jobs=jobs)
    (folder / "steps.py").write_text(text, encoding="utf-8")
    return [sys.executable, "steps.py"]


TOOL = Tool("luigi", installed("luigi", "luigi"), _write, most_steps=1000)
