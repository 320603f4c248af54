"""Which trials the ordinary tests hold: those of what a run survives; `python -m tests all` and
`python -m tests.stress --short` hold all."""

from __future__ import annotations

from tests.some import all_wanted

_ELSEWHERE = ["bounds", "floods", "inputs", "large", "names", "secrets", "space", "texts", "trees"]
collect_ignore = [] if all_wanted() else [f"test_{each}.py" for each in _ELSEWHERE]
