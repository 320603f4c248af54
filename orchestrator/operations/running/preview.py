"""What a run would do, without doing it: `--dry-run`. Writes nothing, not even the store."""

from __future__ import annotations

from msgspec import Struct

from orchestrator.operations.converting.plantext import refuse_second_owner
from orchestrator.operations.project import Project
from orchestrator.operations.running.choosing import again, chosen
from orchestrator.operations.running.giving import refuse_not_given, state_before, with_arguments
from orchestrator.operations.running.needs import refuse_missing_agents, refuse_missing_interpreters
from orchestrator.operations.running.options import ExecuteOptions, accepts_ticks
from orchestrator.operations.running.resuming import plan_resumption, rule
from orchestrator.operations.running.trust import hold_to_allowed
from orchestrator.plan.graph import topological
from orchestrator.plan.model import Action, ActionKind, Check, Plan, Script, Subtask
from orchestrator.run.resume import Choice, Decision


class PreviewCommand(Struct, frozen=True, kw_only=True):
    """A command that would run: `role` is condition, step, check, compensation or cleanup."""

    role: str
    id: str
    line: int
    language: str
    script: str


class PreviewProse(Struct, frozen=True, kw_only=True):
    """A step that is for somebody."""

    id: str
    line: int
    who: str
    text: str


class PreviewSubtask(Struct, frozen=True, kw_only=True):
    """One subtask in running order; `choice` and `why` say what becomes of it."""

    id: str
    title: str
    line: int
    choice: str
    why: str
    after: tuple[str, ...]
    commands: tuple[PreviewCommand, ...]
    prose: tuple[PreviewProse, ...]
    approval: str | None
    criteria: tuple[str, ...]


class Preview(Struct, frozen=True, kw_only=True):
    """The whole of a run to come; `resumes` is the run that it would go on with."""

    task: str
    title: str
    jobs: int
    resumes: str | None
    subtasks: tuple[PreviewSubtask, ...]


def preview(project: Project, plan: Plan, options: ExecuteOptions) -> Preview:
    """What `execute` with these options would do now.

    Raises:
        InputError: as `execute` would.
    """
    before = state_before(project, plan, options)
    selected = chosen(plan, options, before)
    options = with_arguments(project, plan, selected, options, before)
    refuse_missing_interpreters(project, plan, selected)
    refuse_missing_agents(project, plan, selected, mending=options.until_complete)
    refuse_second_owner(project, plan)
    decisions, resumes, plan = _decisions(project, plan, selected, options)
    hold_to_allowed(project, plan, options, before=before)
    by_id = {subtask.id: subtask for subtask in plan.subtasks}
    return Preview(
        task=plan.id,
        title=plan.title,
        jobs=options.jobs or project.settings.jobs,
        resumes=resumes,
        subtasks=tuple(_entry(by_id[id_], decisions[id_]) for id_ in topological(plan)),
    )


def _decisions(
    project: Project, plan: Plan, selected: frozenset[str], options: ExecuteOptions
) -> tuple[dict[str, Decision], str | None, Plan]:
    if options.resume:
        records = project.records()
        try:
            latest = records.latest_run(plan.id)
            if latest is not None:
                ruling = rule(records, latest, plan)
                coming = plan_resumption(
                    project,
                    records,
                    ruling,
                    selected,
                    ticks=accepts_ticks(project, options),
                    arguments=options.arguments,
                    again=again(plan, options),
                    unless_done=options.unless_done,
                )
                refuse_not_given(project, ruling.plan, options, coming.state, coming.decisions)
                by_id = {each.subtask: each for each in coming.decisions}
                return by_id, latest.run, ruling.plan
        finally:
            records.close()
    decisions = {
        subtask.id: Decision(
            subtask=subtask.id,
            choice=Choice.RUN if subtask.id in selected else Choice.SKIP,
            why="it has not run yet" if subtask.id in selected else "not selected",
        )
        for subtask in plan.subtasks
    }
    return decisions, None, plan


def _entry(subtask: Subtask, decision: Decision) -> PreviewSubtask:
    runs = decision.choice in (Choice.RUN, Choice.GO_ON)
    return PreviewSubtask(
        id=subtask.id,
        title=subtask.title,
        line=subtask.line,
        choice=decision.choice,
        why=decision.why,
        after=tuple(edge.id for edge in subtask.depends_on),
        commands=commands_in_order(subtask) if runs else (),
        prose=prose_of(subtask) if runs else (),
        approval=subtask.approval if runs else None,
        criteria=tuple(each.text for each in subtask.criteria) if runs else (),
    )


def commands_in_order(subtask: Subtask) -> tuple[PreviewCommand, ...]:
    """Everything of the subtask that may run, with its line, in the order in which it would."""
    commands: list[tuple[str, str, Action | Check | Script]] = []
    if subtask.condition is not None:
        commands.append(("condition", "if", subtask.condition))
    commands += [
        ("step", step.id, step.action)
        for step in subtask.steps
        if step.action.kind is ActionKind.COMMAND
    ]
    commands += [("check", check.id, check) for check in subtask.checks]
    commands += [("compensation", f"#{n}", each) for n, each in enumerate(subtask.compensations, 1)]
    commands += [("cleanup", f"#{n}", each) for n, each in enumerate(subtask.cleanups, 1)]
    return tuple(
        PreviewCommand(
            role=role,
            id=id_,
            line=command.line,
            language=command.language or "",
            script=command.script or "",
        )
        for role, id_, command in commands
    )


def prose_of(subtask: Subtask) -> tuple[PreviewProse, ...]:
    """The steps that are for somebody, with who that is."""
    return tuple(
        PreviewProse(
            id=step.id,
            line=step.line,
            who=f"agent {subtask.agent}" if step.action.kind is ActionKind.AGENT else "a person",
            text=step.text,
        )
        for step in subtask.steps
        if step.action.kind is not ActionKind.COMMAND
    )
