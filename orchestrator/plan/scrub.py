"""Takes out of a text what looks like a secret, and what points to a person; knows no declared
secret.

What commands print and people say passes here before it is recorded, reported or shown. What
somebody wrote and has to work as it is, such as a task file, a path or a value that is handed on,
loses tokens alone: see `tokens.hide_tokens`.
"""

from __future__ import annotations

from orchestrator.plan.personal import hide_personal
from orchestrator.plan.tokens import hide_tokens

# Each may show the other something; two are enough for whatever anybody prints.
_MOST_PASSES = 20


def scrub(text: str) -> str:
    """The text with masks in their place. Twice is the same as once."""
    for _ in range(_MOST_PASSES):
        scrubbed = hide_personal(hide_tokens(text))
        if scrubbed == text:
            break
        text = scrubbed
    return text
