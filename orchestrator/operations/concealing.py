"""Takes secrets out of what people hand in, and says which ones cannot be masked at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestrator.operations.project import Project
from orchestrator.plan.model import Plan
from orchestrator.plan.secret import secret_names
from orchestrator.plan.tokens import MASK, SHORTEST, scrub


def concealed(project: Project, plan: Plan, text: str) -> str:
    """The text without the values that the plan's secrets have here, and without tokens."""
    values = {project.environ.get(name, "").strip() for name in secret_names(plan)}
    for value in sorted(values, key=len, reverse=True):
        if _is_long_enough(value):
            text = text.replace(value, MASK)
    return scrub(text)


def about_short_secrets(project: Project, plan: Plan, env: Mapping[str, str]) -> Iterator[str]:
    """A line for each secret whose value is too short to be masked; the value is not told."""
    for name in secret_names(plan):
        value = env.get(name, plan.env.get(name, project.environ.get(name, ""))).strip()
        if value and not _is_long_enough(value):
            yield (
                f"warning: the value of {name} is shorter than {SHORTEST} bytes, so it is not "
                "masked in what commands print"
            )


def _is_long_enough(value: str) -> bool:
    return len(value.encode("utf-8", "surrogateescape")) >= SHORTEST
