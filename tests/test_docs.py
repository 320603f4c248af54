"""What the documents show is what happens: their examples run, their tables are whole."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from orchestrator.diagnostics import Severity
from orchestrator.document import keynames, labels
from orchestrator.document.info import USES
from orchestrator.document.languages import BUILT_IN
from orchestrator.operations.converting.convert import Conversion, convert
from orchestrator.plan.codec import json_schema, to_json
from orchestrator.report.marks import is_ours
from orchestrator.wiring import open_project
from tests.docs_examples import (
    PAGES,
    REPORTS,
    ROOT,
    SCHEMA,
    TASK_ENDS,
    TASKS,
    Example,
    Session,
    agrees,
    examples,
    plans,
    run_page,
    run_tasks,
    shared,
    verdicts,
)
from tests.some import some

FORMAT = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
ALL = [example for page in PAGES for example in examples(page)]
# A page is played from its top to its end, and the README always.
PLAYED = {ROOT / "README.md", *some(PAGES, of=2, name=lambda page: page.name)}
SESSIONS = [example for example in ALL if example.is_session and example.page in PLAYED]
TASK_FILES = [example for example in ALL if example.is_task]
PLANS = [pair for page in PAGES for pair in plans(page)]


@cache
def _sessions(page: Path) -> dict[int, Session]:
    with TemporaryDirectory() as folder:
        return {session.example.line: session for session in run_page(page, Path(folder))}


def _converted(example: Example, folder: Path) -> Conversion:
    path = folder / Path(example.target or "example.md").name
    path.write_text(example.task_text, encoding="utf-8")
    return convert(open_project(folder, {}), str(path))


@pytest.mark.parametrize("example", SESSIONS, ids=lambda example: example.name)
def test_a_session_prints_what_the_page_shows(example: Example) -> None:
    session = _sessions(example.page)[example.line]
    assert agrees(example.text, session.printed), session.printed
    assert session.exit_code == example.exit_code, "`exit=N` on the fence says how it ends"


@pytest.mark.parametrize("example", TASK_FILES, ids=lambda example: example.name)
def test_a_task_file_of_a_page_converts(example: Example, tmp_path: Path) -> None:
    conversion = _converted(example, tmp_path)
    worst = {finding.severity for finding in conversion.findings}
    if "broken" in example.words:
        assert Severity.ERROR in worst, "it is marked as broken, and nothing is wrong with it"
    elif "doubtful" in example.words:
        assert conversion.plan is not None
        assert Severity.WARNING in worst, "it is marked as doubtful, and there is no warning"
    else:
        assert worst <= {Severity.INFO}, conversion.findings


@pytest.mark.parametrize(("task", "plan"), PLANS, ids=lambda example: example.name)
def test_a_plan_of_a_page_is_what_its_task_gives(
    task: Example, plan: Example, tmp_path: Path
) -> None:
    converted = _converted(task, tmp_path).plan
    assert converted is not None
    whole = json.loads(to_json(converted))
    wanted = json.loads(plan.text)
    assert shared(whole["subtasks"][0] if "body" in task.words else whole, wanted) == wanted


def test_there_are_examples_to_run() -> None:
    assert len(SESSIONS) >= 5
    assert len(TASK_FILES) >= 25
    assert len(PLANS) >= 15


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("$ x\na 12 ms b", "$ x\na 0.4 s  b", True),
        ("$ x\na\n...\nd", "$ x\na\nb\nc\nd", True),
        ("$ x\na\n...", "$ x\na", True),
        ("$ x\n...\nd", "$ x\na\nb", False),
        ("$ x\na", "$ x\na\nb", False),
        ("$ x", "$ x\nb", False),
        ("task_1 a\ntask_2 a\ntask_1 b", "task_1 a\ntask_1 b\ntask_2 a", True),
        ("task_1 a\ntask_1 b", "task_1 b\ntask_1 a", False),
        ("exit code 3", "exit code 1", False),
    ],
)
def test_outputs_agree_but_for_what_no_two_runs_share(
    expected: str, printed: str, same: bool
) -> None:
    assert agrees(expected, printed) is same


@pytest.mark.parametrize("name", [name for names in keynames._NAMES.values() for name in names])
def test_the_format_page_has_every_key(name: str) -> None:
    assert f"`{name}`" in FORMAT.lower().replace("_", " ")


@pytest.mark.parametrize("name", sorted(labels._BY_NAME))
def test_the_format_page_has_every_part_with_a_meaning(name: str) -> None:
    assert f"`{name}`" in FORMAT.lower()


@pytest.mark.parametrize("name", sorted({*BUILT_IN, *USES}))
def test_the_format_page_has_every_language_and_word_of_a_fence(name: str) -> None:
    assert f"`{name}`" in FORMAT


LINKED = [*PAGES, ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md"]


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"(?ms)^(`{3,})[^\n]*\n.*?^\1$", "", page.read_text(encoding="utf-8"))
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        file, _, anchor = target.partition("#")
        other = page.parent / file if file else page
        if "://" not in target and (
            not other.exists() or (anchor and anchor not in _anchors(other))
        ):
            lost.append(target)
    assert lost == []


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_kept_schema_is_the_one_that_plans_have() -> None:
    kept = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert kept == json.loads(json_schema())


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """A folder in which every task of docs/tasks was run, and how each ended."""
    folder = tmp_path_factory.mktemp("tasks")
    return folder, run_tasks(folder)


def test_the_example_tasks_end_as_documented(fresh: tuple[Path, dict[str, int]]) -> None:
    assert fresh[1] == TASK_ENDS


def test_the_kept_reports_are_those_that_a_run_writes(fresh: tuple[Path, dict[str, int]]) -> None:
    kept = {path.name for path in REPORTS.glob("*.md")}
    assert kept == {path.name for path in (fresh[0] / "docs" / "reports").glob("*.md")}


@pytest.mark.parametrize("report", sorted(REPORTS.glob("*.md")), ids=lambda path: path.name)
def test_a_kept_report_is_as_it_was_written(report: Path) -> None:
    assert is_ours(report.read_text(encoding="utf-8"))


def test_one_kept_report_has_something_to_say_in_every_section() -> None:
    report = (REPORTS / "004_task_1_compare_formats.md").read_text(encoding="utf-8")
    sections = report.split("\n## ")[1:]
    assert len(sections) == 8
    assert not [section for section in sections if "None recorded" in section]


@pytest.mark.parametrize("task", sorted(TASKS.glob("*.md")), ids=lambda path: path.stem)
def test_the_kept_reports_say_what_a_fresh_run_says(
    task: Path, fresh: tuple[Path, dict[str, int]]
) -> None:
    name = f"{task.stem.partition('_')[0]}_final_summary.md"
    kept = verdicts(REPORTS / name)
    assert kept
    assert kept == verdicts(fresh[0] / "docs" / "reports" / name)
