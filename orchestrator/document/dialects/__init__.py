"""The dialects that are read, in the order in which they are tried; each is one function."""

from __future__ import annotations

from orchestrator.document.dialects.checklist import checklist
from orchestrator.document.dialects.native import headings_below, lone_title, task_headings
from orchestrator.document.nodes import Dialect

DIALECTS: tuple[Dialect, ...] = (task_headings, headings_below, checklist, lone_title)
