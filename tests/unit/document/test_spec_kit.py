"""spec-kit: what its cases cannot show, of statements, places and large files."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Diagnostic
from orchestrator.document.model import Document
from orchestrator.document.parse import read
from orchestrator.document.speckit.phases import PhaseNames, phase_of, section_of
from orchestrator.document.speckit.phasewaits import read_line
from orchestrator.document.speckit.places import MOST_HELD, Spot, in_line, place, sorted_by
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build

HEADINGS = (
    "Phase 1: Setup (Shared Infrastructure)",
    "Phase 2: Foundational (Blocking Prerequisites)",
    "Phase 3: User Story 1 - Read (Priority: P1) 🎯 MVP",
    "Phase 4: User Story 2 & 3",
    "Phase 4.1: Robustness & Edge Cases",
    "Final Phase: Polish & Cross-Cutting Concerns",
)
AROUND = Surroundings(root="/r", folder="/r", stem="tasks")
NAMES = PhaseNames([phase_of(heading) or section_of(heading) for heading in HEADINGS])


def _read(text: str, dialect: str | None = None) -> tuple[Document, tuple[Diagnostic, ...]]:
    document, findings, _ = read(text.encode(), "tasks.md", dialect=dialect)
    return document, findings


@pytest.mark.parametrize(
    ("text", "subjects", "waited"),
    [
        ("**Setup (Phase 1)**: No dependencies - can start immediately", (0,), ()),
        ("**Foundational (Phase 2)**: Depends on Setup completion - BLOCKS all", (1,), (0,)),
        ("**User Stories (Phase 3+)**: All depend on Foundational completion", (2, 3), (1,)),
        ("US1 (Phase 3): after Phase 2 — no other story dependencies", (2,), (1,)),
        ("US2: Depends on Phase 2 + US1 (shares `A.cs`) — implement after US1", (3,), (1, 2, 2)),
        ("US2 extends `A` from US1, and its wiring depends on US1's wiring", (3,), (2,)),
        ("Polish (Final Phase): Depends on all desired user stories", (5,), (2, 3)),
        ("Robustness & Edge Cases (Phase 4.1): Depends on Phases 1-2 done.", (4,), (0, 1)),
        ("Polish depends on all previous phases", (5,), (0, 1, 2, 3, 4)),
        ("Foundational: does not depend on US1", (1,), ()),
    ],
)
def test_a_line_says_what_a_phase_waits_for(
    text: str, subjects: tuple[int, ...], waited: tuple[int, ...]
) -> None:
    found = read_line(text, NAMES)
    assert found.understood
    assert {each.subjects for each in found.stated} == {subjects}
    assert tuple(phase for each in found.stated for phase in each.phases) == waited


@pytest.mark.parametrize(
    ("text", "no_story"),
    [("Phase 1: no dependencies", False), ("US1: No dependencies", True),
     ("US1 (P1) has no dependency on any other story", True)],
)  # fmt: skip
def test_a_story_without_dependencies_has_none_on_other_stories(text: str, no_story: bool) -> None:
    (stated,) = read_line(text, NAMES).stated
    assert (stated.phases, stated.no_story) == ((), no_story)


def test_a_story_of_another_one_stands_for_its_task_alone() -> None:
    (stated,) = read_line("US2 (Phase 4): after US1's T015 (its error contract)", NAMES).stated
    assert (stated.phases, stated.tasks) == ((), ("T015",))


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("T008 blocks T009, T015", [("T009", "T008"), ("T015", "T008")]),
        ("Task T018: Depends on T011–T014 (types)", [("T018", "T011–T014")]),
        ("T005 → T006 (schema first)", [("T006", "T005")]),
        ("US2 depends on Foundational; T045 also depends on US1's T036", [("T045", "T036")]),
        ("T011 can run with T012", []),
    ],
)
def test_a_line_says_what_a_task_waits_for(text: str, pairs: list[tuple[str, str]]) -> None:
    assert read_line(text, NAMES).of_tasks == pairs


@pytest.mark.parametrize(
    "text",
    ["Models before services", "(P1 → P2 → P3)", "US1 depends on the weather", "Tests block code"],
)
def test_a_line_that_gives_nothing_is_told(text: str) -> None:
    found = read_line(text, NAMES)
    assert not found.understood
    assert not [each for each in found.stated if each.phases]


def test_an_id_that_stands_twice_is_an_error_that_names_both_lines() -> None:
    document, findings = _read("# T\n\n- [ ] T034 One\n- [ ] T035 Two\n- [ ] T034 [US4] Three\n")
    plan, told = build(document, AROUND, findings)
    (error,) = [each for each in told if each.severity == "error"]
    assert plan is None
    assert (error.line, [each.line for each in error.related]) == (5, [3])


def test_phases_of_many_tasks_are_joined_by_one() -> None:
    lines = [
        f"## Phase {phase}: P\n" + "".join(f"- [ ] T{phase}{n:04} [P] a\n" for n in range(400))
        for phase in (1, 2)
    ]
    document, _ = _read("# T\n" + "\n".join(lines))
    counts = [len(each.after) for each in document.subtasks]
    assert counts == [0] * 400 + [400] + [1] * 399


@pytest.mark.long
def test_more_edges_than_a_plan_holds_are_an_error() -> None:
    ground = "".join(f"- [ ] T1{n:04} [P] a\n" for n in range(1000))
    stories = "".join(f"## Phase {n + 2}: S{n}\n- [ ] T2{n:04} b\n" for n in range(400))
    said = "".join(f"- **Phase {n + 2}**: depends on Phase 1\n" for n in range(400))
    document, findings = _read(f"# T\n## Phase 1: G\n{ground}{stories}## Dependencies\n{said}")
    assert sum(len(each.after) for each in document.subtasks) == MOST_HELD
    plan, told = build(document, AROUND, findings)
    assert plan is None
    assert [each.code for each in told if each.severity == "error"] == ["too-many-edges"]


def test_no_place_closes_a_circle_with_what_is_stated() -> None:
    spots = [Spot(0, False, 1), Spot(0, False, 2), Spot(1, False, 3), Spot(1, True, 4)]
    stated: list[set[int]] = [{3}, set(), set(), set()]
    placed = place(spots, in_line(2, {}, [1, 3]), stated)
    both = [{other for other, _, _ in placed.after[task]} | stated[task] for task in range(4)]
    assert sorted_by(both, range(4)) == [1, 2, 3, 0]
    assert placed.moved == (0,)


def test_headings_of_ids_are_native_unless_phases_or_marks_speak_for_spec_kit() -> None:
    assert _read("# T\n\n### T001 One\n\n### T002 Two\n")[0].dialect == "native"
    assert _read("# T\n\n## Phase 1: A\n\n### T001 One\n")[0].dialect == "spec-kit"


def test_one_bullet_that_begins_with_an_id_is_no_sign() -> None:
    assert not _read("# T\n\n- T001: Create it\n")[0].subtasks
    assert _read("# T\n\n- T001: Create it\n- T002: Use it\n")[0].dialect == "spec-kit"


@pytest.mark.parametrize(
    "text",
    [
        "## Phase " + "9" * 5000 + ": x\n- [ ] T001 a\n## Dependencies\n- Phase " + "9" * 5000,
        "- [ ] T001 " + "[" * 5000 + "(depends on " * 2000,
        "- [ ] T001\n- [ ] **T002**\n- T003:\n- [ ] T\n- [ ] T0x1 (depends on T)\n",
        "".join("  " * depth + f"- [ ] T{depth:03} [P] a\n" for depth in range(100)),
    ],
)
def test_nothing_raises(text: str) -> None:
    document, _ = _read(text, "spec-kit")
    assert document.subtasks


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("US2: depends on Phase 9", ["Phase 9"]),
        ("US1: depends on Phase 2b, 3.7 and US12", ["Phase 2b", "Phase 3.7", "US12"]),
        ("Polish: depends on Phases 7-9", ["Phase 7"]),
        ("Polish: depends on Phases 4-9", []),
        ("Polish: depends on Phases 3+", []),
        ("US2: depends on Phase 6, where there is nothing to do", []),
        ("Phase 9 is a dream", []),
    ],
)
def test_phases_that_are_not_there_are_named(text: str, unknown: list[str]) -> None:
    empty = phase_of("Phase 6: Nothing")
    assert empty is not None
    assert read_line(text, PhaseNames(NAMES.phases, [empty])).unknown == unknown
