"""What the lines of an expected text ask for."""

from __future__ import annotations

import pytest

from orchestrator.document.expect import MatchMode, TextMatch
from orchestrator.document.expectedlines import LineKind, expected_lines
from orchestrator.document.readable import problem_of


@pytest.mark.parametrize(
    ("line", "kind", "text", "flags"),
    [
        ("plain", LineKind.EQUAL, "plain", ""),
        ("...", LineKind.ANY, "", "optional many"),
        ("a (glob)", LineKind.GLOB, "a", ""),
        ("a (gl+)", LineKind.GLOB, "a", "many"),
        ("a (regex?)", LineKind.REGEX, "a", "optional"),
        ("a (re*)", LineKind.REGEX, "a", "optional many"),
        ("a (re) (equal)", LineKind.EQUAL, "a (re)", ""),
        ("a (eq)", LineKind.EQUAL, "a", ""),
        ("a (?)", LineKind.EQUAL, "a", "optional"),
        ("a (*)", LineKind.EQUAL, "a", "optional many"),
        ("a (+)", LineKind.EQUAL, "a", "many"),
        ("a (no-eol)", LineKind.EQUAL, "a", "no_eol"),
        ("a\\tb\\x41\\\\ (escaped)", LineKind.EQUAL, "a\tbA\\", "escaped"),
        ("\\xff\\101\\q (esc)", LineKind.EQUAL, "\udcffA\\q", "escaped"),
        ("a\\t* (escaped) (glob+)", LineKind.GLOB, "a\t*", "many escaped"),
        ("a ()", LineKind.EQUAL, "a ()", ""),
        ("a (glob) b", LineKind.EQUAL, "a (glob) b", ""),
        ("a(glob)", LineKind.EQUAL, "a(glob)", ""),
        ("a (Glob)", LineKind.EQUAL, "a (Glob)", ""),
    ],
)
def test_a_line(line: str, kind: LineKind, text: str, flags: str) -> None:
    (read,) = expected_lines(line)
    names = ("optional", "many", "no_eol", "escaped")
    assert (read.kind, read.text, read.shown) == (kind, text, line)
    assert [name for name in names if getattr(read, name)] == flags.split()


def test_blanks_at_ends_and_blank_last_lines_do_not_count() -> None:
    assert [line.text for line in expected_lines("a  \n\nb (eq)\t\n\n \n")] == ["a", "", "b"]


@pytest.mark.parametrize(
    ("text", "told", "offset"),
    [
        ("a\nb (regexp)", "no remark", 1),
        ("a (globs)", "no remark", 0),
        ("a (escape)", "no remark", 0),
        ("a (regex??)", "no remark", 0),
        ("a (noeol)", "no remark", 0),
        ("[ (re)", "no regular expression", 0),
        ("a (no-eol)\nb", "not the last one", 0),
        ("a (no-eol+)", "more than once", 0),
    ],
)
def test_what_cannot_be_read(text: str, told: str, offset: int) -> None:
    problem = problem_of(TextMatch(mode=MatchMode.EQUALS, text=text, line=1))
    assert problem is not None
    assert told in problem[0]
    assert problem[1] == offset


@pytest.mark.parametrize(
    "text", ["a (twice)", "took 3 s (total)", "a (ok)", "f(x) (real)", "a (b) (c)", "a (global)"]
)
def test_words_in_brackets_are_no_remarks(text: str) -> None:
    assert problem_of(TextMatch(mode=MatchMode.EQUALS, text=text, line=1)) is None


@pytest.mark.parametrize(
    ("mode", "text", "good"),
    [
        (MatchMode.REGEX, "(", False),
        (MatchMode.REGEX, "a+", True),
        (MatchMode.JSON, '{\n"a": }', False),
        (MatchMode.JSON_CONTAINS, "[1]", True),
        (MatchMode.JSON, "[" * 100_000, False),
        (MatchMode.CONTAINS, "(", True),
        (MatchMode.GLOB, "[", True),
    ],
)
def test_other_ways_of_comparing(mode: MatchMode, text: str, good: bool) -> None:
    assert (problem_of(TextMatch(mode=mode, text=text, line=1)) is None) is good


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("a\\r (escaped)", True),
        ("a\\x0d* (escaped) (glob)", True),
        ("a\\t (escaped)", False),
        ("a\\\\r (escaped)", False),
        ("a\\r", False),
        ("a\r", True),
        ("a\\r (regex)", True),
        ("[^\\x0D]+ (regex)", True),
        ("a\\\\r (regex)", False),
        ("a.* (regex)", False),
    ],
)
def test_a_line_may_ask_for_a_carriage_return(line: str, named: bool) -> None:
    (read,) = expected_lines(line)
    assert read.names_line_end is named
