"""The state of a run, as values; `run.fold` makes it from events, and nothing else changes it."""

from __future__ import annotations

from msgspec import Struct, field

from orchestrator.run.status import RunOutcome, Status, Wait
from orchestrator.verify.model import Answer, Artifact, Attestation, CommandResult, Facts


class Earlier(Struct, frozen=True, kw_only=True):
    """An attempt that did not end well, for whoever is to mend it. `commands` are the steps
    and checks that failed, by id."""

    attempt: int
    reason: str
    commands: tuple[tuple[str, CommandResult], ...]


class SubtaskState(Struct, kw_only=True):
    """What the events say of one subtask. Results are those of the latest attempt.

    `log_bytes` counts what the latest attempt printed; `logs` are its own and those of the
    attempts that it goes on from. `values` are the key=value pairs that
    steps handed on. `validating` says that the latest attempt only runs checks; `mend` is
    what an agent did before it. `good` are the checks and artifacts of a success that is being
    validated, `regression` says that a validation found one to be so no more. `answers` are
    those to its approval, the last one counts. `succeeded_in` is the number of the attempt that
    succeeded last.
    """

    status: Status = Status.PENDING
    attempts: int = 0
    succeeded_in: int = 0
    reason: str | None = None
    blocked_by: tuple[str, ...] = ()
    condition_false: bool = False
    voided: bool = False
    waits_for: str | None = None
    waiting_step: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    duration_ms: int = 0
    exit_code: int | None = None
    log: str | None = None
    log_bytes: int = 0
    logs: tuple[str, ...] = ()
    validating: bool = False
    validations: int = 0
    mend: CommandResult | None = None
    inputs_sha256: str | None = None
    args_sha256: dict[str, str] | None = None
    steps: dict[str, CommandResult] = field(default_factory=dict)
    checks: dict[str, CommandResult] = field(default_factory=dict)
    condition: CommandResult | None = None
    compensations: dict[int, CommandResult] = field(default_factory=dict)
    cleanups: dict[int, CommandResult] = field(default_factory=dict)
    artifacts: tuple[Artifact, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    answers: tuple[Answer, ...] = ()
    good: tuple[dict[str, CommandResult], tuple[Artifact, ...]] | None = None
    regression: bool = False
    earlier: tuple[Earlier, ...] = ()
    values: dict[str, str] = field(default_factory=dict)

    def facts(self) -> Facts:
        """What the verdict is made from."""
        return Facts(
            steps=self.steps,
            checks=self.checks,
            attestations=self.attestations,
            artifacts=self.artifacts,
        )

    @property
    def answer(self) -> Answer | None:
        """The answer to its approval that counts."""
        return self.answers[-1] if self.answers else None

    def is_heard(self) -> bool:
        """Whether what it waits for has been said."""
        if self.waits_for == Wait.APPROVAL:
            return self.answer is not None and self.answer.approved
        return any(word.step == self.waiting_step for word in self.attestations)

    def is_rejected(self) -> bool:
        """Whether its approval was refused."""
        return self.answer is not None and not self.answer.approved


class RunState(Struct, kw_only=True):
    """What the events say of a run. Subtasks appear with their first event. `changed_file` is
    the digest that the task file got while the run went on, empty when it is gone; `order`,
    `agent` and `dialect` are what was last asked for in place of what the file says. `selected`
    are the ids that may run now, `asked_for` those that ever might. `args` are the arguments that
    it was given, each as it was last given, `env_names` the other variables; None stands for a
    value that is not kept."""

    run: str = ""
    task: str = ""
    trace_id: str = ""
    plan: str = ""
    selected: frozenset[str] = frozenset()
    asked_for: frozenset[str] = frozenset()
    outcome: RunOutcome = RunOutcome.RUNNING
    pid: int | None = None
    jobs: int = 1
    order: str | None = None
    agent: str | None = None
    dialect: str | None = None
    args: dict[str, str | None] = field(default_factory=dict)
    env_names: frozenset[str] = frozenset()
    started_at: str | None = None
    ended_at: str | None = None
    exit_code: int | None = None
    duration_ms: int = 0
    seq: int = 0
    round: int = 1
    changed_file: str | None = None
    subtasks: dict[str, SubtaskState] = field(default_factory=dict)

    @property
    def file_changed(self) -> bool:
        """Whether the task file was changed while the run went on."""
        return self.changed_file is not None

    def of(self, subtask: str) -> SubtaskState:
        """The state of one subtask, pending if nothing has happened to it."""
        return self.subtasks.get(subtask) or SubtaskState()
