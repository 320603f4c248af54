"""snakemake: a rule a step, each with a file as its output."""

from __future__ import annotations

from pathlib import Path

from bench.shapes import Dag
from bench.tools.base import Tool, installed, program


def _write(folder: Path, dag: Dag, command: str, jobs: int) -> list[str]:
    lines = ["rule all:", f"    input: {[f'done.{name}' for name in dag]!r}", ""]
    for name, before in dag.items():
        lines += [f"rule {name}:", f"    input: {[f'done.{each}' for each in before]!r}"]
        lines += [f"    output: touch('done.{name}')", f"    shell: {command!r}", ""]
    (folder / "Snakefile").write_text("\n".join(lines), encoding="utf-8")
    return [program("snakemake") or "snakemake", "-c", str(jobs), "--quiet", "all"]


TOOL = Tool("snakemake", installed("snakemake", "snakemake"), _write, most_steps=200)
