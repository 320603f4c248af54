"""go-task: a Taskfile; what it does not interpret itself it starts as a program."""

from __future__ import annotations

from pathlib import Path

from bench.shapes import Dag
from bench.tools.base import Tool, program, said_by


def _write(folder: Path, dag: Dag, command: str, jobs: int) -> list[str]:
    lines = ["version: '3'", "silent: true", "tasks:"]
    lines += ["  all:", "    deps:", *(f"      - {name}" for name in dag)]
    for name, before in dag.items():
        lines += [f"  {name}:", "    run: once"]
        lines += ["    deps:", *(f"      - {each}" for each in before)] if before else []
        # Its own shell knows `true`; a program is what the others start.
        lines += ["    cmds:", f"      - sh -c '{command}'"]
    (folder / "Taskfile.yml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return [program("task") or "task", "--concurrency", str(jobs), "all"]


TOOL = Tool("go-task", said_by("task"), _write, most_steps=1000)
