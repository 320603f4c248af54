"""Cutting texts and lists, and saying what is gone."""

import pytest

from orchestrator.report.excerpt import LINE_LENGTH, Limits, Listed, brief, narrowed, unless_said

FEW = Limits(items=3, lines=2, characters=10)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("a\nb", "a\nb"),
        ("\na\nb\n\n", "a\nb"),
        ("a\nb\nc", "a\nb\n… 1 line left out …"),
        ("a\nb\nc\nd", "a\nb\n… 2 lines left out …"),
        ("12345\n67890", "12345\n… 1 line left out …"),
        ("1234567890123", "1234567890\n… a part of this line left out …"),
    ],
)
def test_the_head_of_a_block(text: str, shown: str) -> None:
    assert FEW.head(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\n", "a\nb"),
        ("a\nb\nc", "… 1 line left out …\nb\nc"),
        ("67890\n12345", "… 1 line left out …\n12345"),
        ("1234567890123", "… a part of this line left out …\n4567890123"),
    ],
)
def test_the_tail_of_a_block(text: str, shown: str) -> None:
    assert FEW.tail(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" a\n\tb ", "a b"),
        ("1234567890", "1234567890"),
        ("12345678901", "1234567890 … (the rest of it left out)"),
        ("\x1b", "\\x1b"),
        (" " * 100 + "a", " … (the rest of it left out)"),
    ],
)
def test_a_line(text: str, shown: str) -> None:
    assert FEW.line(text) == shown


def test_control_characters_are_measured_as_they_are_shown() -> None:
    assert FEW.head("\u202e" * 10) == "\\u202e\\u20\n… a part of this line left out …"


@pytest.mark.parametrize(
    ("count", "at", "shown", "before", "after"),
    [
        (0, 0, (), 0, 0),
        (3, 0, (0, 1, 2), 0, 0),
        (5, 0, (0, 1, 2), 0, 2),
        (9, 4, (3, 4, 5), 3, 3),
        (9, 8, (6, 7, 8), 6, 0),
        (9, 9, (6, 7, 8), 6, 0),
    ],
)
def test_a_list_keeps_what_is_around_a_place(
    count: int, at: int, shown: tuple[int, ...], before: int, after: int
) -> None:
    listed = FEW.some(range(count), lambda number: number, at=at)
    assert listed == Listed(shown=shown, before=before, after=after)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        (" a\n b ", "a b"),
        ("x" * LINE_LENGTH, "x" * LINE_LENGTH),
        ("x" * (LINE_LENGTH + 1), "x" * (LINE_LENGTH - 1) + "…"),
        ("x" + " " * 1000 + "y", "x…"),
    ],
)
def test_a_text_in_brief(text: str, shown: str) -> None:
    assert brief(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("short words stay", "short words stay"),
        ("at most ten", "at most ten"),
        ("a 12345678901 b 1234567890", "a 12345…8901 b 1234567890"),
        ("", ""),
    ],
)
def test_long_words_lose_their_middle(text: str, shown: str) -> None:
    assert narrowed(text, 10) == shown


def test_what_was_said_is_told_in_brief() -> None:
    long = "exit code 1, expected 0; " * 10
    assert unless_said(long, ["another", f"check_1: {long}"]) == brief(long)
    assert unless_said(long, ["another", long[:-1]]) == long
