"""What the parts of this program take by themselves, in milliseconds and megabytes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench.shapes import independent
from bench.tools.orchestrator import UNCHANGED

_ROUNDS = 3


def micro(base: Path, *, quick: bool) -> Iterator[str]:
    """Rows of a Markdown table: what, how large, how long."""
    yield "| what | size | ms |"
    yield "|---|---:|---:|"
    yield from _conversions(base, (20,) if quick else (20, 200, 2000))
    yield from _planning((100, 1000) if quick else (100, 1000, 10_000, 100_000))
    count = 300 if quick else 10_000
    yield from _looking(base / "looking", count)
    yield from _replay(3000 if quick else 100_000)


def _row(what: str, size: str, act: Callable[[], object], rounds: int = _ROUNDS) -> str:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return f"| {what} | {size} | {statistics.median(took):,.1f} |"


def _text(kilobytes: int) -> str:
    lines = ["# Task 001: Many", ""]
    number = size = 0
    while size < kilobytes * 1000:
        number += 1
        part = [
            f"### Task {number}: Part {number}",
            "",
            *([f"**Depends on**: Task {number - 1}", ""] if number > 1 else []),
            f"What is done in part {number}, in words that somebody might have written for it.",
            "",
            f"- [ ] write part{number}.txt",
            "",
            "```sh",
            f"printf '%s\\n' {number} > part{number}.txt",
            "```",
            "",
            "**Verify**:",
            "```sh",
            f"grep -qx {number} part{number}.txt",
            "```",
            "",
        ]
        lines += part
        size += sum(len(line) + 1 for line in part)
    return "\n".join(lines)


def _conversions(base: Path, sizes: tuple[int, ...]) -> Iterator[str]:
    from orchestrator.operations.converting.convert import convert
    from orchestrator.wiring import open_project

    for size in sizes:
        folder = base / f"convert{size}"
        folder.mkdir(parents=True)
        file = folder / "001_many.md"
        file.write_text(_text(size), encoding="utf-8")
        project = open_project(folder, {})
        convert(project, str(file))
        words = [sys.executable, "-m", "orchestrator", "convert_task", file.name, "-C", "."]
        yield _row("convert, in process", f"{size} kB", partial(convert, project, str(file)))
        yield _row("convert, as a command", f"{size} kB", partial(_run, words, folder))


def _run(words: list[str], folder: Path) -> None:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr}")


def _planning(sizes: tuple[int, ...]) -> Iterator[str]:
    """Order, ranks and the counters of the schedule, for nodes with three dependencies each."""
    from orchestrator.plan.graph import ranks, topological
    from orchestrator.plan.model import Edge, Plan, Source, Subtask, Why
    from orchestrator.run.schedule import Schedule

    for size in sizes:
        subtasks = tuple(
            Subtask(
                id=f"task_{number}",
                title="t",
                line=1,
                fingerprint="f",
                depends_on=tuple(
                    Edge(id=f"task_{before}", why=Why.EXPLICIT)
                    for before in sorted({number - 1, number - 7, number // 2} & set(range(number)))
                ),
            )
            for number in range(size)
        )
        plan = Plan(
            id="p",
            title="p",
            source=Source(path="p.md", sha256="0" * 64, dialect="native"),
            subtasks=subtasks,
        )

        def planned(plan: Plan = plan) -> None:
            topological(plan)
            Schedule(plan, jobs=2, ranks=ranks(plan)).open()

        yield _row("plan nodes of 3 dependencies", f"{size:,}", planned)


def _looking(folder: Path, count: int) -> Iterator[str]:
    folder.mkdir(parents=True)
    words = UNCHANGED.write(folder, independent(count), "test -d .", 2)
    _run(words, folder)
    command = [sys.executable, "-m", "orchestrator"]
    look = [*command, "task_status", "001_steps", "-C", "."]
    yield _row("status of a run, as a command", f"{count:,}", partial(_run, look, folder))
    write = [*command, "generate_report", "001_steps", "-C", "."]
    yield _row("report of a run, as a command", f"{count:,}", partial(_run, write, folder))


def _replay(count: int) -> Iterator[str]:
    from orchestrator.run import events as ev
    from orchestrator.run.codec import event_from_json, event_to_json
    from orchestrator.run.fold import replay

    texts = []
    for number in range(count // 2):
        begun = ev.SubtaskStarted(
            subtask=f"task_{number}",
            attempt=1,
            idempotency_key="0" * 64,
            log=f".orchestrator/runs/r/task_{number}.1.log",
        )
        ended = ev.SubtaskSucceeded(subtask=f"task_{number}", attempt=1, duration_ms=1)
        texts += [("subtask_started", event_to_json(begun))]
        texts += [("subtask_succeeded", event_to_json(ended))]

    def replayed() -> None:
        replay(
            ev.Recorded(seq=seq, time="2030-01-01T00:00:00.000Z", run="r", event=event)
            for seq, event in enumerate((event_from_json(*text) for text in texts), start=1)
        )

    yield _row("replay of events, with their JSON", f"{len(texts):,}", replayed)
