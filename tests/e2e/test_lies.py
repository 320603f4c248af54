"""Task files that look done and are not, each beside an honest twin that is.

A pair is a folder of tests/cases/lies: `lie.md` and `honest.md`; what is laid out for both
(`both/`) or for one of them (`lie/`, `honest/`), a day old; and `case.toml`, whose comment at
the top says what the lie is. Its keys, which a table `[lie]` or `[honest]` overrides for one:

    reason     what a reason of the lying subtask must say
    finding    a code that must be told, as `warning[code]`
    says       what the report of the subtask must say
    exit       the lie's exit code: 3 unless said
    subtask    which one lies: task_1 unless said
    damaged    the record of the run was changed, so nothing is said of it: exit code 74
    refused    nothing runs at all: the finding is an error, the exit code 2
    allowed    by the format the run may be complete all the same; `says` is then what tells
    changed    the summary says that the task file was changed meanwhile
    verdict    the subtask's, where by the format that may be complete too
    arguments  more words for `execute_task TASK`
    commands   all commands instead, as lists of words; what the last one says is judged
    ages       how many seconds old a laid out file is; below 0 it is of the future

`_common` is laid out below every pair: its `suite.sh` and `suite.py` fail for the lie and pass
for the twin. What lies in `bin/` is on PATH.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from queue import SimpleQueue
from typing import Any

import pytest

from tests.e2e.project import CHECKOUT, Project, Result
from tests.some import some

CASES = CHECKOUT / "tests/cases/lies"
PAIRS = sorted(path.parent.name for path in CASES.glob("*/case.toml"))
LIE, HONEST = "lie", "honest"
TASK = "001_case"
A_DAY_S = 86_400
DEFAULTS = {"exit": 3, "subtask": "task_1", "arguments": []}

STREAMS = ("stdout", "stderr")

Run = Callable[[Project, tuple[str, ...]], Result]
Told = tuple[Mapping[str, Any], Project, tuple[Result, ...]]


def read_case(name: str, twin: str) -> dict[str, Any]:
    """The keys of one twin."""
    case = tomllib.loads((CASES / name / "case.toml").read_text())
    own = {each: case.pop(each, {}) for each in (LIE, HONEST)}
    refused = {"exit": 2} if case.get("refused") else {}
    return {**DEFAULTS, **refused, **case, **own[twin]}


def lay_out(project: Project, name: str, twin: str, ages: Mapping[str, float]) -> None:
    """Put the files of one twin into its fresh project."""
    common = CASES / "_common"
    for folder in (common / twin, CASES / name / "both", CASES / name / twin):
        if folder.is_dir():
            shutil.copytree(folder, project.root, dirs_exist_ok=True)
    project.file(f"docs/tasks/{TASK}.md", (CASES / name / f"{twin}.md").read_bytes())
    now = time.time()
    for path in project.root.rglob("*"):
        if path.is_file():
            then = now - ages.get(str(path.relative_to(project.root)), A_DAY_S)
            os.utime(path, (then, then))
        if path.parent.name == "bin":
            path.chmod(0o755)


def commands_of(case: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The command lines of a twin, with JSON asked for where there is some."""
    for words in case.get("commands", [["execute_task", "TASK", *case["arguments"]]]):
        as_json = ["--json"] if words[0] in ("execute_task", "task_status") else []
        yield tuple(TASK if word == "TASK" else word for word in [*words, *as_json])


@contextmanager
def warm_program() -> Iterator[Run]:
    """A way to run the program: a process for each command, its libraries loaded before."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    server = subprocess.Popen(
        [sys.executable, str(CASES / "warm.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    assert server.stdin is not None
    assert server.stdout is not None

    def run(project: Project, arguments: tuple[str, ...]) -> Result:
        assert server.stdin is not None
        assert server.stdout is not None
        variables = project.environment()
        bin_ = project.root / "bin"
        if bin_.is_dir():
            variables["PATH"] = f"{bin_}{os.pathsep}{variables['PATH']}"
        beside = {each: project.root.with_name(f"{project.root.name}.{each}") for each in STREAMS}
        request = {"arguments": arguments, "root": str(project.root), "environment": variables}
        request |= {each: str(path) for each, path in beside.items()}
        print(json.dumps(request), file=server.stdin, flush=True)
        answer = server.stdout.readline()
        assert answer, f"{CASES.name}/warm.py has ended: {server.wait()}"
        return Result(
            arguments, int(answer), *(beside[each].read_text() for each in STREAMS), project.root
        )

    yield run
    server.stdin.close()
    server.wait()


def tell(programs: SimpleQueue[Run], projects: Callable[[], Project], name: str, twin: str) -> Told:
    """Lay out one twin and run its commands."""
    case, project = read_case(name, twin), projects()
    lay_out(project, name, twin, case.get("ages", {}))
    run = programs.get()
    try:
        return case, project, tuple(run(project, each) for each in commands_of(case))
    finally:
        programs.put(run)


@pytest.fixture(scope="module")
def told(
    request: pytest.FixtureRequest, projects: Callable[[], Project]
) -> Iterator[Callable[[str, str], Told]]:
    """What became of a twin. All that were asked for run side by side, as many as there are
    cores, from the moment that the first is wanted."""
    wanted = {
        (item.callspec.params["name"], twin)
        for item in request.session.items
        if isinstance(item, pytest.Function) and "told" in item.fixturenames
        for twin in (LIE, HONEST)
        if twin in item.originalname
    }
    cores = os.cpu_count() or 1
    programs: SimpleQueue[Run] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(cores):
            programs.put(stack.enter_context(warm_program()))
        pool = stack.enter_context(ThreadPoolExecutor(cores))
        running = {
            each: pool.submit(partial(tell, programs, projects, *each)) for each in sorted(wanted)
        }
        yield lambda name, twin: running[name, twin].result()
        for each in running.values():
            each.cancel()


def own_reports(project: Project, run: str) -> list[str]:
    """The reports that this run wrote; what else lies there is not the program's word."""
    mark = f"<!-- orchestrator report: run {run}, "
    texts = (path.read_text() for path in (project.root / "docs/reports").rglob("*.md"))
    return [text for text in texts if mark in text.rstrip().rpartition("\n")[2]]


