"""Tests of the rules for printed text, through the table that chooses them."""

from __future__ import annotations

import time

import pytest

from orchestrator.document.expect import MatchMode, TextMatch
from orchestrator.verify.model import Judgement
from orchestrator.verify.seen import Seen
from orchestrator.verify.text import judge_either, judge_text


def judge(
    mode: MatchMode,
    wanted: str,
    printed: bytes,
    *,
    threshold: float | None = None,
    left_out: int = 0,
) -> Judgement:
    match = TextMatch(mode=mode, text=wanted, line=1, threshold=threshold)
    return judge_text("stdout", match, printed, left_out, lambda text: text.replace("hush", "***"))


CASES = [
    (MatchMode.CONTAINS, "passed", b"3 passed\n", True),
    (MatchMode.CONTAINS, "passed", b"3 PASSED\n", False),
    (MatchMode.CONTAINS, "a\nb\n", b"x\r\na\r\nb", True),
    (MatchMode.CONTAINS, "", b"", True),
    (MatchMode.CONTAINS, "\ufffd", b"\xff", False),
    (MatchMode.CONTAINS, "é", "é".encode(), True),
    (MatchMode.CONTAINS, "é", "é".encode("latin-1"), False),
    (MatchMode.REGEX, "^b.$", b"a\nbc\nd", True),
    (MatchMode.REGEX, "^c", b"a\nbc\nd", False),
    (MatchMode.REGEX, "b\n", b"abc", True),
    (MatchMode.REGEX, "(", b"(", False),
    (MatchMode.REGEX, "a{99999999999}", b"a", False),
    (MatchMode.GLOB, "a*z", b"a\nb\nz\n", True),
    (MatchMode.GLOB, "a*z", b"xa z", False),
    (MatchMode.GLOB, "[ab]?", b"bc", True),
    (MatchMode.CONTAINS, "a\r\nb", b"x\r\na\r\nb", True),
    (MatchMode.CONTAINS, "a\r\nb", b"x\na\nb", False),
    (MatchMode.CONTAINS, "a\r\n", b"a\r", False),
    (MatchMode.REGEX, r"\r\n", b"a\r\nb\r\n", True),
    (MatchMode.REGEX, r"\r\n", b"a\nb\n", False),
    (MatchMode.REGEX, r"^a\x0d$", b"a\r\nb\r\n", True),
    (MatchMode.REGEX, r"^[^\r]+$", b"a\r\n", False),
    (MatchMode.REGEX, r"a$", b"a\r\n", True),
    (MatchMode.REGEX, r"C:\\report", b"C:\\report\r\n", True),
    (MatchMode.GLOB, "a\r\nb*", b"a\r\nbc\r\n", True),
    (MatchMode.GLOB, "a\r\nb*", b"a\nbc\n", False),
    (MatchMode.JSON, '{"b": [1, 2.0], "a": null}', b'{"a":null,"b":[1.0,2]}', True),
    (MatchMode.JSON, "1", b"true", False),
    (MatchMode.JSON, '"1"', b"1", False),
    (MatchMode.JSON, "[1, 2]", b"[2, 1]", False),
    (MatchMode.JSON, "{", b"{}", False),
    (MatchMode.JSON, "{}", b"{} {}", False),
    (MatchMode.JSON, "{}", b"NaN", False),
    (MatchMode.JSON, "[]", b"[" * 5000 + b"]" * 5000, False),
    (MatchMode.JSON, "[" * 700 + "]" * 700, b"[" * 700 + b"]" * 700, False),
    (MatchMode.JSON, "[" * 99 + "]" * 99, b"[" * 99 + b"]" * 99, True),
    (MatchMode.JSON_CONTAINS, '{"a": {"b": 1}}', b'{"a": {"b": 1, "c": 2}, "d": 3}', True),
    (MatchMode.JSON_CONTAINS, "[3, 1]", b"[1, 2, 3]", True),
    (MatchMode.JSON_CONTAINS, '[{"id": 2}]', b'[{"id": 1}, {"id": 2, "x": 0}]', True),
    (MatchMode.JSON_CONTAINS, '{"a": 1}', b'{"a": true}', False),
    (MatchMode.JSON_CONTAINS, '{"a": null}', b"{}", False),
    (MatchMode.JSON_CONTAINS, "{}", b"[]", False),
]


