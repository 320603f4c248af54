"""Round after round until a run is complete, or until another would change nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator

from orchestrator.operations.running.driving import Session
from orchestrator.run import events as ev
from orchestrator.run.agenda import Agenda
from orchestrator.run.rounds import asked_an_agent, complete, in_doubt, next_round, standing
from orchestrator.run.state import RunState
from orchestrator.run.status import RunOutcome
from orchestrator.run.summarize import summarize
from orchestrator.run.validation import to_validate

# An agent may do better the second time with the same words; commands alone will not.
_PATIENCE_WITH_AGENT = 2


def iterate(session: Session, state: RunState, max_rounds: int) -> tuple[str, ...]:
    """Go on with a run whose first round is over; lines that say how it went.

    After each round the checks of what was complete run again, so that what a mend broke is
    seen. A stop by a signal ends it.
    """
    plan, number, unchanged, first = session.plan, 1, 0, state.round
    _validate(session, state, in_doubt(plan, state, frozenset()))
    while True:
        summary = summarize(plan, state)
        if summary.complete:
            return (_many("complete after", number), *_not_validated(session, state))
        if state.outcome is RunOutcome.CANCELLED:
            return (f"stopped in round {number}",)
        coming = next_round(plan, state)
        if coming is None and state.selected <= complete(plan, state):
            return (_many("what was selected is complete after", number),)
        if coming is None:
            return (f"{_many('stopped after', number)}: what is missing no round can supply",)
        if number >= max_rounds:
            return (f"{_many('stopped after', number)}, as many as --max-rounds allows",)
        number += 1
        before, good = standing(plan, state), complete(plan, state)
        opening = _opening(state, round_=first + number - 1, validates=False)
        session.drive(state, [opening, *coming.resets], coming.agenda)
        _validate(session, state, in_doubt(plan, state, good))
        unchanged = unchanged + 1 if standing(plan, state) == before else 0
        if unchanged >= (_PATIENCE_WITH_AGENT if asked_an_agent(state) else 1):
            return (f"{_many('stopped after', number)}: the last one changed nothing",)


def _validate(session: Session, state: RunState, ids: frozenset[str]) -> None:
    """Run the checks of these subtasks again, unless somebody wants to stop."""
    if ids and state.outcome is not RunOutcome.CANCELLED:
        opening = _opening(state, round_=None, validates=True)
        session.drive(state, [opening], Agenda(validate=ids, only_validate=True))


def _opening(state: RunState, *, round_: int | None, validates: bool) -> ev.RunResumed:
    return ev.RunResumed(
        plan=state.plan,
        selected=tuple(sorted(state.selected)),
        jobs=state.jobs,
        pid=os.getpid(),
        round=round_,
        validates=validates,
    )


def _not_validated(session: Session, state: RunState) -> Iterator[str]:
    """Which subtasks an agent may have broken without any check to show it."""
    if not asked_an_agent(state):
        return
    without = complete(session.plan, state) - to_validate(session.plan, state)
    if without:
        names = ", ".join(each.id for each in session.plan.subtasks if each.id in without)
        yield f"without a check that could run again: {names}"


def _many(words: str, rounds: int) -> str:
    return f"{words} {rounds} round{'' if rounds == 1 else 's'}"
