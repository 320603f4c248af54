"""What was asked of a run on the command line, and what the settings make of it."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.operations.convert import AS_IT_SAYS, Asked
from orchestrator.operations.project import Project
from orchestrator.plan.model import Plan
from orchestrator.run.selection import EVERYTHING, Selection
from orchestrator.run.work import RunOptions

DEFAULT_ROUNDS = 10


class ExecuteOptions(Struct, frozen=True, kw_only=True):
    """None is what was not asked for; then the settings count. `args` are the values of the
    arguments that subtasks ask for, `arguments` the variables that they become, by subtask.

    `asked` stands in place of what the task file says. With `until_complete` the run
    goes on by itself, at most `max_rounds` rounds in all.
    """

    jobs: int | None = None
    resume: bool = False
    selection: Selection = EVERYTHING
    fail_fast: bool = False
    timeout_s: float | None = None
    retries: int | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rollback: bool = False
    accept_ticks: bool | None = None
    report: bool | None = None
    asked: Asked = AS_IT_SAYS
    until_complete: bool = False
    max_rounds: int = DEFAULT_ROUNDS

    @property
    def variables(self) -> Mapping[str, str]:
        """All that was given by name: what secrets may have for a value."""
        return {**self.env, **self.args}


def run_options(project: Project, asked: ExecuteOptions) -> RunOptions:
    """What the driver gets."""
    return RunOptions(
        jobs=asked.jobs or project.settings.jobs,
        fail_fast=asked.fail_fast,
        rollback=asked.rollback,
        timeout_s=asked.timeout_s,
        retries=asked.retries,
        env=asked.env,
        arguments=asked.arguments,
        capacity=project.capacity,
    )


def with_arguments(plan: Plan, selected: Collection[str], asked: ExecuteOptions) -> ExecuteOptions:
    """The same with what the arguments of the selected subtasks become.

    Raises:
        InputError: one is missing, unknown, or has not the shape that is asked for.
    """
    if not asked.args and not any(each.params for each in plan.subtasks if each.id in selected):
        return asked
    from orchestrator.operations.arguments import values_of

    values = values_of(plan, selected, asked.args, asked.env, os.environ)
    return replace(asked, arguments=values)


def accepts_ticks(project: Project, asked: ExecuteOptions) -> bool:
    """Whether ticked boxes count as attested by the file's word."""
    return project.settings.accept_ticks if asked.accept_ticks is None else asked.accept_ticks


def wants_reports(project: Project, asked: ExecuteOptions) -> bool:
    """Whether reports are written when the run ends."""
    return project.settings.report if asked.report is None else asked.report
