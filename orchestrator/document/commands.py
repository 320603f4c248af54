"""A fenced block, code span or table cell to a command, if its language has an interpreter.

Decides nothing about places: what a block is for is the caller's.
"""

from __future__ import annotations

import re

from orchestrator.document.drafts import CommandDraft
from orchestrator.document.expect import Expect
from orchestrator.document.expectations import exit_expectation
from orchestrator.document.info import Info, read_info
from orchestrator.document.languages import (
    CONSOLES,
    GOES_ON,
    SHELLS,
    canonical,
    going_on,
    only_comments,
)
from orchestrator.document.scrut import is_scrut, options_apart
from orchestrator.document.sessions import expect_session, read_session
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence
from orchestrator.document.values import duration

_MAX_TEXT = 80
_LOOKS_RUNNABLE = frozenset({"shell", "cmd", "bat", "batch", "ts", "typescript", "php", "lua", "r"})


def language_of(info: Info, shell: str | None, source: Source, fence: Fence) -> str | None:
    """The interpreter of a block: its own language's, or the named shell for one without."""
    if fence.info is None:
        return None
    if info.language in CONSOLES:
        if read_session(fence) is None:
            return None
        return _scrut_shell(shell) if is_scrut(fence) else _command_line_shell(shell)
    if info.language:
        name = canonical(info.language, source.languages)
        return going_on(name) if name and GOES_ON in info.words else name
    return shell


def looks_runnable(info: Info) -> bool:
    """Whether an author may think that a language without an interpreter runs."""
    return info.language in _LOOKS_RUNNABLE


def is_prose(fence: Fence, language: str) -> bool:
    """Whether a block holds nothing but comments."""
    return only_comments(fence.content, language)


def command_of(fence: Fence, info: Info, language: str, source: Source) -> CommandDraft:
    """The command of a block; options that cannot be read are told."""
    session = read_session(fence) if info.language in CONSOLES else None
    if is_scrut(fence):
        info = read_info(options_apart(fence.info or ""))
    script = session.script if session is not None else fence.content
    command = CommandDraft(language, script, fence.line, name=info.options.get("name") or None)
    if session is not None:
        expect_session(command, session, fence, source)
    _take_options(command, fence, info, source)
    return command


def span_command(script: str, line: int, shell: str | None) -> CommandDraft:
    """The command of a code span: a command line for a shell."""
    return CommandDraft(_command_line_shell(shell), script + "\n", line)


def step_text(command: CommandDraft) -> str:
    """What a step that is only a command is called: its name, else its first line."""
    if command.name:
        return command.name
    lines = [line.strip() for line in command.script.split("\n") if line.strip()]
    code = [line for line in lines if not line.startswith(("#", "//"))]
    text = (code or lines or [command.language])[0]
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1].rstrip() + "…"


def _scrut_shell(shell: str | None) -> str:
    """Of a scrut block the exit code of the last command counts, so the shell goes on to it."""
    name = shell if shell in SHELLS else "bash"
    return going_on(name)


def _command_line_shell(shell: str | None) -> str:
    return shell if shell in SHELLS else "sh"


def _take_options(command: CommandDraft, fence: Fence, info: Info, source: Source) -> None:
    command.cwd = info.options.get("cwd") or None
    timeout = info.options.get("timeout")
    if timeout is not None:
        command.timeout_s = duration(timeout)
        if not command.timeout_s:
            command.timeout_s = None
            source.findings.error(
                "bad-duration",
                f"`timeout={timeout}` cannot be read",
                fence.line,
                source.column(fence.line, "timeout="),
                hint="write a duration such as `timeout=30s`",
            )
    codes = info.options.get("expect-exit")
    if codes is not None:
        expected = exit_expectation(codes)
        if expected is None:
            source.findings.error(
                "bad-exit-code",
                f"`expect-exit={codes}` cannot be read",
                fence.line,
                source.column(fence.line, "expect-exit="),
                hint="write a code such as `expect-exit=3`, a list, or `non-zero`",
            )
        else:
            command.expects(Expect(exit_code=expected))
    for name in sorted(set(info.options) - {"name", "cwd", "timeout", "expect-exit"}):
        source.findings.info(
            "unknown-option",
            f"`{name}=` is not an option of a block; it changes nothing",
            fence.line,
            hint="the options are name=, timeout=, cwd= and expect-exit=",
        )


_ENDS_IN_STATE = re.compile(r"(?:cd|pushd|source|\.|export|set)\s+\S")
_READS = re.compile(r"""\s*read(?:\s+(?:-\w+|"[^"]*"|'[^']*'))*(?:\s+[A-Za-z_]\w*)*\s*(?:;.*)?$""")


def lasting_effect(script: str) -> str | None:
    """The last line, if all it does is change the shell that ends with it."""
    lines = [line.strip() for line in script.split("\n")]
    lines = [line for line in lines if line and not line.startswith("#")]
    return lines[-1] if lines and _ENDS_IN_STATE.match(lines[-1]) else None


def reads_terminal(command: CommandDraft) -> bool:
    """Whether a script asks the person at the terminal."""
    if command.language == "python":
        return re.search(r"(?<![\w.])input\(", command.script) is not None
    return command.language in SHELLS and any(
        _READS.match(line) for line in command.script.split("\n")
    )
