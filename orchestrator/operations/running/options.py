"""What was asked of a run on the command line, and what the settings make of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from orchestrator.operations.converting.convert import AS_IT_SAYS, Asked
from orchestrator.operations.project import Project
from orchestrator.run.selection import EVERYTHING, Selection
from orchestrator.run.work import RunOptions

if TYPE_CHECKING:
    from orchestrator.document.params import Param

DEFAULT_ROUNDS = 10


class Arguments(Struct, frozen=True, kw_only=True):
    """What the arguments that subtasks ask for become: by subtask their `values` as variables,
    `digests` of these and of the variables that stand for some, and those that are `lacking`.
    `inherited` are the names whose value the caller's environment has, `unknown` those that the
    run was given before and has no value of now."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    digests: Mapping[str, dict[str, str]] = field(default_factory=dict)
    lacking: Mapping[str, tuple[Param, ...]] = field(default_factory=dict)
    inherited: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


NO_ARGUMENTS = Arguments()


class ExecuteOptions(Struct, frozen=True, kw_only=True):
    """None is what was not asked for; then the settings count. `args` are the values of the
    arguments that subtasks ask for, `arguments` what they become.

    `again` names the subtasks that alone are to run again, with all that comes after them, where
    the latest run goes on; with `unless_done` not those whose success stands. `asked` stands in
    place of what the task file says. With `until_complete` the run goes on by itself, at most
    `max_rounds` rounds in all. With `only_allowed` nothing runs that nobody allowed.
    """

    jobs: int | None = None
    resume: bool = False
    again: tuple[str, ...] = ()
    unless_done: bool = False
    selection: Selection = EVERYTHING
    fail_fast: bool = False
    timeout_s: float | None = None
    retries: int | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, str] = field(default_factory=dict)
    arguments: Arguments = NO_ARGUMENTS
    rollback: bool = False
    accept_ticks: bool | None = None
    report: bool | None = None
    asked: Asked = AS_IT_SAYS
    until_complete: bool = False
    max_rounds: int = DEFAULT_ROUNDS
    only_allowed: bool = False

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
        arguments=asked.arguments.values,
        digests=asked.arguments.digests,
        capacity=project.capacity,
    )


def accepts_ticks(project: Project, asked: ExecuteOptions) -> bool:
    """Whether ticked boxes count as attested by the file's word."""
    return project.settings.accept_ticks if asked.accept_ticks is None else asked.accept_ticks


def wants_reports(project: Project, asked: ExecuteOptions) -> bool:
    """Whether reports are written when the run ends."""
    return project.settings.report if asked.report is None else asked.report
