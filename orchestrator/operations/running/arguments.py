"""The values of arguments that a run is given: held against what its subtasks ask for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping

from msgspec import Struct, field

from orchestrator.diagnostics import InputError
from orchestrator.document.params import Param, ParamType, text_of
from orchestrator.operations.running.options import Arguments
from orchestrator.plan.catalogue import keeping_defaults
from orchestrator.plan.model import Plan, Subtask
from orchestrator.plan.secret import secret_names

_YES = frozenset({"true", "yes", "1", "on"})
_NO = frozenset({"false", "no", "0", "off"})
# What Rust's `isize` and `f32` are read from, as mask does it: no blanks, no underscores.
_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf|infinity|nan)", re.IGNORECASE
)
# As many digits of a digest as tell a value from the one before it.
_DIGITS = 16


def arguments_of(
    plan: Plan,
    selected: Collection[str],
    given: Mapping[str, str],
    variables: Mapping[str, str],
    environment: Mapping[str, str],
) -> Arguments:
    """What the arguments of each selected subtask become: two may ask for one name, each with a
    default of its own. `given` are those of `--arg`, `variables` those of `--env`, `environment`
    the caller's own.

    Raises:
        InputError: one has not the shape that is asked for.
    """
    secret = frozenset(secret_names(plan))
    keeping = keeping_defaults(plan, selected)
    found = {
        each.id: _of(each, given, variables, environment, keeping)
        for each in plan.subtasks
        if each.id in selected and each.params
    }
    return Arguments(
        values={id_: own.values for id_, own in found.items() if own.values},
        digests={
            id_: {
                name: _digest(id_, name, value)
                for name, value in sorted(own.seen.items())
                if name not in secret
            }
            for id_, own in found.items()
        },
        lacking={id_: tuple(own.lacking) for id_, own in found.items() if own.lacking},
        inherited=frozenset(name for own in found.values() for name in own.inherited),
    )


class _Own(Struct):
    """The arguments of one subtask. `seen` are the values that steps see, whatever has them."""

    values: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    lacking: list[Param] = field(default_factory=list)
    inherited: list[str] = field(default_factory=list)


def _of(
    subtask: Subtask,
    given: Mapping[str, str],
    variables: Mapping[str, str],
    environment: Mapping[str, str],
    keeping: Collection[tuple[str, str]],
) -> _Own:
    own = _Own()
    for param in subtask.params:
        name = param.name
        keeps = (subtask.id, name) in keeping
        value = param.default if keeps else _value(param, given, variables, environment)
        if value is not None:
            own.values[name] = own.seen[name] = value
        elif name in variables:
            own.seen[name] = variables[name]
        elif name in given:
            continue  # a switch that is off
        elif param.inherits and name in environment:
            own.seen[name] = environment[name]
            own.inherited.append(name)
        elif param.required:
            own.lacking.append(param)
    return own


def refuse_unknown(plan: Plan, selected: Collection[str], given: Collection[str]) -> None:
    """Raise InputError for a name that no selected subtask asks for."""
    asked = {
        param.name: None for each in plan.subtasks if each.id in selected for param in each.params
    }
    for name in given:
        if name not in asked:
            known = ", ".join(asked) or "none"
            raise InputError(
                f"nothing that is to run asks for an argument “{name}”",
                hint=f"what is asked for: {known}; --env {name}=… sets any variable",
            )


def refuse_lacking(arguments: Arguments, ids: Collection[str]) -> None:
    """Raise InputError for what these subtasks cannot do without."""
    missing: dict[str, Param] = {}
    for id_, lacking in arguments.lacking.items():
        for param in lacking if id_ in ids else ():
            missing.setdefault(param.name, param)
    if missing:
        params = list(missing.values())
        raise InputError(
            f"{_plural(len(params))} missing: {'; '.join(map(text_of, params))}",
            hint=" ".join(f"--arg {param.name}=…" for param in params),
        )


def _value(
    param: Param,
    given: Mapping[str, str],
    variables: Mapping[str, str],
    environment: Mapping[str, str],
) -> str | None:
    """The value that an argument gets, None where a variable has it or nothing does."""
    if param.name in given:
        return _checked(param, given[param.name])
    if param.name in variables or (param.inherits and param.name in environment):
        return None
    return param.default


def _digest(subtask: str, name: str, value: str) -> str:
    """Of one value for one subtask: of equal ones elsewhere it says nothing."""
    text = "\n".join((subtask, name, value))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]


def _checked(param: Param, value: str) -> str | None:
    """The value as steps see it; a switch that is off is no variable at all."""
    if param.type is ParamType.BOOLEAN:
        if value.lower() not in _YES | _NO:
            raise _not(param, value, "yes or no")
        return "true" if value.lower() in _YES else None
    if param.type is ParamType.NUMBER and not _NUMBER.fullmatch(value):
        raise _not(param, value, "a number")
    if param.choices and value not in param.choices:
        raise _not(param, value, f"one of {', '.join(param.choices)}")
    return value


def _not(param: Param, value: str, wanted: str) -> InputError:
    return InputError(
        f"--arg {param.name}={value}: that is not {wanted}", hint=f"write {wanted} after the `=`"
    )


def _plural(count: int) -> str:
    return "an argument is" if count == 1 else f"{count} arguments are"
