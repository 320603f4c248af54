"""The values of verification: judgements, results, evidence and verdicts."""

from enum import StrEnum

from msgspec import Struct


class Outcome(StrEnum):
    """How one command ended, held against what was expected of it."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"  # stopped by a person, a signal or --fail-fast


class Judgement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One expectation held against what happened; `diff` is unified, where text was compared."""

    what: str  # "exit code", "stdout", "file dist/app.whl", "duration", …
    passed: bool
    expected: str
    got: str
    diff: str | None = None


class CommandResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One command that ran (action, check, condition, compensation or cleanup).

    `reason` says in a line why it did not succeed. `log` is relative to the root,
    `log_start` and `log_end` are byte offsets into it; `output` is an excerpt for reports
    (head and tail) of the `output_bytes` that were printed. `cpu_ms` of a processor and `memory_kb`
    at most were used by it and by what it waited for; of what is small, the latter is what the
    process that started it had. `proves` is False for a command
    that cannot fail, and for one whose own output says that it tested nothing: `unproved` tells
    that in words. `note` says what else is worth knowing, such as processes that it left
    behind. `agent` is the preset that did it, if one did, and `said` what that agent says of
    it, which is no evidence. Times in milliseconds; `started_at` RFC 3339 UTC.
    """

    outcome: Outcome
    started_at: str
    duration_ms: int
    exit_code: int | None = None
    signal: int | None = None
    reason: str | None = None
    judgements: tuple[Judgement, ...] = ()
    log: str | None = None
    log_start: int = 0
    log_end: int = 0
    output: str = ""
    output_bytes: int = 0
    cpu_ms: int = 0
    memory_kb: int = 0
    proves: bool = True
    unproved: str | None = None
    note: str | None = None
    agent: str | None = None
    said: str | None = None


class Cause(Struct, frozen=True, kw_only=True):
    """Why an attempt failed. `type` is the name of an exception, or a word for what failed
    otherwise (`exit_code`, `signal`, `timeout`, `expectation`, …), `message` one line of at most
    300 characters; `hash` is the same wherever and whenever the same happens."""

    type: str
    message: str
    hash: str


class Artifact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A declared output found after an attempt. `pattern` is the glob that matched it.

    `fresh` is False when the file is older than the attempt, so that it proves nothing.
    """

    pattern: str
    path: str
    size: int
    sha256: str
    fresh: bool


class EvidenceFile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that was handed in: its own name, and where the copy of it lies, relative to the
    root. Size in bytes."""

    name: str
    path: str
    size: int
    sha256: str


class Attestation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody's word with evidence, for a step or a criterion (`step` and `criterion` are
    ids). With a `kind` (research, code, limitation or resource) it is something to be told
    in the report, and proves nothing unless a step or a criterion is named too."""

    by: str
    evidence: str
    at: str
    step: str | None = None
    criterion: str | None = None
    kind: str | None = None
    file: EvidenceFile | None = None


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody answered to the question of an approval. `at` is RFC 3339 UTC."""

    approved: bool
    by: str
    at: str
    comment: str | None = None


class Facts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that is known of a subtask when its verdict is asked for.

    `steps` and `checks` hold the results of the last attempt by id; a manual step appears
    in `attestations` only.
    """

    steps: dict[str, CommandResult]
    checks: dict[str, CommandResult]
    attestations: tuple[Attestation, ...]
    artifacts: tuple[Artifact, ...]


class Verdict(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """COMPLETE, or INCOMPLETE with every reason."""

    complete: bool
    reasons: tuple[str, ...]
