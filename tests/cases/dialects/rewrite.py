"""`python -m tests.cases.dialects.rewrite [WORD…]`: writes what becomes of each case beside it, or
of those whose path holds one of the words. Read the difference before it is kept."""

from __future__ import annotations

import sys

from tests.cases.dialects.shape import beside, cases, outcome

for case in cases():
    if not sys.argv[1:] or any(word in str(case) for word in sys.argv[1:]):
        beside(case).write_text(outcome(case), encoding="utf-8")
