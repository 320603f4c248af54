"""Findings as text with the source line and a caret; prints nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from orchestrator.cli.width import width
from orchestrator.diagnostics import Diagnostic
from orchestrator.report.visible import visible_line

_TAB = 4
_COLUMNS = 100


def render(findings: Iterable[Diagnostic], texts: Mapping[str, str] | None = None) -> str:
    """The findings as text. `texts` holds the text of a file by its path; a file that is not
    there is read from the disk, and where that fails the source line is left out."""
    sources = _Sources(texts or {})
    return "".join(f"{line}\n" for finding in findings for line in _lines(finding, sources))


class _Sources:
    """The lines of the files that findings speak of."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._lines = {path: _split(text) for path, text in texts.items()}

    def line(self, path: str | None, number: int | None) -> str | None:
        if path is None or number is None:
            return None
        if path not in self._lines:
            self._lines[path] = _read(path)
        lines = self._lines[path]
        return lines[number - 1] if 0 < number <= len(lines) else None


def _split(text: str) -> list[str]:
    # Not splitlines: a form feed is no line end for whoever counted the lines.
    return text.replace("\r\n", "\n").split("\n")


def _read(path: str) -> list[str]:
    try:
        return _split(Path(path).read_text(encoding="utf-8-sig", errors="replace"))
    except (OSError, ValueError):
        return []


def _lines(finding: Diagnostic, sources: _Sources) -> Iterator[str]:
    source = sources.line(finding.path, finding.line)
    column = finding.column or _where_text_begins(source)
    place = [str(part) for part in (finding.path, finding.line, column) if part is not None]
    head = visible_line(":".join(place)) + ": " if place else ""
    yield f"{head}{finding.severity}[{finding.code}]: {visible_line(finding.message)}"
    if source and source.strip() and finding.line and column:
        yield from _excerpt(source, finding.line, column)
    for related in finding.related:
        other = sources.line(related.path or finding.path, related.line)
        shown = f": {_shown(other.strip())[:_COLUMNS]}" if other and other.strip() else ""
        elsewhere = related.path is not None and related.path != finding.path
        file = f"{visible_line(related.path)}, " if elsewhere and related.path else ""
        yield f"  {file}line {related.line}: {visible_line(related.message)}{shown}"
    for hint in (finding.hint or "").splitlines():
        yield f"  next: {visible_line(hint)}"


def _where_text_begins(source: str | None) -> int | None:
    """The column of a finding that is about a whole line."""
    if source is None or not source.strip():
        return None
    return len(source) - len(source.lstrip()) + 1


def _excerpt(source: str, number: int, column: int) -> Iterator[str]:
    margin = f"{number:>5} | "
    before = _shown(source[: column - 1])
    after = _shown(source[column - 1 :])
    if width(before) > _COLUMNS // 2:
        # The place of the finding stays in sight, however long the line is.
        before = "…" + before[-(_COLUMNS // 2) :]
    after = after[: _COLUMNS - len(before)] + ("…" if len(after) > _COLUMNS - len(before) else "")
    yield f"{margin}{before}{after}".rstrip()
    yield " " * (len(margin) - 2) + "| " + " " * width(before) + "^"


def _shown(text: str) -> str:
    return visible_line(text.expandtabs(_TAB))
