"""doit: a dodo file of tasks with task dependencies, run by its processes."""

from __future__ import annotations

from pathlib import Path

from bench.shapes import Dag
from bench.tools.base import Tool, installed, program

_DODO = """\
DAG = {dag!r}
def task_s():
    for name, before in DAG.items():
        yield {{"name": name, "actions": [{command!r}], "task_dep": ["s:" + b for b in before]}}
"""


def _write(folder: Path, dag: Dag, command: str, jobs: int) -> list[str]:
    (folder / "dodo.py").write_text(_DODO.format(dag=dag, command=command), encoding="utf-8")
    return [program("doit") or "doit", "run", "-n", str(jobs), "-v", "0"]


TOOL = Tool("doit", installed("doit", "doit"), _write)
