"""The rule for `json .status == "ok"`: one value of the printed JSON, compared.

A path is `.` for the whole, names after dots (`.items`), names in brackets and quotes
(`["a name"]`) and positions (`[0]`, `[-1]` from the end).
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable

from orchestrator.document.expect import Comparison, JsonMatch
from orchestrator.verify import json_value
from orchestrator.verify.display import shorten
from orchestrator.verify.model import Judgement
from orchestrator.verify.seen import Conceal

_PIECE = re.compile(
    r"""
      \.?\[ \s* (?P<index> -?\d+ ) \s* \]
    | \.?\[ (?P<quoted> "(?: [^"\\] | \\. )*" ) \]
    | \. (?P<name> [^.\[\]"\s]+ )
    """,
    re.VERBOSE,
)

_ORDERING: dict[Comparison, Callable[[json_value.JsonValue, json_value.JsonValue], bool]] = {
    Comparison.LT: operator.lt,
    Comparison.LE: operator.le,
    Comparison.GT: operator.gt,
    Comparison.GE: operator.ge,
}
_THERE = {Comparison.EXISTS: "a value", Comparison.MISSING: "no value"}


class PathError(ValueError):
    """The path cannot be read, or leads to what cannot be compared."""


class NothingThereError(PathError):
    """The path leads to nothing."""


def judge_json(match: JsonMatch, stdout: str, conceal: Conceal) -> Judgement:
    """Hold one value of standard output against the expected one."""
    try:
        value = find(json_value.read(stdout), match.path)
        passed = _compare(value, match.op, json_value.read(match.value))
        got = json.dumps(value, ensure_ascii=True)
    except NothingThereError as error:
        passed, got = match.op is Comparison.MISSING, str(error)
    except json_value.NotJsonError as error:
        passed, got = False, f"no JSON: {error}"
    except PathError as error:
        passed, got = False, str(error)
    return Judgement(
        what=f"json {match.path}",
        passed=passed,
        expected=_THERE.get(match.op) or f"{match.op} {shorten(conceal(match.value))}",
        got=shorten(conceal(got)),
    )


def find(value: json_value.JsonValue, path: str) -> json_value.JsonValue:
    """The value at the path.

    Raises:
        PathError: the path cannot be read.
        NothingThereError: there is nothing at it.
    """
    for piece in _pieces(path):
        if not _leads_on(value, piece):
            raise NothingThereError(f"nothing at {path}")
        value = value[piece]
    return value


def _leads_on(value: json_value.JsonValue, piece: str | int) -> bool:
    if isinstance(piece, str):
        return isinstance(value, dict) and piece in value
    return isinstance(value, list) and -len(value) <= piece < len(value)


def _pieces(path: str) -> list[str | int]:
    if path == ".":
        return []
    pieces: list[str | int] = []
    position = 0
    while position < len(path):
        piece = _PIECE.match(path, position)
        if piece is None:
            raise PathError(f"unreadable path {path}")
        pieces.append(_piece(piece))
        position = piece.end()
    return pieces


def _piece(found: re.Match[str]) -> str | int:
    if found["index"] is not None:
        return int(found["index"])
    if found["quoted"] is not None:
        return str(json.loads(found["quoted"]))
    return found["name"]


def _compare(value: json_value.JsonValue, op: Comparison, wanted: json_value.JsonValue) -> bool:
    if op in _THERE:
        return op is Comparison.EXISTS
    if op is Comparison.EQ:
        return json_value.same(value, wanted)
    if op is Comparison.NE:
        return not json_value.same(value, wanted)
    if _both_numbers(value, wanted) or (isinstance(value, str) and isinstance(wanted, str)):
        return _ORDERING[op](value, wanted)
    raise PathError(f"{json.dumps(value)}, which has no order with {json.dumps(wanted)}")


def _both_numbers(left: json_value.JsonValue, right: json_value.JsonValue) -> bool:
    values = (left, right)
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
