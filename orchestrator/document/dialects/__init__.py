"""The dialects that are read; of two with as many votes, the one that stands first is taken."""

from __future__ import annotations

from orchestrator.document.dialects.backlog import BACKLOG
from orchestrator.document.dialects.bmad import BMAD
from orchestrator.document.dialects.checklist import CHECKLIST
from orchestrator.document.dialects.house import HOUSE
from orchestrator.document.dialects.just_blocks import JUST
from orchestrator.document.dialects.kiro import KIRO
from orchestrator.document.dialects.mask import MASK
from orchestrator.document.dialects.native import NATIVE
from orchestrator.document.dialects.openspec import OPENSPEC
from orchestrator.document.dialects.runme import RUNME
from orchestrator.document.dialects.spec_kit import SPEC_KIT
from orchestrator.document.dialects.spec_runner import SPEC_RUNNER
from orchestrator.document.dialects.task_master import TASK_MASTER
from orchestrator.document.dialects.xc import XC
from orchestrator.document.nodes import Dialect

# The headings of the first two are of the native one too, with as many votes.
DIALECTS: tuple[Dialect, ...] = (
    HOUSE,
    SPEC_RUNNER,
    NATIVE,
    SPEC_KIT,
    KIRO,
    BACKLOG,
    BMAD,
    OPENSPEC,
    TASK_MASTER,
    XC,
    MASK,
    RUNME,
    JUST,
    CHECKLIST,
)
