"""The tools that are compared, one file each; the first is this project, the second the measure."""

from __future__ import annotations

from bench.tools import doit, gotask, just, luigi, make, ninja, orchestrator, prefect, snakemake
from bench.tools.base import Tool

TOOLS: tuple[Tool, ...] = (
    orchestrator.UNCHANGED,
    orchestrator.NEW,
    ninja.TOOL,
    make.TOOL,
    doit.TOOL,
    luigi.TOOL,
    gotask.TOOL,
    just.TOOL,
    snakemake.TOOL,
    prefect.TOOL,
)
