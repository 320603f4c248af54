"""Whether a text shows anything, or only claims that something is done; pure."""

from __future__ import annotations

import re

# A text of nothing but these says what everybody says; one other word is enough to say more.
_WORDS = """
    a ack all already am and any are as been by can check checked checks complete completed
    completely completion confirm confirmed correct correctly criteria criterion did do does done
    everything evidence expected fine finish finished finishes fixed for fully good great green has
    have i implemented in is it its job just lgtm looks made met my n na need needed no none nothing
    now of ok okay on passed passes passing perfect please ready required requirement requirements
    resolved satisfied see should success successful successfully step steps subtask succeeded task
    tasks test tested tests that the there they things this to todo true trust verified was we well
    went were with work worked working works yep yes you
    abgeschlossen alles erledigt fertig ja umgesetzt fait fini hecho listo terminado feito pronto
"""
_SAY_NOTHING = frozenset(_WORDS.split())
_WORD = re.compile(r"[^\W_]+")


def only_claims(text: str) -> bool:
    """Whether the text tells nothing that was seen or made: `Done.`, `all tests passed`."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return all(word in _SAY_NOTHING for word in words)
