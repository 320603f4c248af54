"""make: phony targets whose command goes through the shell, as it does elsewhere."""

from __future__ import annotations

from pathlib import Path

from bench.shapes import Dag
from bench.tools.base import Tool, said_by


def _write(folder: Path, dag: Dag, command: str, jobs: int) -> list[str]:
    lines = [f".PHONY: all {' '.join(dag)}", f"all: {' '.join(dag)}"]
    for name, before in dag.items():
        # Without a character that only the shell knows, make would start the command itself.
        lines += [f"{name}: {' '.join(before)}", f"\t@{command.replace('$', '$$')};"]
    (folder / "Makefile").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return ["make", "-s", "-j", str(jobs)]


TOOL = Tool("make", said_by("make"), _write)
