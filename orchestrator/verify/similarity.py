"""The rule `similarity`: how much of the text is the expected one, from 0 to 1.

Short texts are compared by characters, longer ones by words, very long ones by their first
words, so that the time stays bounded whatever was printed. JSON on both sides is compared
with sorted keys and without regard to its layout.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from orchestrator.document.expect import TextMatch
from orchestrator.verify import json_value
from orchestrator.verify.display import quoted
from orchestrator.verify.rule import Compared, asked_lines
from orchestrator.verify.seen import Conceal

CHARACTERS = 2_000
WORDS = 2_000


def similarity(match: TextMatch, got: str, conceal: Conceal) -> Compared:
    """Whether the ratio is at least the threshold (1.0 where none is given)."""
    threshold = 1.0 if match.threshold is None else match.threshold
    expected, printed = match.text.strip(), asked_lines(got, asked="\r" in match.text).strip()
    wanted_json, printed_json = _canonical(expected), _canonical(printed)
    if wanted_json is not None and printed_json is not None:
        expected, printed = wanted_json, printed_json
    ratio = ratio_of(expected, printed)
    wanted = f"text at least {threshold:g} similar to {quoted(match.text.strip(), conceal)}"
    return Compared(
        passed=ratio >= threshold,
        expected=wanted,
        problem=None if ratio >= threshold else f"{ratio:.2f} similar: {quoted(got, conceal)}",
    )


def _canonical(text: str) -> str | None:
    """An object or a list in one spelling; None for any other text."""
    if not text.startswith(("{", "[")):
        return None
    try:
        value = json_value.read(text)
    except json_value.NotJsonError:
        return None
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def ratio_of(left: str, right: str) -> float:
    """1.0 for equal texts, 0.0 for texts with nothing in common."""
    from difflib import SequenceMatcher

    if left == right:
        return 1.0
    pieces: tuple[Sequence[str], Sequence[str]] = (left, right)
    if max(len(left), len(right)) > CHARACTERS:
        pieces = (left.split()[:WORDS], right.split()[:WORDS])
    # Without autojunk: it would throw every common letter away.
    return SequenceMatcher(None, pieces[0], pieces[1], autojunk=False).ratio()
