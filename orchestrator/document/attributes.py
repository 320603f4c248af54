"""The attributes in braces behind a block's language, as JSON or as `{ name=build tag=ci }`.

Knows no attribute: whoever asks knows which there are.
"""

from __future__ import annotations

import json
import re

from msgspec import Struct, field

_PAIR = re.compile(r"""([^\s={}"',]+)(?:=("[^"]*"|'[^']*'|[^\s{}]*))?""")
_FIRST_BRACE = re.compile(r"\{(?!\})")
_MAX_NESTED = 50


class Attributes(Struct, frozen=True):
    """The language of a block as written, and what stands in its braces; of a value that is no
    text, its JSON."""

    language: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def says(self, name: str) -> bool | None:
        """Whether an attribute says yes or no; None where it says neither."""
        said = self.values.get(name, "").lower()
        if said in ("1", "t", "true", "yes"):
            return True
        return False if said in ("0", "f", "false", "no") else None


def read_attributes(info: str | None) -> Attributes:
    """An info string taken apart."""
    text = info or ""
    brace = _FIRST_BRACE.search(text)
    if brace is None:
        return Attributes(next(iter(text.split()), ""))
    language = next(iter(text[: brace.start()].split()), "")
    inside = text[brace.start() :]
    return Attributes(language, _of_json(inside) or _of_pairs(inside))


def _of_json(text: str) -> dict[str, str] | None:
    """The values of the object that a text begins with."""
    # What is nested too deeply for the decoder is none that anybody wrote.
    if text.count("{") + text.count("[") > _MAX_NESTED:
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return None
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in found.items()
    }


def _of_pairs(text: str) -> dict[str, str]:
    """Pairs up to the first brace that closes; a value with blanks stands between quotes."""
    inside = text[1:].partition("}")[0]
    return {found[1]: _unquoted(found[2] or "") for found in _PAIR.finditer(inside)}


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
