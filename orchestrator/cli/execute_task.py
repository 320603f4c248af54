"""`execute_task`: run a task's subtasks, show them while they run, and say how it ended."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

from orchestrator.cli import execute_options as asked
from orchestrator.cli.arguments import AsJson, Order, Root, ids, seconds, variables
from orchestrator.cli.findings import as_data, render
from orchestrator.cli.outline import preview_lines
from orchestrator.cli.output import errors, output
from orchestrator.cli.revalidating import refuse_beside_revalidate
from orchestrator.cli.running import show_run
from orchestrator.cli.tick import tick_lines
from orchestrator.diagnostics import Exit, InputError, Severity
from orchestrator.operations.convert import Conversion
from orchestrator.operations.execute import Execution, execute
from orchestrator.operations.find import find_as_run, find_task
from orchestrator.operations.held import refuse_what_runs
from orchestrator.operations.options import DEFAULT_ROUNDS, ExecuteOptions
from orchestrator.operations.preview import preview
from orchestrator.operations.project import Project
from orchestrator.operations.revalidate import revalidate as run_checks_again
from orchestrator.operations.tick import tick as tick_file
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
    until_complete: asked.UntilComplete = False,
    max_rounds: asked.MaxRounds = None,
    revalidate: asked.Revalidate = False,
    tick: asked.Tick = False,
    report: asked.Report = None,
    as_json: AsJson = False,
    quiet: asked.Quiet = False,
    root: Root = None,
) -> int:
    """Run a task's subtasks, in parallel where dependencies allow, and prove what they did."""
    _refuse_lonely(max_rounds, until_complete=until_complete)
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
        order=order,
        agent=agent,
        until_complete=until_complete,
        max_rounds=DEFAULT_ROUNDS if max_rounds is None else max_rounds,
    )
    project = open_project(root, {"jobs": jobs})
    show = partial(show_run, project, as_json=as_json, quiet=quiet)
    if revalidate:
        refuse_beside_revalidate(options, dry_run=dry_run, order=order, agent=agent)
        execution, code = show(partial(run_checks_again, project, task, options), review=True)
    else:
        found = _found(project, task, options, dry_run=dry_run)
        plan = _usable(found, as_json=as_json, quiet=quiet)
        if plan is None:
            return Exit.BAD_INPUT
        if dry_run:
            return _show_preview(project, plan, options, as_json=as_json)
        execution, code = show(lambda watch: execute(project, plan, options, watch))
    if tick:
        _tick(project, execution)
    return code


def _refuse_lonely(max_rounds: int | None, *, until_complete: bool) -> None:
    if max_rounds is not None and not until_complete:
        raise InputError("--max-rounds says nothing alone", hint="add --until-complete")


def _found(project: Project, task: str, options: ExecuteOptions, *, dry_run: bool) -> Conversion:
    """The task's conversion; a run of it that is under way is told before."""
    if not dry_run:
        refuse_what_runs(project, task)
    find = find_as_run if options.resume else find_task
    return find(project, task, order=options.order, agent=options.agent)


def _tick(project: Project, execution: Execution) -> None:
    """Mark what is proven in the task file; the run's words and exit code stay what they are."""
    try:
        ticked = tick_file(project, execution.plan, execution.summary)
    except InputError as error:
        errors().line(f"warning: nothing is ticked: {error.message}")
        return
    for line in tick_lines(ticked):
        errors().line(line)


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
