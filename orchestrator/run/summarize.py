"""From plan and state to what is to be said of a run; pure. FORMAT's table of outcomes is here."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec.structs import replace

from orchestrator.diagnostics import Exit
from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.gathering import gathered_by
from orchestrator.plan.graph import topological
from orchestrator.plan.model import (
    ActionKind,
    Check,
    CriteriaPolicy,
    Criterion,
    Plan,
    Step,
    Subtask,
)
from orchestrator.run.state import RunState, SubtaskState
from orchestrator.run.status import ENDED_BADLY, ENDED_WELL, RunOutcome, Status, Wait
from orchestrator.run.summary import (
    COMPLETE,
    INCOMPLETE,
    CheckSummary,
    CriterionSummary,
    RunSummary,
    StepSummary,
    SubtaskSummary,
)
from orchestrator.run.trace import VARIABLE
from orchestrator.verify.model import Facts, Outcome, Verdict
from orchestrator.verify.verdict import (
    criterion_is_met,
    for_somebody,
    judge_subtask,
    only_words,
    step_is_done,
    why_unproved,
)

# As an attempt's reason ends when several of its checks failed.
_AND_MORE = re.compile(r" \(and \d+ more\)$")


def summarize(plan: Plan, state: RunState) -> RunSummary:
    """What the state means for the plan that the run has now."""
    subtasks = tuple(_subtask(plan, subtask, state) for subtask in plan.subtasks)
    subtasks = _with_gathered(plan, subtasks)
    counted = [row for row in subtasks if row.counted]
    complete = bool(counted) and all(row.verdict == COMPLETE for row in counted)
    done = sum(row.verdict == COMPLETE for row in counted)
    left = {row.id for row in counted if row.verdict != COMPLETE}
    return RunSummary(
        task=plan.id,
        title=plan.title,
        run=state.run,
        trace_id=state.trace_id,
        state=state.outcome,
        complete=complete,
        percent=round(100 * done / len(counted), 1) if counted else 0.0,
        exit_code=_ended_with(state) or _exit_code(plan, state, subtasks),
        started_at=state.started_at,
        ended_at=state.ended_at,
        duration_ms=state.duration_ms,
        rounds=state.round,
        file_changed=state.file_changed,
        give_again=tuple(" ".join(each) for each in not_kept(plan, state, left)),
        subtasks=subtasks,
    )


def not_kept(plan: Plan, state: RunState, ids: Collection[str]) -> tuple[tuple[str, str], ...]:
    """What the run was given, these subtasks go on with, and the record has no value of: each with
    the option that gives it."""
    if not ids:
        return ()
    own = {param.name for each in plan.subtasks if each.id in ids for param in each.params}
    args = {name for name, value in state.args.items() if value is None and name in own}
    # Who traces the run may be somebody else each time.
    env = {name for name in state.env_names - {VARIABLE} if state.args.get(name) is None}
    return tuple(("--arg" if name in own else "--env", name) for name in sorted(args | env))


def _with_gathered(plan: Plan, rows: tuple[SubtaskSummary, ...]) -> tuple[SubtaskSummary, ...]:
    """The rows, those that only stand for others judged by what became of these."""
    gathered = {each.id: ids for each in plan.subtasks if (ids := gathered_by(each))}
    if not gathered:
        return rows
    by_id = {row.id: row for row in rows}
    for id_ in topological(plan):
        if id_ in gathered and by_id[id_].status == Status.SUCCEEDED:
            missing = [other for other in gathered[id_] if by_id[other].verdict != COMPLETE]
            reasons = (f"it stands for others: {', '.join(missing)} not complete",)
            by_id[id_] = replace(
                by_id[id_],
                verdict=INCOMPLETE if missing else COMPLETE,
                reasons=reasons if missing else (),
            )
    return tuple(by_id.values())


def outcome_of(plan: Plan, state: RunState) -> RunOutcome:
    """Where a run that has nothing left to do stands."""
    statuses = {
        subtask.id: state.of(subtask.id).status
        for subtask in plan.subtasks
        if not _is_forgiven(subtask)
    }
    if any(status in ENDED_BADLY for status in statuses.values()):
        return RunOutcome.FAILED
    unfinished = (Status.WAITING, Status.PENDING, Status.INTERRUPTED)
    if any(state.of(subtask.id).status in unfinished for subtask in plan.subtasks):
        return RunOutcome.WAITING
    return RunOutcome.SUCCEEDED


def _ended_with(state: RunState) -> int | None:
    """The exit code of a run that somebody stopped: it tells how."""
    return state.exit_code if state.outcome is RunOutcome.CANCELLED else None


def _exit_code(plan: Plan, state: RunState, rows: tuple[SubtaskSummary, ...]) -> int:
    """FORMAT's table of outcomes, the gravest first."""
    forgiven = {subtask.id for subtask in plan.subtasks if _is_forgiven(subtask)}
    if any(row.status in ENDED_BADLY for row in rows if row.id not in forgiven):
        return Exit.FAILED
    for row in rows:
        excused = row.id in forgiven and row.status in ENDED_BADLY
        # What counts of a catalogue was chosen at some time.
        not_selected = row.status == Status.SKIPPED and not is_catalogue(plan)
        if row.counted and row.verdict != COMPLETE and not excused and not not_selected:
            return Exit.INCOMPLETE
    return Exit.OK


