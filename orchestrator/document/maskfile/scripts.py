"""The scripts of mask and inkjet files: which block it is, in which language, with which variables.

Each tool has its ways: mask goes on after a command that fails and runs nothing without a
language; inkjet stops, and takes the default shell. Knows neither names nor arguments.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from msgspec import Struct

from orchestrator.document.info import read_info
from orchestrator.document.languages import canonical
from orchestrator.document.model import Command
from orchestrator.document.source import Source
from orchestrator.document.tree import Block, Fence, every_block

_FILE = re.compile(r"(?:.*[._-])?(?P<tool>maskfile|inkjet)\.(?:md|markdown)", re.I | re.S)
_SHEBANG = re.compile(
    r"#![ \t]*(?:/\S*/)?(?:env[ \t]+(?:-S[ \t]+)?(?:/\S*/)?)?(?P<program>[\w.+-]+)"
)
_ITSELF = re.compile(r"\b(?:MASK|MASKFILE_DIR|INKJET|INKJET_DIR|INK|INK_DIR)\b")
_CALL = re.compile(
    r"\$\{?(?:MASK|INKJET|INK)\b"
    r"|(?:^|[;&|(]|\b(?:then|do|else))[ \t]{0,80}(?:\w{1,60}=\S{0,200}[ \t]{1,9}){0,5}"
    r"(?:mask|inkjet)[ \t]+\w"
)
_WINDOWS = frozenset({"powershell", "batch", "cmd"})
_OTHER_NAMES = {"rb": "ruby", "php": "php", "dash": "dash", "ksh": "ksh"}
_POSIX = frozenset({"sh", "bash", "dash", "ksh", "zsh"})
# Shells that would stop here by themselves, or are known by their command line alone.
_GO_ON = frozenset({"sh", "bash", "dash", "ksh"})
_STOP = frozenset({"sh", "bash", "dash", "zsh"})
# Characters that mean something between double quotes.
_QUOTED = re.compile(r'(["$`\\])')


class Tool(Struct, frozen=True):
    """The program that the file was written for, and the variables that it gives to scripts: its
    own command line, and the folder of the file."""

    name: str
    option: str
    commands: tuple[str, ...]
    folders: tuple[str, ...]

    @property
    def is_inkjet(self) -> bool:
        return self is INKJET


MASK = Tool("mask", "--maskfile", ("MASK",), ("MASKFILE_DIR",))
INKJET = Tool("inkjet", "--inkfile", ("INKJET", "INK"), ("INKJET_DIR", "INK_DIR"))


def is_named(path: str) -> bool:
    """Whether a file has the name of such files."""
    return _FILE.fullmatch(posixpath.basename(path)) is not None


def tool_of(path: str) -> Tool:
    """The program that a file of this name is for."""
    found = _FILE.fullmatch(posixpath.basename(path))
    return INKJET if found is not None and found["tool"].lower() == "inkjet" else MASK


def scripts_of(blocks: Sequence[Block]) -> tuple[list[Fence], list[Fence]]:
    """The blocks that may be the script of a command, the last of them is; and those that are for
    Windows alone."""
    scripts: list[Fence] = []
    windows: list[Fence] = []
    for block in every_block(blocks):
        if isinstance(block, Fence) and block.info is not None and block.content.strip():
            info = read_info(block.info)
            if info.language in _WINDOWS:
                windows.append(block)
            elif "norun" not in info.words:
                scripts.append(block)
    return scripts, windows


def language_of(fence: Fence, tool: Tool, source: Source) -> str | None:
    """What runs a script: a language, or the command line of a shell; None where nothing says.

    One that nothing runs is given by its name, for whoever names the command.
    """
    said = read_info(fence.info).language
    shebang = _SHEBANG.match(fence.content)
    if shebang is not None and (tool.is_inkjet or canonical(said, source.languages) is None):
        return _interpreter(shebang["program"], source, stops=False)
    if not said and tool.is_inkjet:
        said = "sh"
    return _interpreter(said, source, stops=tool.is_inkjet) if said else None


def has_interpreter(language: str, source: Source) -> bool:
    """Whether a language that `language_of` gave is one that runs."""
    name = language.split()[0]
    return canonical(name, source.languages) is not None or name in _OTHER_NAMES.values()


def command_of(fence: Fence, language: str, tool: Tool, path: str) -> Command:
    """The script; the variables of the tool are set in front of its first line where a shell
    runs it, so that they hold after a `cd`."""
    script = fence.content
    if _ITSELF.search(script) and language.split()[0] in _POSIX:
        folder, name = (_QUOTED.sub(r"\\\1", each) for each in posixpath.split(path))
        own = _variables(tool, folder if folder.startswith("/") else "$PWD", name)
        pairs = " ".join(f'{key}="{value}"' for key, value in own.items())
        script = f"export {pairs}; {script}"
    return Command(language=language, script=script, line=fence.line)


def variables_beside(fence: Fence, language: str, tool: Tool, path: str) -> dict[str, str]:
    """The variables of the tool for a script that no shell runs; they hold in its folder."""
    if language.split()[0] in _POSIX or not _ITSELF.search(fence.content):
        return {}
    folder, name = posixpath.split(path)
    return _variables(tool, folder if folder.startswith("/") else ".", name)


def calls(fence: Fence) -> list[int]:
    """The lines of a script that call the tool itself."""
    lines = enumerate(fence.content.split("\n"), start=fence.line + 1)
    return [number for number, line in lines if _CALL.search(line)]


def _variables(tool: Tool, folder: str, name: str) -> dict[str, str]:
    command = f"{tool.name} {tool.option} {folder}/{name}"
    return {**dict.fromkeys(tool.commands, command), **dict.fromkeys(tool.folders, folder)}


def _interpreter(name: str, source: Source, *, stops: bool) -> str:
    """The language of this name; of a shell with what it does when a command fails."""
    if name.lower() in source.languages:
        return name.lower()
    known = canonical(name) or _OTHER_NAMES.get(name.lower(), name.lower())
    if stops and known in _STOP:
        return f"{known} -e"
    return f"{known} +e" if known in _GO_ON else known
