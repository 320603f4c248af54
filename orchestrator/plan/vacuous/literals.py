"""Tests of literals in a shell, `test 1 = 1` or `[ -d . ]`: true, false, or not to be known."""

from __future__ import annotations

import re
from collections.abc import Sequence

FOLDERS = frozenset({".", "./", "/", "..", "/tmp", "/bin", "/usr"})
"""Folders that are there wherever a script runs."""
_ALWAYS_THERE = FOLDERS | {"/dev/null", "$PWD", "$(pwd)", "$HOME"}
_ALWAYS_SET = re.compile(r"\$\{?(?:PATH|HOME|PWD|ORCHESTRATOR_\w+)\}?")
_OF_FOLDERS = frozenset({"-e", "-d", "-r", "-x", "-a"})
_UNKNOWN = re.compile(r"[$`*?\[]")
_NUMBER = re.compile(r"[-+]?\d{1,18}")
_NUMBERS = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}
_ARITHMETIC = re.compile(r"\(\(\s*(\d{1,18})\s*(?:([=!<>]=?)\s*(\d{1,18}))?\s*\)\)")


def truth_of(words: Sequence[str]) -> bool | None:
    """What the words of a test come to; None where that depends on something."""
    if not words:
        return False
    if words[0] == "!":
        inner = truth_of(words[1:])
        return None if inner is None else not inner
    if len(words) == 1:
        return None if _UNKNOWN.search(words[0]) else bool(words[0])
    if len(words) == 2:
        return _of_one(words[0], words[1])
    return _of_two(*words) if len(words) == 3 else None


def arithmetic(command: str) -> bool | None:
    """What `((1 == 1))` comes to; None for any other command."""
    found = _ARITHMETIC.fullmatch(command)
    if found is None:
        return None
    left, sign, right = found.groups()
    if sign is None:
        return int(left) != 0
    names = {"==": "-eq", "!=": "-ne", "<": "-lt", "<=": "-le", ">": "-gt", ">=": "-ge"}
    return _of_two(left, names.get(sign, ""), right)


def _of_one(sign: str, word: str) -> bool | None:
    if sign == "-n" and _ALWAYS_SET.fullmatch(word):
        return True
    if sign == "-x" and word in ("/bin/sh", "/bin/bash"):
        return True
    if sign in _OF_FOLDERS and word in _ALWAYS_THERE:
        return sign != "-d" or word != "/dev/null"
    if _UNKNOWN.search(word) or sign not in ("-n", "-z"):
        return None
    return bool(word) if sign == "-n" else not word


def _of_two(left: str, sign: str, right: str) -> bool | None:
    if sign in _NUMBERS and _NUMBER.fullmatch(left) and _NUMBER.fullmatch(right):
        return bool(_NUMBERS[sign](int(left), int(right)))
    if sign not in ("=", "==", "!="):
        return None
    # A thing is always equal to itself, whatever its variables hold.
    same = left == right
    if not same and (_UNKNOWN.search(left) or _UNKNOWN.search(right)):
        return None
    if "$(" in left or "`" in left:
        return None
    return same if sign != "!=" else not same
