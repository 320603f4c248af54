"""just: recipes with dependencies that may run in parallel; it has no limit of jobs."""

from __future__ import annotations

from pathlib import Path

from bench.shapes import Dag
from bench.tools.base import Tool, program, said_by


def _write(folder: Path, dag: Dag, command: str, jobs: int) -> list[str]:
    lines = ["[parallel]", f"all: {' '.join(dag)}", ""]
    for name, before in dag.items():
        lines += ["[parallel]", f"{name}: {' '.join(before)}", f"    @{command}", ""]
    (folder / "justfile").write_text("\n".join(lines), encoding="utf-8")
    return [program("just") or "just", "all"]


TOOL = Tool("just (no limit)", said_by("just"), _write, most_steps=1000)
