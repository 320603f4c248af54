"""Plans as task files that give the same plans."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from orchestrator.diagnostics import has_errors
from orchestrator.operations.converting.convert import convert
from orchestrator.plan.model import Edge, Order, Plan, Why
from orchestrator.wiring import open_project
from tests.builders import command_step, plan, prose_step, subtask
from tests.cases.dialects.shape import cases as dialect_cases
from tests.some import some
from tests.unit.native.hostile import TEXTS, Data, plans
from tests.unit.native.round_trip import assert_comes_back, meant, of_json, plan_of, written

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT / "tests" / "cases"
OURS = [
    path
    for folder in (
        CASES / "read",
        CASES / "fuzz",
        CASES / "lies",
        CASES / "tick",
        ROOT / "docs" / "tasks",
    )
    for path in sorted(folder.rglob("*.md"))
    if not path.name.startswith("broken_")
]
# Real files of other people, where somebody laid them; none of them belongs to this project.
CORPUS = sorted((ROOT / ".." / "shared" / "corpus").glob("*/*.*"))


def _name(path: Path) -> str:
    return path.name


def _plan(path: Path, root: Path) -> Plan | None:
    """Its plan; None where it is as wrong as it is meant to be."""
    converted = convert(open_project(root, {}), str(path))
    assert converted.plan is not None or has_errors(converted.findings)
    return converted.plan


@pytest.mark.parametrize(
    "path",
    some([*OURS, *dialect_cases()], of=6, name=_name),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_case_comes_back(path: Path) -> None:
    if (converted := _plan(path, path.parent)) is not None:
        assert_comes_back(converted)


@pytest.mark.parametrize("path", some(CORPUS, of=12, name=_name), ids=lambda path: path.name)
def test_a_real_file_comes_back(path: Path) -> None:
    if (converted := _plan(path, path.parent)) is not None:
        assert_comes_back(converted)


@pytest.mark.long
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans())
def test_any_plan_comes_back(data: Data) -> None:
    assert_comes_back(of_json(json.dumps(data)))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_no_structure(text: str) -> None:
    first = subtask("task_1", number="1", description=text, steps=(prose_step(text=text),))
    first = replace(first, title=text, metadata={"Note": text}, approval=text)
    assert_comes_back(plan(first, subtask("task_2", "task_1", number="2"), objective=text))


def test_what_people_write_stays_what_people_write() -> None:
    path = ROOT / "docs" / "tasks" / "002_release_rehearsal.md"
    rehearsal = _plan(path, ROOT)
    assert rehearsal is not None
    text = assert_comes_back(rehearsal)
    assert "json fields" not in text
    for line in (
        "# Task 002: Rehearse a release",
        "### Task 2: Lint",
        "**Depends on**: Task 2, Task 3, Task 4",
        "**Retries**: 3 | **Retry delay**: 100ms | **Retry backoff**: 2x up to 1s | "
        "**Retry on**: 75",
        "- [ ] 1.1 Write the package",
        "**Verify**:",
    ):
        assert line in text.split("\n")


ONE = subtask("task_1", number="1")
TWO = subtask("task_2", "task_1", number="2")
ALONE = subtask("task_2", number="2")
THREE = subtask("task_3", "task_1", number="3")


@pytest.mark.parametrize(
    ("made", "says", "says_not"),
    [
        (plan(ONE, TWO, order=Order.SEQUENTIAL), [], ["Depends on", "order:"]),
        (plan(ONE, ALONE, order=Order.SEQUENTIAL), ["**Depends on**: None"], ["order:"]),
        (plan(ONE, TWO, order=Order.EXPLICIT), ["**Depends on**: Task 1"], ["order:"]),
        (plan(ONE, ALONE, order=Order.EXPLICIT), ["order: explicit"], []),
        (plan(ONE, TWO, order=Order.PARALLEL), ["order: parallel", "Task 1"], []),
        (plan(ONE, TWO, THREE, order=Order.SEQUENTIAL), ['"order": "sequential"'], []),
    ],
)
def test_the_order_comes_back(made: Plan, says: list[str], says_not: list[str]) -> None:
    text = assert_comes_back(made)
    assert [each for each in says if each not in text] == []
    assert [each for each in says_not if each in text] == []


@pytest.mark.parametrize(
    ("path", "needs_a_word"),
    [
        ("out/in_maskfile.md", True),
        ("maskfile.md", True),
        ("out/shop.inkjet.md", True),
        ("out/in_maskfile_2.md", False),
        ("out/README.md", False),
        ("out/justfile.md", False),
        (".kiro/specs/shop/tasks.md", False),
        ("openspec/changes/shop/tasks.md", False),
    ],
)
def test_a_file_says_what_it_is_where_its_name_says_otherwise(
    path: str, *, needs_a_word: bool
) -> None:
    text = assert_comes_back(plan(ONE, TWO), path)
    assert ("dialect: native" in text) is needs_a_word


def test_edges_are_stated_whatever_made_them() -> None:
    edge = Edge(id="task_1", why=Why.MODE, line=3)
    made = plan(ONE, replace(ALONE, depends_on=(edge,)), order=Order.EXPLICIT)
    again, _ = plan_of(written(made).text)
    assert again is not None
    assert again.subtasks[1].depends_on[0].why is Why.EXPLICIT


@pytest.mark.parametrize(
    ("ids", "says"),
    [
        ([("task_1", "1"), ("task_1_2", "1.2")], "### Task 1.2: "),
        ([("T001", "001"), ("T002", "002")], "### T002 "),
        ([("subtask_1", "1"), ("task_2", "2")], "### Subtask 1: "),
        ([("build", None), ("test", None)], "## Tasks"),
        ([("phase_1", "1"), ("test", None)], "### Phase 1: "),
        ([("T001", "001"), ("T002", "002"), ("test", None)], '"number": null'),
        ([("a b, c", None), ("None", None)], '"id": "a b, c"'),
        ([("rentl_27", "27")], '"id": "rentl_27"'),
    ],
)
def test_ids_come_back(ids: list[tuple[str, str | None]], says: str) -> None:
    made: list[str] = []
    subtasks = []
    for id_, number in ids:
        subtasks.append(subtask(id_, *made[-1:], number=number))
        made.append(id_)
    order = Order.EXPLICIT if made[1:] else Order.SEQUENTIAL
    assert says in assert_comes_back(plan(*subtasks, order=order))


def test_a_dialect_that_looks_at_the_text_does_not_take_the_file() -> None:
    text = assert_comes_back(plan(subtask("build"), subtask("test", "build")))
    plan_, _ = plan_of(text.replace("---\n\n#", "dialect: native\n---\n\n#", 1))
    assert plan_ is not None
    assert plan_.source.dialect == "native"


def test_settings_that_choose_an_agent_change_nothing() -> None:
    made = plan(subtask("task_1", number="1", steps=(prose_step(), command_step("2"))))
    again, errors = plan_of(written(made, "claude").text, "claude")
    assert again is not None, errors
    assert meant(again) == meant(made)


def test_what_no_file_may_say_is_told() -> None:
    native = written(plan(subtask("task_1", number="1", agent="/bin/agent --all")))
    assert [(each.code, each.severity) for each in native.findings] == [("not-said", "warning")]
    assert "/bin/agent" not in native.text
