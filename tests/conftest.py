from __future__ import annotations

from tests.attentive import hear_signals
from tests.some import all_wanted

hear_signals()

# Long, and other tests show the heart of it; `python -m tests all` runs them too.
_LONG = [
    *(f"e2e/mcp/test_{each}.py" for each in ("bounds", "claiming", "logs", "waiting")),
    *(f"e2e/test_{each}.py" for each in ("given_again", "mask", "otlp", "runme", "xc")),
    "stress/test_records.py",
    "unit/mcp_server/http/test_serving.py",
    "unit/plan/test_near.py",
]
collect_ignore = [] if all_wanted() else _LONG
