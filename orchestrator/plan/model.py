"""The plan: the JSON DAG that a run executes. Field names are the JSON names, for ever.

Frozen structs; `plan.codec` reads and writes them as JSON. Unknown fields are refused, so that a
misspelt one is a finding and not a silent default.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from orchestrator.diagnostics import Diagnostic
from orchestrator.document.expect import NOTHING_EXPECTED, Expect
from orchestrator.document.params import Param

SCHEMA_VERSION = 1


class Priority(StrEnum):
    """Which of several ready subtasks starts first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Why(StrEnum):
    """Where an edge comes from."""

    EXPLICIT = "explicit"  # the subtask names the other
    REVERSE = "reverse"  # the other says it blocks this one
    PHASE = "phase"
    WAVE = "wave"
    MODE = "mode"  # Execution Mode
    ORDER = "order"  # the order in which they are written


class ActionKind(StrEnum):
    """Who does a step."""

    COMMAND = "command"
    AGENT = "agent"
    MANUAL = "manual"


class Order(StrEnum):
    """Which rule made the edges."""

    EXPLICIT = "explicit"
    SEQUENTIAL = "sequential"
    PARALLEL = "parallel"


class CriteriaPolicy(StrEnum):
    """Whether criteria take part in the verdict."""

    REQUIRED = "required"
    ADVISORY = "advisory"


class Action(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a step runs; for `agent` and `manual` only `line` counts."""

    kind: ActionKind
    line: int
    language: str | None = None
    script: str | None = None
    name: str | None = None
    timeout_s: float | None = None
    cwd: str | None = None
    expect: Expect = NOTHING_EXPECTED


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of a subtask; `checks` are the ids of checks that prove it."""

    id: str
    text: str
    line: int
    action: Action
    details: tuple[str, ...] = ()
    done: bool = False
    optional: bool = False
    checks: tuple[str, ...] = ()


class Check(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command that proves something, run after the actions of its subtask."""

    id: str
    line: int
    language: str
    script: str
    name: str | None = None
    timeout_s: float | None = None
    cwd: str | None = None
    expect: Expect = NOTHING_EXPECTED


class Script(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition, compensation or cleanup."""

    language: str
    script: str
    line: int
    name: str | None = None
    timeout_s: float | None = None
    cwd: str | None = None


class Criterion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Prose to be met; `checks` are the ids of the checks tied to it."""

    id: str
    part: str
    text: str
    line: int
    details: tuple[str, ...] = ()
    done: bool = False
    optional: bool = False
    checks: tuple[str, ...] = ()


class Edge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A dependency on the subtask `id`, with its reason and the line that states it. Where an order
    is `asked_by` some subtasks, as that in which they require others, it counts when one of them is
    to run."""

    id: str
    why: Why
    line: int | None = None
    asked_by: tuple[str, ...] = ()


class Retry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`max` retries after the first attempt; an empty `on_exit` retries any failure.

    The wait before retry n is `delay_s * backoff ** (n - 1)`, at most `max_delay_s` seconds.
    """

    max: int = 0
    delay_s: float = 0.0
    backoff: float = 1.0
    max_delay_s: float | None = None
    on_exit: tuple[int, ...] = ()


NO_RETRY = Retry()


class LabelledText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document or of a subtask, as written."""

    label: str
    line: int
    text: str


class ExternalDependency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reference to another file's numbering; it holds nothing up."""

    id: str
    title: str | None
    satisfied: bool
    line: int


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the plan came from; `sha256` is of the file's bytes."""

    path: str
    sha256: str
    dialect: str


class Finding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A finding as the plan keeps it (never an error: a plan with errors is not written)."""

    code: str
    severity: str
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None


def finding_of(item: Diagnostic) -> Finding:
    """What a plan keeps of a finding."""
    return Finding(
        code=item.code,
        severity=item.severity,
        message=item.message,
        path=item.path,
        line=item.line,
        column=item.column,
        hint=item.hint,
    )


class Subtask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A node of the DAG. `env`, `secrets`, … already hold the document's defaults."""

    id: str
    title: str
    line: int
    fingerprint: str
    number: str | None = None
    declared_status: str | None = None
    priority: Priority = Priority.MEDIUM
    metadata: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    parts: tuple[LabelledText, ...] = ()
    depends_on: tuple[Edge, ...] = ()
    steps: tuple[Step, ...] = ()
    checks: tuple[Check, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    compensations: tuple[Script, ...] = ()
    cleanups: tuple[Script, ...] = ()
    retry: Retry = NO_RETRY
    timeout_s: float | None = None
    total_timeout_s: float | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    cwd: str | None = None
    shell: str | None = None
    condition: Script | None = None
    allow_failure: bool = False
    optional: bool = False
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    resources: Mapping[str, float] = field(default_factory=dict)
    locks: tuple[str, ...] = ()
    queue: str | None = None
    agent: str | None = None
    approval: str | None = None
    params: tuple[Param, ...] = ()
    report_path: str | None = None


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A validated DAG: ids are unique, every edge leads to a subtask, there is no cycle.

    Subtasks stand in document order. Paths are relative to the root.
    """

    schema_version: int = SCHEMA_VERSION
    id: str
    title: str
    source: Source
    subtasks: tuple[Subtask, ...]
    number: str | None = None
    objective: str | None = None
    requirements: tuple[str, ...] = ()
    description: str = ""
    parts: tuple[LabelledText, ...] = ()
    declared_status: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    order: Order = Order.SEQUENTIAL
    env: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    criteria_policy: CriteriaPolicy = CriteriaPolicy.REQUIRED
    external_dependencies: tuple[ExternalDependency, ...] = ()
    findings: tuple[Finding, ...] = ()
