"""Makes hidden characters visible; knows neither Markdown nor terminals.

Output of commands and text of task files may hold escape sequences, and characters that
reverse or hide what stands beside them, or that nobody sees. They are shown as `\\x1b` or
`\\u202e`, never passed on. A line, which may end on any screen, loses well-known tokens too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from orchestrator.plan.tokens import hide_tokens

_LINE_AND_TAB = "\n\t"
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SEPARATORS = (0x2028, 0x2029)  # Some readers take them for line ends.
_UNSEEN = (
    0xAD, 0x34F, 0x180E, 0x200B, *range(0x2060, 0x2065), *range(0x206A, 0x2070), 0xFEFF,
    *range(0xFFF9, 0xFFFC),
)  # fmt: skip
_LONE_SURROGATES = range(0xD800, 0xE000)  # They cannot be written as UTF-8.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NONCHARACTERS = (0xFFFE, 0xFFFF)  # They may not stand in XML.

_HIDDEN = {
    code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    for code in (
        *range(0x20),
        *range(0x7F, 0xA0),
        *_BIDI,
        *_SEPARATORS,
        *_UNSEEN,
        *_NONCHARACTERS,
    )
}
_HIDDEN_IN_BLOCKS = {
    code: shown for code, shown in _HIDDEN.items() if chr(code) not in _LINE_AND_TAB
}
# Joiners make one emoji of several, and shape the letters of some scripts; tags make a flag of
# a flag. Anywhere else nobody would see them.
_JOINER_OR_TAG = re.compile("[\u200c\u200d\U000e0000-\U000e007f]")
_EMOJI = "\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff"
_SHAPED = "\u0600-\u109f"
_KEPT_OR_NOT = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f"
    f"|(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])|(?<=[{_SHAPED}])[\u200c\u200d](?=[{_SHAPED}]))"
    f"|{_JOINER_OR_TAG.pattern}"
)


_JOINERS = (0x200C, 0x200D)
_TAGS = range(0xE0000, 0xE0080)


def _utf16(code: int) -> tuple[int, ...]:
    """The units by which JSON names a character."""
    over = code - 0x10000
    return (code,) if over < 0 else (0xD800 + (over >> 10), 0xDC00 + (over & 0x3FF))


@cache
def _hidden_in_json() -> Mapping[int, str]:
    # In JSON these stand inside of strings alone, and such an escape means the character itself.
    return {
        code: "".join(f"\\u{unit:04x}" for unit in _utf16(code))
        for code in (*_HIDDEN, *_JOINERS, *_TAGS)
        if code >= 0x7F and code not in _LONE_SURROGATES
    }


def visible_json(text: str) -> str:
    """JSON text with its hidden characters as escapes: the same data, fit for a terminal."""
    return text.translate(_hidden_in_json())


def visible_line(text: str) -> str:
    """One line: every control character is shown, line ends and tabs too, and no token is."""
    return shown_line(hide_tokens(text))


def shown_line(text: str) -> str:
    """The same of a text that holds no token any more, as in a report."""
    # Most lines hold nothing but what anybody may see.
    if text.isascii() and text.isprintable():
        return text
    return _joined(_with_numbers(text.translate(_HIDDEN)))


def visible_block(text: str) -> str:
    """Lines of text: line ends (LF) and tabs stay, all other control characters are shown."""
    return _joined(_with_numbers(text.translate(_HIDDEN_IN_BLOCKS)))


def _with_numbers(text: str) -> str:
    """The text with lone surrogates as numbers; two thousand of them would fill a table."""
    return _LONE_SURROGATE.sub(lambda match: _number(match[0]), text)


def _joined(text: str) -> str:
    """The text with joiners and tags shown where they join nothing."""
    if _JOINER_OR_TAG.search(text) is None:
        return text
    return _KEPT_OR_NOT.sub(lambda match: match[1] or _number(match[0]), text)


def _number(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
