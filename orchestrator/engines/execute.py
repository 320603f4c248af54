"""What an attempt does, command by command; knows no process, no file and no clock.

A program is a generator: it yields a `Start` for each command, is sent the `Done` of that
command, and returns a `Conclusion`. Every command that was started ends in exactly one
event, which its `Start` makes.

    attempt     mend > condition > steps in order > all checks
    validation  mend > all checks
    closing     compensations, last first > cleanups in order; none is left out
"""

from __future__ import annotations

from collections.abc import Callable, Generator

from msgspec import Struct

from orchestrator.document.expect import NOTHING_EXPECTED, Expect
from orchestrator.plan.model import Action, ActionKind, Check, Script, Step
from orchestrator.run import events as ev
from orchestrator.run.ports import AttemptEnd, Phase, Work
from orchestrator.verify.model import CommandResult, Outcome


class Done(Struct, frozen=True, kw_only=True):
    """A command ended. `values` are the key=value lines it handed on, as they may be shown.

    `over` is set when nothing more of the attempt may run: it was stopped, or its own time
    is over.
    """

    result: CommandResult
    values: tuple[tuple[str, str], ...] = ()
    over: AttemptEnd | None = None


class Start(Struct, frozen=True, kw_only=True):
    """A command to start. `id` is what the command knows itself as (ORCHESTRATOR_STEP).

    With `agent` it is that agent's command line, which gets the prompt on standard input, and
    language and script are empty. The output of a `check` goes to a log of its own.
    """

    id: str
    language: str
    script: str
    event: Callable[[Done], ev.Event]
    timeout_s: float | None = None
    cwd: str | None = None
    expect: Expect = NOTHING_EXPECTED
    agent: str | None = None
    prompt: str = ""
    check: bool = False


class Conclusion(Struct, frozen=True, kw_only=True):
    """How the work ended; the fields are those of `Ended`."""

    end: AttemptEnd
    reason: str | None = None
    exit_code: int | None = None
    waiting_step: str | None = None


Program = Generator[Start, Done, Conclusion]


def program_of(work: Work) -> Program:
    """The program of a piece of work."""
    return _attempt(work) if work.phase is Phase.ATTEMPT else _closing(work)


def _attempt(work: Work) -> Program:
    if work.mend is not None:
        done = yield _mend(work, work.mend)
        if done.over is not None:
            return _broken_off(done, "the mending")
    if work.checks_only:
        return (yield from _check_all(work, None))
    if work.ask_condition and work.subtask.condition is not None:
        unmet = yield from _ask(work, work.subtask.condition)
        if unmet is not None:
            return unmet
    return (yield from _do_steps(work))


def _do_steps(work: Work) -> Program:
    """Step by step, then the checks; the first required step that fails is the end."""
    last: CommandResult | None = None
    for step in work.subtask.steps:
        if step.id in work.done_steps:
            continue
        if _is_for_somebody(work, step):
            # A step that a check proves, or that may be left out, needs nobody.
            if step.checks or step.optional:
                continue
            return _wait_at(step)
        done = yield _step(work, step)
        last = done.result
        if done.over is not None:
            return _broken_off(done, f"step {step.id}")
        if last.outcome is not Outcome.SUCCEEDED and not step.optional:
            return _failed(f"step {step.id}", last)
    return (yield from _check_all(work, last))


def _is_for_somebody(work: Work, step: Step) -> bool:
    """Whether it is neither a command nor something that an agent is asked in this attempt."""
    kind = step.action.kind
    return kind is ActionKind.MANUAL or (kind is ActionKind.AGENT and step.id not in work.prompts)


def _check_all(work: Work, last: CommandResult | None) -> Program:
    """Every check runs, so that one failure does not hide another."""
    bad: list[tuple[str, CommandResult]] = []
    for check in work.subtask.checks:
        done = yield _check(work, check)
        last = done.result
        if done.over is not None:
            return _broken_off(done, check.id)
        if last.outcome is not Outcome.SUCCEEDED:
            bad.append((check.id, last))
    if bad:
        return _failed(*bad[0], more=len(bad) - 1)
    return Conclusion(end=AttemptEnd.SUCCEEDED, exit_code=last.exit_code if last else None)


def _closing(work: Work) -> Program:
    scripts = [
        (f"cleanup_{index + 1}", script, _cleanup_event(work, index))
        for index, script in enumerate(work.subtask.cleanups)
    ]
    if work.compensate:
        compensations = [
            (f"compensation_{index + 1}", script, _compensation_event(work, index))
            for index, script in enumerate(work.subtask.compensations)
        ]
        scripts = compensations[::-1] + scripts
    for id_, script, event in scripts:
        done = yield _script(id_, script, event)
        if done.over is AttemptEnd.CANCELLED:
            return _broken_off(done, id_)
    return Conclusion(end=AttemptEnd.CLOSED)


