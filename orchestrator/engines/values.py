"""What a step hands on: `key=value` lines in the file that ORCHESTRATOR_OUTPUTS names."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.verify.model import CommandResult

# More than this does not fit in a variable, or is no list of values.
LONGEST_VALUE = 100_000
_LONGEST_FILE = 1_000_000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Set by the engine for every command; no step speaks for it.
_RESERVED = re.compile(r"ORCHESTRATOR_|TRACEPARENT$")
# What decides which programs run, or what they load, is not a step's to change for others.
_STEERING = re.compile(
    r"(PATH|ENV|BASH_ENV|SHELLOPTS|BASHOPTS|IFS|HOME|NODE_OPTIONS|NODE_PATH|PERL5LIB|PERL5OPT"
    r"|RUBYOPT|RUBYLIB|(LD|DYLD)_\w+|PYTHON\w+|PYTEST_\w+|MAKEFLAGS|MAKEFILES|GIT_(DIR|CONFIG)\w*"
    r"|CDPATH|ZDOTDIR)$"
)


class HandedOn(Struct, frozen=True):
    """Values by name, the last of a name counting, and what could not be read, in words."""

    values: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


NOTHING = HandedOn()


def take_values(path: str, *, remove: bool = True) -> HandedOn:
    """Read the file, and remove it; one that was never written hands nothing on."""
    if not os.access(path, os.F_OK):
        return NOTHING
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags)
    except OSError as error:
        return HandedOn({}, (f"its values could not be read: {error.strerror}",))
    try:
        data = os.read(handle, _LONGEST_FILE + 1)
        if remove:
            os.unlink(path)
    except OSError as error:
        return HandedOn({}, (f"its values could not be read: {error.strerror}",))
    finally:
        os.close(handle)
    if len(data) > _LONGEST_FILE:
        return HandedOn({}, (f"its values were dropped: more than {_LONGEST_FILE} bytes",))
    return parse_values(data.decode("utf-8", "replace"))


def parse_values(text: str) -> HandedOn:
    """The values in the text; blank lines do not count, other lines that are none are told."""
    values: dict[str, str] = {}
    problems: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not line.strip():
            continue
        name, equals, value = line.partition("=")
        problem = _problem(name, equals, value)
        if problem is None:
            values[name] = value
        else:
            problems.append(f"value in line {number} dropped: {problem}")
    return HandedOn(values, tuple(problems))


def about_hidden(
    result: CommandResult, values: Mapping[str, str], shown: Mapping[str, str]
) -> CommandResult:
    """The result, with a note where what others get of a value is not what was handed on."""
    names = [name for name, value in values.items() if shown[name] != value]
    if not names:
        return result
    note = f"{', '.join(names)} holds a secret, so later steps get it and other subtasks do not"
    return replace(result, note="; ".join(filter(None, (result.note, note))))


def _problem(name: str, equals: str, value: str) -> str | None:
    if not equals:
        return "not key=value"
    if not _NAME.fullmatch(name):
        return "its name is none of a variable"
    if _RESERVED.match(name):
        return f"{name} is set by the orchestrator"
    if _STEERING.match(name):
        return f"{name} steers other programs; set it under Env where it is needed"
    if "\0" in value:
        return "it holds a NUL"
    if len(value.encode("utf-8")) > LONGEST_VALUE:
        return f"longer than {LONGEST_VALUE} bytes"
    return None
