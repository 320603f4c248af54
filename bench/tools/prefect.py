"""prefect: a flow of tasks in a process of its own, on this machine."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.shapes import Dag
from bench.tools.base import Tool, installed

_FLOW = """\
import subprocess
from prefect import flow, task
from prefect.task_runners import ThreadPoolTaskRunner
DAG = {dag!r}
@task
def step(*before):
    subprocess.run({command!r}, shell=True, check=True)
@flow(task_runner=ThreadPoolTaskRunner(max_workers={jobs}))
def steps():
    made = {{}}
    for name, before in DAG.items():
        made[name] = step.submit(*[made[each] for each in before])
    for each in made.values():
        each.result()
steps()
"""


def _write(folder: Path, dag: Dag, command: str, jobs: int) -> list[str]:
    text = _FLOW.format(dag=dag, command=command, jobs=jobs)
    (folder / "steps.py").write_text(text, encoding="utf-8")
    return [sys.executable, "steps.py"]


TOOL = Tool("prefect", installed("prefect", "prefect"), _write, most_steps=200)
