"""The headings of a plan's subtasks, and which of the two native ways names them all.

Numbered ones read `### Task 1: Build`; where one has no number all stand below `## Tasks`.
"""

from __future__ import annotations

import re

from orchestrator.document.headings import Title, plain_title, task_title
from orchestrator.native.values import spans_lines
from orchestrator.plan.ids import numbered_id
from orchestrator.plan.model import Plan, Subtask

CONTAINER = "## Tasks"
_MARK = "### "
_NUMBERED = (("task", "Task {}: "), ("subtask", "Subtask {}: "), ("T", "T{} "), ("T", "T{}: "))
_CONTAINED = ("{0}. {1}", "Phase {0}: {1}", "Step {0}: {1}")
_ANYTHING = "Something"
_WORDS = re.compile(r"[^\w ]+|_")


def headings(plan: Plan) -> tuple[list[str], bool]:
    """A heading for each subtask, and whether they have to stand below the container: the way
    that names more of them by itself."""
    numbered = [_numbered(subtask) for subtask in plan.subtasks]
    contained = [_contained(subtask) for subtask in plan.subtasks]
    if numbered.count(None) <= contained.count(None):
        shown = (each or _unnumbered(at, plan) for at, each in enumerate(numbered, 1))
        return [_MARK + each for each in shown], False
    shown = (each or _safe(at, plan) for at, each in enumerate(contained, 1))
    return [_MARK + each for each in shown], True


def reference(subtask: Subtask) -> str:
    """What a subtask is called by another."""
    number = subtask.number
    if number is not None and subtask.id == numbered_id("task", number):
        return f"Task {number}"
    return subtask.id


def _numbered(subtask: Subtask) -> str | None:
    """The heading of a subtask with a number; None where it has none, or not one of ours."""
    number = subtask.number
    for title in (subtask.title, harmless(subtask.title), ""):
        for prefix, begins in _NUMBERED if number is not None else ():
            if number is None or subtask.id != numbered_id(prefix, number):
                continue
            heading = (begins.format(number) + title).strip()
            found = task_title(heading)
            named = found is not None and (found.prefix, found.number) == (prefix, number)
            if found is not None and named and _says_only(found, title):
                return heading
    return None


def _contained(subtask: Subtask) -> str | None:
    """The heading of a subtask below the container; None where that would name another one."""
    number = subtask.number
    forms = _CONTAINED if number is not None else ("{1}",)
    for title in (subtask.title, harmless(subtask.title), _ANYTHING):
        for form in forms:
            heading = form.format(number, title)
            found = plain_title(heading)
            if task_title(heading) is None and _gives(found, subtask) and _says_only(found, title):
                return heading
    return None


def _unnumbered(at: int, plan: Plan) -> str:
    """A heading for a subtask without a number among others that have one."""
    title = plan.subtasks[at - 1].title
    heading = f"Task {at}: {title}"
    found = task_title(heading)
    fits = found is not None and _says_only(found, title)
    return heading if fits else f"Task {at}: {_safe(at, plan)}"


def _safe(at: int, plan: Plan) -> str:
    """A heading that no reader takes for more than words."""
    words = harmless(plan.subtasks[at - 1].title)
    found = plain_title(words)
    return words if found.number is None and _says_only(found, words) else _ANYTHING


def _gives(found: Title, subtask: Subtask) -> bool:
    """Whether a heading gives a subtask its number, and an id of that kind."""
    if found.number is None or subtask.number is None:
        return found.number is subtask.number
    return numbered_id(found.prefix, found.number) == subtask.id


def _says_only(found: Title, title: str) -> bool:
    return found.text == title and not (found.status or found.parallel or spans_lines(title))


def harmless(title: str) -> str:
    """The words of a title."""
    return " ".join(_WORDS.sub(" ", title).split())