def _ask(work: Work, condition: Script) -> Generator[Start, Done, Conclusion | None]:
    """None when the subtask is to run, else how the attempt ends without running."""

    def event(done: Done) -> ev.Event:
        return ev.ConditionFinished(
            subtask=work.subtask.id, attempt=work.attempt, result=done.result
        )

    done = yield _script("condition", condition, event)
    result = done.result
    if done.over is AttemptEnd.CANCELLED:
        return _broken_off(done, "the condition")
    if result.outcome is Outcome.SUCCEEDED:
        return None
    # Any exit code is an answer: of `command -v tool` some shells make 127.
    if result.outcome is Outcome.FAILED and result.exit_code is not None:
        return Conclusion(
            end=AttemptEnd.SKIPPED,
            reason=f"the condition is false (exit code {result.exit_code})",
            exit_code=result.exit_code,
        )
    return Conclusion(
        end=AttemptEnd.FAILED,
        reason=f"the condition could not be evaluated: {result.reason}",
        exit_code=result.exit_code,
    )


def _step(work: Work, step: Step) -> Start:
    def event(done: Done) -> ev.Event:
        return ev.StepFinished(
            subtask=work.subtask.id,
            attempt=work.attempt,
            step=step.id,
            result=done.result,
            values=done.values,
        )

    if step.action.kind is ActionKind.AGENT:
        return _asked(work, step.id, work.prompts[step.id], event, step.action)
    return _action(step.id, step.action, event)


def _mend(work: Work, prompt: str) -> Start:
    def event(done: Done) -> ev.Event:
        return ev.MendFinished(subtask=work.subtask.id, attempt=work.attempt, result=done.result)

    return _asked(work, "mend", prompt, event)


def _asked(
    work: Work,
    id_: str,
    prompt: str,
    event: Callable[[Done], ev.Event],
    action: Action | None = None,
) -> Start:
    return Start(
        id=id_,
        language="",
        script="",
        event=event,
        timeout_s=action.timeout_s if action else None,
        cwd=action.cwd if action else None,
        agent=work.subtask.agent or "",
        prompt=prompt,
    )


def _action(id_: str, action: Action, event: Callable[[Done], ev.Event]) -> Start:
    return Start(
        id=id_,
        language=action.language or "",
        script=action.script or "",
        event=event,
        timeout_s=action.timeout_s,
        cwd=action.cwd,
        expect=action.expect,
    )


def _check(work: Work, check: Check) -> Start:
    def event(done: Done) -> ev.Event:
        return ev.CheckFinished(
            subtask=work.subtask.id, attempt=work.attempt, check=check.id, result=done.result
        )

    return Start(
        id=check.id,
        language=check.language,
        script=check.script,
        event=event,
        timeout_s=check.timeout_s,
        cwd=check.cwd,
        expect=check.expect,
        check=True,
    )


def _script(id_: str, script: Script, event: Callable[[Done], ev.Event]) -> Start:
    return Start(
        id=id_,
        language=script.language,
        script=script.script,
        event=event,
        timeout_s=script.timeout_s,
        cwd=script.cwd,
    )


def _compensation_event(work: Work, index: int) -> Callable[[Done], ev.Event]:
    return lambda done: ev.CompensationFinished(
        subtask=work.subtask.id, attempt=work.attempt, index=index, result=done.result
    )


def _cleanup_event(work: Work, index: int) -> Callable[[Done], ev.Event]:
    return lambda done: ev.CleanupFinished(
        subtask=work.subtask.id, attempt=work.attempt, index=index, result=done.result
    )


def _wait_at(step: Step) -> Conclusion:
    who = "the agent" if step.action.kind is ActionKind.AGENT else "a person"
    return Conclusion(
        end=AttemptEnd.WAITING,
        reason=f"step {step.id} waits for {who}: {step.text}",
        waiting_step=step.id,
    )


def _failed(id_: str, result: CommandResult, *, more: int = 0) -> Conclusion:
    timed_out = result.outcome is Outcome.TIMED_OUT
    others = f" (and {more} more)" if more else ""
    return Conclusion(
        end=AttemptEnd.TIMED_OUT if timed_out else AttemptEnd.FAILED,
        reason=f"{id_}: {result.reason}{others}",
        exit_code=result.exit_code,
    )


def _broken_off(done: Done, id_: str) -> Conclusion:
    assert done.over is not None
    return Conclusion(
        end=done.over,
        reason=f"{id_}: {done.result.reason or 'stopped'}",
        exit_code=done.result.exit_code,
    )
