"""What is wrong, where, and what to do next; knows no file format and prints nothing.

Problems of input are values (`Diagnostic`), collected and shown together. What stops a
command is an `OrchestratorError`; each kind carries the exit code that users rely on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple

from msgspec import Struct, field

_MAX_LINES = 12


class Exit(IntEnum):
    """The exit codes of every command."""

    OK = 0  # all done, or nothing failed that may not
    FAILED = 1  # a subtask or a check failed
    BAD_INPUT = 2  # bad input or usage
    INCOMPLETE = 3  # nothing failed, but not complete: waiting or unverified
    MISSING_EXTRA = 5  # an optional extra is not installed
    BUG = 70  # an unexpected error; a log names it
    CANNOT_WRITE = 74  # state or a report cannot be written
    HELD = 75  # another process holds the run


class Severity(StrEnum):
    """How bad a finding is: only errors stop a conversion."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Span(NamedTuple):
    """A place in a task file: line and column count from 1, column in characters."""

    line: int
    column: int = 1


class Related(Struct, frozen=True):
    """Another place that takes part in a finding, such as the other end of a duplicate; `path`
    is its file where that is another one."""

    line: int
    message: str
    path: str | None = None


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One finding about an input file.

    `code` is a stable kebab-case name, `hint` the next step for the author.
    """

    code: str
    severity: Severity
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    related: tuple[Related, ...] = ()


def has_errors(findings: Iterable[Diagnostic]) -> bool:
    """Whether any of the findings stops the work."""
    return any(finding.severity is Severity.ERROR for finding in findings)


class OrchestratorError(Exception):
    """Base of what a user may meet; `hint` is the next step."""

    exit_code = Exit.BUG

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(OrchestratorError):
    """Bad input or usage; `findings` hold every problem of the file, not just the first. `more`
    are fields for other programs, of what people are told beside it."""

    exit_code = Exit.BAD_INPUT

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        findings: Iterable[Diagnostic] = (),
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)
        self.more = more or {}


class HeldError(OrchestratorError):
    """Another process holds the run."""

    exit_code = Exit.HELD


class StorageError(OrchestratorError):
    """State, log or report cannot be read or written."""

    exit_code = Exit.CANNOT_WRITE


class MissingExtraError(OrchestratorError):
    """An optional extra is needed and not installed."""

    exit_code = Exit.MISSING_EXTRA


class Findings(Struct):
    """The findings of the file at `path`, in the order in which they were made.

    `accounted` are lines of which it is known what became of them, although they are no more than
    named in a finding, or not even that.
    """

    path: str | None
    made: list[Diagnostic] = field(default_factory=list)
    accounted: set[int] = field(default_factory=set)
    _repeated: dict[tuple[Severity, str, str, str], list[int]] = field(default_factory=dict)

    def error(
        self,
        code: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
        *,
        hint: str | None = None,
        related: Iterable[Related] = (),
    ) -> None:
        """Add what stops a conversion; `hint` is the author's next step."""
        self._add(Severity.ERROR, code, message, line, column, hint, tuple(related))

    def warning(
        self,
        code: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
        *,
        hint: str | None = None,
    ) -> None:
        """Add what is probably not what the author meant."""
        self._add(Severity.WARNING, code, message, line, column, hint, ())

    def info(
        self,
        code: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
        *,
        hint: str | None = None,
    ) -> None:
        """Add what an author may wonder about."""
        self._add(Severity.INFO, code, message, line, column, hint, ())

    def often(
        self,
        code: str,
        message: str,
        line: int,
        *,
        hint: str,
        severity: Severity = Severity.INFO,
    ) -> None:
        """Add what holds for many lines of a file: it is told once, on the first of them."""
        self._repeated.setdefault((severity, code, message, hint), []).append(line)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """All findings by line and column, those without a line first."""
        for (severity, code, message, hint), lines in self._repeated.items():
            others = sorted(set(lines))
            first, more = others[0], ", ".join(str(line) for line in others[1:_MAX_LINES])
            also = f" (also on {more}{' …' if len(others) > _MAX_LINES else ''})" if more else ""
            self._add(severity, code, message + also, first, None, hint, ())
        self._repeated.clear()
        return tuple(sorted(self.made, key=lambda one: (one.line or 0, one.column or 0)))

    def _add(
        self,
        severity: Severity,
        code: str,
        message: str,
        line: int | None,
        column: int | None,
        hint: str | None,
        related: tuple[Related, ...],
    ) -> None:
        self.made.append(
            Diagnostic(
                code=code,
                severity=severity,
                message=message,
                path=self.path,
                line=line,
                column=column,
                hint=hint,
                related=related,
            )
        )