@pytest.mark.parametrize(("mode", "wanted", "printed", "good"), CASES)
def test_each_mode(mode: MatchMode, wanted: str, printed: bytes, good: bool) -> None:
    assert judge(mode, wanted, printed).passed is good


@pytest.mark.parametrize(
    ("wanted", "printed", "threshold", "good"),
    [
        ("hello world", b"hello world\n", None, True),
        ("hello world", b"hello werld\n", None, False),
        ("hello world", b"hello werld\n", 0.8, True),
        ("hello world", b"something else", 0.8, False),
        ("", b"", 0.8, True),
        ('{"a": 1, "b": [2, 3]}', b'{"b":[2,3],\r\n "a":1}\n', None, True),
        ('{"a": 1, "b": [2, 3]}', b'{"b":[3,2], "a":1}\n', None, False),
        (
            '[{"name": "x", "id": "' + "i" * 60 + '"}]',
            b'[{"id": "' + b"i" * 59 + b'j", "name": "x"}]',
            0.95,
            True,
        ),
        ('{"a": 1}', b"a: 1", 0.9, False),
        ('{"a": 1', b'{"a": 1\n', None, True),
        ("word " * 3000, b"word " * 2999 + b"other", 0.8, True),
        ("word " * 3000, b"else " * 3000, 0.5, False),
    ],
)
def test_similarity(wanted: str, printed: bytes, threshold: float | None, good: bool) -> None:
    judged = judge(MatchMode.SIMILARITY, wanted, printed, threshold=threshold)
    assert judged.passed is good


def test_similarity_of_long_texts_is_bounded_in_time() -> None:
    began = time.process_time()
    judge(MatchMode.SIMILARITY, "a b " * 50_000, b"b a " * 50_000, threshold=0.9)
    assert time.process_time() - began < 5.0


def test_many_stars_take_no_time_to_speak_of() -> None:
    began = time.process_time()
    assert not judge(MatchMode.GLOB, "*a" * 20 + "b", b"a" * 20_000).passed
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    ("mode", "wanted", "printed", "good"),
    [
        (MatchMode.CONTAINS, "head", b"head tail", True),
        (MatchMode.REGEX, "tail$", b"head tail", True),
        (MatchMode.EQUALS, "...", b"head tail", False),
        (MatchMode.JSON, "{}", b"{}", False),
        (MatchMode.SIMILARITY, "head tail", b"head tail", False),
    ],
)
def test_only_a_search_is_met_by_text_that_is_not_whole(
    mode: MatchMode, wanted: str, printed: bytes, good: bool
) -> None:
    judged = judge(mode, wanted, printed, left_out=7)
    assert judged.passed is good
    assert "7 bytes in the middle were not compared" in judged.got


def test_what_is_shown_is_short_storable_and_without_secrets() -> None:
    judged = judge(MatchMode.EQUALS, "hush " + "w" * 500, b"\xff\x1b[31m" + b"hush" * 500)
    for shown in (judged.expected, judged.got, judged.diff or ""):
        shown.encode("utf-8")
        assert "hush" not in shown
        assert "\x1b" not in judged.got
    assert len(judged.got) < 300
    assert "more characters" in judged.got


def test_a_secret_at_the_place_of_the_cut_is_not_shown_in_part() -> None:
    judged = judge(MatchMode.CONTAINS, "x", b"a" * 98 + b"hush" + b"b" * 500)
    assert "hu" not in judged.got


@pytest.mark.parametrize(
    ("mode", "wanted", "stdout", "stderr", "good"),
    [
        (MatchMode.CONTAINS, "a", b"a", b"", True),
        (MatchMode.CONTAINS, "a", b"", b"a", True),
        (MatchMode.CONTAINS, "a", b"b", b"a", True),
        (MatchMode.CONTAINS, "a", b"b", b"c", False),
        (MatchMode.REGEX, "^a", b"b", b"x\na", True),
        (MatchMode.EQUALS, "a", b"a", b"", True),
        (MatchMode.EQUALS, "a", b"", b"a", True),
        (MatchMode.EQUALS, "a", b"a", b"b", False),
        (MatchMode.EQUALS, "", b"", b"", True),
        (MatchMode.EQUALS, "", b"", b"b", False),
        (MatchMode.JSON, "1", b"1", b"noise", False),
    ],
)
def test_either_stream(
    mode: MatchMode, wanted: str, stdout: bytes, stderr: bytes, good: bool
) -> None:
    match = TextMatch(mode=mode, text=wanted, line=1)
    seen = Seen(exit_code=0, stdout=stdout, stderr=stderr)
    judged = judge_either(match, seen, lambda text: text)
    assert (judged.what, judged.passed) == ("output", good)
    if stdout and stderr:
        assert "on stdout and" in judged.got


