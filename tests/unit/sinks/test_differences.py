"""A failed comparison as lines for people."""

from __future__ import annotations

from orchestrator.run import events as ev
from orchestrator.sinks.differences import MOST_LINES, differences
from orchestrator.verify.model import CommandResult, Judgement, Outcome


def told(*judgements: Judgement) -> list[str]:
    result = CommandResult(
        outcome=Outcome.FAILED, started_at="", duration_ms=1, judgements=judgements
    )
    event = ev.CheckFinished(subtask="task_1", attempt=1, check="check_1", result=result)
    return list(differences(event))


def judged(diff: str | None, *, passed: bool = False) -> Judgement:
    return Judgement(what="stdout", passed=passed, expected="a", got="b", diff=diff)


def test_a_difference_is_shown_below_its_stream() -> None:
    assert told(judged("--- expected\n+++ got\n@@ -1,2 +1,2 @@\n x\n-a\n+b\x1b[2J")) == [
        "  stdout: - expected, + got",
        "  | @@ -1,2 +1,2 @@",
        "  |  x",
        "  | -a",
        "  | +b\\x1b[2J",
    ]


def test_one_line_instead_of_another_has_been_said_already() -> None:
    assert told(judged("--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b")) == []
    assert told(judged("--- a\n+++ b\n@@ -1 +1 @@\n-a\n+" + "b" * 300))


def test_what_a_file_says_controls_no_terminal() -> None:
    hostile = Judgement(
        what="\x1b[2J", passed=False, expected="a", got="b", diff="--- a\n+++ b\n" + "+c\n" * 9
    )
    assert all(line.isprintable() for line in told(hostile))


def test_what_passed_or_has_no_difference_says_nothing() -> None:
    assert told(judged("--- a\n+++ b\n-x", passed=True), judged(None)) == []


def test_long_differences_are_cut() -> None:
    lines = told(judged("--- a\n+++ b\n" + "+x\n" * 500))
    assert len(lines) == MOST_LINES + 2
    assert lines[-1] == f"  | … {500 - MOST_LINES} more lines …"
