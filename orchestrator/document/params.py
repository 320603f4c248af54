"""The arguments that whoever runs a subtask gives it; knows not where their values come from.

Written as items such as `` `level` (number, one of 1 2 3, default 1): how deep``. Texts with
blanks or other marks stand between double quotes, as in JSON.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any

from msgspec import Struct


class ParamType(StrEnum):
    """What a value must look like."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"


class Param(Struct, frozen=True, kw_only=True):
    """One argument: steps see its value as the variable `name`. `inherits` is whether a variable
    of the caller's environment will do where none is given."""

    name: str
    line: int
    required: bool = False
    type: ParamType = ParamType.STRING
    choices: tuple[str, ...] = ()
    default: str | None = None
    inherits: bool = False
    description: str = ""


_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PARAM = re.compile(
    rf"`?(?P<name>[A-Za-z_][A-Za-z0-9_]*)`?\s*(?:\((?P<facts>(?:{_QUOTED}|[^()\"])*)\))?\s*"
    r"(?::\s*(?P<text>.*))?",
    re.DOTALL,
)
_WORD = re.compile(rf"{_QUOTED}|[^\s,\"]+")
_BARE = re.compile(r"[^\s,()\"]+")
_WORDS = frozenset({"required", "optional", "inherited", "one", "of", "default", *ParamType})


def param_of(text: str, line: int) -> Param | None:
    """The argument that an item describes; None where it describes none."""
    found = _PARAM.fullmatch(text.strip())
    if found is None:
        return None
    facts = _facts(found["facts"] or "")
    if facts is None:
        return None
    return Param(name=found["name"], line=line, description=(found["text"] or "").strip(), **facts)


def text_of(param: Param) -> str:
    """The item that `param_of` reads as this argument."""
    facts = ["required"] if param.required else []
    facts += [param.type.value] if param.type is not ParamType.STRING else []
    facts += ["inherited"] if param.inherits else []
    facts += ["one of " + " ".join(map(_written, param.choices))] if param.choices else []
    facts += [f"default {_written(param.default)}"] if param.default is not None else []
    said = f" ({', '.join(facts)})" if facts else ""
    return f"`{param.name}`{said}" + (f": {param.description}" if param.description else "")


def _facts(text: str) -> dict[str, Any] | None:
    """What stands in the brackets, None where a word of it is not known."""
    facts: dict[str, Any] = {}
    choices: list[str] = []
    words = _WORD.findall(text)
    at = 0
    while at < len(words):
        word, at = words[at], at + 1
        if word in ("required", "optional"):
            facts["required"] = word == "required"
        elif word == "inherited":
            facts["inherits"] = True
        elif word in list(ParamType):
            facts["type"] = ParamType(word)
        elif word == "default" and at < len(words):
            facts["default"], at = _read(words[at]), at + 1
        elif word == "one" and words[at : at + 1] == ["of"]:
            at += 1
            while at < len(words) and words[at] not in _WORDS:
                choices.append(_read(words[at]))
                at += 1
        else:
            return None
    return {**facts, "choices": tuple(choices)}


def _read(word: str) -> str:
    if not word.startswith('"'):
        return word
    try:
        return str(json.loads(word))
    except ValueError:
        return word[1:-1]


def _written(text: str) -> str:
    bare = _BARE.fullmatch(text) is not None and text not in _WORDS and "`" not in text
    return text if bare else json.dumps(text, ensure_ascii=False)
