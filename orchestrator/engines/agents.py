"""Which command line asks which agent, and how what it prints is to be read; starts nothing.

An agent gets its prompt on standard input. Presets follow the tools' own documentation of
their modes without a terminal: Claude Code's `claude -p`, Codex's `codex exec`, Gemini CLI's
headless mode. Each may change files of the project, and asks nobody.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.engines.interpreters import find_program


class Reads(StrEnum):
    """What an agent's standard output is."""

    TEXT = "text"
    CLAUDE_JSON = "claude_json"
    GEMINI_JSON = "gemini_json"


class Agent(Struct, frozen=True, kw_only=True):
    """The words of a command line, and the form of what it prints."""

    words: tuple[str, ...]
    reads: Reads = Reads.TEXT


PRESETS: Mapping[str, Agent] = {
    "claude": Agent(
        words=("claude", "-p", "--output-format", "json", "--permission-mode", "acceptEdits"),
        reads=Reads.CLAUDE_JSON,
    ),
    "codex": Agent(words=("codex", "exec", "--sandbox", "workspace-write", "-")),
    "gemini": Agent(
        words=("gemini", "--output-format", "json", "--approval-mode", "auto_edit"),
        reads=Reads.GEMINI_JSON,
    ),
}


def agent_of(name: str, agents: Mapping[str, tuple[str, ...]]) -> Agent:
    """The agent of that name: the settings' word first, then the presets; a name with a
    blank or a slash is a command line itself.

    Raises:
        InputError: there is no such agent.
    """
    # Settings keep names in lower case, and presets are spelled so.
    known = name.lower()
    own = agents.get(known)
    if own:
        return _of_words(own)
    if known in PRESETS:
        return PRESETS[known]
    if "/" in name or len(name.split()) > 1:
        return _of_words(_words_in(name))
    raise InputError(
        f"there is no agent preset “{name}”" if name else "no agent is chosen",
        hint="name a preset, or add it to the settings under agents",
    )


def command_line(name: str, agent: Agent, *, search_path: str, root: Path) -> tuple[str, ...]:
    """The words to start. A program with a slash in it is looked up from the root, as settings
    know no other folder.

    Raises:
        InputError: its program is not there.
    """
    program, *rest = agent.words
    found = find_program(program, search_path, root)
    if found is None:
        raise InputError(
            f"no program for the agent {name}: {program} is not on PATH",
            hint=f"install {program}, put its folder on PATH, or choose another agent",
        )
    return (found, *rest)


def missing_agents(
    names: Collection[str],
    *,
    agents: Mapping[str, tuple[str, ...]],
    search_path: str,
    folder: Path,
) -> list[str]:
    """Those of the agents whose program is not there, as `name (program)`, each once."""
    lacking = []
    for name in dict.fromkeys(names):
        program = agent_of(name, agents).words[0]
        if find_program(program, search_path, folder) is None:
            lacking.append(name if name == program else f"{name} ({program})")
    return lacking


def _of_words(words: tuple[str, ...]) -> Agent:
    """An agent of somebody's own; where it is a preset's program that is asked for JSON, its
    output is read as the preset's."""
    asks_for_json = any(word.endswith("json") for word in words[1:])
    program = os.path.basename(words[0])
    for preset in PRESETS.values():
        if asks_for_json and program == preset.words[0]:
            return Agent(words=words, reads=preset.reads)
    return Agent(words=words)


def _words_in(name: str) -> tuple[str, ...]:
    import shlex

    try:
        words = tuple(shlex.split(name))
    except ValueError as error:
        raise InputError(
            f"the agent {name!r} is no command line: {error}", hint="close the quotation"
        ) from error
    if not words or not words[0]:
        raise InputError(
            f"the agent {name!r} names no program", hint="begin with the program to start"
        )
    return words
