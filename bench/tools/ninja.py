"""ninja: a build file of phony outputs, each made by the command."""

from __future__ import annotations

from pathlib import Path

from bench.shapes import Dag
from bench.tools.base import Tool, program, said_by


def _write(folder: Path, dag: Dag, command: str, jobs: int) -> list[str]:
    lines = ["rule step", f"  command = {command.replace('$', '$$')}"]
    for name, before in dag.items():
        lines.append(f"build {name}: step{' | ' if before else ''}{' '.join(before)}")
    lines += [f"build all: phony {' '.join(dag)}", "default all", ""]
    (folder / "build.ninja").write_text("\n".join(lines), encoding="utf-8")
    return [program("ninja") or "ninja", "-j", str(jobs), "--quiet"]


TOOL = Tool("ninja", said_by("ninja"), _write)
