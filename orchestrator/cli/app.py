"""Runs the command that the words of a command line name; knows none by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestrator import __version__
from orchestrator.cli.commands import COMMANDS, GROUPS, HELP, PROGRAM, load
from orchestrator.cli.output import output
from orchestrator.cli.parameters import Parameter, flag, meant, values_of
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
        return _without_command(words, PROGRAM, _ABOUT, (_VERSION, HELP), COMMANDS)
    # Every command and option may be spelled with underscores or dashes.
    name, words = _named(words[0], COMMANDS, PROGRAM), words[1:]
    if name in GROUPS:
        within = f"{PROGRAM} {name}"
        if not words or words[0].startswith("-"):
            return _without_command(words, within, COMMANDS[name], (HELP,), GROUPS[name])
        name, words = f"{name} {_named(words[0], GROUPS[name], within)}", words[1:]
    command, given = load(name)
    # Asked for among other words, help is what is wanted, whatever the others are.
    options = words[: words.index("--")] if "--" in words else words
    if not set(HELP.spellings).isdisjoint(options):
        output().write(command_help(PROGRAM, name, command.__doc__ or "", (*given, HELP)))
        return Exit.OK
    return command(**values_of(given, words, see=f"{PROGRAM} {name} --help"))


def _named(word: str, commands: Mapping[str, str], within: str) -> str:
    """The command that the word names.

    Raises:
        InputError: none.
    """
    name = word.replace("-", "_")
    if name not in commands:
        raise InputError(
            f"there is no command {word!r}{meant(name, commands)}", hint=f"see {within} --help"
        )
    return name


def _without_command(
    words: Sequence[str],
    program: str,
    about: str,
    options: Sequence[Parameter],
    commands: Mapping[str, str],
) -> int:
    if values_of(options, words, see=f"{program} --help").get(_VERSION.name):
        output().line(f"{program} {__version__}")
        return Exit.OK
    output().write(program_help(program, about, options, commands))
    return Exit.OK if words else Exit.BAD_INPUT
