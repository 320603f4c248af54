from html import escape

import pytest

from orchestrator.report.html.room import Room, room_for
from tests.cases.report.runs import diamond


def test_a_short_text_stays_whole() -> None:
    cut = Room(100).cut("a\nb\x1b")
    assert (cut.head, cut.left_out, cut.tail) == ("a\nb\\x1b", 0, "")


@pytest.mark.parametrize("text", ["x" * 5_000, "line of text\n" * 900, "&" * 3_000, "漢\n" * 3_000])
def test_a_long_text_keeps_head_and_tail_within_its_room(text: str) -> None:
    cut = Room(1_000).cut(text)
    size = len(escape(cut.head + cut.tail).encode())
    assert 600 < size <= 1_000
    assert text.startswith(cut.head)
    assert text.endswith(cut.tail)
    assert cut.left_out == len(text) - len(cut.head) - len(cut.tail)


def test_it_is_cut_between_lines_where_there_are_some() -> None:
    cut = Room(1_000).cut("line of text\n" * 900)
    assert cut.head.endswith("text\n")
    assert cut.tail.startswith("line")


def test_no_room_is_no_text() -> None:
    assert Room(0).cut("xyz").left_out == 3


def test_little_to_say_has_room_for_all_of_it() -> None:
    subtasks = diamond().report().subtasks
    assert room_for(subtasks, 900_000).limit == 20_000
    assert room_for(subtasks, 0).limit < 1_000
    assert room_for([], 0).limit > 0
