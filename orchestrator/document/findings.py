"""Collects what is to be said of one file; knows no rule, only how a finding is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from orchestrator.diagnostics import Diagnostic, Related, Severity

_MAX_LINES = 12


@dataclass(slots=True)
class Findings:
    """The findings of the file at `path`, in the order in which they were made."""

    path: str
    made: list[Diagnostic] = field(default_factory=list)
    _repeated: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)

    def error(
        self,
        code: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
        *,
        hint: str,
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
        hint: str,
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
        hint: str,
    ) -> None:
        """Add what an author may wonder about."""
        self._add(Severity.INFO, code, message, line, column, hint, ())

    def often(self, code: str, message: str, line: int, *, hint: str) -> None:
        """Add what holds for many lines of a file: it is told once, on the first of them."""
        self._repeated.setdefault((code, message, hint), []).append(line)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """All findings by line and column, those without a line first."""
        for (code, message, hint), lines in self._repeated.items():
            others = sorted(set(lines))
            first, more = others[0], ", ".join(str(line) for line in others[1:_MAX_LINES])
            also = f" (also on {more}{' …' if len(others) > _MAX_LINES else ''})" if more else ""
            self.info(code, message + also, first, hint=hint)
        self._repeated.clear()
        return tuple(sorted(self.made, key=lambda one: (one.line or 0, one.column or 0)))

    def _add(
        self,
        severity: Severity,
        code: str,
        message: str,
        line: int | None,
        column: int | None,
        hint: str,
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
