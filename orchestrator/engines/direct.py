"""Scripts of `sh` that are one plain command, and can do without a shell; starts nothing.

To start a shell only to have it start the command takes as long again as a short command. It is
left out where nothing can tell: the script is a line of plain words, the first of which names a
program that is neither a script nor a shell, and the shell is dash, whose ways are known. It would
hand on PWD, and tell of the command's end by a signal with an exit code and a line; so does what
takes its place. What does not start goes to the shell after all, which knows what to say of it.
"""

from __future__ import annotations

import os
import re
import signal
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.engines.command import Exit
from orchestrator.engines.interpreters import find_program

_PLAIN = re.compile(r"[ \t]*[\w./,:@%+-]+(?:[ \t]+[\w./,:@%+=-]+)*[ \t]*\n?", re.ASCII)
# Words that mean something to the shell itself. `true` and `false` do too, but nothing else than
# the programs of these names.
_OWN = frozenset({
    ".", ":", "alias", "bg", "break", "cd", "chdir", "command", "continue", "echo", "eval", "exec",
    "exit", "export", "fc", "fg", "getopts", "hash", "jobs", "kill", "local", "printf", "pwd",
    "read", "readonly", "return", "set", "shift", "test", "times", "trap", "type", "ulimit",
    "umask", "unalias", "unset", "wait", "case", "do", "done", "elif", "else", "esac", "fi", "for",
    "if", "in", "then", "until", "while",
})  # fmt: skip
_SHELLS = frozenset({"ash", "bash", "csh", "dash", "fish", "ksh", "mksh", "sh", "tcsh", "zsh"})
_LONGEST = 4000
_ELF = b"\x7fELF"
_BINARY: dict[str, bool] = {}


class Direct(Struct, frozen=True):
    """A command to start as it stands: its program, its words, and the PWD it expects."""

    program: str
    words: list[str | bytes]
    pwd: str


def without_shell(
    script: str, shell: str, pwd: str, folder: Path, search_path: str
) -> Direct | None:
    """What to start in place of `shell -c script`; None where it takes the shell. `pwd` is what
    the shell would have been told of its folder."""
    if len(script) > _LONGEST or not _PLAIN.fullmatch(script):
        return None
    words = script.split()
    if words[0] in _OWN or os.path.basename(words[0]) in _SHELLS or not _is_dash(shell):
        return None
    program = find_program(words[0], search_path, folder)
    if program is None or not _is_binary(program):
        return None
    if "/" in words[0]:
        program = words[0]  # a script sees by which name it was started
    return Direct(program, [*words], _working_directory(str(folder), pwd))


def as_shell_tells(exit_: Exit) -> tuple[Exit, bytes]:
    """How the shell would have ended after the command, and what it would have printed."""
    number = exit_.signal
    if number is None or exit_.cause is not None:
        return exit_, b""
    said = signal.strsignal(number) or f"Signal {number}"
    quiet = number in (signal.SIGINT, signal.SIGPIPE)
    told = replace(exit_, exit_code=128 + number, signal=None)
    return told, b"" if quiet else f"{said}\n".encode()


def _is_binary(program: str) -> bool:
    """Whether it is no script: those are who know of their parent, and may signal it. Asked once:
    one that becomes another on the way runs all the same."""
    known = _BINARY.get(program)
    if known is None:
        try:
            with open(program, "rb", buffering=0) as file:
                known = file.read(len(_ELF)) == _ELF
        except OSError:
            return False
        _BINARY[program] = known
    return known


@lru_cache(maxsize=64)
def _is_dash(shell: str) -> bool:
    return os.path.basename(os.path.realpath(shell)) == "dash"


@lru_cache(maxsize=64)
def _working_directory(folder: str, given: str) -> str:
    """The path of the folder as dash hands it on: the one it was given, if that leads there."""
    try:
        if given.startswith("/") and os.path.samefile(given, folder):
            return given
    except OSError:
        pass
    return os.path.realpath(folder)
