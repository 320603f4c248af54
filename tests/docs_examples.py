"""The examples of the documents: finds them, runs a page's in one folder, compares.

A page is read with the project's own parser. What the words after a fence's language mean is
told in CONTRIBUTING.md. Writes only below the folder it is given; see `rewrite_docs` for more.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from orchestrator.diagnostics import Findings
from orchestrator.document.blocks import read_blocks
from orchestrator.document.info import read_info
from orchestrator.document.tree import Fence, every_block

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs/dialects").glob("*.md")),
    ROOT / "CONTRIBUTING.md",
]
TASKS = ROOT / "docs" / "tasks"
REPORTS = ROOT / "docs" / "reports"
SCHEMA = ROOT / "docs" / "plan.schema.json"

# What each task of docs/tasks ends with when it is run.
TASK_ENDS = {
    "000_template": 3,
    "001_quickstart": 0,
    "002_release_rehearsal": 0,
    "003_fails_on_purpose": 1,
    "004_choose_a_format": 0,
}
# What people do after the run of a task that waits for them.
BY_HAND = {
    "004_choose_a_format": (
        "attest 004 1 --step 1.2 --by Ada --evidence 'Both pages read, 21 November 2026'",
        "attest 004 1 --criterion 1 --by Ada --evidence"
        " 'TOML has comments after #; JSON has none, and the check shows that it refuses one'",
        "attest 004 1 --kind research --by Ada --evidence"
        " 'tomllib is in the standard library since Python 3.11; YAML needs another package'",
        """attest 004 1 --kind code --by Ada --evidence 'tomllib.loads("jobs = 4")["jobs"]'""",
        "attest 004 1 --kind limitation --by Ada --evidence 'tomllib reads and does not write'",
        "attest 004 1 --kind resource --by Ada --evidence"
        " https://docs.python.org/3/library/tomllib.html",
        "execute_task 004 --resume",
        "approve 004 2 --by Grace -m 'people write it by hand, so it needs comments'",
        "execute_task 004 --resume",
    ),
}
# What a caller's environment may hold that changes what is printed.
_LOUD = frozenset({"CI", "COLUMNS", "FORCE_COLOR", "PYTHONDONTWRITEBYTECODE", "TRACEPARENT"})
_LOUD_PREFIXES = ("GITHUB_", "ORCHESTRATOR_")
_TIMEOUT_S = 60
_PROMPT = "$ "
ANY = "..."
_BODY = "# Title\n\n### Task 1: Example\n\n{}"

# What differs from one run to the next, or from one machine to another.
_VOLATILE = (
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"), "<run>"),
    (re.compile(r"(?<=lease )[a-z]{16}\b"), "<lease>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<trace>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?"), "<time>"),
    (re.compile(r"\b\d{13}\b"), "<moment>"),
    (re.compile(r"(?<![\w.])(?:\d+(?:\.\d+)? ?(?:ms|min|[smhd])\b ?)+(?<! )"), "<duration>"),
    (re.compile(r"(?<=_ms\": )\d+"), "<ms>"),
    (re.compile(r"\b\d+ (?:subtasks? )?at once"), "<jobs> at once"),
    (re.compile(r"(?<=Jobs at once \| )\d+"), "<jobs>"),
)
_OF_SUBTASK = re.compile(r"(?:(?:sub)?task_\w+|T\d+\w*)(?= )")


@dataclass(frozen=True, slots=True)
class Example:
    """A marked fence of a page: its content and the lines (from 1) of its two fence marks."""

    page: Path
    language: str
    text: str
    line: int
    last: int
    words: frozenset[str]
    options: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def is_session(self) -> bool:
        return self.language == "console" and "example" in self.words

    @property
    def is_task(self) -> bool:
        marked = "task" in self.options or not self.words.isdisjoint(("task", "body"))
        return self.language == "markdown" and marked

    @property
    def is_plan(self) -> bool:
        return self.language == "json" and "plan" in self.words

    @property
    def target(self) -> str | None:
        """The file that it is, relative to the folder of its page."""
        return self.options.get("task") or self.options.get("file")

    @property
    def exit_code(self) -> int:
        """What its last command ends with."""
        return int(self.options.get("exit", "0"))

    @property
    def task_text(self) -> str:
        """The whole task file: what stands in a subtask's body gets a heading."""
        return _BODY.format(self.text) if "body" in self.words else self.text


@dataclass(frozen=True, slots=True)
class Session:
    """What the commands of an example really printed, and how the last one ended."""

    example: Example
    printed: str
    exit_code: int


def examples(page: Path) -> list[Example]:
    """The marked fences of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for block in every_block(read_blocks(text, Findings(str(page)))):
        if isinstance(block, Fence):
            info = read_info(block.info)
            example = Example(
                page,
                info.language,
                block.content,
                block.line,
                block.last,
                info.words,
                info.options,
            )
            if example.is_session or example.is_task or example.is_plan or example.target:
                found.append(example)
    return found


def run_page(page: Path, folder: Path) -> Iterator[Session]:
    """Write the page's files and run its sessions, in order, in the folder."""
    programs = folder / ".programs"
    programs.mkdir()
    shim = programs / "orchestrator"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m orchestrator "$@"\n')
    shim.chmod(0o755)
    place = folder / "page"
    place.mkdir()
    for example in examples(page):
        if example.target is not None:
            path = place / example.target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(example.text, encoding="utf-8")
        elif example.is_session:
            yield _session(example, place, programs)


