import pytest

from orchestrator.report.drawing.fitting import fitted


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
