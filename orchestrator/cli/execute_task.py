"""`execute_task`: run a task's subtasks, show them while they run, and say how it ended."""

from __future__ import annotations

from dataclasses import asdict

from orchestrator.cli import execute_options as asked
from orchestrator.cli.arguments import AsJson, Order, Root, ids, seconds, variables
from orchestrator.cli.ending import show_end
from orchestrator.cli.findings import as_data, render
from orchestrator.cli.outline import preview_lines
from orchestrator.cli.output import errors, output
from orchestrator.cli.progress import Progress
from orchestrator.cli.signals import Signals
from orchestrator.diagnostics import Exit, Severity
from orchestrator.operations.convert import Conversion
from orchestrator.operations.execute import Watch, execute
from orchestrator.operations.find import find_task
from orchestrator.operations.options import ExecuteOptions
from orchestrator.operations.preview import preview
from orchestrator.operations.project import Project
from orchestrator.plan.model import Plan
from orchestrator.run.selection import Selection
from orchestrator.wiring import open_project


def execute_task(
    task: asked.Task,
    jobs: asked.Jobs = None,
    resume: asked.Resume = False,
    only: asked.Only = None,
    skip: asked.Skip = None,
    from_: asked.From = None,
    until: asked.Until = None,
    dry_run: asked.DryRun = False,
    fail_fast: asked.FailFast = False,
    timeout: asked.Timeout = None,
    retries: asked.Retries = None,
    env: asked.Env = None,
    order: Order = None,
    agent: asked.Agent = None,
    rollback: asked.Rollback = False,
    accept_ticks: asked.AcceptTicks = None,
    report: asked.Report = None,
    as_json: AsJson = False,
    quiet: asked.Quiet = False,
    root: Root = None,
) -> int:
    """Run a task's subtasks, in parallel where dependencies allow, and prove what they did."""
    options = ExecuteOptions(
        jobs=jobs,
        resume=resume,
        selection=Selection(only=ids(only), skip=ids(skip), from_=from_, until=until),
        fail_fast=fail_fast,
        timeout_s=seconds("--timeout", timeout),
        retries=retries,
        env=variables(env),
        rollback=rollback,
        accept_ticks=accept_ticks,
        report=report,
    )
    project = open_project(root, {"jobs": jobs})
    conversion = find_task(project, task, order=order, agent=agent)
    plan = _usable(conversion, as_json=as_json, quiet=quiet)
    if plan is None:
        return Exit.BAD_INPUT
    if dry_run:
        return _show_preview(project, plan, options, as_json=as_json)
    return _run(project, plan, options, as_json=as_json, quiet=quiet)


def _usable(conversion: Conversion, *, as_json: bool, quiet: bool) -> Plan | None:
    """The plan, with warnings shown; None, with errors shown, where there is none."""
    telling = [
        finding
        for finding in conversion.findings
        if finding.severity is Severity.ERROR
        or (finding.severity is Severity.WARNING and not quiet)
    ]
    errors().write(render(telling, {conversion.path: conversion.text}))
    if conversion.plan is None and as_json:
        output().json({"schema_version": 1, "findings": as_data(conversion.findings)})
    for note in conversion.notes:
        errors().line(f"note: {note}")
    return conversion.plan


def _show_preview(project: Project, plan: Plan, options: ExecuteOptions, *, as_json: bool) -> int:
    coming = preview(project, plan, options)
    if as_json:
        output().json({"schema_version": 1, **asdict(coming)})
    else:
        for line in preview_lines(coming, plan):
            output().line(line)
    return Exit.OK


def _run(
    project: Project, plan: Plan, options: ExecuteOptions, *, as_json: bool, quiet: bool
) -> int:
    progress = Progress(project, as_json=as_json, quiet=quiet)
    with Signals() as signals:
        watch = Watch(
            sinks_for=progress.sinks_for, on_started=lambda driver: signals.attach(driver.stop)
        )
        execution = execute(project, plan, options, watch)
    progress.finish(execution.summary)
    for note in execution.notes:
        errors().line(f"note: {note}")
    if as_json:
        output().json({"type": "run_summary", **asdict(execution.summary)})
    else:
        show_end(output(), project, execution)
    stopped = execution.summary.state == "cancelled" and signals.exit_code
    return stopped or execution.summary.exit_code
