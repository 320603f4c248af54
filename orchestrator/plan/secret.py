"""Which variables a plan declares secret; knows no value."""

from __future__ import annotations

from orchestrator.plan.model import Plan


def secret_names(plan: Plan) -> tuple[str, ...]:
    """The variables that the plan declares secret, anywhere in it, each once.

    All commands of a run are kept from showing them: the caller's variables reach those of a
    subtask that declares nothing as well.
    """
    own = (name for subtask in plan.subtasks for name in subtask.secrets)
    return tuple(dict.fromkeys((*plan.secrets, *own)))
