"""The words after the opening of a fenced block: language, use and options.

`bash run name="all tests" timeout=30s cwd=web expect-exit=3`
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from orchestrator.document.labels import Use

USES: dict[str, Use | None] = {
    "run": Use.ACTION,
    "verify": Use.CHECK,
    "rollback": Use.COMPENSATION,
    "cleanup": Use.CLEANUP,
    "norun": None,
}
_LANGUAGE = re.compile(r"\{?\.?([^\s{},=]+)(?=[{},]|$)")
_WORD = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*'|["'])+""")


class Info(Struct, frozen=True):
    """`overrides` is True where a word says what the block is for, in `use`."""

    language: str = ""
    words: frozenset[str] = frozenset()
    options: dict[str, str] = field(default_factory=dict)
    overrides: bool = False
    use: Use | None = None


def read_info(text: str | None) -> Info:
    """An info string taken apart; language and words in lower case."""
    pieces = _WORD.findall(text or "")
    language = ""
    if pieces and _LANGUAGE.match(pieces[0]) and pieces[0].lower() not in USES:
        language = _language(pieces.pop(0))
    words: list[str] = []
    options: dict[str, str] = {}
    for piece in pieces:
        name, equals, value = piece.strip("{},").partition("=")
        if equals and name:
            options[name.lower().replace("_", "-")] = _unquoted(value)
        else:
            words.append(name.lower())
    uses = [word for word in words if word in USES]
    # `norun` beside anything else is the safer word.
    chosen = "norun" if "norun" in uses else uses[0] if uses else None
    return Info(
        language=language,
        words=frozenset(words),
        options=options,
        overrides=chosen is not None,
        use=USES[chosen] if chosen else None,
    )


def _language(piece: str) -> str:
    name = _LANGUAGE.match(piece)
    return name[1].lower() if name else ""


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