def _is_forgiven(subtask: Subtask) -> bool:
    """Whether its failure holds nothing up and fails nothing."""
    return subtask.allow_failure or subtask.optional


def _subtask(plan: Plan, subtask: Subtask, state: RunState) -> SubtaskSummary:
    seen = state.of(subtask.id)
    facts = seen.facts()
    verdict = judge_subtask(
        subtask, facts, criteria_required=plan.criteria_policy is CriteriaPolicy.REQUIRED
    )
    reasons = _reasons(state, subtask, seen, verdict)
    doubted = frozenset(only_words(subtask, facts))
    complete = seen.status is Status.SUCCEEDED and not reasons
    can_go_on = _can_go_on(subtask, seen)
    not_counted = seen.condition_false or (subtask.optional and not complete)
    # Of what is only on offer, that which was never chosen is not missing.
    not_chosen = seen.status is Status.SKIPPED and subtask.id not in state.asked_for
    not_counted |= is_catalogue(plan) and not_chosen

    def met(criterion: Criterion) -> bool:
        # What was shown of something that was taken back is so no more.
        return criterion_is_met(criterion, facts) and not seen.compensations

    return SubtaskSummary(
        id=subtask.id,
        number=subtask.number,
        title=subtask.title,
        line=subtask.line,
        status=seen.status,
        verdict=COMPLETE if complete else INCOMPLETE,
        counted=not not_counted,
        reasons=(seen.reason or "skipped",) if seen.condition_false else reasons,
        attempts=seen.attempts - seen.validations,
        validations=seen.validations,
        duration_ms=seen.duration_ms,
        started_at=seen.started_at,
        ended_at=seen.ended_at,
        exit_code=seen.exit_code,
        log=seen.log,
        log_bytes=seen.log_bytes,
        waits_for=None if can_go_on else seen.waits_for,
        can_go_on=can_go_on,
        rejected=seen.status is Status.CANCELLED and seen.is_rejected(),
        blocked_by=seen.blocked_by,
        steps=tuple(
            replace(_step(step, seen, facts, in_complete=complete), doubted=step.id in doubted)
            for step in subtask.steps
        ),
        checks=tuple(_check(check, seen) for check in subtask.checks),
        criteria=tuple(
            CriterionSummary(
                id=criterion.id,
                part=criterion.part,
                text=criterion.text,
                line=criterion.line,
                status="met" if met(criterion) else "unmet",
                optional=criterion.optional,
            )
            for criterion in subtask.criteria
        ),
    )


def _reasons(
    state: RunState, subtask: Subtask, seen: SubtaskState, verdict: Verdict
) -> tuple[str, ...]:
    """Why it is not complete: what happened to it first, then what is missing."""
    missing = verdict.reasons
    match seen.status:
        case Status.SUCCEEDED:
            reasons = missing
        case Status.FAILED | Status.TIMED_OUT:
            happened = _alone(seen.reason or str(seen.status), missing)
            allowed = ("failure allowed",) if subtask.allow_failure else ()
            # The verdict repeats the failing step or check; said once is enough.
            rest = [reason for reason in missing if reason not in happened]
            reasons = (happened, *allowed, *rest, *closing_failures(seen))
        case Status.PENDING:
            reasons = (_not_started(state, subtask, seen), *for_somebody(subtask, seen.facts()))
        case Status.CANCELLED if _can_go_on(subtask, seen):
            reasons = ("it can go on: it was approved after all", *missing)
        case Status.RUNNING:
            reasons = ("it is running",)
        case Status.WAITING:
            open_, waits = _open_step(subtask, seen), seen.reason or "waiting"
            if _can_go_on(subtask, seen):
                waits = "it can go on: what it waited for is there"
            elif seen.is_heard() and open_ is not None:
                waits = f"step {open_.id} waits for a person: {open_.text}"
            reasons = (waits, *missing)
        case _:
            reasons = (seen.reason or str(seen.status),)
    return tuple(dict.fromkeys(reasons))


