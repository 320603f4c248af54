"""The file being read, as every reader of a piece of it sees it; holds no result."""

from __future__ import annotations

import posixpath
import textwrap

from msgspec import Struct

from orchestrator.diagnostics import Findings


class Source(Struct, frozen=True):
    """Lines of the text (from index 0), extra languages of the settings, and the findings."""

    path: str
    lines: tuple[str, ...]
    languages: frozenset[str]
    findings: Findings

    @property
    def folder(self) -> str | None:
        """The folder that the file lies in, as steps name one; None for the root."""
        return posixpath.dirname(self.path) or None

    def raw(self, first: int, last: int) -> str:
        """Lines `first` to `last` (from 1, both included) as written, dedented and trimmed."""
        text = "\n".join(self.lines[first - 1 : last])
        return textwrap.dedent(text).strip("\n").rstrip()

    def column(self, line: int, text: str) -> int:
        """The column (from 1) at which `text` stands in a line; 1 where it is not found."""
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return max(source.find(text), 0) + 1
