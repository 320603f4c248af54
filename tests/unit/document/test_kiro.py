"""Which files are Kiro's or OpenSpec's, that no box is lost, and that nothing makes it fail."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.diagnostics import Findings
from orchestrator.document.boxes import box_of
from orchestrator.document.dialects.choice import subtasks_of
from orchestrator.document.model import Document
from orchestrator.document.parse import read, read_page
from orchestrator.document.tree import every_item
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build
from orchestrator.plan.edges import MAX_EDGES

GROUPS = "## 1. A\n\n- [ ] 1.1 b\n- [ ] 1.2 c\n"


def document(text: str, path: str = "tasks.md", dialect: str | None = None) -> Document:
    return read(text.encode(), path, dialect=dialect)[0]


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("- [ ] 1. A\n  - _Requirements: 1.1_\n", "kiro"),
        ("- [ ] 1. A\n  - _要件: 1.1_\n", "kiro"),
        ("- [ ] 1. A\n  - [ ] 1.1 b\n", "kiro"),
        ("- [ ] 1.1* A\n", "kiro"),
        ("- [ ] 1. (P) A\n", "kiro"),
        (GROUPS, "openspec"),
        (f"{GROUPS}- [ ] 1.3 (P) d\n", "kiro"),
        (f"{GROUPS}  - _Requirements: 1_\n", "kiro"),
        ("- [ ] 1. A\n- [ ] 2. B\n", "checklist"),
        ("- [ ] A\n  - [ ] 1.1 b\n", "checklist"),
        ("- [ ] A\n- [ ]* B\n- (P) is a mark\n", "checklist"),
        ("- [ ] Task 1: A\n  - [ ] 1.1 b\n", "checklist"),
        ("### Task 1: A\n- [ ] 1. A\n  - [ ] 1.1 b\n    - _Requirements: 1.1_\n", "native"),
        ("### Task 1: A\n\n## 1. A\n- [ ] 1.1 b\n- [ ] 1.2 c\n", "native"),
        ("- [ ] T001 [P] A\n- [ ] T002 B\n", "spec-kit"),
        ("_Requirements: 1.1_\n\n- [ ] A\n", "checklist"),
    ],
)
def test_a_file_is_known_by_lines_that_no_other_has(text: str, dialect: str) -> None:
    assert document(text).dialect == dialect


def test_the_folder_tells_where_nothing_else_does() -> None:
    text = "- [ ] 1. A\n- [ ] 2. B\n"
    assert document(text, ".kiro/specs/a/tasks.md").dialect == "kiro"
    assert document("- [ ] 1.1 A\n", "openspec/changes/a/tasks.md").dialect == "openspec"
    assert document("- [ ] A\n", ".kiro/specs/a/tasks.md").dialect == "checklist"


def edges(text: str) -> tuple[int, list[str]]:
    read_of = read(text.encode(), "tasks.md")
    around = Surroundings(root="/r", folder="/r/f", stem="t", agents=())
    plan, findings = build(read_of[0], around, read_of[1])
    count = sum(len(each.depends_on) for each in plan.subtasks) if plan else -1
    return count, [each.code for each in findings if each.severity == "error"]


def test_another_order_can_be_asked_for() -> None:
    text = "---\norder: parallel\n---\n- [ ] 1. A\n- [ ] 2. (P) B\n- [ ] 3. C\n  - _Depends: 1_\n"
    assert edges(text) == (1, [])


@pytest.mark.long
def test_too_many_edges_are_told() -> None:
    many = 700
    group = "".join(f"  - [ ] 1.{n} x\n" for n in range(many))
    others = "".join(f"- [ ] {n}. x\n  - _Depends: 1_\n" for n in range(2, many))
    assert many * many > MAX_EDGES
    assert edges(f"- [ ] 1. x\n{group}{others}") == (-1, ["too-many-edges"])


def test_large_waves_meet_at_one_task() -> None:
    items = "".join(f"- [ ] {n}. x\n" for n in range(200))
    first, second = ([str(n) for n in some] for some in (range(100), range(100, 200)))
    waves = f'{{"waves": [{first}, {second}]}}'.replace("'", '"')
    assert edges(f"{items}\n```json\n{waves}\n```\n") == (199, [])


_LINES = st.sampled_from([
    "- [ ] 1. a", "- [x] 1.1 b", "  - [ ] 1.1 c", "  - [ ]* 1.2 d", "    - [ ] e", "- [ ] f (P)",
    "- [ ] 2. (P) g", "  - [ ] 2.1.1 h", "## 1. i", "## Notes", "", "  - _Depends: 1, 2.1, -_",
    "    - _Requirements: 1.1_", "  - **Property 1: j**", "  - k", "> - [ ] 3. l", "1. [ ] 4.1 m",
    "  - _Depends: 1_", "```json", '{"waves": [["1"], [2], ["1.1", "9"]]}', "```", "1 --> 2",
    "## Task Dependency Graph", "  text", "- [-] n", "  - o", "      - [ ] 1.3 p",
])  # fmt: skip


@given(st.lists(_LINES, max_size=14), st.sampled_from(["kiro", "openspec"]))
@settings(max_examples=300, deadline=None)
def test_every_box_is_a_subtask_a_step_a_criterion_a_group_or_told(
    lines: list[str], dialect: str
) -> None:
    text = "\n".join(lines)
    document, findings, _ = read(text.encode(), "tasks.md", dialect=dialect)
    page = read_page(text, "tasks.md", frozenset(), Findings("tasks.md"))
    found = subtasks_of(page, dialect)
    if found is None:
        return
    held = {each.span.line for each in document.subtasks}
    held |= {step.line for each in document.subtasks for step in each.steps}
    held |= {each.line for one in document.subtasks for each in one.criteria}
    held |= {group.line for group in found.groups}
    for each in findings:
        held |= {int(number) for number in re.findall(r"\d+", f"{each.line} {each.message}")}
    assert {item.line for item in every_item(page.blocks) if box_of(item) is not None} <= held


@pytest.mark.parametrize("end", ["", "\n", "\n\n  "])
def test_waves_that_end_too_early_are_told_where_they_end(end: str) -> None:
    text = f'- [ ] 1. A\n- [ ] 2. B\n\n```json\n{{"waves": [["1"], ["2"{end}'
    _, findings, _ = read(text.encode(), "tasks.md")
    assert [each.line for each in findings if each.code == "broken-waves"] == [5]
