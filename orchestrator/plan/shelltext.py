"""Takes shell text apart at its operators, quotations and groups kept whole; judges nothing."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

_OPENING = {"(": ")", "{": "}"}
_UNQUOTED = re.compile(r"[^\\'\"\x0b\x0c\x1c-\x1f\x80-\U0010ffff]*")


def split_words(text: str) -> list[str]:
    """The words of a command, as a shell takes them.

    Raises:
        ValueError: a quotation is not closed.
    """
    # Most have no quotation, and to look at each character takes ten times as long.
    return text.split() if _UNQUOTED.fullmatch(text) else shlex.split(text)


def split_at(text: str, operators: Sequence[str]) -> list[str]:
    """The pieces of `text` between the operators, without comments and empty ones.

    An operator counts outside quotations and groups only. A piece that a single `&` ends
    keeps it, for that is what it says of the piece.
    """
    if "#" not in text and not any(operator in text for operator in operators):
        return [text.strip()] if text.strip() else []
    pieces: list[str] = []
    piece = ""
    starts = {operator[0] for operator in operators}
    closing: list[str] = []  # of the groups and quotations that are open, innermost last
    at = 0
    while at < len(text):
        char = text[at]
        quoted = bool(closing) and closing[-1] in "'\""
        if quoted:
            if char == "\\" and closing[-1] == '"':
                piece += text[at : at + 2]
                at += 2
                continue
            if char == closing[-1]:
                closing.pop()
        elif char == "#" and (not piece or piece[-1].isspace()):
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        elif char in "'\"":
            closing.append(char)
        elif char == "\\":
            piece += text[at : at + 2]
            at += 2
            continue
        elif _opens(text, at, piece):
            closing.append(_OPENING[char])
        elif closing and char == closing[-1]:
            closing.pop()
        elif char in starts and not closing and (operator := _operator_at(text, at, operators)):
            pieces.append(f"{piece.strip()} &" if operator == "&" else piece)
            piece = ""
            at += len(operator)
            continue
        piece += char
        at += 1
    return [each.strip() for each in (*pieces, piece) if each.strip()]


def group_inside(command: str) -> str | None:
    """What stands inside a command that is one group, `(…)` or `{ …; }`; None for another."""
    text = command.strip()
    if text[:1] not in _OPENING or text[-1:] != _OPENING[text[:1]] or text.startswith("(("):
        return None
    return text[1:-1]


def _opens(text: str, at: int, piece: str) -> bool:
    """Whether a group begins here; the braces of `${X}` and `f() {` are told from words."""
    if text[at] == "(":
        return True
    return text[at] == "{" and (piece[-1:] == "$" or text[at + 1 : at + 2].isspace())


def _operator_at(text: str, at: int, operators: Sequence[str]) -> str | None:
    """The operator that stands here, if it is one of those and no part of a longer one."""
    for longer in ("&&", "||", ">&", "<&", "&>"):
        if text.startswith(longer, at):
            return longer if longer in operators else None
    inside_longer = text[at - 1 : at + 1] in ("&&", "||", ">&", "<&", ">|") and at > 0
    return text[at] if text[at] in operators and not inside_longer else None
