"""What is too long, no text or over a limit: it works, or a clear error says why it cannot."""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Callable
from itertools import product

from tests.e2e.project import Project, Result
from tests.stress.outside import Try, each, status_of
from tests.stress.trial import Trial

# The longest argument and the longest variable of Linux, and one byte more.
_TOO_LONG = 131_072 + 1
_MEGABYTE = 1_000_000

_KINDS: tuple[bytes, ...] = (
    bytes(range(256)) * 20,
    b"caf\xe9 \xff\xfe \xc0\xaf \xf8\x88\x80\x80\x80 \xe2\x82",
    b"a\0b\0\0c\n\0",
    "UTF-16 text, \U0001f389\n".encode("utf-16"),
    b"x" * _MEGABYTE,
    b"\xed\xa0\x80 \xed\xb0\x80 half a pair\n",
    bytes((*range(32), 127)) + "".join(map(chr, range(0x80, 0xA0))).encode(),
    b"\x1b]0;title\x07\x1b[2J\x1b]52;c;ZXZpbA==\x07\x9b31m \xe2\x80\xae over\r back\b\b\n",
)
_ODD = (b"\n".join(_KINDS), *_KINDS)
# Everything that a terminal obeys or that turns the order of text, but for line ends and tabs.
_UNSAFE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def _task(project: Project, body: str, settings: str = "") -> None:
    project.task("001_odd", f"---\n{settings}\n---\n# Task 001: Odd\n\n### Task 1: Try\n{body}\n")


def _no_text(project: Project, number: int) -> Try:
    """Were the bytes decoded and encoded again, the character for what is none would be there."""
    odd = _ODD[number % len(_ODD)]
    project.file("odd.bin", odd)
    _task(
        project,
        "```sh\ncat odd.bin; echo; echo needle\n```\n"
        "**Expect**:\n- stdout contains `needle`\n- stdout does not contain `\ufffd`\n",
    )
    wrong = _unlike(project.run("execute_task", "001", "--json"), 0)
    row = status_of(project)["subtasks"][0]
    printed = odd + b"\nneedle\n"
    if (project.root / row["log"]).read_bytes() != printed or row["log_bytes"] != len(printed):
        wrong.append("the log is not what was printed")
    shown = [project.run("logs", "001", "1").stdout]
    shown += [file.read_bytes().decode() for file in (project.root / "docs/reports").glob("*.md")]
    for text in shown:
        if found := _UNSAFE.search(text):
            wrong.append(f"{found[0]!r} is shown: {text[max(found.start() - 30, 0) :][:60]!r}")
    return Try(wrong)


def _unlike(result: Result, code: int) -> list[str]:
    """What is wrong with the end of a command that ought to end with this exit code."""
    said = result.stdout + result.stderr
    if "Traceback" in said or "a bug" in said:
        return [said[-500:]]
    return [] if result.exit == code else [f"exit code {result.exit}, not {code}: {said[-300:]}"]


def _script(language: str, size: int) -> Callable[[Project], list[str]]:
    last = "import os; assert os.path.exists('docs')" if language == "python" else "test -e docs"
    filler = "# nothing\n" * (size // 10)

    def run(project: Project) -> list[str]:
        _task(project, f"```{language}\n{filler}{last}\n```")
        return _unlike(project.run("execute_task", "001"), 0)

    return run


def _expected(project: Project) -> list[str]:
    text = "".join(f"line {n} of what is expected\n" for n in range(40_000))[:_MEGABYTE]
    project.file("text", text)
    _task(project, f"```sh\ncat text\n```\n**Expected Output**:\n```\n{text}\n```")
    return _unlike(project.run("execute_task", "001"), 0)


def _handed_on(project: Project) -> list[str]:
    """A value that fits in no variable is dropped, and that is told."""
    script = f"(printf 'BIG='; head -c {_TOO_LONG} /dev/zero | tr '\\0' x) > $ORCHESTRATOR_OUTPUTS"
    _task(project, f'```sh\n{script}\n```\n```sh\ntest -z "$BIG"\n```')
    result = project.run("execute_task", "001")
    reports = "".join(file.read_text() for file in (project.root / "docs/reports").glob("*.md"))
    told = [] if "longer than" in reports else ["nobody is told of the value"]
    return _unlike(result, 0) + told


def _variable(project: Project) -> list[str]:
    _task(project, '```sh\ntest -n "$BIG"\n```', f"env: {{BIG: {'x' * _TOO_LONG}}}")
    result = project.run("execute_task", "001")
    told = [] if "too long" in result.stdout.lower() else [f"no reason: {result.stdout[-300:]}"]
    return _unlike(result, 1) + told


_LENGTHS = (
    _expected,
    _handed_on,
    _variable,
    *(_script(*each_) for each_ in product(("sh", "bash", "python"), (_TOO_LONG, _MEGABYTE))),
)


def _long(project: Project, number: int) -> Try:
    return Try(_LENGTHS[number % len(_LENGTHS)](project))


# A limit of the program and of all that it starts, and the exit codes that are right then.
_LIMITS = (
    (resource.RLIMIT_FSIZE, 4_000_000, {1}),
    (resource.RLIMIT_NOFILE, 64, {0, 1, 74}),
    (resource.RLIMIT_FSIZE, 65_536, {74}),
    (resource.RLIMIT_NOFILE, 24, {0, 1, 74}),
    (resource.RLIMIT_NOFILE, 12, {74}),
    (resource.RLIMIT_FSIZE, 1000, {74}),
)
_LIMITED = (
    "import os, resource, sys; kind, most = map(int, sys.argv[1:3]);"
    "resource.setrlimit(kind, (most, most)); os.execv(sys.argv[3], sys.argv[3:])"
)
_STEPS = 30


def _limited(project: Project, number: int) -> Try:
    kind, most, codes = _LIMITS[number % len(_LIMITS)]
    step = "```sh\nsleep 0.1; head -c 5000000 /dev/zero; test -e docs\n```"
    steps = "\n".join(f"### Task {n}: Try\n{step}\n" for n in range(1, _STEPS + 1))
    project.task("001_limit", f"---\norder: parallel\n---\n# Task 001: Limit\n\n{steps}")
    wrapper = (sys.executable, "-c", _LIMITED, str(kind), str(most))
    result = project.run("execute_task", "001", "-j", str(_STEPS), wrapper=wrapper)
    wrong = _unlike(result, result.exit if result.exit in codes else min(codes))
    if result.exit == 74 and ("error: " not in result.stderr or "next: " not in result.stderr):
        wrong.append(f"no clear error: {result.stderr}")
    after = project.run("execute_task", "001", "--resume", "-j", str(_STEPS), "--no-report")
    return Try(wrong + [f"afterwards: {line}" for line in _unlike(after, 0)])


TRIALS = (
    Trial(
        "no-text",
        "bytes that are no text are kept as they are and shown safely",
        each(_no_text),
        short=1,
        full=len(_ODD),
    ),
    Trial(
        "too-long",
        "what no argument or variable can hold works, or is told",
        each(_long),
        short=2,
        full=len(_LENGTHS),
    ),
    Trial(
        "limits",
        "limits of file sizes and handles are clear errors, and a resume goes on",
        each(_limited, workers=2),
        short=1,
        full=2 * len(_LIMITS),
    ),
)
