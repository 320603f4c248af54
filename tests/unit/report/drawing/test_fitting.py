import pytest

from orchestrator.report.drawing.fitting import fitted, wrapped


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("short", 5, "short"),
        ("a bit longer", 6, "a bit…"),
        ("two\n  lines", 20, "two lines"),
        ("漢字漢字", 5, "漢字…"),
        ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"),
        ("\x1b[2J\u202e", 20, "\\x1b[2J\\u202e"),
        ("", 5, ""),
    ],
)
def test_a_text_is_cut_to_its_room(text: str, columns: int, shown: str) -> None:
    assert fitted(text, columns) == shown


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("short", (5, 9), ("short",)),
        ("two words here", (5, 9), ("two", "words he…")),
        ("two words here", (5, 10), ("two", "words here")),
        ("a verylongwordwithoutblanks", (8, 10, 10), ("a verylo", "ngwordwith", "outblanks")),
        ("one two three four five", (7, 7, 7), ("one two", "three", "four f…")),
        ("漢字漢字漢字", (5, 5), ("漢字", "漢字…")),
        ("\x1b[2J and more", (8, 8), ("\\x1b[2J", "and more")),
        ("", (5, 5), ("",)),
    ],
)
def test_a_text_is_wrapped_to_its_lines(
    text: str, columns: tuple[int, ...], shown: tuple[str, ...]
) -> None:
    assert wrapped(text, columns) == shown
