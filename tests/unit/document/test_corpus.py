"""What becomes of the real files that many people wrote, where they are beside the checkout."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.accounted import boxes, lost_boxes, text_of, unstated_edges
from tests.corpus import CORPUS, KNOWN_AS, Row, converted, listed, read_all

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not part of the project")

# Files, those that give a plan, subtasks, steps, criteria, commands, edges by why.
TOTALS: dict[str, tuple[int, int, int, int, int, int, dict[str, int]]] = {
    "backlog": (12, 12, 12, 46, 108, 0, {}),
    "bmad": (4, 4, 14, 148, 53, 0, {"order": 10}),
    "claude_task": (20, 18, 177, 595, 349, 145, {"explicit": 126, "order": 120}),
    "kiro": (15, 15, 379, 379, 39, 0, {"order": 336, "wave": 85}),
    "mask": (10, 10, 60, 60, 0, 60, {}),
    "openspec": (3, 3, 62, 62, 0, 0, {"order": 59}),
    "speckit": (13, 13, 640, 640, 116, 1, {"explicit": 263, "order": 495, "phase": 226}),
    "taskmaster": (1, 1, 1, 1, 1, 0, {}),
    "xc": (7, 7, 90, 87, 0, 87, {"explicit": 15}),
    "generic": (19, 14, 784, 787, 5, 0, {"explicit": 22, "order": 673}),
}


def totals(rows: list[Row]) -> tuple[int, int, int, int, int, int, dict[str, int]]:
    edges: Counter[str] = sum((row.edges for row in rows), Counter())
    return (
        len(rows),
        sum(bool(row.subtasks) for row in rows),
        sum(row.subtasks for row in rows),
        sum(row.steps for row in rows),
        sum(row.criteria for row in rows),
        sum(row.runnable for row in rows),
        dict(sorted(edges.items())),
    )


@pytest.mark.parametrize("said", [*KNOWN_AS, "generic"])
def test_the_totals_of_each_kind_stay(said: str) -> None:
    assert totals([row for row in read_all() if row.said == said]) == TOTALS[said]


def test_every_file_is_read_as_what_it_is() -> None:
    wrong = [
        (row.file, row.dialect)
        for row in read_all()
        if row.subtasks and row.dialect not in KNOWN_AS.get(row.said, {"native", "checklist"})
    ]
    assert wrong == []


def test_what_gives_no_plan_says_why() -> None:
    lost = {row.file.rpartition("/")[2][:40]: row.errors[0] for row in read_all() if row.errors}
    assert len(lost) == sum(not row.subtasks for row in read_all())
    assert set(lost.values()) <= {"no-subtask", "unclosed-fence"}


def test_no_edge_is_made_up() -> None:
    stated = {"explicit", "reverse", "order", "phase", "wave", "mode"}
    assert {why for row in read_all() for why in row.edges} <= stated


@pytest.mark.parametrize("said", [*KNOWN_AS, "generic"])
def test_every_box_is_in_the_plan_or_told(said: str) -> None:
    files = [file for file, kind in listed() if kind == said]
    lost = {file: lost_boxes(converted(file), text_of(CORPUS / file)) for file in files}
    assert {file: each for file, each in lost.items() if each} == {}


@pytest.mark.parametrize("said", [*KNOWN_AS, "generic"])
def test_every_stated_edge_is_stated(said: str) -> None:
    files = [file for file, kind in listed() if kind == said]
    unstated = {file: unstated_edges(converted(file), text_of(CORPUS / file)) for file in files}
    assert {file: each for file, each in unstated.items() if each} == {}


def test_the_boxes_are_seen_at_all() -> None:
    assert sum(len(boxes(text_of(CORPUS / file))) for file, _ in listed()) == 3033
