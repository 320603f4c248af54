"""This project: a task file with a subtask a step, unchanged since the last run, or new."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.shapes import Dag
from bench.tools.base import Tool


def _version() -> str | None:
    from orchestrator import __version__

    return __version__


def _write(folder: Path, dag: Dag, command: str, jobs: int) -> list[str]:
    numbers = {name: number for number, name in enumerate(dag, start=1)}
    lines = ["---", "order: explicit", "---", "# Task 001: Steps", ""]
    for name, before in dag.items():
        lines += [f"### Task {numbers[name]}: {name}"]
        if before:
            lines += [f"**Depends on**: {', '.join(f'Task {numbers[b]}' for b in before)}", ""]
        lines += ["```sh", command, "```", ""]
    (folder / "001_steps.md").write_text("\n".join(lines), encoding="utf-8")
    words = [sys.executable, "-m", "orchestrator", "execute_task", "001_steps.md"]
    return [*words, "-j", str(jobs), "-q", "--no-report", "-C", "."]


UNCHANGED = Tool("orchestrator", _version, _write, warm=True)
NEW = Tool("orchestrator, new file", _version, _write)
