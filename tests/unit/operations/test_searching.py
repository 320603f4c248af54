from pathlib import Path

import pytest

from orchestrator.operations.reporting.searching import Match, search_file, search_text


@pytest.mark.parametrize(
    ("wanted", "text", "names", "match"),
    [
        ("b", "a\nxBx\nb", (), Match(line=2, text="xBx")),
        ("strasse", "die STRASSE", (), Match(line=1, text="die STRASSE")),
        ("straße", "die STRASSE", (), Match(line=1, text="die STRASSE")),
        ("a b", "  a\n a  b", (), None),
        ("name", "text", (None, "The Name"), Match(line=0, text="The Name")),
        ("text", "text", ("text",), Match(line=1, text="text")),
        ("x", "", (), None),
    ],
)
def test_a_text_is_found_in_whatever_case(
    wanted: str, text: str, names: tuple[str | None, ...], match: Match | None
) -> None:
    assert search_text(wanted, text, names=names) == match


def test_lines_are_read_as_their_reader_sees_them() -> None:
    match = search_text("A*B", "x\n  a\\*b  c", plain=lambda text: text.replace("\\", ""))
    assert match == Match(line=2, text="a*b c")


def test_of_a_long_line_the_part_around_is_shown() -> None:
    match = search_text("here", "x" * 500 + " HERE " + "y" * 500)
    assert match is not None
    assert " HERE " in match.text
    assert match.text.startswith("…")
    assert match.text.endswith("…")
    assert len(match.text) <= 122


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"one\ntwo GREEN\n", Match(line=2, text="two GREEN")),
        (b"\xff\xfe green", Match(line=1, text="\ufffd\ufffd green")),
        (b"\0binary green", None),
        (b"", None),
    ],
)
def test_a_file_is_searched_when_it_is_text(
    tmp_path: Path, content: bytes, match: Match | None
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert search_file("green", path) == match


def test_what_cannot_be_read_holds_nothing(tmp_path: Path) -> None:
    assert search_file("a", tmp_path / "none") is None
