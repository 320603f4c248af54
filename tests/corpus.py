"""`python -m tests.corpus [WORD…]`: what becomes of each file of the corpus beside the checkout, in
a table, or of those whose path holds one of the words.

The corpus is not part of the project: real task files of many people, with an index that says what
dialect each is.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from orchestrator.diagnostics import Severity
from orchestrator.operations.converting.convert import Conversion, convert
from orchestrator.plan.model import ActionKind
from orchestrator.wiring import open_project

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
# How the index calls them, and which of ours they may be.
KNOWN_AS = {
    "backlog": {"backlog"},
    "bmad": {"bmad"},
    "claude_task": {"native", "house", "checklist"},
    "kiro": {"kiro"},
    "mask": {"mask"},
    "openspec": {"openspec"},
    "speckit": {"spec-kit"},
    "taskmaster": {"task-master"},
    "xc": {"xc"},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One file: what it is said to be, and what became of it."""

    file: str
    said: str
    dialect: str
    subtasks: int = 0
    steps: int = 0
    criteria: int = 0
    runnable: int = 0
    edges: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    errors: tuple[str, ...] = ()


def listed() -> list[tuple[str, str]]:
    """Each file of the index, and what it is said to be."""
    with (CORPUS / "INDEX.tsv").open(encoding="utf-8") as index:
        return [(row["file"], row["dialect"]) for row in csv.DictReader(index, delimiter="\t")]


def read_all(words: tuple[str, ...] = ()) -> list[Row]:
    """A row for each file of the index."""
    return [
        _row(file, said)
        for file, said in listed()
        if not words or any(word in file for word in words)
    ]


@cache
def converted(file: str) -> Conversion:
    """What becomes of a file of the index."""
    return convert(open_project(CORPUS, {}), str(CORPUS / file))


def _row(file: str, said: str) -> Row:
    read = converted(file)
    findings = Counter(str(each.severity) for each in read.findings)
    errors = tuple(each.code for each in read.findings if each.severity is Severity.ERROR)
    if read.plan is None:
        return Row(file, said, _told(read), findings=findings, errors=errors)
    subtasks = read.plan.subtasks
    steps = [step for subtask in subtasks for step in subtask.steps]
    commands = sum(step.action.kind is ActionKind.COMMAND for step in steps)
    return Row(
        file=file,
        said=said,
        dialect=read.plan.source.dialect,
        subtasks=len(subtasks),
        steps=len(steps),
        criteria=sum(len(subtask.criteria) for subtask in subtasks),
        runnable=commands + sum(len(subtask.checks) for subtask in subtasks),
        edges=Counter(str(edge.why) for subtask in subtasks for edge in subtask.depends_on),
        findings=findings,
    )


def _told(read: Conversion) -> str:
    """The dialect that a file with errors was read as, by what is told of it."""
    told = (each.message for each in read.findings if each.code == "dialect")
    return next((text.removeprefix("read as ").partition(":")[0] for text in told), "none")


def _counted(counts: Counter[str]) -> str:
    return " ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def main(words: tuple[str, ...]) -> None:
    """Print the table."""
    if not CORPUS.is_dir():
        sys.exit(f"there is no corpus at {CORPUS}: it is not part of the project")
    print("| said | read as | subtasks | steps | criteria | runs | edges | findings | file |")
    print("|---|---|---:|---:|---:|---:|---|---|---|")
    for row in read_all(words):
        told = f"{_counted(row.findings)} {', '.join(row.errors[:3])}"
        print(
            f"| {row.said} | {row.dialect} | {row.subtasks} | {row.steps} | {row.criteria} "
            f"| {row.runnable} | {_counted(row.edges)} | {told} | {row.file} |"
        )


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
