"""The help of the program and of each command, as lines of text; knows no command by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from orchestrator.cli.parameters import Parameter

_COLUMNS = 80
_WIDEST = 26


def program_help(program: str, about: str, options: Sequence[Parameter],
                 commands: Mapping[str, str]) -> str:  # fmt: skip
    """What `--help` shows without a command."""
    return "\n".join(
        [
            f"Usage: {program} [OPTIONS] COMMAND [ARGS]...",
            *_paragraph(about),
            *_section("Options", [(_spelled(each), each.help) for each in options]),
            *_section("Commands", list(commands.items())),
            "",
        ]
    )


def command_help(program: str, command: str, about: str, given: Sequence[Parameter]) -> str:
    """What `--help` shows of a command that can be given these."""
    arguments = [each for each in given if not each.spellings]
    usage = " ".join([program, command, "[OPTIONS]", *map(_place, arguments)])
    return "\n".join(
        [
            f"Usage: {usage}",
            *_paragraph(about),
            *_section("Arguments", [(each.value, each.help) for each in arguments]),
            *_section("Options", [(_spelled(each), each.help) for each in given if each.spellings]),
            "",
        ]
    )


def _place(argument: Parameter) -> str:
    name = f"{argument.value}..." if argument.many else argument.value
    return name if argument.required else f"[{name}]"


def _spelled(parameter: Parameter) -> str:
    spelled = ", ".join(parameter.spellings)
    if parameter.off:
        spelled += f" / {', '.join(parameter.off)}"
    return f"{spelled} {parameter.value}".rstrip()


def _paragraph(text: str) -> list[str]:
    return ["", *_wrapped(text, indent=2)]


def _section(title: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    """A title and two columns; a name too long for its column has a line of its own."""
    if not rows:
        return []
    width = max((len(name) for name, _ in rows if len(name) <= _WIDEST), default=_WIDEST)
    return ["", f"{title}:", *(line for row in rows for line in _row(*row, width))]


def _row(name: str, text: str, width: int) -> Iterable[str]:
    first, *others = _wrapped(text, indent=width + 4)
    if len(name) > width:
        return [f"  {name}", first, *others]
    return [f"  {name:{width}}  {first.lstrip()}", *others]


def _wrapped(text: str, *, indent: int) -> list[str]:
    import textwrap

    blanks = " " * indent
    return textwrap.wrap(text, _COLUMNS, initial_indent=blanks, subsequent_indent=blanks)
