"""What a run is given by name, and was before; what of it is kept, what is to be given again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.operations.project import Project
from orchestrator.operations.records import state_of
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.plan.model import Plan
from orchestrator.run.resume import Choice, Decision
from orchestrator.run.state import RunState
from orchestrator.run.summarize import not_kept

# What may begin while the run goes on: who is waited for may answer.
_TO_RUN = frozenset({Choice.RUN, Choice.GO_ON, Choice.CHECK, Choice.WAIT})


def state_before(project: Project, plan: Plan, asked: ExecuteOptions) -> RunState | None:
    """What is known of the run that is to go on, but for its subtasks; None where a run begins."""
    if not asked.resume:
        return None
    records = project.records()
    try:
        latest = records.latest_run(plan.id)
        return None if latest is None else state_of(records.about_run(latest.run))
    finally:
        records.close()


def with_arguments(
    project: Project,
    plan: Plan,
    selected: Collection[str],
    asked: ExecuteOptions,
    before: RunState | None,
) -> ExecuteOptions:
    """The same with what the arguments of the selected subtasks become. What the run was given
    `before`, where it goes on, counts unless it is given anew; then some may still be lacking.

    Raises:
        InputError: one is missing, unknown, or has not the shape that is asked for.
    """
    given, kept = asked.args, {} if before is None else before.args
    args = {name: value for name, value in kept.items() if value is not None}
    args = {name: value for name, value in args.items() if name not in asked.env} | {**given}
    if not args and not any(each.params for each in plan.subtasks if each.id in selected):
        return asked
    from orchestrator.operations.running.arguments import (
        arguments_of,
        refuse_lacking,
        refuse_unknown,
    )

    refuse_unknown(plan, selected, given)
    arguments = arguments_of(plan, selected, args, asked.env, project.environ)
    if before is None:
        refuse_lacking(arguments, selected)
    else:
        gone = {*(name for name, value in kept.items() if value is None), *before.env_names}
        unknown = gone - {*args, *asked.env, *arguments.inherited}
        arguments = replace(arguments, unknown=frozenset(unknown))
    return replace(asked, args=args, arguments=arguments)


def kept_args(
    project: Project, plan: Plan, asked: ExecuteOptions
) -> tuple[tuple[str, str | None], ...]:
    """The arguments as a run's record has them: without what may be a secret."""
    return tuple(sorted(_kept_args(project, plan, asked)))


def _kept_args(
    project: Project, plan: Plan, asked: ExecuteOptions
) -> Iterator[tuple[str, str | None]]:
    for name in asked.arguments.inherited:
        yield name, None
    if not asked.args:
        return
    from orchestrator.operations.concealing import hiding
    from orchestrator.plan.secret import secret_names

    hide, secret = hiding(project, plan, asked.variables), secret_names(plan)
    for name, value in asked.args.items():
        told = name not in secret and hide(value) == value and _is_text(value)
        yield name, value if told else None


def _is_text(value: str) -> bool:
    """Whether it can be kept as it is: words of a command line may be any bytes."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def refuse_not_given(
    project: Project,
    plan: Plan,
    asked: ExecuteOptions,
    before: RunState,
    decisions: Iterable[Decision],
) -> None:
    """Raise InputError where what is decided cannot run with what the run is given: it was given
    something before whose value is not kept, or asks for something that it never was given."""
    ids = {each.subtask for each in decisions if each.choice in _TO_RUN}
    refuse_not_given_to(project, plan, asked, before, ids)


def refuse_not_given_to(
    project: Project,
    plan: Plan,
    asked: ExecuteOptions,
    before: RunState,
    ids: Collection[str],
) -> None:
    """The same for these subtasks."""
    inherits = {param.name for each in plan.subtasks for param in each.params if param.inherits}
    again = [
        (flag, name)
        for flag, name in not_kept(plan, before, ids)
        if name not in asked.variables
        and not (name in project.environ and (flag == "--env" or name in inherits))
    ]
    if again:
        raise InputError(
            f"the run was given {', '.join(name for _, name in again)}, of which no value is kept",
            hint="give it again: " + " ".join(f"{flag} {name}=…" for flag, name in again),
        )
    if asked.arguments.lacking:
        from orchestrator.operations.running.arguments import refuse_lacking

        refuse_lacking(asked.arguments, ids)