def report_of(project: Project, run: str, subtask: str) -> tuple[str, str]:
    """The final summary of the run, and the report of a subtask."""
    texts = own_reports(project, run)
    (summary,) = (text for text in texts if "## Completion Matrix" in text)
    (own,) = (text for text in texts if f"| Subtask | `{subtask}` |" in text)
    return summary, own


def plain(text: str) -> str:
    """A report without the signs that keep its words from being Markdown or HTML."""
    return html.unescape(re.sub(r"\\([!-/:-@[-`{-~])", r"\1", text))


def standing(result: Result, subtask: str) -> tuple[Any, Any]:
    """The summary that a command ended with, and its row of the subtask."""
    assert result.stdout.strip(), result
    summary = json.loads(result.stdout.splitlines()[-1])
    rows = [row for row in summary.get("subtasks", ()) if row["id"] == subtask]
    assert len(rows) == 1, result
    return summary, rows[0]


def matrix_line(summary: str, subtask: str) -> str:
    (line,) = (
        line
        for line in summary.splitlines()
        if line.startswith(f"| [`{subtask}`](") and "| **" in line
    )
    return line


@pytest.mark.parametrize("name", PAIRS)
def test_a_lie_is_not_complete(told: Callable[[str, str], Told], name: str) -> None:
    case, project, results = told(name, LIE)
    result = results[-1]
    if "finding" in case:
        severity = "error" if case.get("refused") else "warning"
        assert f"{severity}[{case['finding']}]" in results[0].stderr, results
    if case.get("refused"):
        assert result.exit == case["exit"], results
        assert not (project.root / "docs/reports").exists(), results
        return
    if case.get("damaged"):
        assert result.exit == 74, results
        assert case["reason"] in result.stderr, results
        assert '"complete": true' not in result.stdout, results
        return

    summary, row = standing(result, case["subtask"])
    assert summary["complete"] is bool(case.get("allowed")), results
    assert summary["exit_code"] == case["exit"], results
    assert summary["file_changed"] is bool(case.get("changed")), results
    if case.get("verdict") != "complete":
        assert row["verdict"] == "incomplete", results
        assert any(case["reason"] in reason for reason in row["reasons"]), results
    if result.arguments[0] == "execute_task":
        assert result.exit == case["exit"], results
        final, own = report_of(project, summary["run"], case["subtask"])
        verdict = case.get("verdict", "incomplete").upper()
        line = matrix_line(final, case["subtask"])
        assert f"**{verdict}" in line, line
        assert verdict == "COMPLETE" or "**COMPLETE" not in line, line
        assert f"**Verdict**: **{'' if summary['complete'] else 'IN'}COMPLETE**" in final, final
        assert f"**Verdict**: **{verdict}" in own, own
        assert case.get("says", case.get("reason")) in plain(own), own


@pytest.mark.parametrize("name", some(PAIRS))
def test_its_honest_twin_is_complete(told: Callable[[str, str], Told], name: str) -> None:
    case, project, results = told(name, HONEST)
    result = results[-1]

    summary, _ = standing(result, case["subtask"])
    assert summary["complete"] is True, results
    assert result.exit == 0, results
    rows = [row for row in summary["subtasks"] if row["counted"]]
    assert rows, results
    assert all(row["verdict"] == "complete" for row in rows), results
    if result.arguments[0] == "execute_task":
        final, own = report_of(project, summary["run"], case["subtask"])
        assert "**COMPLETE" in matrix_line(final, case["subtask"]), final
        assert "**Verdict**: **COMPLETE**" in own, own


def test_there_are_enough_pairs_and_each_says_what_it_is() -> None:
    told = [(CASES / name / "case.toml").read_text().split("\n", 1)[0] for name in PAIRS]
    twins = {path.parent.name for path in CASES.glob("*/*.md")}

    assert len(PAIRS) >= 50
    assert twins == set(PAIRS)
    assert all(line.startswith("# ") and line.endswith(".") for line in told), told
    assert len(set(told)) == len(told)
