"""Which rows of a table of commands are marked as ones that must fail; reads no other
expectation.

A description may speak of failing (`Login must fail for a wrong password`) and its test has to
pass: only a mark counts anywhere, words only where the row says what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from orchestrator.diagnostics import Findings
from orchestrator.document.drafts import CommandDraft
from orchestrator.document.expect import Expect
from orchestrator.document.expectations import must_fail, says_success

_MARK = re.compile(
    r"\W*(?:HONEYPOT(?=\W*$|[*_]*\s*:|[*_]*\s+[-–—]+\s)|expected:\s*FAIL(?:S|URE)?\b)", re.I
)
_ID = re.compile(r"\W*(?:\w+\.)+H\d*\W*")
_NEARLY = re.compile(r"\bHONEYPOT\b|\b(?i:should|must|has\s+to|needs\s+to)\s+FAIL\b")
_PASSES = re.compile(
    r"\W*(?:(?:it|this)\s+)?(?:should|must|will|has\s+to|needs\s+to)\s+(?:pass|succeed)\b"
    r"|.*\b(?:not|never)\s+fail\b",
    re.I | re.S,
)


class Said(Struct, frozen=True):
    """The cells of a row but for its command, and those of them that say what is expected."""

    cells: Sequence[str]
    expected: Sequence[str]
    line: int

    @property
    def fails(self) -> bool:
        """Whether it is marked, or expected to fail."""
        marked = any(_MARK.match(cell) or _ID.fullmatch(cell) for cell in self.cells)
        return marked or any(map(must_fail, self.expected))

    @property
    def passes(self) -> bool:
        """Whether it is expected to come out well."""
        return any(says_success(cell) or _PASSES.match(cell) for cell in self.expected)


def expect_failure(said: Said, command: CommandDraft, findings: Findings) -> None:
    """Expect a marked row to fail, after all else that it expects was read; what says that it
    comes out well counts more, for nothing that fails may ever pass by a word."""
    codes = command.expect.exit_code
    passes = said.passes or (codes is not None and codes != "non_zero" and 0 in codes)
    if said.fails and passes:
        findings.warning(
            "contradiction",
            "this row is marked as one that must fail, and is expected to succeed; it has to "
            "succeed",
            said.line,
            hint="leave out one of the two",
        )
    elif said.fails and codes is None:
        command.expects(Expect(exit_code="non_zero"))
    elif not said.fails and codes is None and not passes and any(map(_NEARLY.search, said.cells)):
        findings.warning(
            "no-mark",
            "this row speaks of a failure, but nothing marks it as one that must fail; it has to "
            "succeed",
            said.line,
            hint="begin a cell with `HONEYPOT:` or expect `FAIL` if it must; else expect `exit 0`",
        )
