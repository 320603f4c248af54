"""Where there is no room, no right or nothing: the trials of disks, rights and surroundings."""

from __future__ import annotations

from tests.stress.space_bare import a_bug, bare_surroundings
from tests.stress.space_denied import bad_reports_folder, read_only
from tests.stress.space_full import full_disk
from tests.stress.space_parts import full_log_disk, full_report_disk, size_limits
from tests.stress.trial import Trial

TRIALS = (
    Trial(
        name="full-disk",
        promise="one clear error, exit 74, nothing left running, and a resume that keeps",
        run=full_disk,
        short=1,
        full=20,
    ),
    Trial(
        name="full-log-disk",
        promise="results are recorded without their logs, and the loss is told",
        run=full_log_disk,
        short=1,
        full=3,
    ),
    Trial(
        name="full-report-disk",
        promise="the run is recorded and shown, and its reports can be written later",
        run=full_report_disk,
        short=1,
        full=3,
    ),
    Trial(
        name="size-limits",
        promise="no death by SIGXFSZ but a step's own, which is told",
        run=size_limits,
        short=1,
        full=5,
    ),
    Trial(
        name="read-only",
        promise="nothing starts that cannot be recorded, and all that is there can be read",
        run=read_only,
        short=2,
        full=8,
    ),
    Trial(
        name="reports-folder",
        promise="what is in the way of reports loses no run, and nothing outside is written",
        run=bad_reports_folder,
        short=1,
        full=6,
    ),
    Trial(
        name="bare-surroundings",
        promise="an ordinary run, or a clear refusal; never a traceback",
        run=bare_surroundings,
        short=2,
        full=17,
    ),
    Trial(
        name="a-bug",
        promise="exit 70 and a private log without values of the environment",
        run=a_bug,
        short=1,
        full=3,
    ),
)
