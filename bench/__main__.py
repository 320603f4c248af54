"""How this project compares with others, and what its parts take.

Usage: python -m bench [--quick] [--only TOOL,…] [--dag WORD,…] [--no-micro] [--write]

Every tool that is installed is given the same DAGs of no-op steps (`true` through a shell), in
rounds of all tools one after the other. Before that each runs them once with steps that can be
counted. `pip install -e '.[bench]'` brings ninja, doit and luigi; make, go-task, just, snakemake
and prefect take part where they are there. `--only` names tools, `--dag` has words of the names of
DAGs; with either nothing is written. `--quick` takes less than a minute; without it, half an
hour. `--write` puts what was measured into docs/benchmarks.md.
"""

from __future__ import annotations

import getopt
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.micro import micro
from bench.shapes import QUICK, SHAPES, Shape
from bench.tools import TOOLS
from bench.versus import Result, as_table, compare, slope

_DOCUMENT = Path(__file__).parent.parent / "docs/benchmarks.md"
_BEGIN, _END = "<!-- measured -->\n", "<!-- end -->\n"


def main(arguments: Sequence[str]) -> int:
    """Measure, and print or write the tables."""
    names = ["quick", "only=", "dag=", "no-micro", "write", "help"]
    try:
        given = dict(getopt.getopt(list(arguments), "", names)[0])
    except getopt.GetoptError as error:
        raise SystemExit(f"{error}\n\n{__doc__}") from error
    if "--help" in given:
        print(__doc__)
        return 0
    if "--write" in given and ("--only" in given or "--dag" in given):
        raise SystemExit("a part of the measurements is not written")
    named = [name for name in given.get("--only", "").split(",") if name]
    chosen = [tool for tool in TOOLS if not named or tool.name in named]
    shapes = _shapes(given.get("--dag", ""), quick="--quick" in given)
    if len(chosen) < len(named) or not shapes:
        tools_told = ", ".join(tool.name for tool in TOOLS)
        raise SystemExit(f"no such tool or DAG; tools: {tools_told}")
    versions = {tool.name: tool.version() for tool in chosen}
    tools = [tool for tool in TOOLS if versions.get(tool.name) is not None]
    base = Path(tempfile.mkdtemp(prefix="bench-"))
    # Compiled once, as an installed program is; and no variable of the caller changes a tool.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    environment["PYTHONPATH"] = str(Path(__file__).parent.parent)
    try:
        quick = "--quick" in given
        results = compare(tools, shapes, base, environment)
        rows = [] if "--no-micro" in given else list(micro(base / "micro", quick=quick))
    finally:
        shutil.rmtree(base, ignore_errors=True)
    versions_told = {tool.name: str(versions[tool.name]) for tool in tools}
    text = "\n".join(_told(results, rows, versions_told)) + "\n"
    print(text)
    if "--write" in given:
        before, _, rest = _DOCUMENT.read_text(encoding="utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        _DOCUMENT.write_text(f"{before}{_BEGIN}{text}{_END}{after}", encoding="utf-8")
    return 0


def _shapes(words: str, *, quick: bool) -> tuple[Shape, ...]:
    wanted = [word for word in words.split(",") if word]
    return tuple(
        shape
        for shape in (QUICK if quick else SHAPES)
        if not wanted or any(word in shape.name for word in wanted)
    )


def _told(
    results: Sequence[Result], rows: Sequence[str], versions: dict[str, str]
) -> Iterator[str]:
    yield f"Machine: {_machine()}."
    yield f"Versions: {', '.join(f'{name} {version}' for name, version in versions.items())}."
    yield ""
    yield from as_table(results)
    steps = slope(results)
    if steps:
        yield from ("", "One more step, from 1,000 independent ones to 10,000:", "")
        yield from ("| tool | ms | × ninja |", "|---|---:|---:|", *steps)
    if rows:
        yield from ("", "The parts by themselves:", "", *rows)


def _machine() -> str:
    """Processor, how many of them, system and Python; not who owns it."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{os.cpu_count()} × {model}, {system}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