def _can_go_on(subtask: Subtask, seen: SubtaskState) -> bool:
    """Whether a resume would go on with what somebody has said since it stopped."""
    if seen.status is Status.CANCELLED:
        return seen.answer is not None and seen.answer.approved
    if seen.status is not Status.WAITING or not seen.is_heard():
        return False
    return seen.waits_for == Wait.APPROVAL or _open_step(subtask, seen) is None


def _open_step(subtask: Subtask, seen: SubtaskState) -> Step | None:
    """The step for somebody that comes next, where no command comes before it."""
    facts = seen.facts()
    for step in subtask.steps:
        if not step.optional and not step_is_done(step, facts):
            by_hand = step.action.kind is ActionKind.MANUAL and not step.checks
            return step if by_hand else None
    return None


def _alone(happened: str, missing: tuple[str, ...]) -> str:
    """What happened without how many more there are, where those are named beside it."""
    return _AND_MORE.sub("", happened) if missing else happened


def closing_failures(seen: SubtaskState) -> tuple[str, ...]:
    """Which compensations and cleanups did not do what they should."""
    named = [("compensation", seen.compensations), ("cleanup", seen.cleanups)]
    return tuple(
        f"{name} {index + 1}: {result.reason or result.outcome}"
        for name, results in named
        for index, result in results.items()
        if result.outcome is not Outcome.SUCCEEDED
    )


def _not_started(state: RunState, subtask: Subtask, seen: SubtaskState) -> str:
    open_still = [
        edge.id for edge in subtask.depends_on if state.of(edge.id).status not in ENDED_WELL
    ]
    if open_still:
        return f"not started: after {', '.join(open_still)}"
    return f"not started: {seen.reason}" if seen.reason else "not started"


def _step(step: Step, seen: SubtaskState, facts: Facts, *, in_complete: bool) -> StepSummary:
    result = facts.steps.get(step.id)
    done = step_is_done(step, facts)
    verdict, reason = COMPLETE if done else INCOMPLETE, None
    if result is not None:
        status, reason = str(result.outcome), result.reason
        if done and seen.compensations:
            verdict, reason = INCOMPLETE, "it was taken back"
        elif done and not (result.proves or in_complete):
            doubt = f"it {why_unproved(result)}, so it proves nothing"
            verdict, reason = INCOMPLETE, "only the agent's word" if result.agent else doubt
    elif done:
        status, reason = "attested", f"attested by {_witness(step, facts)}"
    elif seen.waiting_step == step.id and not seen.is_heard():
        status, reason = "waiting", seen.reason
    else:
        status = "pending"
    return StepSummary(
        id=step.id,
        text=step.text,
        kind=step.action.kind,
        line=step.line,
        status=status,
        verdict=verdict,
        optional=step.optional,
        reason=reason,
    )


def _witness(step: Step, facts: Facts) -> str:
    """Who gave evidence for a step; a check may have done it alone."""
    words = [word.by for word in facts.attestations if word.step == step.id]
    return ", ".join(dict.fromkeys(words)) or "its checks"


def _check(check: Check, seen: SubtaskState) -> CheckSummary:
    result = seen.checks.get(check.id)
    if result is None:
        return CheckSummary(id=check.id, line=check.line, status="pending")
    # The first expectation that was not met explains a failure; else the first one met.
    judgements = sorted(result.judgements, key=lambda judgement: judgement.passed)
    first = judgements[0] if judgements else None
    return CheckSummary(
        id=check.id,
        line=check.line,
        status=result.outcome,
        expected=f"{first.what}: {first.expected}" if first else None,
        got=first.got if first else None,
        log=result.log,
    )
