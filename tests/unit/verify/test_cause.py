"""Causes of texts: one cause one hash, others another, and what is read in each shape."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.verify.cause import LONGEST_MESSAGE, Cause, cause_of, stack_of, tail_of
from orchestrator.verify.cause.normalise import normal, plain
from orchestrator.verify.model import CommandResult, Judgement, Outcome
from tests.cases.causes import printed, tools
from tests.cases.causes.printed import READINGS, Reading
from tests.unit.verify.test_cause_real import command_result

SAME = printed.SAME | tools.SAME
DIFFERENT = printed.DIFFERENT | tools.DIFFERENT


def cause_in(output: str, exit_code: int = 1, script: str = "") -> Cause:
    cause = cause_of([command_result(output, exit_code)], scripts=[script])
    assert cause is not None
    return cause


def timed_out(output: str = "", reason: str = "timed out after 5 s") -> CommandResult:
    return replace(
        command_result(output, 1), outcome=Outcome.TIMED_OUT, exit_code=None, reason=reason
    )


def unmet(what: str, expected: str, got: str, output: str = "") -> CommandResult:
    judgement = Judgement(what=what, passed=False, expected=expected, got=got)
    passed = Judgement(what="exit code", passed=True, expected="0", got="0")
    return replace(
        command_result(output, 0),
        reason=f"{what} {got}, expected {expected}",
        judgements=(passed, judgement),
    )


@pytest.mark.parametrize("name", SAME)
def test_one_cause_has_one_hash(name: str) -> None:
    here, there = SAME[name]
    assert here != there
    assert cause_in(here).hash == cause_in(there).hash
    assert cause_in(here).type == cause_in(there).type


@pytest.mark.parametrize("name", DIFFERENT)
def test_different_causes_have_different_hashes(name: str) -> None:
    one, other = DIFFERENT[name]
    assert cause_in(one).hash != cause_in(other).hash


def test_no_text_has_the_hash_of_another() -> None:
    hashes = {
        name: cause_in(text).hash for name, (text, _) in SAME.items() if "no port\n" not in text
    }
    assert len(set(hashes.values())) == len(hashes) > 20


@pytest.mark.parametrize("name", READINGS)
def test_what_is_read(name: str) -> None:
    reading: Reading = READINGS[name]
    cause = cause_in(reading.text, reading.exit_code)
    read = (cause.type, cause.message, len(stack_of(reading.text)))
    assert read == (reading.type, reading.message, reading.frames)


RESULTS = {
    "a timeout": (timed_out(), ("timeout", "timed out after 5 s")),
    "a signal": (command_result("", None, 15), ("signal", "SIGTERM")),
    "an expectation": (
        unmet("stdout", 'text containing "b"', '"a"'),
        ("expectation", 'stdout "a", expected text containing "b"'),
    ),
    "not started": (
        replace(command_result("", None), judgements=(), reason="no interpreter for x"),
        ("not_started", "no interpreter for x"),
    ),
    "lost": (
        replace(command_result("", None), judgements=(), reason="its exit code was lost: gone"),
        ("lost", "its exit code was lost: gone"),
    ),
}


@pytest.mark.parametrize("name", RESULTS)
def test_how_a_command_was_ended(name: str) -> None:
    result, told = RESULTS[name]
    cause = cause_of([result])
    assert cause is not None
    assert (cause.type, cause.message) == told


SAME_RESULTS = {
    "another limit": (timed_out(), timed_out(reason="the attempt timed out after 7.5 s")),
    "how far it had come": (timed_out("file 3 of 90\n"), timed_out("file 17 of 90\n")),
    "how far it had come before a signal": (
        command_result("file 3 of 90\n", None, 9),
        command_result("file 17 of 90\n", None, 9),
    ),
    "colours in what it printed": (
        unmet("stdout", 'text containing "b"', '"\\u001b[1ma\\u001b[0m in 3 ms\\n"'),
        unmet("stdout", 'text containing "b"', '"a in 7 ms\\n"'),
    ),
    "duration": (
        unmet("duration", "less than 5 ms", "7 ms"),
        unmet("duration", "less than 5 ms", "9 ms"),
    ),
    "size": (
        unmet("output", "none", "12 bytes", "no port\n"),
        unmet("output", "none", "13 bytes", "\x1b[1mno port\n"),
    ),
}
DIFFERENT_RESULTS = {
    "where it hung": (timed_out("waiting for a\n"), timed_out("waiting for b\n")),
    "a timeout and a signal": (timed_out(), command_result("", None, 9)),
    "what was expected": (
        unmet("stdout", 'text containing "b"', '"a"'),
        unmet("stdout", 'text containing "c"', '"a"'),
    ),
    "numbers that were expected": (
        unmet("stdout", 'text containing "12345"', '"a"'),
        unmet("stdout", 'text containing "54321"', '"a"'),
    ),
    "what was got": (
        unmet("stdout", 'text containing "b"', '"a"'),
        unmet("stdout", 'text containing "b"', '"x"'),
    ),
    "which file": (
        unmet("file a.txt", "a file", "no file"),
        unmet("file b.txt", "a file", "no file"),
    ),
    "what should not have been printed": (
        unmet("output", "none", "12 bytes", "no port\n"),
        unmet("output", "none", "12 bytes", "no host\n"),
    ),
}


@pytest.mark.parametrize("name", SAME_RESULTS)
def test_one_cause_of_an_end_has_one_hash(name: str) -> None:
    one, other = (cause_of([each]) for each in SAME_RESULTS[name])
    assert one is not None
    assert other is not None
    assert one.hash == other.hash


@pytest.mark.parametrize("name", DIFFERENT_RESULTS)
def test_different_ends_have_different_hashes(name: str) -> None:
    one, other = (cause_of([each]) for each in DIFFERENT_RESULTS[name])
    assert one is not None
    assert other is not None
    assert one.hash != other.hash


def test_what_says_nothing_is_told_by_what_it_runs() -> None:
    one, commented = cause_in("", script="test -e a\n"), cause_in("", script="# why\n\ntest -e a\n")
    assert one.hash == commented.hash
    assert one.hash != cause_in("", script="test -e b\n").hash
    # Who says something is known by that.
    assert cause_in("no port\n", script="a\n").hash == cause_in("no port\n", script="b\n").hash


def test_several_checks_that_fail_alike_have_one_cause() -> None:
    a, b = command_result("no port\n", 1), command_result("no host\n", 1)
    alone, twice, both = cause_of([a]), cause_of([a, a]), cause_of([a, b])
    assert alone == twice
    assert alone is not None
    assert both is not None
    assert both.message == alone.message
    assert both.hash != alone.hash
    turned = cause_of([b, a])
    assert turned is not None
    assert turned.hash == both.hash


def test_without_a_command_the_reason_is_all_there_is() -> None:
    assert cause_of([]) is None
    cause = cause_of([], "the plan is gone")
    assert cause is not None
    assert (cause.type, cause.message) == ("unknown", "the plan is gone")


def test_frames_are_told_as_they_are_written() -> None:
    assert stack_of(READINGS["two, the last one counts"].text) == (
        "m.py:5 in <module>",
        "m.py:3 in f",
    )
    assert stack_of("\x1b[1mno traceback\x1b[0m\n") == ()


def test_the_last_lines_are_those_that_say_something() -> None:
    output = "".join(f"line {n}\n" for n in range(30)) + "-----\n\x1b[1mlast\x1b[0m\n\n"
    assert tail_of(output, 3) == ("line 28", "line 29", "last")
    assert len(tail_of(output)) == 10
    assert tail_of("") == ()


def test_a_message_is_one_short_line() -> None:
    cause = cause_in("error: \x1b[1m\x07" + "é" * 1000 + "\n")
    assert len(cause.message) == LONGEST_MESSAGE
    assert cause.message.isprintable()


# In one piece it would be the folder of somebody.
HOME = "/home" + "/ada"
NORMAL = [
    (f"{HOME}/a/x.csv", "x.csv"),
    ("'/a b/c d/x.csv'", "'x.csv'"),
    ("~/a/x.csv, ../a/x.csv and ./b.csv", "x.csv, a/x.csv and b.csv"),
    (f"{HOME} and /root", "~ and ~"),
    ("/a/pkg/__init__.py", "pkg/__init__.py"),
    ("file:///a/b.mjs:3:4", "b.mjs"),
    ("C:\\Users\\ada\\x.csv", "x.csv"),
    ("https://example.org/a/b?page=3", "https://example.org/a/b?page=3"),
    ("GET /items/a 404", "GET /items/a 404"),
    ("read and/or write", "read and/or write"),
    ("src/a/b.c:3:4: no", "src/a/b.c: no"),
    ("line 3, column 14 (char 99)", "line <n>, column <n> (char <n>)"),
    ("<A object at 0x7f12ab34cd56>, Foo@1b6d3586", "<A object at <address>>, Foo@<address>"),
    ("failed with 0x80070005, flags 0x1f", "failed with 0x80070005, flags 0x1f"),
    ("at 2026-01-02T03:04:05.678Z", "at <time>"),
    ("on Thu, 01 Jan 2026 10:00:00 +0100", "on <time>"),
    ("[02/Jan/2026:10:00:00 +0000] x", "[<time>] x"),
    ("at 10:20:30, in 0.52s, 3 ms, 1m 20s", "at <time>, in <time>, <time>, <time>"),
    ("127.0.0.1:8080 and localhost:80", "<ip> and localhost"),
    ("ada@example.org or [email], [ip]", "<email> or <email>, <ip>"),
    ("550e8400-e29b-41d4-a716-446655440000", "<uuid>"),
    ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "<n>"),
    ("da39a3ee5e6b4b0d3255bfef95601890afd80709 a1b2c3d", "<n> <n>"),
    ("tmpab12cd9_ and tmp.AbCd123456", "<tmp> and <tmp>"),
    ("/x/tmp_abcdefg, tmp_abcdefg, /x/tmp_ab", "<tmp>, tmp_abcdefg, tmp_ab"),
    ("pid 12, port 99, worker-3, Thread-17", "pid <n>, port <n>, worker-<n>, Thread-<n>"),
    (
        "exit code 2, status 404, [Errno 13], Error 2",
        "exit code 2, status 404, [Errno 13], Error 2",
    ),
    ("12345 1,234,567 3.14159 100% 12.5 MiB", "<n> <n> <n> <n> <size>"),
    ("ORA-00942 TS2304 E0425 utf8 x86_64 py311", "ORA-00942 TS2304 E0425 utf8 x86_64 py311"),
    ("base 10, 'name', key_2, HTTP/1.1", "base 10, 'name', key_2, HTTP/1.1"),
    ("*** and ***", "*** and ***"),
    ("facade deadbeef", "facade deadbeef"),
    ("main.sh: line 3: a,  b\nsh: 4:\tc", "main.sh: a, b\nsh: c"),
    ("sh: 4: c\nerror: 4: d", "sh: c\nerror: 4: d"),
    ("3 passed, 0 failed, 12 warnings", "<n> passed, 0 failed, <n> warnings"),
    ("45/100 ████░░ [====>   ]", "<n> <bar> <bar>"),
    ("test_OAuth2LoginRedirectsTo", "test_OAuth2LoginRedirectsTo"),
]


@pytest.mark.parametrize(("text", "wanted"), NORMAL)
def test_what_stays_of_a_text(text: str, wanted: str) -> None:
    assert normal(text) == wanted


# Pieces of all that is taken out, so that they stand in one another.
PIECES = st.sampled_from(
    [
        "/",
        "\\",
        "~",
        ".",
        "..",
        ":",
        "::",
        "-",
        "_",
        "@",
        "'",
        '"',
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        ",",
        "#",
        "=",
        "%",
        "*",
        "|",
        "+",
        "…",
        "0x",
        "0",
        "1",
        "3",
        "12",
        "404",
        "12345",
        "1.5",
        "a",
        "e",
        "f",
        "x",
        "T",
        "Z",
        "tmp",
        "tmpab12cd9_",
        "cafe1234",
        "/tmp/",
        "/home/",
        "ada/",
        ".py",
        ".csv",
        "line",
        "port",
        "pid",
        "ms",
        "s",
        "bytes",
        "MiB",
        "passed",
        "2026-01-02",
        "10:20:30",
        "10.0.0.1",
        "ada@b.org",
        "[email]",
        "<n>",
        "<time>",
        "at",
        "in",
        "\x1b[",
        "\x1b[1m",
        "\x1b]",
        "m",
        "\r",
        "\x00",
        "�",
        "é",
        "█",
        "file://",
        "localhost",
        "GET",
        "make:",
    ]
)
HOSTILE = st.lists(PIECES | st.just(" ") | st.just("\n"), max_size=40).map("".join)


@given(HOSTILE | st.text())
@example("a[[---]---]")
@example("..//./x")
def test_what_is_normal_stays(text: str) -> None:
    once = normal(plain(text))
    assert normal(once) == once
    assert plain(plain(text)) == plain(text)


LINES = st.sampled_from(
    [
        "Traceback (most recent call last):",
        '  File "a.py", line 3, in f',
        "    x()",
        "KeyError: 'a'",
        "  + Exception Group Traceback (most recent call last):",
        '  |   File "a.py", line 3, in f',
        "  | ExceptionGroup: many (2 sub-exceptions)",
        "  +-+---------------- 1 ----------------",
        "    | ValueError: a",
        "    +---------------- 2 ----------------",
        "… 17 bytes left out …",
        "  [Previous line repeated 9 more times]",
        '  File "b.py", line 1',
        "SyntaxError: no",
        "TypeError: no",
        "    at f (/a/b.js:1:2)",
        "\tat a.B.c(B.java:1)",
        "Caused by: a.B: no",
        "panic: no",
        "",
        "goroutine 1 [running]:",
        "thread 'a' panicked at a.rs:1:2:",
        "a.c:1:2: error: no",
        "=== short test summary info ===",
        "FAILED a.py::b - no...",
        "E   no, it was not",
        "FAIL: a (b)",
        "Ran 1 test in 0.1s",
        "not ok 1 - a",
        "--- FAIL: a (0.1s)",
        "make: *** [a] Error 1",
        "x: 1: y: not found",
    ]
)


@given(
    st.lists(LINES | HOSTILE, max_size=30).map("\n".join) | st.text(),
    st.none() | st.integers(0, 255),
    st.none() | st.integers(1, 64),
    st.sampled_from(Outcome),
)
def test_any_output_has_a_cause(
    output: str, exit_code: int | None, number: int | None, outcome: Outcome
) -> None:
    result = CommandResult(
        outcome=outcome,
        started_at="",
        duration_ms=1,
        exit_code=exit_code,
        signal=number,
        output=output,
    )
    cause = cause_of([result], scripts=[output])
    assert cause is not None
    assert cause == cause_of([result], scripts=[output])
    assert len(cause.hash) == 16
    assert 0 < len(cause.message) <= LONGEST_MESSAGE
    assert "\n" not in cause.message
    assert cause.type
    (cause.type + cause.message).encode()
    stack_of(output)


LONG = 64_000
HOSTILE_TEXTS = [
    "a",
    "/",
    "/a",
    "0",
    "1.",
    "a@",
    "a.",
    "[",
    "(",
    "-",
    "'",
    "'/",
    "1:",
    "0x",
    "\x1b[",
    "\x1b]",
    "\r",
    "é",
    "█",
    "\n",
    "a\n",
    '  File "a", line 1\n',
    "Traceback (most recent call last):\n",
    "… 1 bytes left out …\n",
    "  + Exception Group Traceback (most recent call last):\n",
    "  +-+---------------- 1 ----------------\n",
    "A: b\n",
    "A: b\n at ",
    "\tat b\n",
    "a.B\n",
    "panic: \n",
    "panic: x\n\ngoroutine\n",
    "a(b)\n",
    "FAILED a - b...\n",
    "E   b",
    "FAIL: a\n",
    "not ok 1 a\n",
    "x:1: ",
    "x:1:1: error: ",
    "error: ",
    "make: *** ",
    "line 1: ",
    ": ",
    "thread 'a' panicked at ",
    "Assertion ",
    "terminate called ",
    "1 passed ",
    "1 s, ",
    "12:",
    "A" * 90 + ".",
    "= short test summary info =\nERROR a[",
    "\nRan \nFAIL: ",
    "undefined reference",
    "   ",
    "| ",
    "a|",
    "1%|",
    "🙂",
]


@pytest.mark.parametrize("piece", HOSTILE_TEXTS)
@pytest.mark.parametrize("with_cues", [False, True])
def test_no_text_takes_long(piece: str, with_cues: bool) -> None:
    cues = (
        "at panic: panicked at Assertion error: .go: *** not found : line Ran \nRan \nFAILED \n"
        * with_cues
    )
    text = cues * with_cues + piece * (LONG // len(piece))
    result = command_result(text, 1)
    began = time.process_time()
    cause_of([result], scripts=[text])
    stack_of(text)
    assert time.process_time() - began < 1.0


def test_a_deep_stack_over_many_folders_does_not_take_long() -> None:
    frames = "".join(f'  File "/{n}/{n}/a.py", line {n}, in f{n}\n' for n in range(2000))
    text = f"Traceback (most recent call last):\n{frames}RecursionError: deep\n"
    began = time.process_time()
    assert cause_in(text).type == "RecursionError"
    assert len(stack_of(text)) == 2000
    assert time.process_time() - began < 1.0
