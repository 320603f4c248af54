"""The dialects that are read; of two with as many votes, the one that stands first is taken."""

from __future__ import annotations

from orchestrator.document.dialects.checklist import CHECKLIST
from orchestrator.document.dialects.mask import MASK
from orchestrator.document.dialects.native import NATIVE
from orchestrator.document.nodes import Dialect

DIALECTS: tuple[Dialect, ...] = (
    NATIVE,
    MASK,
    CHECKLIST,
)
