"""The names of keys, synonyms included, and the field that each sets; reads no value."""

from __future__ import annotations

import re

from orchestrator.document.labels import name_key

_NAMES: dict[str, tuple[str, ...]] = {
    "depends_on": ("depends on", "dependencies", "dependency", "depends", "requires", "needs",
                   "after", "blocked by"),
    "blocks": ("blocks",),
    "mode": ("execution mode",),
    "priority": ("priority",),
    "timeout_s": ("timeout", "timeout s"),
    "total_timeout_s": ("total timeout", "total timeout s"),
    "retries": ("retries", "retry", "max retries"),
    "retry_delay": ("retry delay",),
    "retry_backoff": ("retry backoff",),
    "retry_on": ("retry on",),
    "cwd": ("working directory", "directory", "dir", "cwd"),
    "env": ("env", "environment"),
    "secrets": ("secrets",),
    "shell": ("shell", "interpreter"),
    "condition": ("if", "when", "condition", "only if"),
    "allow_failure": ("allow failure", "continue on failure"),
    "inputs": ("inputs",),
    "outputs": ("outputs", "artifacts", "produces"),
    "resources": ("resources",),
    "locks": ("locks",),
    "queue": ("queue",),
    "agent": ("agent",),
    "approval": ("approval",),
    "params": ("run arguments", "run argument"),
    "status": ("status",),
    "optional": ("optional",),
}  # fmt: skip
# Of documents as well as of tasks; which, says the value.
_PREREQUISITES = frozenset({"prerequisites", "prerequisite", "prereqs", "prereq"})
_TASK = r"(?:(?:sub-?)?tasks?[\s_-]*#?\d[\d.]*[a-z]?|t\d{2,}[a-z]?|#\d+)(?:\s*\([^()]*\))?"
_TASKS = re.compile(
    rf"{_TASK}(?:(?:\s*[,;&–-]\s*|(?:\s*,)?\s+(?:and|to|through)\s+)"
    rf"(?:{_TASK}|\d[\d.]*[a-z]?))*[\s.]*",
    re.I,
)
_UNMISTAKABLE = frozenset({
    "approval", "if", "only if", "timeout", "timeout s", "total timeout", "total timeout s",
    "retries", "max retries", "retry delay", "retry on", "depends on", "blocked by",
})  # fmt: skip
_FIELD = {name: field for field, names in _NAMES.items() for name in names}


def field_of(name: str) -> str | None:
    """The field of `Keys` that a key of this name sets, None for a name that is not known."""
    return _FIELD.get(name_key(name))


def is_prerequisite(name: str) -> bool:
    """Whether a key of this name may name documents, which are no dependency."""
    return name_key(name) in _PREREQUISITES


def names_tasks(text: str) -> bool:
    """Whether a value is nothing but references such as `Task 1, Task 2` and `T001`."""
    return _TASKS.fullmatch(text.strip().strip("*`")) is not None


def is_unmistakable(name: str) -> bool:
    """Whether a label of this name means the key and nothing else, as `If` does."""
    return name_key(name) in _UNMISTAKABLE


def is_dependency(name: str) -> bool:
    """Whether a key of this name states order."""
    return field_of(name) in ("depends_on", "blocks")
