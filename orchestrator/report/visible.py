"""Makes hidden characters visible; knows neither Markdown nor terminals.

Output of commands and text of task files may hold escape sequences, and characters that
reverse or hide what stands beside them. They are shown as `\\x1b` or `\\u202e`, never passed on.
"""

from __future__ import annotations

_LINE_AND_TAB = "\n\t"
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SEPARATORS = (0x2028, 0x2029)  # Some readers take them for line ends.
_LONE_SURROGATES = range(0xD800, 0xE000)  # They cannot be written as UTF-8.
_NONCHARACTERS = (0xFFFE, 0xFFFF)  # They may not stand in XML.

_HIDDEN = {
    code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    for code in (
        *range(0x20),
        *range(0x7F, 0xA0),
        *_BIDI,
        *_SEPARATORS,
        *_LONE_SURROGATES,
        *_NONCHARACTERS,
    )
}
_HIDDEN_IN_BLOCKS = {
    code: shown for code, shown in _HIDDEN.items() if chr(code) not in _LINE_AND_TAB
}


def visible_line(text: str) -> str:
    """One line: every control character is shown, line ends and tabs too."""
    return text.translate(_HIDDEN)


def visible_block(text: str) -> str:
    """Lines of text: line ends (LF) and tabs stay, all other control characters are shown."""
    return text.translate(_HIDDEN_IN_BLOCKS)
