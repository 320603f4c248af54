"""Runs a task, previews it, or runs its checks again, and shows what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from orchestrator.asdata import as_data
from orchestrator.cli.findings import render
from orchestrator.cli.hiding import hide_secrets
from orchestrator.cli.output import errors, output
from orchestrator.cli.running import show_run
from orchestrator.diagnostics import Diagnostic, Exit, InputError, OrchestratorError, Severity
from orchestrator.operations.converting.convert import Conversion, keep_conversion
from orchestrator.operations.converting.find import find_as_run, find_task
from orchestrator.operations.project import Project
from orchestrator.operations.running.driving import Watch
from orchestrator.operations.running.execute import Execution, execute
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.plan.catalogue import is_catalogue, lines_of
from orchestrator.plan.model import Plan
from orchestrator.report.visible import visible_line
from orchestrator.run.selection import select

# What is found of a command itself, and not of how it is written.
_OF_COMMANDS = frozenset({"cannot-fail", "no-check", "proves-nothing"})


class Executing:
    """What was asked of a task; each method does it and returns the exit code."""

    def __init__(
        self,
        project: Project,
        task: str,
        options: ExecuteOptions,
        *,
        tick: bool,
        as_json: bool,
        quiet: bool,
    ) -> None:
        self._project = project
        self._task = task
        self._options = options
        self._tick = tick
        self._as_json = as_json
        self._quiet = quiet
        self._found: Conversion | None = None

    def plan(self) -> Plan | None:
        """The plan, with warnings shown; None, with errors shown, where there is none."""
        find = find_as_run if self._options.resume else find_task
        found = find(self._project, self._task, self._options.asked)
        if found.plan is not None:
            hide_secrets(self._project, found.plan, self._options.variables)
        telling = [finding for finding in found.findings if self._tells(finding, found.plan)]
        errors().write(render(telling, found.texts))
        if found.plan is None and self._as_json:
            findings = as_data(found.findings)
            output().json({"schema_version": 1, "findings": findings}, as_written=True)
        for note in found.notes:
            errors().line(visible_line(f"note: {note}"))
        self._found = found
        return found.plan

    def _tells(self, finding: Diagnostic, plan: Plan | None) -> bool:
        """Whether a finding is worth a word. What a command of a catalogue can prove matters where
        it was chosen."""
        if finding.severity is Severity.ERROR:
            return True
        if finding.severity is not Severity.WARNING or self._quiet:
            return False
        if plan is None or not is_catalogue(plan) or finding.code not in _OF_COMMANDS:
            return True
        try:
            chosen = select(plan, self._options.selection)
        except InputError:
            return False
        return finding.line in lines_of(plan, chosen)

    def run(self, plan: Plan) -> int:
        """Run the task."""
        self._offer(plan)
        run = partial(
            execute,
            self._project,
            plan,
            self._options,
            known=None if self._found is None else self._found.sha256,
            file=None if self._found is None else self._found.path,
            keep=self._keep,
        )
        return self._show(run)

    def preview(self, plan: Plan) -> int:
        """Show what would run."""
        from orchestrator.cli.outline import preview_lines
        from orchestrator.operations.running.preview import preview

        self._offer(plan)
        coming = preview(self._project, plan, self._options)
        if self._as_json:
            output().json({"schema_version": 1, **as_data(coming)}, as_written=True)
        else:
            for line in preview_lines(coming, plan):
                output().line(line)
        return Exit.OK

    def revalidate(self, *, dry_run: bool) -> int:
        """Run the checks of the latest run again, and nothing else."""
        from orchestrator.cli.revalidating import refuse_beside_revalidate
        from orchestrator.operations.running.revalidate import revalidate

        refuse_beside_revalidate(self._options, dry_run=dry_run)
        again = partial(revalidate, self._project, self._task, self._options)
        return self._show(again, review=True)

    def _offer(self, plan: Plan) -> None:
        """List what a catalogue offers where nothing of it is named, and refuse it."""
        if is_catalogue(plan) and not (self._options.selection.names or self._options.resume):
            from orchestrator.cli.offers import offer_lines, offers_of

            for line in offer_lines(plan):
                errors().line(line)
            try:
                select(plan, self._options.selection)
            except InputError as error:
                raise InputError(
                    error.message, hint=error.hint, more={"offers": offers_of(plan)}
                ) from None

    def _keep(self, sha256: str) -> None:
        """Keep the conversion; from then on its text and findings need no memory."""
        found, self._found = self._found, None
        if found is not None:
            keep_conversion(self._project, found, sha256)

    def _show(self, conduct: Callable[[Watch], Execution], *, review: bool = False) -> int:
        execution, code = show_run(
            self._project,
            conduct,
            as_json=self._as_json,
            quiet=self._quiet,
            review=review,
            env=self._options.variables,
        )
        if self._tick:
            _mark(self._project, execution)
        if self._project.settings.otlp is not None:
            _send(self._project, execution, self._project.settings.otlp)
        return code


def _send(project: Project, execution: Execution, endpoint: str) -> None:
    """Send the trace of a run that is over; whether that succeeds changes nothing of the run."""
    from orchestrator.operations.history.spans import send_run

    try:
        send_run(project, execution.summary.run, endpoint)
    except OrchestratorError as error:
        errors().line(visible_line(f"warning: no trace is sent: {error.message}"))
        if error.hint:
            errors().line(visible_line(f"next: {error.hint}"))


def _mark(project: Project, execution: Execution) -> None:
    """Mark what is proven in the task file; the run's words and exit code stay what they are."""
    from orchestrator.cli.tick import tick_lines
    from orchestrator.operations.reporting.tick import tick

    try:
        ticked = tick(project, execution.plan, execution.summary)
    except InputError as error:
        errors().line(f"warning: nothing is ticked: {error.message}")
        return
    for line in tick_lines(ticked):
        errors().line(line)
