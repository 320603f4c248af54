"""Which options of `execute_task` say something beside `--revalidate`, and so are refused."""

from __future__ import annotations

from orchestrator.diagnostics import InputError
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.run.selection import EVERYTHING


def refuse_beside_revalidate(options: ExecuteOptions, *, dry_run: bool) -> None:
    """Raise InputError for an option that has no meaning when only checks run."""
    others = {
        "--resume": options.resume,
        "--until-complete": options.until_complete,
        "--dry-run": dry_run,
        "--rollback": options.rollback,
        "--only, --skip, --from and --until": options.selection != EVERYTHING,
        "--fail-fast": options.fail_fast,
        "--retries": options.retries is not None,
        "--order": options.asked.order is not None,
        "--agent": options.asked.agent is not None,
        "--dialect": options.asked.dialect is not None,
        "--accept-ticks": options.accept_ticks is not None,
    }
    named = [name for name, given in others.items() if given]
    if named:
        raise InputError(
            f"--revalidate does not go with {named[0]}",
            hint="it runs the checks of the latest run again, all of them and nothing else",
        )
