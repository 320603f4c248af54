"""Keeps the secrets of a plan from the screen, once it is known which plan it is."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.cli.output import errors, output
from orchestrator.operations.concealing import hiding_secrets
from orchestrator.operations.project import Project
from orchestrator.plan.model import Plan


def hide_secrets(project: Project, plan: Plan, env: Mapping[str, str] | None = None) -> None:
    """Hide them in all that is written from now on. `env` are variables that their values may
    come from beside the environment."""
    hide = hiding_secrets(project, plan, env)
    output().hides(hide)
    errors().hides(hide)


def hide_secrets_of_both(project: Project, one: Plan, other: Plan) -> None:
    """Hide those of two plans."""
    of_one, of_other = hiding_secrets(project, one), hiding_secrets(project, other)
    for each in (output(), errors()):
        each.hides(lambda text: of_other(of_one(text)))


def hide_secrets_of_run(project: Project, task: str, run: str | None) -> None:
    """Hide those of a recorded run.

    Raises:
        InputError: there is none.
    """
    from orchestrator.operations.reporting.status import load_run

    hide_secrets(project, load_run(project, task, run).plan)
