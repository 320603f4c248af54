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
) -> dict[str, str]:
    """The variables that the arguments of the selected subtasks become. `given` are those of
    `--arg`, `variables` those of `--env`, `environment` the caller's own.

    Raises:
        InputError: one is missing, unknown, or has not the shape that is asked for.
    """
    asked: dict[str, Param] = {}
    for subtask in plan.subtasks:
        if subtask.id in selected:
            for param in subtask.params:
                # Of two that ask for one name, the one that cannot do without it counts.
                if param.name not in asked or param.required:
                    asked[param.name] = param
    _refuse_unknown(given, asked)
    found: dict[str, str] = {}
    missing = []
    for name, param in asked.items():
        if name in given:
            value = _checked(param, given[name])
            if value is not None:
                found[name] = value
        elif name in variables or (param.inherits and name in environment):
            continue
        elif param.default is not None:
            found[name] = param.default
        elif param.required:
            missing.append(param)
    if missing:
        raise InputError(
            f"{_plural(len(missing))} missing: {'; '.join(map(text_of, missing))}",
            hint=" ".join(f"--arg {param.name}=…" for param in missing),
        )
    return found


def _refuse_unknown(given: Mapping[str, str], asked: Mapping[str, Param]) -> None:
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
