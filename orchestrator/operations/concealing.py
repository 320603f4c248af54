"""Takes secrets out of what is shown and of what people hand in, wherever their values are
known, and says which ones cannot be masked at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestrator.operations.project import Project
from orchestrator.plan.model import Plan
from orchestrator.plan.scrub import scrub
from orchestrator.plan.secret import is_too_short, parts_of, secret_names, secret_values
from orchestrator.plan.shown import Hide, as_it_is
from orchestrator.plan.tokens import MASK, SHORTEST, hide_tokens


def hiding(project: Project, plan: Plan, env: Mapping[str, str] | None = None) -> Hide:
    """What hides the plan's secrets, well-known tokens, and what points to a person: for what is
    told of a run."""
    hide = hiding_declared(project, plan, env)
    return scrub if hide is as_it_is else lambda text: scrub(hide(text))


def hiding_secrets(project: Project, plan: Plan, env: Mapping[str, str] | None = None) -> Hide:
    """What hides the plan's secrets, and well-known tokens: for what somebody wrote, and for
    paths that somebody has to find."""
    hide = hiding_declared(project, plan, env)
    return hide_tokens if hide is as_it_is else lambda text: hide_tokens(hide(text))


def hiding_declared(project: Project, plan: Plan, env: Mapping[str, str] | None = None) -> Hide:
    """What hides the values that the plan's secrets have in the plan, in `env` and in the
    environment here, as they are written."""
    values = secret_values(plan, env or {}, project.environ)
    parts = sorted({part for value in values for part in parts_of(value)}, key=len, reverse=True)
    if not parts:
        return as_it_is

    def hide(text: str) -> str:
        for part in parts:
            text = text.replace(part, MASK)
        return text

    return hide


def concealed(project: Project, plan: Plan, text: str) -> str:
    """The text without the values that the plan's secrets have here, without tokens, and without
    what points to a person."""
    return hiding(project, plan)(text)


def about_short_secrets(project: Project, plan: Plan, env: Mapping[str, str]) -> Iterator[str]:
    """A line for each secret whose value is too short to be masked; the value is not told."""
    for name in secret_names(plan):
        value = env.get(name, plan.env.get(name, project.environ.get(name, ""))).strip()
        if value and is_too_short(value):
            yield (
                f"warning: the value of {name} is shorter than {SHORTEST} bytes, so it is not "
                "masked in what commands print"
            )
