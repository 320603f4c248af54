"""`execute_task`: what can be asked of a run; `executing` does it.

The rest of the program is loaded after it is known that nobody else runs the task: of many that
start at once all but one are to leave at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestrator.cli.arguments import (
    AS_JSON,
    DIALECT,
    JOBS,
    ORDER,
    QUIET,
    ROOT,
    TASK,
    ids,
    seconds,
    variables,
)  # fmt: skip
from orchestrator.cli.parameters import flag, option, switch, whole_number
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.project import Project
from orchestrator.operations.running.held import turn
from orchestrator.wiring import open_project

if TYPE_CHECKING:
    from orchestrator.operations.running.options import ExecuteOptions

GIVEN = (
    TASK,
    JOBS,
    flag("--resume", help="Go on with the latest run."),
    option("--again", value="ID", many=True, help="Go on, running these and all after them again."),
    flag("--unless-done", help="With --again: not those that have succeeded by then."),
    option("--only", value="ID", many=True, help="Exactly these."),
    option("--skip", value="ID", many=True, help="Not these."),
    option("--from", name="from_", value="ID", help="This one and all after it."),
    option("--until", value="ID", help="This one and all before it."),
    flag("--dry-run", help="Show what would run, and run nothing."),
    flag("--fail-fast", help="Stop everything at the first failure."),
    option("--timeout", value="TIME", help="For each attempt: 30s, 5m."),
    option("--retries", value="N", read=whole_number(least=0), help="For each subtask."),
    option("--env", value="NAME=VALUE", many=True, help="A variable for every step."),
    option("--arg", value="NAME=VALUE", many=True, help="An argument that a subtask asks for."),
    ORDER,
    DIALECT,
    option("--agent", value="NAME", help="Who does prose steps."),
    flag("--rollback", help="After a failure undo what had succeeded."),
    switch("--accept-ticks", "--no-accept-ticks", "Take ticked boxes as attested."),
    flag("--until-complete", help="Round after round, agents told the reasons."),
    option(
        "--max-rounds",
        value="N",
        read=whole_number(least=1),
        help="With --until-complete [10].",
    ),
    flag("--only-allowed", help="Only what a person allowed: orchestrator allow TASK."),
    flag("--revalidate", help="Only run the checks of the latest run again."),
    flag("--tick", help="At the end tick what is proven in the file."),
    switch("--report", "--no-report", "Write reports at the end."),
    flag("--detach", help="In another process; say which run it is, and leave."),
    option("--at", value="TIME", help="Wait for that: +2h, 2026-11-22T10:30."),
    AS_JSON,
    QUIET,
    ROOT,
)


def execute_task(
    *,
    task: str,
    jobs: int | None,
    dry_run: bool,
    revalidate: bool,
    tick: bool,
    as_json: bool,
    quiet: bool,
    root: Path | None,
    max_rounds: int | None,
    until_complete: bool,
    detach: bool,
    at: str | None,
    **given: Any,
) -> int:
    """Run a task's subtasks, in parallel where dependencies allow, and prove what they did."""
    rounds = _rounds(max_rounds, until_complete=until_complete)
    project = open_project(root, {"jobs": jobs})
    runs = not (dry_run or revalidate or detach)
    if (detach or at) and (dry_run or revalidate):
        raise InputError(
            "--detach and --at are for runs", hint="leave out --dry-run and --revalidate"
        )
    with ExitStack() as held:
        with (
            _moment(project, task, None if detach else at),
            _about_to_run(project, task, held) if runs else nullcontext(),
        ):
            from orchestrator.cli.executing import Executing

            options = _options(jobs, rounds, until_complete=until_complete, **given)
            asked = Executing(project, task, options, tick=tick, as_json=as_json, quiet=quiet)
            plan = None if revalidate else asked.plan()
        if detach and plan is not None:
            from orchestrator.cli.detaching import run_apart

            values = {"jobs": jobs, "tick": tick, "max_rounds": max_rounds, **given}
            values |= {"task": task, "until_complete": until_complete}
            return run_apart(project, plan.id, GIVEN, values, at=at, as_json=as_json)
        if revalidate:
            return asked.revalidate(dry_run=dry_run)
        if plan is None:
            return Exit.BAD_INPUT
        return asked.preview(plan) if dry_run else asked.run(plan)


def _options(
    jobs: int | None,
    rounds: int,
    *,
    until_complete: bool,
    resume: bool,
    again: list[str],
    unless_done: bool,
    only: list[str],
    skip: list[str],
    from_: str | None,
    until: str | None,
    fail_fast: bool,
    timeout: str | None,
    retries: int | None,
    env: list[str],
    arg: list[str],
    order: str | None,
    dialect: str | None,
    agent: str | None,
    rollback: bool,
    accept_ticks: bool | None,
    report: bool | None,
    only_allowed: bool,
) -> ExecuteOptions:
    from orchestrator.operations.converting.convert import Asked
    from orchestrator.operations.running.options import ExecuteOptions
    from orchestrator.run.selection import Selection

    return ExecuteOptions(
        jobs=jobs,
        resume=resume or bool(again),
        again=ids(again),
        unless_done=unless_done,
        selection=Selection(only=ids(only), skip=ids(skip), from_=from_, until=until),
        fail_fast=fail_fast,
        timeout_s=seconds("--timeout", timeout),
        retries=retries,
        env=variables("--env", env),
        args=variables("--arg", arg),
        rollback=rollback,
        accept_ticks=accept_ticks,
        report=report,
        asked=Asked(order=order, agent=agent, dialect=dialect),
        until_complete=until_complete,
        max_rounds=rounds,
        only_allowed=only_allowed,
    )


def _moment(project: Project, task: str, at: str | None) -> AbstractContextManager[None]:
    if at is None:
        return nullcontext()
    from orchestrator.cli.detaching import wait_for

    return wait_for(project, task, at)


@contextmanager
def _about_to_run(project: Project, task: str, held: ExitStack) -> Iterator[None]:
    """While nobody else reads the task's file; an engine is ready then, and until `held` ends."""
    with turn(project, task):
        held.enter_context(project.ahead())
        yield


def _rounds(asked: int | None, *, until_complete: bool) -> int:
    """How many rounds there may be.

    Raises:
        InputError: there will be one alone.
    """
    if asked is not None and not until_complete:
        raise InputError("--max-rounds says nothing alone", hint="add --until-complete")
    from orchestrator.operations.running.options import DEFAULT_ROUNDS

    return DEFAULT_ROUNDS if asked is None else asked
