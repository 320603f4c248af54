"""Commands as blocks, and what is expected of them below; knows no subtask."""

from __future__ import annotations

from orchestrator.document.commands import step_text
from orchestrator.document.drafts import CommandDraft
from orchestrator.document.expect import NOTHING_EXPECTED, Expect
from orchestrator.native.expects import exit_words, written
from orchestrator.native.fences import fenced
from orchestrator.native.values import duration
from orchestrator.plan.model import Action, Check, Script

Command = Action | Check | Script


def block(command: Command, word: str = "") -> list[str]:
    """The block of a command without what is expected of it, but for the exit code; `word` says
    what the block is for."""
    info = [command.language or "", word]
    if command.name:
        info.append(f"name={_quoted(command.name)}")
    if command.timeout_s is not None:
        info.append(f"timeout={duration(command.timeout_s) or command.timeout_s}")
    if command.cwd is not None:
        info.append(f"cwd={_quoted(command.cwd)}")
    expect = _expect(command)
    if expect.exit_code is not None:
        info.append(f"expect-exit={exit_words(expect.exit_code)}")
    return fenced(command.script or "\n", " ".join(filter(None, info)))


def expected(command: Command) -> list[str]:
    """The lines below the block of a command that expect the rest of it."""
    return written(_expect(command))


def named_alike(command: Command, text: str) -> bool:
    """Whether a step that is nothing but this command is called so."""
    draft = CommandDraft(command.language or "", command.script or "", 0, name=command.name)
    return step_text(draft) == text


def _expect(command: Command) -> Expect:
    return NOTHING_EXPECTED if isinstance(command, Script) else command.expect


def _quoted(text: str) -> str:
    bare = text and not set(text) & set(" \t\"'`{},=")
    return text if bare else f"'{text}'" if '"' in text else f'"{text}"'
