"""Tests of everything expected of a command, held against what was seen."""

from __future__ import annotations

import pytest

from orchestrator.document.expect import (
    Comparison,
    ExitCodes,
    Expect,
    FileMatch,
    FileState,
    JsonMatch,
    MatchMode,
    TextMatch,
)
from orchestrator.verify.expectations import judge, why_not
from orchestrator.verify.seen import Seen


@pytest.mark.parametrize(
    ("expected", "seen", "good"),
    [
        (None, Seen(exit_code=0), True),
        (None, Seen(exit_code=1), False),
        ((3,), Seen(exit_code=3), True),
        ((0, 3), Seen(exit_code=2), False),
        ((127,), Seen(exit_code=127), False),
        ((143,), Seen(exit_code=143), True),
        ("non_zero", Seen(exit_code=0), False),
        ("non_zero", Seen(exit_code=1), True),
        ("non_zero", Seen(exit_code=125), True),
        ("non_zero", Seen(exit_code=126), False),
        ("non_zero", Seen(exit_code=127), False),
        ("non_zero", Seen(exit_code=137), False),
        ("non_zero", Seen(exit_code=255), True),
        ("non_zero", Seen(exit_code=None, signal="SIGKILL"), False),
        ("non_zero", Seen(exit_code=1, timed_out=True), False),
        ((0,), Seen(exit_code=0, timed_out=True), False),
        (None, Seen(exit_code=None), False),
    ],
)
def test_exit_codes(expected: ExitCodes | None, seen: Seen, good: bool) -> None:
    (judged,) = judge(Expect(exit_code=expected), seen)
    assert judged.passed is good


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (Seen(exit_code=0), None),
        (Seen(exit_code=1), "exit code 1, expected 0 or 3"),
        (Seen(exit_code=127), "exit code 127 (command not found), expected 0 or 3"),
        (
            Seen(exit_code=None, signal="SIGTERM"),
            "exit code none (ended by SIGTERM), expected 0 or 3",
        ),
    ],
)
def test_reason_in_a_line(seen: Seen, reason: str | None) -> None:
    assert why_not(judge(Expect(exit_code=(0, 3)), seen)) == reason


def test_everything_asked_is_judged_and_told() -> None:
    expect = Expect(
        stdout=(TextMatch(mode=MatchMode.CONTAINS, text="x", line=1),),
        stderr=(TextMatch(mode=MatchMode.CONTAINS, text="y", line=2),),
        json=(JsonMatch(path=".a", op=Comparison.EQ, value="1", line=3),),
        files=(FileMatch(path="f", is_=FileState.EXISTS, line=4),),
        max_duration_ms=100,
        no_output=True,
    )
    seen = Seen(exit_code=0, stdout=b"out", stderr=b"err", duration_ms=100)
    judged = judge(expect, seen)
    assert [item.what for item in judged] == [
        "exit code",
        "stdout",
        "stderr",
        "json .a",
        "file f",
        "duration",
        "output",
    ]
    assert [item.passed for item in judged] == [True] + [False] * 6
    reasons = (why_not(judged) or "").split("; ")
    assert reasons[0] == 'stdout "out", expected text containing "x"'
    assert [reason.split()[0] for reason in reasons[:3]] == ["stdout", "stderr", "json"]
    assert reasons[3:] == ["and 3 more expectations"]
    assert judged[-1].got == "6 bytes"


@pytest.mark.parametrize(
    ("failed", "last"), [(3, 'containing "2"'), (4, "and 1 more expectation"), (50, "and 47 more")]
)
def test_a_reason_stays_a_line(failed: int, last: str) -> None:
    wanted = [TextMatch(mode=MatchMode.CONTAINS, text=f"{n}", line=n) for n in range(failed)]
    reason = why_not(judge(Expect(stdout=tuple(wanted)), Seen(exit_code=0, stdout=b"x"))) or ""
    assert last in reason.split("; ")[-1]
    assert len(reason) < 200


@pytest.mark.parametrize(("took_ms", "good"), [(99, True), (100, False), (101, False)])
def test_duration_is_below_the_limit(took_ms: int, good: bool) -> None:
    judged = judge(Expect(max_duration_ms=100), Seen(exit_code=0, duration_ms=took_ms))
    assert judged[1].passed is good


@pytest.mark.parametrize(
    ("seen", "good"),
    [
        (Seen(exit_code=0), True),
        (Seen(exit_code=0, stdout=b"\n"), False),
        (Seen(exit_code=0, stderr=b"x"), False),
        (Seen(exit_code=0, stdout_left_out=1), False),
    ],
)
def test_no_output(seen: Seen, good: bool) -> None:
    assert judge(Expect(no_output=True), seen)[1].passed is good


def test_ends_of_long_output_are_no_json() -> None:
    match = JsonMatch(path=".a", op=Comparison.EQ, value="1", line=1)
    seen = Seen(exit_code=0, stdout=b'{"a": 1}', stdout_left_out=5)
    assert not judge(Expect(json=(match,)), seen)[1].passed
