"""Runs something that is shown while it goes on and can be stopped, and shows how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from orchestrator.asdata import as_data
from orchestrator.cli.ending import show_end
from orchestrator.cli.output import errors, output
from orchestrator.cli.progress import Progress
from orchestrator.cli.signals import Signals
from orchestrator.diagnostics import Exit
from orchestrator.operations.project import Project
from orchestrator.operations.running.driving import Watch
from orchestrator.operations.running.execute import Execution


def show_run(
    project: Project,
    conduct: Callable[[Watch], Execution],
    *,
    as_json: bool,
    quiet: bool,
    review: bool = False,
    env: Mapping[str, str] | None = None,
) -> tuple[Execution, int]:
    """Conduct it, write how it ended, and give the exit code with it.

    A `review` that is stopped leaves the run what it was, so only the exit code tells. `env` are
    variables that secrets may come from beside the environment.

    Raises:
        StorageError: the reports could not be written; the end of the run is shown before.
    """
    progress = Progress(project, env=env or {}, as_json=as_json, quiet=quiet)
    with Signals() as signals:
        watch = Watch(
            sinks_for=progress.sinks_for, on_started=lambda driver: signals.attach(driver.stop)
        )
        execution = conduct(watch)
    execution = replace(execution, summary=progress.finish(execution.summary))
    for note in execution.notes:
        errors().line(note if note.startswith("warning: ") else f"note: {note}")
    if as_json:
        output().json({"type": "run_summary", **as_data(execution.summary)})
    else:
        show_end(output(), project, execution)
    if execution.fault is not None:
        raise execution.fault
    if review and signals.received is not None:
        errors().line("stopped: what was not checked again keeps its verdict")
    stopped = (review or execution.summary.state == "cancelled") and signals.exit_code
    outdated = Exit.INCOMPLETE if execution.outdated else Exit.OK
    return execution, stopped or execution.summary.exit_code or outdated
