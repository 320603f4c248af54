"""The front matter of a task file, each value as YAML that is read as just this text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*")
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def front_matter(values: Mapping[str, str | Sequence[str] | Mapping[str, str]]) -> str:
    """The lines between `---`, and these."""
    lines = ["---"]
    for name, value in values.items():
        if isinstance(value, str):
            lines.append(f"{name}: {scalar(value)}")
        elif isinstance(value, Mapping):
            lines += [f"{name}:", *(f"  {key}: {scalar(each)}" for key, each in value.items())]
        else:
            lines.append(f"{name}: [{', '.join(map(scalar, value))}]")
    return "\n".join([*lines, "---"])


def scalar(text: str) -> str:
    """A text as YAML has it: plain where everybody reads it so, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return '"' + "".join(map(_character, text)) + '"'


def _character(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
