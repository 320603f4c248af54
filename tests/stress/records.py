"""What is recorded, damaged, old, locked, or looked at when nothing may be written."""

from __future__ import annotations

from tests.stress.busy import BUSY
from tests.stress.clocks import CLOCKS
from tests.stress.edits import EDITED
from tests.stress.flips import FLIPS
from tests.stress.migrations import MIGRATIONS
from tests.stress.power import POWER
from tests.stress.readonly import READ_ONLY
from tests.stress.side_files import SIDE_FILES

TRIALS = (POWER, FLIPS, SIDE_FILES, *MIGRATIONS, *BUSY, CLOCKS, EDITED, READ_ONLY)
