"""Items that are a command: one code span, alone or with what is expected of it.

`CMD` -- expected: …     and `-- expect: …`, `(expected: …)`
`CMD` -- contains "x"    and `→ exit 3`, `should print "x"`, where it can be read
Run `CMD`                and `CMD` should pass, where checks stand
"""

from __future__ import annotations

import re

from orchestrator.document.commandlike import looks_like_command
from orchestrator.document.commands import span_command
from orchestrator.document.drafts import CommandDraft, SubtaskDraft
from orchestrator.document.expect import Expect
from orchestrator.document.expectations import (
    FORMS,
    must_fail,
    nearly_expectation,
    read_expectation,
    says_success,
)
from orchestrator.document.inline import code_spans, only_span, without_bold

_NAMED = re.compile(r"expect(?:ed|s)?(?:\s+(?:result|output|outcome|to))?\s*:\s*", re.I)
_DASH = re.compile(r"\s*(?:--|[-–—])\s*")
_SIGN = re.compile(r"\s*(?:--|[-–—]>?|=>|[→⇒:,])?\s*")
_ORDER = re.compile(r"\**(?:re-?)?(?:run|execute)(?:\s+the\s+command)?:?\**:?\s*", re.I)
_SUCCESS = re.compile(
    r"(?:(?:it|this)\s+)?(?:(?:should|must|has\s+to|needs\s+to|will)\s+)?"
    r"(?:be\s+(?:successful|green)|(?:succeed|work|pass)(?:e?s)?|runs?(?:\s+successfully)?)",
    re.I,
)


def item_command(draft: SubtaskDraft, text: str, line: int) -> CommandDraft | None:
    """The command that the text of an item is, with what is expected of it; None for prose."""
    found = _leading_span(text)
    if found is None:
        return None
    script, rest = found
    if not rest:
        # A folder is none.
        return None if script.endswith("/") else span_command(script, line, draft.shell)
    said = _expected_of(rest)
    if said is None:
        return None
    command = span_command(script, line, draft.shell)
    _expect(draft, command, said, line)
    return command


def check_command(draft: SubtaskDraft, text: str, line: int) -> CommandDraft | None:
    """The command of an item below a label that checks, where its other words say no more than
    that it is run and how it should end; None for prose."""
    command = item_command(draft, text, line)
    if command is not None:
        return command
    text = text.strip()
    order = _ORDER.match(text)
    found = _leading_span(text[order.end() :] if order is not None else text)
    if found is None or not looks_like_command(found[0]):
        return None
    script, rest = found
    expect = _read(rest, line)
    if expect is None:
        return None
    command = span_command(script, line, draft.shell)
    command.expects(expect)
    return command


def command_in(text: str) -> str | None:
    """The first code span of a text that looks like a command; None where there is none."""
    spans = (content.strip() for _, _, content in code_spans(text))
    return next((content for content in spans if looks_like_command(content)), None)


def is_command_cell(cell: str) -> bool:
    """Whether a cell of a table is one code span that looks like a command."""
    return only_span(cell) is not None and command_in(cell) is not None


def span_in(text: str) -> str | None:
    """The first code span of a text, whatever it holds."""
    return next((content.strip() for _, _, content in code_spans(text)), None)


def _leading_span(text: str) -> tuple[str, str] | None:
    """The code span that a text begins with, bold or not, and what stands behind it."""
    text = text.strip().lstrip("*_")
    spans = code_spans(text) if text.startswith("`") else []
    if not spans or not spans[0][2].strip():
        return None
    _, end, content = spans[0]
    return content.strip(), text[end:].lstrip("*_").rstrip()


def _expected_of(rest: str) -> str | None:
    """What stands behind `-- expected:`, or in brackets behind `expected:`; None without it."""
    dash = _DASH.match(rest)
    inner = rest[dash.end() :] if dash else _bracketed(rest)
    named = _NAMED.match(inner) if inner is not None else None
    return inner[named.end() :].strip() if inner is not None and named is not None else None


def _bracketed(rest: str) -> str | None:
    text = rest.strip()
    return text[1:-1].strip() if text.startswith("(") and text.endswith(")") else None


def _read(rest: str, line: int) -> Expect | None:
    """What the words behind a command ask for; None where they cannot be read."""
    sign = _SIGN.match(rest)
    said = rest[sign.end() if sign else 0 :].strip()
    said = (_bracketed(said) or said).strip()
    bare = said.rstrip(" .!;:")
    if not bare or says_success(bare) or _SUCCESS.fullmatch(without_bold(bare)):
        return Expect()
    found = read_expectation(said, line) or read_expectation(bare, line)
    if found is not None:
        return found
    return Expect(exit_code="non_zero") if must_fail(bare) and len(bare.split()) <= 5 else None


def _expect(draft: SubtaskDraft, command: CommandDraft, said: str, line: int) -> None:
    found = read_expectation(said, line)
    if found is not None:
        command.expects(found)
    elif must_fail(said):
        command.expects(Expect(exit_code="non_zero"))
    elif nearly_expectation(said):
        draft.source.findings.error(
            "bad-expectation", f"cannot read the expectation `{said}`", line, hint=FORMS
        )
    elif not says_success(said):
        draft.source.findings.warning(
            "expected-prose",
            f"“{said}” is prose and not compared: only the exit code decides",
            line,
            hint='write `exit code 0`, `stdout contains "x"` or another Expect form',
        )
