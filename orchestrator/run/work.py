"""One attempt as an engine needs it, made from plan, state and options; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.plan.model import ActionKind, Plan, Retry, Subtask
from orchestrator.run.ports import Phase, Work
from orchestrator.run.state import RunState, SubtaskState
from orchestrator.verify.model import Outcome


class RunOptions(Struct, frozen=True, kw_only=True):
    """What was asked of a run. `env` are the values of --env, `arguments` by subtask what the
    arguments that it asks for have become, `digests` what tells their values from others;
    `timeout_s` and `retries` stand over what the plan says, when given. `capacity` is what there
    is of each resource."""

    jobs: int = 1
    fail_fast: bool = False
    rollback: bool = False
    timeout_s: float | None = None
    retries: int | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    digests: Mapping[str, dict[str, str]] = field(default_factory=dict)
    capacity: Mapping[str, float] = field(default_factory=dict)


def idempotency_key(run: str, subtask: Subtask, attempt: int) -> str:
    """SHA-256 of run, id, definition and attempt: the same for one attempt, else another."""
    text = f"{run}\n{subtask.id}\n{subtask.fingerprint}\n{attempt}"
    return hashlib.sha256(text.encode()).hexdigest()


def retry_of(subtask: Subtask, options: RunOptions) -> Retry:
    """The retries that count: a flag's, else the plan's."""
    if options.retries is None:
        return subtask.retry
    return replace(subtask.retry, max=options.retries)


def timeout_of(subtask: Subtask, options: RunOptions) -> float | None:
    """The timeout of one attempt that counts: a flag's, else the plan's."""
    return subtask.timeout_s if options.timeout_s is None else options.timeout_s


def attempt_work(
    plan: Plan,
    subtask: Subtask,
    state: RunState,
    options: RunOptions,
    handed: Mapping[str, str],
    *,
    secrets: tuple[str, ...],
    attempt: int,
    log: str,
    timeout_s: float | None,
    go_on: bool,
    first: bool,
) -> Work:
    """The commands of one attempt. With `go_on` what its steps achieved before stands."""
    seen = state.of(subtask.id)
    return Work(
        run=state.run,
        task=plan.id,
        trace_id=state.trace_id,
        subtask=subtask,
        attempt=attempt,
        log=log,
        idempotency_key=idempotency_key(state.run, subtask, attempt),
        done_steps=_done_steps(subtask, seen, go_on=go_on),
        ask_condition=first and not go_on and subtask.condition is not None,
        env=_environment(subtask, state, options, handed, go_on=go_on),
        secrets=secrets,
        timeout_s=timeout_s,
        since=seen.started_at if go_on else None,
        earlier_logs=seen.logs if go_on else (),
    )


def _done_steps(subtask: Subtask, seen: SubtaskState, *, go_on: bool) -> frozenset[str]:
    """What is attested of its prose, and with `go_on` what succeeded before."""
    if not (go_on or seen.attestations):
        return frozenset()
    commands = {step.id for step in subtask.steps if step.action.kind is ActionKind.COMMAND}
    attested = {word.step for word in seen.attestations if word.step is not None} - commands
    succeeded = {step for step, result in seen.steps.items() if result.outcome is Outcome.SUCCEEDED}
    return frozenset(attested | (succeeded if go_on else set()))


def closing_work(work: Work, *, compensate: bool, timeout_s: float | None = None) -> Work:
    """What closes the subtask after its last attempt."""
    return replace(
        work,
        phase=Phase.CLOSE,
        compensate=compensate,
        ask_condition=False,
        timeout_s=timeout_s,
    )


def needs_closing(subtask: Subtask, *, compensate: bool) -> bool:
    """Whether anything is to be run after the last attempt."""
    return bool(subtask.cleanups or (compensate and subtask.compensations))


def _environment(
    subtask: Subtask,
    state: RunState,
    options: RunOptions,
    handed: Mapping[str, str],
    *,
    go_on: bool,
) -> dict[str, str]:
    """Declared variables, what came from before, flags, arguments: the later ones win."""
    values: dict[str, str] = {**subtask.env, **handed}
    if go_on:
        values.update(state.of(subtask.id).values)
    values.update(options.env)
    values.update(options.arguments.get(subtask.id, {}))
    return values


class HandedOn:
    """The variables that each settled subtask hands on: its own over those it was given.

    Most subtasks hand nothing on, so that one mapping serves a whole chain of them.
    """

    def __init__(self) -> None:
        self._values: dict[str, Mapping[str, str]] = {}

    def settle(self, subtask: Subtask, state: RunState) -> None:
        """Take note of a subtask that ended; those it depends on have been noted."""
        given = self.to(subtask)
        own = state.of(subtask.id).values
        if given or own:
            self._values[subtask.id] = {**given, **own} if own else given

    def to(self, subtask: Subtask) -> Mapping[str, str]:
        """What the subtask gets from all that stands before it."""
        sources = [self._values[edge.id] for edge in subtask.depends_on if edge.id in self._values]
        if len(sources) == 1:
            return sources[0]
        return {name: value for source in sources for name, value in source.items()}
