from orchestrator.plan.model import Check
from orchestrator.report.faults import Fault, faults
from orchestrator.run import events as ev
from orchestrator.verify.model import CommandResult, Judgement, Outcome
from tests.cases.report.runs import (
    EXIT_0,
    EXIT_1,
    checked,
    plan_of,
    result,
    run_started,
    started,
    step,
    stepped,
    subtask,
    told,
)

PLAN = plan_of(
    subtask(
        1,
        "Test",
        steps=(step("1.1", "Run", "make\n"),),
        checks=tuple(
            Check(id=f"check_{n}", line=30 + n, language="bash", script="false\n") for n in (1, 2)
        ),
    )
)
LACKS = Judgement(what="stdout", passed=False, expected='text containing "7"', got='"6"')
DIFFERS = Judgement(
    what="stdout", passed=False, expected="a", got="b", diff="@@ -1 +1 @@\n-a\n+b\n"
)


def of(*results: CommandResult) -> tuple[Fault, ...]:
    """Of a subtask whose step and checks ended like this."""
    first, *others = results
    events: list[ev.Event] = [run_started(PLAN), started("task_1"), stepped("task_1", "1.1", first)]
    events += [checked("task_1", f"check_{n}", each) for n, each in enumerate(others, start=1)]
    case = told(PLAN, *events)
    return faults(case.summary.subtasks[0], case.state.of("task_1"))


def broken(*judgements: Judgement, **fields: object) -> CommandResult:
    return result(Outcome.FAILED, judgements=judgements, **fields)


def test_what_succeeded_is_no_fault() -> None:
    assert of(result(), result()) == ()


def test_a_check_that_failed_with_a_good_exit_code_says_what_was_expected_and_what_came() -> None:
    (fault,) = of(result(), broken(EXIT_0, LACKS, exit_code=0, output="6\n", output_bytes=2))
    assert (fault.name, fault.line) == ("check_1", 31)
    assert fault.says == ('exit code 0 as expected; stdout: expected text containing "7", got "6"')
    assert (fault.difference, fault.output, fault.output_bytes) == (None, "6", None)


def test_a_difference_stands_for_the_output() -> None:
    (fault,) = of(broken(EXIT_0, DIFFERS, exit_code=0, output="b\n", output_bytes=2))
    assert (fault.name, fault.line) == ("step 1.1", 11)
    assert fault.says == "exit code 0 as expected; stdout is not as expected"
    assert (fault.difference, fault.output) == ("@@ -1 +1 @@\n-a\n+b", "")


def test_what_ended_badly_shows_its_last_lines_beside_a_difference() -> None:
    printed = "".join(f"line {n}\n" for n in range(50))
    (fault,) = of(broken(EXIT_1, DIFFERS, output=printed, output_bytes=len(printed)))
    assert fault.says == "exit code 1, expected 0; stdout is not as expected"
    assert fault.output.startswith("line 38\n")
    assert fault.output.endswith("\nline 49")
    assert fault.output_bytes == len(printed)
    assert fault.difference


def test_of_an_excerpt_all_bytes_are_told() -> None:
    (fault,) = of(broken(EXIT_1, output="the end\n", output_bytes=9_000))
    assert (fault.output, fault.output_bytes) == ("the end", 9_000)


def test_what_was_not_judged_says_its_reason() -> None:
    timed_out = result(Outcome.TIMED_OUT, exit_code=None, reason="timed out after 2 s")
    assert [fault.says for fault in of(timed_out)] == ["timed out after 2 s"]
    assert [fault.says for fault in of(result(Outcome.CANCELLED))] == ["cancelled"]


def test_the_first_two_are_shown() -> None:
    bad = broken(EXIT_1)
    assert [fault.name for fault in of(bad, bad, bad)] == ["step 1.1", "check_1"]


def test_all_that_is_shown_is_short() -> None:
    long = Judgement(
        what="stdout", passed=False, expected="e" * 9_000, got="g" * 9_000, diff="+x\n" * 9_000
    )
    (fault,) = of(broken(EXIT_1, long, output="o" * 9_000, output_bytes=9_000, reason="r" * 9_000))
    shown = fault.says + (fault.difference or "") + fault.output
    assert len(shown) < 4_000
    (fault,) = of(result(Outcome.TIMED_OUT, reason="r" * 9_000))
    assert len(fault.says) <= 2_000


def test_it_explains_its_own_reasons() -> None:
    (fault,) = of(result(), broken(EXIT_1))
    assert fault.explains("check_1: exit code 1, expected 0")
    assert not fault.explains("check_10: exit code 1, expected 0")
    assert not fault.explains("regression: check_1: exit code 1")
