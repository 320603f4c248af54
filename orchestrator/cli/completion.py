"""`completion`: a shell's script that completes commands and options; the rest are file names."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.cli.commands import COMMANDS, GROUPS, HELP, PROGRAM, every, load
from orchestrator.cli.output import output
from orchestrator.cli.parameters import Parameter, argument
from orchestrator.diagnostics import Exit, InputError

GIVEN = (argument("shell", "SHELL", "bash, zsh or fish."),)

_BASH = """\
_{program}() {{
  local words first="${{COMP_WORDS[1]-}}" second="${{COMP_WORDS[2]-}}"
  case "$COMP_CWORD ${{first//-/_}} ${{second//-/_}} " in
    "1 "*) words="{commands}" ;;
{cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}" || true))
}}
complete -o default -F _{program} {program}
"""
_ZSH = "autoload -Uz compinit bashcompinit && compinit && bashcompinit\n"


def completion(*, shell: str) -> int:
    """Print a script that completes commands and options: eval "$(orchestrator completion bash)"
    in the shell's start file, the same with zsh, or orchestrator completion fish | source."""
    match shell:
        case "bash":
            output().write(_bash())
        case "zsh":
            output().write(_ZSH + _bash())
        case "fish":
            output().write("".join(f"complete -c {PROGRAM} {line}\n" for line in _fish()))
        case _:
            raise InputError(f"there is no script for {shell!r}", hint="name bash, zsh or fish")
    return Exit.OK


def _bash() -> str:
    cases = [
        *(f'    "2 {group} "*) words="{" ".join(own)}" ;;' for group, own in GROUPS.items()),
        *(
            f'    "$COMP_CWORD {command} "*) words="{" ".join(_spellings(options))}" ;;'
            for command, options in _options()
        ),
    ]
    return _BASH.format(program=PROGRAM, commands=" ".join(COMMANDS), cases="\n".join(cases))


def _fish() -> Iterator[str]:
    for command, help_ in COMMANDS.items():
        yield f"-n __fish_use_subcommand -f -a {command} -d {_quoted(help_)}"
    for group, own in GROUPS.items():
        seen = f"__fish_seen_subcommand_from {group}; and not __fish_seen_subcommand_from"
        for command, help_ in own.items():
            yield f"-n '{seen} {' '.join(own)}' -f -a {command} -d {_quoted(help_)}"
    for command, options in _options():
        words = command.split()
        seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in words)
        for option in options:
            spelled = (f"-{'l' if each[:2] == '--' else 's'} {each.lstrip('-')}"
                       for each in _spellings([option]))  # fmt: skip
            needs = " -r" if option.value else ""
            yield f"-n '{seen}' {' '.join(spelled)}{needs} -d {_quoted(option.help)}"


def _options() -> Iterator[tuple[str, list[Parameter]]]:
    for command in every():
        yield command, [each for each in (*load(command)[1], HELP) if each.spellings]


def _spellings(options: list[Parameter]) -> list[str]:
    return [each for option in options for each in (*option.spellings, *option.off)]


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
