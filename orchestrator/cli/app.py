"""Runs the command that the words of a command line name; knows none by name."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator import __version__
from orchestrator.cli.commands import COMMANDS, HELP, PROGRAM, load
from orchestrator.cli.output import output
from orchestrator.cli.parameters import flag, meant, values_of
from orchestrator.cli.usage import command_help, program_help
from orchestrator.diagnostics import Exit, InputError

_ABOUT = "Run hand-written markdown task files as DAGs; nothing is called done without proof."
_VERSION = flag("--version", help="Show the version.")


def run(words: Sequence[str]) -> int:
    """Run a command; the exit code.

    Raises:
        OrchestratorError: what the user may meet; the boundary shows it.
    """
    if not words or words[0].startswith("-"):
        return _without_command(words)
    # Every command and option may be spelled with underscores or dashes.
    name = words[0].replace("-", "_")
    if name not in COMMANDS:
        raise InputError(
            f"there is no command {words[0]!r}{meant(name, COMMANDS)}",
            hint=f"see {PROGRAM} --help",
        )
    command, given = load(name)
    # Asked for among other words, help is what is wanted, whatever the others are.
    if not set(HELP.spellings).isdisjoint(words):
        output().write(command_help(PROGRAM, name, command.__doc__ or "", (*given, HELP)))
        return Exit.OK
    return command(**values_of(given, words[1:], see=f"{PROGRAM} {name} --help"))


def _without_command(words: Sequence[str]) -> int:
    options = (_VERSION, HELP)
    if values_of(options, words, see=f"{PROGRAM} --help")[_VERSION.name]:
        output().line(f"{PROGRAM} {__version__}")
        return Exit.OK
    output().write(program_help(PROGRAM, _ABOUT, options, COMMANDS))
    return Exit.OK if words else Exit.BAD_INPUT
