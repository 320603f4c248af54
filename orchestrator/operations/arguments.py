"""The values of arguments that a run is given: held against what its subtasks ask for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from orchestrator.diagnostics import InputError
from orchestrator.document.params import Param, ParamType, text_of
from orchestrator.plan.model import Plan

_YES = frozenset({"true", "yes", "1", "on"})
_NO = frozenset({"false", "no", "0", "off"})


def values_of(
    plan: Plan,
    selected: Collection[str],
    given: Mapping[str, str],
    variables: Mapping[str, str],
    environment: Mapping[str, str],
) -> dict[str, dict[str, str]]:
    """The variables that the arguments of each selected subtask become: two may ask for one name,
    each with a default of its own. `given` are those of `--arg`, `variables` those of `--env`,
    `environment` the caller's own.

    Raises:
        InputError: one is missing, unknown, or has not the shape that is asked for.
    """
    asked = {each.id: each.params for each in plan.subtasks if each.id in selected}
    names = dict.fromkeys(param.name for params in asked.values() for param in params)
    _refuse_unknown(given, names)
    found: dict[str, dict[str, str]] = {}
    lacking: dict[str, Param] = {}
    for id_, params in asked.items():
        own: dict[str, str] = {}
        for param in params:
            value = _value(param, given, variables, environment)
            if value is not None:
                own[param.name] = value
            elif _is_missing(param, given, variables, environment):
                lacking.setdefault(param.name, param)
        if own:
            found[id_] = own
    missing = list(lacking.values())
    if missing:
        raise InputError(
            f"{_plural(len(missing))} missing: {'; '.join(map(text_of, missing))}",
            hint=" ".join(f"--arg {param.name}=…" for param in missing),
        )
    return found


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


def _is_missing(param: Param, *sources: Mapping[str, str]) -> bool:
    """Whether it is required and none of what is given, the caller's own last, has it."""
    *given, environment = sources
    there = any(param.name in source for source in given)
    return param.required and not there and not (param.inherits and param.name in environment)


def _refuse_unknown(given: Mapping[str, str], asked: Collection[str]) -> None:
    for name in given:
        if name not in asked:
            known = ", ".join(asked) or "none"
            raise InputError(
                f"nothing that is to run asks for an argument “{name}”",
                hint=f"what is asked for: {known}; --env {name}=… sets any variable",
            )


def _checked(param: Param, value: str) -> str | None:
    """The value as steps see it; a switch that is off is no variable at all."""
    if param.type is ParamType.BOOLEAN:
        if value.lower() not in _YES | _NO:
            raise _not(param, value, "yes or no")
        return "true" if value.lower() in _YES else None
    if param.type is ParamType.NUMBER:
        try:
            float(value)
        except ValueError:
            raise _not(param, value, "a number") from None
    if param.choices and value not in param.choices:
        raise _not(param, value, f"one of {', '.join(param.choices)}")
    return value


def _not(param: Param, value: str, wanted: str) -> InputError:
    return InputError(
        f"--arg {param.name}={value}: that is not {wanted}", hint=f"write {wanted} after the `=`"
    )


def _plural(count: int) -> str:
    return "an argument is" if count == 1 else f"{count} arguments are"