def run_tasks(folder: Path) -> dict[str, int]:
    """Run every task of docs/tasks in a copy below the folder, and do what is for people; how
    each ended."""
    shutil.copytree(TASKS, folder / "docs" / "tasks")
    ends = {task.stem: _orchestrator(f"execute_task {task.stem}", folder) for task in _tasks()}
    for task, commands_ in BY_HAND.items():
        codes = [_orchestrator(command, folder) for command in commands_]
        ends[task] = codes[-1]
    return ends


def _tasks() -> list[Path]:
    return sorted(TASKS.glob("*.md"))


def _orchestrator(arguments: str, folder: Path) -> int:
    return _run(f'"{sys.executable}" -m orchestrator {arguments}', folder)[1]


def agrees(expected: str, printed: str) -> bool:
    """Whether the output is the expected one: volatile parts and the order in which subtasks
    that run side by side report aside; a line `...` stands for any lines."""
    wanted = ["\n".join(part) for part in _split(normalised(expected))]
    got = "\n".join(normalised(printed))
    pattern = r"(?:.*\n)??".join(re.escape(part + "\n") if part else "" for part in wanted)
    return re.fullmatch(pattern, got + "\n" if got else "", re.DOTALL) is not None


def normalised(text: str) -> list[str]:
    """Lines without what differs between runs; those of one subtask stand together."""
    lines = []
    for line in text.rstrip("\n").split("\n") if text.strip("\n") else []:
        for pattern, name in _VOLATILE:
            line = pattern.sub(name, line)
        lines.append(" ".join(line.split()))
    out: list[str] = []
    for of_subtasks, group in groupby(lines, key=lambda line: bool(_OF_SUBTASK.match(line))):
        together = list(group)
        out.extend(sorted(together, key=_subtask_of) if of_subtasks else together)
    return out


def commands(example: Example) -> list[tuple[str, str]]:
    """Each command of a session with the output that stands beneath it."""
    pairs: list[tuple[str, list[str]]] = []
    for line in example.text.rstrip("\n").split("\n"):
        if line.startswith(_PROMPT):
            pairs.append((line.removeprefix(_PROMPT), []))
        elif pairs:
            pairs[-1][1].append(line)
        else:
            raise ValueError(f"{example.name}: a session begins with `$ `")
    return [(command, "\n".join(lines)) for command, lines in pairs]


def plans(page: Path) -> list[tuple[Example, Example]]:
    """Each plan that a page shows, with the task above it that it is made from."""
    found = examples(page)
    return [(task, plan) for task, plan in pairwise(found) if plan.is_plan]


def shared(got: Any, wanted: Any) -> Any:
    """What `got` has of that which `wanted` names; lists are compared as wholes."""
    if isinstance(got, dict) and isinstance(wanted, dict):
        return {key: shared(got[key], wanted[key]) for key in wanted if key in got}
    if isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        return [shared(one, other) for one, other in zip(got, wanted, strict=True)]
    return got


def verdicts(summary: Path) -> list[str]:
    """The rows of a final summary's completion matrix."""
    text = summary.read_text(encoding="utf-8")
    return [line for line in normalised(text) if re.match(r"\|.*\bCOMPLETE\b|\|.*INCOMPLETE", line)]


def _session(example: Example, folder: Path, programs: Path) -> Session:
    shown, code = [], 0
    for command, _ in commands(example):
        printed, code = _run(command, folder, programs)
        shown += [_PROMPT + command, *([printed.rstrip("\n")] if printed.strip("\n") else [])]
    return Session(example, "\n".join(shown), code)


def _run(command: str, folder: Path, programs: Path | None = None) -> tuple[str, int]:
    """Output, both streams as a terminal would show them, and exit code."""
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=_environment(programs),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_TIMEOUT_S,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace"), done.returncode


def _environment(programs: Path | None) -> dict[str, str]:
    """The caller's variables without those that change what is printed."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_LOUD_PREFIXES) and name not in _LOUD
    }
    path = [str(programs)] if programs else []
    # What a page allows is no business of whoever runs its examples.
    state = {"XDG_STATE_HOME": str(programs.parent / "state")} if programs else {}
    return {
        **kept,
        **state,
        "PATH": os.pathsep.join([*path, str(Path(sys.executable).parent), kept.get("PATH", "")]),
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        "ORCHESTRATOR_JOBS": "4",
    }


def _split(lines: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in lines:
        if line == ANY:
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def _subtask_of(line: str) -> str:
    found = _OF_SUBTASK.match(line)
    return found[0] if found else ""
