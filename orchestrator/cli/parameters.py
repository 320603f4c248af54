"""What a command can be given, and how words of a command line become it; knows no command.

A command module has `GIVEN`, its parameters in the order of its function's, which gets each by
name. Words go by the rules of GNU: options and arguments in any order, `--` before what only
looks like an option.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from getopt import GetoptError, gnu_getopt

from msgspec import Struct

from orchestrator.diagnostics import InputError


class Parameter(Struct, frozen=True, kw_only=True):
    """One parameter of a command's function. An argument has no `spellings`; `value` stands for
    the value in the help, and a flag has none. Those in `off` turn the flag off.

    `read` turns the word into the value, and raises ValueError with what it has to be.
    """

    name: str
    spellings: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    value: str = ""
    help: str
    read: Callable[[str], object] = str
    default: object = None
    many: bool = False
    required: bool = False


def argument(
    name: str, value: str, help_: str, *, optional: bool = False, many: bool = False
) -> Parameter:
    """What stands without an option's name."""
    return Parameter(name=name, value=value, help=help_, many=many, required=not optional)


def option(
    *spellings: str,
    value: str,
    help: str,
    name: str = "",
    read: Callable[[str], object] = str,
    default: object = None,
    many: bool = False,
    required: bool = False,
) -> Parameter:
    """What has a value; of `many` all are kept, of others the last."""
    return Parameter(
        name=name or _name(spellings),
        spellings=spellings,
        value=value,
        help=help,
        read=read,
        default=default,
        many=many,
        required=required,
    )


def flag(*spellings: str, help: str, name: str = "") -> Parameter:
    """False until it is given."""
    return Parameter(name=name or _name(spellings), spellings=spellings, help=help, default=False)


def switch(on: str, off: str, help_: str) -> Parameter:
    """True, False, or None where neither is given."""
    return Parameter(name=_name((on,)), spellings=(on,), off=(off,), help=help_)


def whole_number(least: int | None = None) -> Callable[[str], int]:
    """A reader of whole numbers."""

    def read(word: str) -> int:
        try:
            number = int(word)
        except ValueError:
            raise ValueError("is not a whole number") from None
        if least is not None and number < least:
            raise ValueError(f"is less than {least}")
        return number

    return read


def values_of(given: Sequence[Parameter], words: Sequence[str], *, see: str) -> dict[str, object]:
    """The value of each parameter by its name; `see` is the command that tells of them.

    Raises:
        InputError: the words are not such as the command can be given.
    """
    try:
        return _values_of(given, words)
    except GetoptError as error:
        raise InputError(_reworded(error, given), hint=f"see {see}") from error
    except ValueError as error:
        raise InputError(str(error), hint=f"see {see}") from error


def _values_of(given: Sequence[Parameter], words: Sequence[str]) -> dict[str, object]:
    by_spelling = {
        also: parameter
        for parameter in given
        for spelling in (*parameter.spellings, *parameter.off)
        for also in (spelling, "--" + spelling[2:].replace("-", "_"))
        if also == spelling or spelling.startswith("--")
    }
    pairs, arguments = gnu_getopt(list(words), _short(by_spelling), _long(by_spelling))
    values: dict[str, object] = {
        parameter.name: [] if parameter.many else parameter.default for parameter in given
    }
    seen = set()
    for spelling, word in pairs:
        parameter = by_spelling[spelling]
        seen.add(parameter.name)
        if not parameter.value:
            values[parameter.name] = spelling.replace("_", "-") not in parameter.off
        else:
            _take(values, parameter, word, spelling)
    rest = _take_arguments(values, seen, given, arguments)
    if rest:
        raise ValueError(f"{rest[0]!r} is one argument too many")
    for parameter in given:
        if parameter.required and parameter.name not in seen:
            what = parameter.spellings[-1] if parameter.spellings else parameter.value
            raise ValueError(f"{what} is missing: {parameter.help[0].lower()}{parameter.help[1:]}")
    return values


def _take_arguments(
    values: dict[str, object], seen: set[str], given: Sequence[Parameter], words: list[str]
) -> list[str]:
    """Give the arguments their words; what is left of those."""
    rest = list(words)
    for parameter in given:
        if parameter.spellings or not rest:
            continue
        taken = rest if parameter.many else rest[:1]
        rest = rest[len(taken) :]
        for word in taken:
            _take(values, parameter, word, parameter.value)
        seen.add(parameter.name)
    return rest


def _take(values: dict[str, object], parameter: Parameter, word: str, spelling: str) -> None:
    try:
        value = parameter.read(word)
    except ValueError as error:
        raise ValueError(f"{spelling} {word!r} {error}") from error
    before = values[parameter.name]
    values[parameter.name] = [*before, value] if isinstance(before, list) else value


def _short(by_spelling: dict[str, Parameter]) -> str:
    return "".join(
        spelling[1] + (":" if parameter.value else "")
        for spelling, parameter in by_spelling.items()
        if not spelling.startswith("--")
    )


def _long(by_spelling: dict[str, Parameter]) -> list[str]:
    """A second name that goes on where each ends keeps `getopt` from taking the beginning of a
    name for the name: a later option may begin so, too."""
    return [
        spelling[2:] + end + ("=" if parameter.value else "")
        for spelling, parameter in by_spelling.items()
        if spelling.startswith("--")
        for end in ("", "\0")
    ]


def _reworded(error: GetoptError, given: Iterable[Parameter]) -> str:
    spelling = f"--{error.opt}" if len(error.opt) > 1 else f"-{error.opt}"
    if "requires" in error.msg:
        return f"{spelling} needs a value"
    if "must not" in error.msg:
        return f"{spelling} takes no value"
    known = [each for parameter in given for each in (*parameter.spellings, *parameter.off)]
    return f"there is no option {spelling}{meant(spelling.replace('_', '-'), known)}"


def meant(word: str, known: Iterable[str]) -> str:
    """What else was meant by a word, in words that follow it; nothing where nothing is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    return f"; is {near[0]} meant?" if near else ""


def _name(spellings: Sequence[str]) -> str:
    return spellings[-1].lstrip("-").replace("-", "_")
