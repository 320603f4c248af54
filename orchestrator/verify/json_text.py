"""The rules `json` and `json_contains`: printed text read as JSON, as a whole or in part."""

from __future__ import annotations

import json

from orchestrator.document.expect import MatchMode, TextMatch
from orchestrator.verify import json_value
from orchestrator.verify.diff import unified
from orchestrator.verify.display import readable, shorten
from orchestrator.verify.rule import Compared
from orchestrator.verify.seen import Conceal


def json_text(match: TextMatch, got: str, conceal: Conceal) -> Compared:
    """Whether the printed JSON equals the expected one, or holds all of it."""
    words = "JSON equal to" if match.mode is MatchMode.JSON else "JSON containing"
    expected = f"{words} {shorten(conceal(' '.join(match.text.split())))}"
    try:
        wanted = json_value.read(match.text)
    except json_value.NotJsonError as error:
        return Compared(
            passed=False, expected=expected, problem=f"what is expected is not JSON: {error}"
        )
    try:
        printed = json_value.read(got)
    except json_value.NotJsonError as error:
        return Compared(passed=False, expected=expected, problem=f"no JSON: {error}")
    compare = json_value.same if match.mode is MatchMode.JSON else json_value.holds
    if compare(printed, wanted):
        return Compared(passed=True, expected=expected)
    diff = unified(_pretty(wanted, conceal), _pretty(printed, conceal))
    return Compared(passed=False, expected=expected, diff=diff)


def _pretty(value: json_value.JsonValue, conceal: Conceal) -> list[str]:
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
    return conceal(readable(text.encode("utf-8", "replace").decode())).split("\n")
