"""Tests of `equals`: whole text with patterns."""

from __future__ import annotations

import time

import pytest

from orchestrator.document.expect import MatchMode, TextMatch
from orchestrator.verify.lines import equals


def compare(wanted: str, got: str) -> bool:
    return equals(
        TextMatch(mode=MatchMode.EQUALS, text=wanted, line=1), got, lambda text: text
    ).passed


@pytest.mark.parametrize(
    ("wanted", "got", "same"),
    [
        ("", "", True),
        ("", "x", False),
        ("a", "a\n", True),
        ("a\n", "a", True),
        ("a", "a\n\n\n", True),
        ("a", "\na", False),
        ("a", "a  \t\n", True),
        ("a", " a", False),
        ("a\nb", "a\r\nb\r\n", True),
        ("a\nb", "a\nb\nc", False),
        ("a\nb\nc", "a\nb", False),
        ("...", "", True),
        ("...", "a\nb", True),
        ("  ...", "a\nb", True),
        ("a\n...\nd", "a\nb\nc\nd", True),
        ("a\n...\nd", "a\nd", True),
        ("a\n...\na", "a", False),
        ("a\n...", "a\nb", True),
        ("...\nb", "a\nb", True),
        ("...\nb", "a\nb\nc", False),
        ("...\nb\nc\n...\nd", "b\nx\nb\nc\nc\nd", True),
        ("...\nb\n...\nb\n...", "x\nb\ny", False),
        ("took \\d+ ms (regex)", "took 12 ms", True),
        ("took \\d+ ms (regex)", "it took 12 ms", False),
        ("wrote *.whl (glob)", "wrote a-1.0.whl", True),
        ("wrote *.whl (glob)", "wrote a.tar", False),
        ("a\n...\n\\d (regex)\n...\nz", "a\nb\n7\nz", True),
        ("a (regexp)", "a (regexp)", True),
        ("a....b", "a....b", True),
        ("a (?)\nb", "b", True),
        ("a (?)\nb", "a\na\nb", False),
        ("a (*)\nb", "a\na\nb", True),
        ("a (+)\nb", "b", False),
        ("a (+)\nb", "a\na\nb", True),
        ("a* (glob+)\nab", "a\nab\nab", True),
        ("... \na (+)\n...\nb (?)", "x\na\ny", True),
        ("\\d (re*)\n... \nz", "1\n2\nz", True),
        ("a (no-eol)", "a", True),
        ("a (no-eol)", "a\n", False),
        ("a\\tb (escaped)", "a\tb\n", True),
        ("a\\x20 (escaped)", "a \n", True),
        ("a\\x20 (escaped)", "a\n", False),
        ("a\\x00b (esc)", "a\0b", True),
        ("a\\t* (escaped) (glob)", "a\tbc", True),
        ("a (regex) (equal)", "a (regex)", True),
        ("a\\r (escaped)", "a\r\n", True),
        ("a\\r (escaped)", "a\n", False),
        ("a\\r\\n (escaped)\nb", "a\r\nb\r\n", True),
        ("a\\rb (escaped)", "a\rb\n", True),
        ("a\\rb (escaped)", "a\nb\n", False),
        ("a\nb\\r (escaped)", "a\r\nb\r\n", True),
        ("a\nb\\r (escaped)", "a\r\nb\n", False),
        ("a*\\r (escaped) (glob)", "abc\r\n", True),
        ("a*\\r (escaped) (glob)", "abc\n", False),
        ("\\d+\\r (regex)", "12\r\n", True),
        ("\\d+\\r (regex)", "12\n", False),
        ("a\r\nb", "a\r\nb\n", True),
        ("a\r\nb", "a\nb\n", False),
        ("a\r\n", "a\r\n\r\n", False),
    ],
)
def test_lines_are_compared_in_order(wanted: str, got: str, same: bool) -> None:
    assert compare(wanted, got) is same


def test_unreadable_pattern_is_said() -> None:
    match = TextMatch(mode=MatchMode.EQUALS, text="[ (regex)", line=1)
    compared = equals(match, "[", lambda text: text)
    assert not compared.passed
    assert "no regular expression" in (compared.problem or "")


def test_many_gaps_take_no_time_to_speak_of() -> None:
    wanted = "...\na\n" * 30 + "b"
    got = "a\n" * 5000 + "c"
    began = time.process_time()
    assert not compare(wanted, got)
    assert time.process_time() - began < 1.0


def test_diff_shows_what_differs_and_not_what_a_pattern_fits() -> None:
    match = TextMatch(mode=MatchMode.EQUALS, text="one\n\\d+ ms (regex)\nthree", line=1)
    diff = equals(match, "one\n12 ms\nfour", lambda text: text).diff or ""
    changed = [line for line in diff.splitlines() if line[0] in "+-"][2:]
    assert changed == ["-three", "+four"]


@pytest.mark.parametrize(
    ("wanted", "changed"),
    [
        ("a\n...\nd\ne", ["-e"]),
        ("[ab] (re+)\nc\nx\nd", ["-x"]),
        ("a\nb\nc\nd\nx (+)", ["-x (+)"]),
        ("a\ny (?)\nb\nc", ["+d"]),
        ("...\nx", ["-...", "-x", "+a", "+b", "+c", "+d"]),
    ],
)
def test_lines_that_fit_any_number_show_as_what_they_fit(wanted: str, changed: list[str]) -> None:
    match = TextMatch(mode=MatchMode.EQUALS, text=wanted, line=1)
    diff = equals(match, "a\nb\nc\nd\n", lambda text: text).diff or ""
    assert [line for line in diff.splitlines() if line[0] in "+-"][2:] == changed


def test_a_line_end_too_many_is_said() -> None:
    match = TextMatch(mode=MatchMode.EQUALS, text="a (no-eol)", line=1)
    assert "line end" in (equals(match, "a\n", lambda text: text).problem or "")


def test_diff_of_long_texts_is_bounded() -> None:
    match = TextMatch(mode=MatchMode.EQUALS, text="x\n" * 50_000, line=1)
    diff = equals(match, "y" * 100_000, lambda text: text).diff or ""
    assert len(diff) < 10_000


def test_a_carriage_return_that_is_missing_can_be_seen() -> None:
    match = TextMatch(mode=MatchMode.EQUALS, text="a\r\nb", line=1)
    diff = equals(match, "a\nb\n", lambda text: text).diff or ""
    assert [line for line in diff.splitlines() if line[0] in "+-"][2:] == ["-a\\r", "+a"]
