"""Variables of a shell script: what a command assigns, and which names get other values elsewhere.

Judges nothing; a name counts as varying when in doubt.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from orchestrator.plan.shelltext import split_at

_ASSIGNED = re.compile(r"(?<![\w$-])([A-Za-z_]\w*)(?:\[[^\]\n]*\])?(\+?=)")
_END = re.compile(r"[\n;&|]")
_DECLARES = re.compile(r"(?:export|readonly)\s+")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(?!\()(.*)", re.S)
_OTHERWISE = re.compile(
    r"\b(?:read|mapfile|readarray|getopts|unset|let|for|select|printf\s+-v)\b([^;\n|&]*)"
    r"|\(\(([^)]*)\)\)|(?:^|[\n;&|({\s])(eval|source|\.)\s"
)
_WORD = re.compile(r"[A-Za-z_]\w*")
# The shell gives these their values itself.
_OF_THE_SHELL = frozenset({"RANDOM", "SECONDS", "LINENO", "IFS", "BASHPID", "OPTIND", "_"})


def assignments(command: str) -> list[tuple[str, str]]:
    """Names and values of a command that does nothing else than assign."""
    if "=" not in command:
        return []
    words = split_at(_DECLARES.sub("", command, count=1), (" ",))
    found = [_ASSIGNMENT.fullmatch(word) for word in words]
    return [(each[1], each[2]) for each in found if each] if all(found) else []


class _Everything(frozenset[str]):
    """Stands for all names, where a script runs what cannot be read here."""

    def __contains__(self, name: object) -> bool:
        return True


def varying(script: str) -> frozenset[str]:
    """Names that get different values at different places, or in another way than `NAME=`."""
    seen: dict[str, slice] = {}
    names = set(_OF_THE_SHELL)
    ends = [*(found.start() for found in _END.finditer(script)), len(script)]
    for found in _ASSIGNED.finditer(script):
        if found[1] in names:
            continue
        # Where thousands are given on one line, the values hold the rest of it each.
        value = slice(found.end(), ends[bisect_left(ends, found.end())])
        first = seen.setdefault(found[1], value)
        same = first == value or script[first].strip() == script[value].strip()
        if found[2] == "+=" or not same:
            names.add(found[1])
    for found in _OTHERWISE.finditer(script):
        if found[3]:
            return _Everything()
        # An arithmetic comparison gives no variable a value.
        if found[1] or re.search(r"(?<![=!<>])=(?!=)|\+\+|--", found[2] or ""):
            names.update(_WORD.findall(found[1] or found[2]))
    return frozenset(names)
