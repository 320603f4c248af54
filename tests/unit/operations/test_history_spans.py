"""A run's events as spans: all of its commands, and what each attempt is a retry of."""

from __future__ import annotations

from msgspec.structs import replace

from orchestrator.operations.history.spans import spans_of
from orchestrator.run.agenda import Agenda
from tests.builders import check, plan, script, subtask
from tests.fakes import FakeEngine
from tests.runs import FAILS, Run


def test_every_command_stands_below_its_attempt() -> None:
    closing = {"compensations": (script(),), "cleanups": (script(),)}
    of = plan(
        replace(subtask("a", **closing), condition=script()),
        replace(subtask("b", "a"), condition=script()),
    )
    run = Run(of, {"b/1": FAILS}, rollback=True)
    run.drive()
    spans = spans_of(run.journal.records, complete=False)
    by_id = {span.span_id: span.name for span in spans}
    assert len(by_id) == len(spans)
    below = sorted((by_id[span.parent_id], span.name) for span in spans[1:] if span.parent_id)
    assert below == [
        ("a", "a cleanup 1"), ("a", "a compensation 1"), ("a", "a condition"), ("a", "a step 1"),
        ("b", "b condition"), ("b", "b step 1"), ("run t", "a"), ("run t", "b"),
    ]  # fmt: skip


def test_a_retry_is_of_what_failed_and_a_check_alone_is_none() -> None:
    run = Run(plan(subtask("a", checks=(check(),))), {"a/check_1": [FAILS, FAILS]}, retries=1)
    run.drive()
    run.engine = FakeEngine(run.clock, {"a/check_1": FAILS})
    run.again(Agenda(validate=frozenset({"a"}), only_validate=True))
    run.go_on()
    spans = [
        span for span in spans_of(run.journal.records, complete=True) if "a" in span.name.split()
    ]
    attempts = {
        int(str(span.attributes["orchestrator.attempt"])): span
        for span in spans
        if span.name == "a"
    }
    number_of = {span.span_id: number for number, span in attempts.items()}
    assert {
        number: number_of.get(str(span.attributes.get("orchestrator.retry_of")))
        for number, span in attempts.items()
    } == {1: None, 2: 1, 3: None, 4: 2}