@pytest.mark.parametrize(
    ("mode", "wanted", "stdout", "stderr", "left_out", "good"),
    [
        (MatchMode.CONTAINS, "a", b"b", b"", 0, True),
        (MatchMode.CONTAINS, "a", b"ba", b"", 0, False),
        (MatchMode.CONTAINS, "a", b"b", b"ca", 0, False),
        (MatchMode.CONTAINS, "a", b"b", b"c", 0, True),
        (MatchMode.CONTAINS, "a", b"b", b"", 7, False),
        (MatchMode.REGEX, "^a", b"b", b"", 0, True),
        (MatchMode.REGEX, "^a", b"b\na", b"", 0, False),
        (MatchMode.REGEX, "(", b"b", b"", 0, False),
        (MatchMode.EQUALS, "a", b"b", b"", 0, True),
        (MatchMode.EQUALS, "a", b"a\n", b"", 0, False),
    ],
)
def test_what_must_not_come(
    mode: MatchMode, wanted: str, stdout: bytes, stderr: bytes, left_out: int, good: bool
) -> None:
    match = TextMatch(mode=mode, text=wanted, line=1, negated=True)
    seen = Seen(exit_code=0, stdout=stdout, stderr=stderr, stdout_left_out=left_out)
    judged = judge_either(match, seen, lambda text: text)
    assert judged.passed is good
    assert judged.expected.startswith("no ")
    assert judged.diff is None


@pytest.mark.parametrize(
    ("lines", "printed", "good"),
    [
        ("* (glob)\n* (glob)", b"a\nb\n", True),
        ("* (glob)\n* (glob)", b"\nb", True),
        ("* (glob)\n* (glob)", b"a\n", False),
        ("* (glob)\n* (glob)", b"a\nb\nc\n", False),
        ("* (glob)\n* (glob)\n...", b"a\nb\nc\n", True),
        ("* (glob)\n* (glob)\n...", b"a\n", False),
        ("", b"\n", True),
        ("", b"a", False),
    ],
)
def test_lines_can_be_counted(lines: str, printed: bytes, good: bool) -> None:
    assert judge(MatchMode.EQUALS, lines, printed).passed is good


@pytest.mark.parametrize(
    ("wanted", "printed", "strip_ansi", "good"),
    [
        ("yes", b"\x1b[31;1myes\x1b[0m\n", True, True),
        ("yes", b"\x1b[31;1myes\x1b[0m\n", False, False),
        ("yes", b"\x1b]8;;https://x.org\x1b\\yes\x1b]0;title\x07\x1b[K\n", True, True),
        ("\\x1b[31myes (escaped)", b"\x1b[31myes\n", False, True),
    ],
)
def test_colours_may_be_left_out(wanted: str, printed: bytes, strip_ansi: bool, good: bool) -> None:
    match = TextMatch(mode=MatchMode.EQUALS, text=wanted, line=1, strip_ansi=strip_ansi)
    assert judge_text("stdout", match, printed, 0, lambda text: text).passed is good


@pytest.mark.parametrize(
    ("wanted", "printed", "good"),
    [
        ("word", b"word\n", True),
        ("word", b"word\r\n", False),
        ("word\\r (escaped)", b"word\r\n", True),
        ("w*d (glob)", b"word\r\n", False),
        ("w.*d (regex)", b"word\r\n", False),
        ("w.*d\\r (regex)", b"word \t\r\n", False),
        ("word", b"word \t\n", True),
    ],
)
def test_carriage_returns_may_be_kept(wanted: str, printed: bytes, good: bool) -> None:
    match = TextMatch(mode=MatchMode.EQUALS, text=wanted, line=1, keep_crlf=True)
    assert judge_text("stdout", match, printed, 0, lambda text: text).passed is good
