from msgspec.structs import replace

from orchestrator.report.attempts import Attempt, attempts_of
from orchestrator.report.tries import time_of_attempts, tries_in_words
from tests.cases.report.runs import rounds


def test_validations_are_told_apart() -> None:
    assert tries_in_words(2, 0) == "2"
    assert tries_in_words(2, 1) == "2, and 1 validation (numbered together)"
    assert tries_in_words(1, 3) == "1, and 3 validations (numbered together)"


def attempts(id_: str) -> tuple[Attempt, ...]:
    case = rounds()
    return attempts_of(case.plan, case.records, {})[id_]


def test_the_time_of_validations_is_left_out() -> None:
    assert [attempt.validation for attempt in attempts("task_2")] == [False, True]
    assert time_of_attempts(attempts("task_2")) == 1_000


def test_attempts_that_count_no_more_took_their_time() -> None:
    first, last, validation = attempts("task_1")
    assert (first.superseded, validation.validation) == (True, True)
    assert (first.duration_ms, last.duration_ms) == (900, 1_000)
    assert time_of_attempts((first, last, validation)) == 1_900


def test_what_still_runs_took_no_time_yet() -> None:
    assert time_of_attempts([replace(attempts("task_1")[0], duration_ms=None)]) == 0
