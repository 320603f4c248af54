"""All tools on all shapes, in rounds: each round every tool once, so that what disturbs the machine
disturbs all of them. Ratios are of one round, and the median of them is told."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import Taken, run
from bench.shapes import Dag, Shape
from bench.tools.base import Tool

COMMAND = "true"
MEASURE = "ninja"
_TOLD = ("ninja", "doit", "luigi")


@dataclass
class Result:
    """What a tool took for a shape, round by round."""

    shape: Shape
    tool: str
    rounds: list[Taken] = field(default_factory=list)

    def median(self, what: str) -> float:
        """The median of `wall_s`, `cpu_s` or `peak_mb`."""
        return float(statistics.median(getattr(each, what) for each in self.rounds))


def compare(
    tools: Sequence[Tool], shapes: Iterable[Shape], base: Path, environment: Mapping[str, str]
) -> list[Result]:
    """Run everything; the folders are fresh for each round and stay until the end, for a file
    system is slow for a while to give out what was deleted."""
    results: list[Result] = []
    for number, shape in enumerate(shapes):
        dag = shape.dag()
        here = [tool for tool in tools if len(dag) <= tool.most_steps]
        found = {tool.name: Result(shape, tool.name) for tool in here}
        for place, tool in enumerate(here):
            _count(tool, dag, shape.jobs, base / f"{number}-{place}-count", environment)
        for turn in range(shape.rounds):
            for place, tool in enumerate(here):
                folder = base / f"{number}-{place}-{turn}"
                taken = _once(tool, dag, shape.jobs, folder, environment)
                found[tool.name].rounds.append(taken)
        results += found.values()
        print(f"{shape.name}: {', '.join(map(_in_short, found.values()))}", flush=True)
    return results


def _count(tool: Tool, dag: Dag, jobs: int, folder: Path, environment: Mapping[str, str]) -> None:
    """Have every step leave a line in a file: a tool that does not run them wins nothing."""
    folder.mkdir(parents=True)
    lines = folder.with_suffix(".lines")
    words = tool.write(folder, dag, f"echo step >> {lines}", jobs)
    run(words, folder, environment)
    ran = len(lines.read_text().splitlines()) if lines.exists() else 0
    if ran != len(dag):
        raise SystemExit(f"{tool.name} ran {ran} of {len(dag)} steps")


def _once(tool: Tool, dag: Dag, jobs: int, folder: Path, environment: Mapping[str, str]) -> Taken:
    folder.mkdir(parents=True)
    words = tool.write(folder, dag, COMMAND, jobs)
    if tool.warm:
        run(words, folder, environment)
    os.sync()
    before = _started()
    taken = run(words, folder, environment)
    if before is not None and _started() - before < len(dag):  # type: ignore[operator]
        raise SystemExit(f"{tool.name} started fewer processes than there are steps")
    return taken


def _started() -> int | None:
    """How many processes this machine has started, where that can be told."""
    try:
        lines = Path("/proc/stat").read_text().splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) for line in lines if line.startswith("processes"))


def _in_short(result: Result) -> str:
    return f"{result.tool} {result.median('wall_s'):.3f} s"


def as_table(results: Sequence[Result]) -> list[str]:
    """The results as a Markdown table, a part for each shape."""
    named = [name for name in _TOLD if any(result.tool == name for result in results)]
    lines = [
        f"| DAG | tool | wall s | {' | '.join(f'× {name}' for name in named)} | CPU s | MB |",
        f"|---|---|---:|{'---:|' * len(named)}---:|---:|",
    ]
    for result in results:
        others = {each.tool: each for each in results if each.shape is result.shape and each.rounds}
        ratios = [_ratio(result, others.get(name)) for name in named]
        lines.append(
            f"| {result.shape.name} | {result.tool} | {result.median('wall_s'):.3f} |"
            f" {' | '.join(ratios)} | {result.median('cpu_s'):.3f} |"
            f" {result.median('peak_mb'):.0f} |"
        )
    return lines


def _ratio(result: Result, other: Result | None) -> str:
    if other is None or other is result:
        return "" if other is None else "1"
    pairs = zip(result.rounds, other.rounds, strict=True)
    return f"{statistics.median(mine.wall_s / its.wall_s for mine, its in pairs):.2f}"


def slope(results: Sequence[Result]) -> list[str]:
    """What one more step costs, from 1,000 to 10,000 independent ones, in milliseconds."""
    walls = {(each.shape.name, each.tool): each.median("wall_s") for each in results}
    found = {}
    for name in dict.fromkeys(each.tool for each in results):
        few, many = walls.get(("1,000 independent", name)), walls.get(("10,000 independent", name))
        if few is not None and many is not None:
            found[name] = (many - few) / 9
    return [
        f"| {name} | {ms:.3f} | {ms / found[MEASURE]:.2f} |"
        for name, ms in found.items()
        if MEASURE in found
    ]
