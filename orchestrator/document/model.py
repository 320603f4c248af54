"""What a task file says, in its author's order, each thing with its line.

Values are typed where FORMAT gives them a shape; references to other subtasks stay as
written (`Reference`), for the plan to resolve. Every dialect produces this model.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from orchestrator.diagnostics import Span
from orchestrator.document.expect import NOTHING_EXPECTED, Expect
from orchestrator.document.params import Param


class Part(Struct, frozen=True, kw_only=True):
    """A labelled piece of prose, kept as written."""

    label: str
    line: int
    text: str


class Command(Struct, frozen=True, kw_only=True):
    """A script that may run: the whole text for one interpreter, never spliced into another.

    `language` names the interpreter (`sh`, `bash`, `python`, … or one of the settings).
    """

    language: str
    script: str
    line: int
    name: str | None = None
    timeout_s: float | None = None
    cwd: str | None = None
    expect: Expect = NOTHING_EXPECTED


class CheckSpec(Struct, frozen=True, kw_only=True):
    """A command that proves something; `key` is unique in its subtask, for ties to it."""

    key: int
    command: Command


class StepSpec(Struct, frozen=True, kw_only=True):
    """One step in order: with a command it runs, without one it is for somebody.

    `id` is the number the author wrote (`1.1`), if any; `checks` are the keys of the
    checks nested under it.
    """

    id: str | None
    text: str
    line: int
    details: tuple[str, ...] = ()
    done: bool = False
    optional: bool = False
    command: Command | None = None
    checks: tuple[int, ...] = ()


class CriterionSpec(Struct, frozen=True, kw_only=True):
    """Prose to be met, in the part whose label is `part`."""

    part: str
    text: str
    line: int
    details: tuple[str, ...] = ()
    done: bool = False
    optional: bool = False
    checks: tuple[int, ...] = ()


class Reference(Struct, frozen=True, kw_only=True):
    """What a dependency key refers to, as written, with the place where it stands.

    `key` is the key's name as written.
    """

    text: str
    span: Span
    key: str = "Dependencies"


class RetrySpec(Struct, frozen=True, kw_only=True):
    """What the retry keys say; None is what was not said."""

    max: int | None = None
    delay_s: float | None = None
    backoff: float | None = None
    max_delay_s: float | None = None
    on_exit: tuple[int, ...] | None = None


class Place(Struct, frozen=True, kw_only=True):
    """A subtask, by its index, that another comes after by where it stands; `why` and `asked_by`
    as in a plan's edges."""

    index: int
    why: str
    line: int
    asked_by: tuple[int, ...] = ()


class Mode(Struct, frozen=True, kw_only=True):
    """`Execution Mode`: sequential, parallel, or parallel with another subtask."""

    parallel: bool
    with_: Reference | None
    span: Span


class Keys(Struct, frozen=True, kw_only=True):
    """The keys of a subtask or of a document, typed; None or empty is what was not said.

    `depends_on` and `blocks` hold each value as written. `says_none` tells a subtask that
    says `None` from one that says nothing. `metadata` keeps unknown keys and values that
    have not their key's shape, as written.
    """

    depends_on: tuple[Reference, ...] = ()
    blocks: tuple[Reference, ...] = ()
    says_none: bool = False
    mode: Mode | None = None
    priority: str | None = None
    timeout_s: float | None = None
    total_timeout_s: float | None = None
    retry: RetrySpec = RetrySpec()
    cwd: str | None = None
    cwd_span: Span | None = None
    env: dict[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    shell: str | None = None
    condition: Command | None = None
    allow_failure: bool | None = None
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    resources: dict[str, float] = field(default_factory=dict)
    locks: tuple[str, ...] = ()
    queue: str | None = None
    agent: str | None = None
    agent_span: Span | None = None
    approval: str | None = None
    params: tuple[Param, ...] = ()
    status: str | None = None
    optional: bool | None = None
    metadata: dict[str, str] = field(default_factory=dict)


NO_KEYS = Keys()


class Fields(Struct, frozen=True, kw_only=True):
    """Fields of the plan, by their JSON names, that a block says as they are."""

    line: int
    values: dict[str, Any]


class SubtaskSpec(Struct, frozen=True, kw_only=True):
    """A node as written.

    `prefix` is the word before the number (`task`, `subtask`, `T`), `number` as written
    (`037.1`, `014`); both None for a subtask without a number, which may have a `code` such as
    `ABC-12` or `#3` that others call it by. `parallel` is a `[P]` or
    `(P)` mark. `span` is the heading or item. `report_path` is the report the text names.
    What `fields` say counts more than anything that was read. `mentions` are dependencies of which
    its text speaks without a key.
    """

    prefix: str | None
    number: str | None
    title: str
    span: Span
    code: str | None = None
    declared_status: str | None = None
    done: bool = False
    optional: bool = False
    parallel: bool = False
    keys: Keys = NO_KEYS
    after: tuple[Place, ...] = ()
    description: str = ""
    parts: tuple[Part, ...] = ()
    steps: tuple[StepSpec, ...] = ()
    checks: tuple[CheckSpec, ...] = ()
    criteria: tuple[CriterionSpec, ...] = ()
    compensations: tuple[Command, ...] = ()
    cleanups: tuple[Command, ...] = ()
    report_path: str | None = None
    fields: Fields | None = None
    mentions: tuple[Reference, ...] = ()


class Document(Struct, frozen=True, kw_only=True):
    """A whole task file. `path` is as people should see it; `sha256` is of the file's bytes.

    `id` is the front matter's; `order` and `criteria_policy` likewise, None when not said.
    `ordered` is whether the dialect itself says in which order subtasks run.
    """

    path: str
    sha256: str
    dialect: str
    id: str | None = None
    number: str | None = None
    title: str | None = None
    title_line: int | None = None
    declared_status: str | None = None
    objective: str | None = None
    requirements: tuple[str, ...] = ()
    description: str = ""
    order: str | None = None
    ordered: bool = False
    criteria_policy: str | None = None
    keys: Keys = NO_KEYS
    parts: tuple[Part, ...] = ()
    subtasks: tuple[SubtaskSpec, ...] = ()
    fields: Fields | None = None
