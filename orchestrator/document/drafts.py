"""A subtask while it is read: what the readers of its parts add to; frozen at the end."""

from __future__ import annotations

from msgspec import Struct, field

from orchestrator.document.expect import NOTHING_EXPECTED, Expect
from orchestrator.document.expectations import merged
from orchestrator.document.keys import KeysDraft
from orchestrator.document.labels import Lists, Meaning, Use
from orchestrator.document.model import CheckSpec, Command, CriterionSpec, StepSpec
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence


class CommandDraft(Struct):
    """A command whose expectations may still follow."""

    language: str
    script: str
    line: int
    name: str | None = None
    timeout_s: float | None = None
    cwd: str | None = None
    expect: Expect = NOTHING_EXPECTED

    def expects(self, more: Expect) -> None:
        """Add an expectation."""
        self.expect = merged(self.expect, more)

    def freeze(self) -> Command:
        """The command as the model holds it."""
        return Command(
            language=self.language,
            script=self.script,
            line=self.line,
            name=self.name,
            timeout_s=self.timeout_s,
            cwd=self.cwd,
            expect=self.expect,
        )


class StepDraft(Struct):
    """A step; `prose` are bullets that may be for somebody although it has a command."""

    id: str | None
    text: str
    line: int
    details: list[str] = field(default_factory=list)
    done: bool = False
    optional: bool = False
    command: CommandDraft | None = None
    checks: list[int] = field(default_factory=list)
    prose: list[tuple[str, int]] = field(default_factory=list)
    commands: int = 0

    def freeze(self) -> StepSpec:
        """The step as the model holds it."""
        return StepSpec(
            id=self.id,
            text=self.text,
            line=self.line,
            details=tuple(self.details),
            done=self.done,
            optional=self.optional,
            command=self.command.freeze() if self.command else None,
            checks=tuple(self.checks),
        )


class CriterionDraft(Struct):
    """A criterion of the part named `part`."""

    part: str
    text: str
    line: int
    details: list[str] = field(default_factory=list)
    done: bool = False
    optional: bool = False
    checks: list[int] = field(default_factory=list)

    def freeze(self) -> CriterionSpec:
        """The criterion as the model holds it."""
        return CriterionSpec(
            part=self.part,
            text=self.text,
            line=self.line,
            details=tuple(self.details),
            done=self.done,
            optional=self.optional,
            checks=tuple(self.checks),
        )


Owner = StepDraft | CriterionDraft


class Place(Struct, frozen=True):
    """Where a block stands: under which label, in which step or criterion.

    `spans` is whether an item of one code span is a command here; `ordered` whether
    numbered items are steps; `bullets` whether plain ones are steps or criteria;
    `prose` whether they are manual steps beside the commands of the part.
    """

    label: str | None
    boxes: Lists = Lists.STEPS
    runs: Use | None = Use.ACTION
    spans: bool = False
    ordered: bool = False
    bullets: bool = False
    prose: bool = False
    apart: str | None = None
    meaning: Meaning | None = None
    owner: Owner | None = None

    @property
    def quoted(self) -> bool:
        """Whether all that stands there is only shown."""
        return self.apart is not None


class Likeness(Struct, frozen=True):
    """What a comment asks of the output: a ratio of at least `threshold`, or a `pattern`."""

    line: int
    threshold: float | None = None
    pattern: str | None = None


class SubtaskDraft(Struct):
    """Everything found in a subtask so far. `number` is the subtask's own.

    `last` is the last command, for Expect bullets; `fresh` the same while no example of another
    stands between it and what follows, for its expected output; `examples` counts those.
    `unrun` is prose below a label such as Run, with its lines; `unchecked` the same below one
    such as Verify; `refused_blocks` counts blocks that are no checks although they stand there.
    `idle` are blocks below a label such as Run that nothing runs.
    `likeness` waits for the block that it is about. `prose` is whether blocks under no label
    are examples, as in tasks that are written for somebody; `only_marked` is whether a block runs
    only where its own words say so.
    """

    source: Source
    number: str | None
    shell: str | None
    keys: KeysDraft
    steps: list[StepDraft] = field(default_factory=list)
    checks: list[CommandDraft] = field(default_factory=list)
    criteria: list[CriterionDraft] = field(default_factory=list)
    compensations: list[CommandDraft] = field(default_factory=list)
    cleanups: list[CommandDraft] = field(default_factory=list)
    actions: list[CommandDraft] = field(default_factory=list)
    unrun: list[tuple[str, int]] = field(default_factory=list)
    unchecked: list[tuple[str, int]] = field(default_factory=list)
    used_lines: set[int] = field(default_factory=set)
    last: CommandDraft | None = None
    fresh: CommandDraft | None = None
    examples: int = 0
    refused_blocks: int = 0
    idle: list[Fence] = field(default_factory=list)
    likeness: Likeness | None = None
    prose: bool = False
    only_marked: bool = False

    @property
    def commands(self) -> int:
        """How many commands were found so far."""
        return len(self.actions) + len(self.checks) + len(self.compensations) + len(self.cleanups)

    def frozen_checks(self) -> tuple[CheckSpec, ...]:
        """The checks as the model holds them, keys from 1."""
        return tuple(
            CheckSpec(key=key, command=check.freeze())
            for key, check in enumerate(self.checks, start=1)
        )
