"""Items that are a command: one code span, or `` `CMD` -- expected: … ``."""

from __future__ import annotations

import re

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
from orchestrator.document.inline import code_spans, only_span

_EXPECTED = re.compile(r"\s*(?:--|[-–—])\s*expected(?:\s+(?:result|output|outcome))?\s*:\s*", re.I)


def item_command(draft: SubtaskDraft, text: str, line: int) -> CommandDraft | None:
    """The command that the text of an item is, with what is expected of it; None for prose."""
    text = text.strip()
    script = only_span(text)
    if script is not None:
        if script.endswith("/"):
            return None  # a folder
        return span_command(script, line, draft.shell)
    spans = code_spans(text) if text.startswith("`") else []
    if not spans:
        return None
    _, end, content = spans[0]
    expected = _EXPECTED.match(text, end)
    if expected is None or not content.strip():
        return None
    command = span_command(content.strip(), line, draft.shell)
    _expect(draft, command, text[expected.end() :].strip(), line)
    return command


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
