"""Plans as JSON whose every field can be given a hostile text; runs nothing.

A plan comes from a file too, and holds texts that no task file could spell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Data = dict[str, Any]


def plan(id_: str, subtasks: Iterable[Data], **more: object) -> Data:
    """A plan of these subtasks."""
    source = {"path": "docs/tasks/t.md", "sha256": "0" * 64, "dialect": "native"}
    return {"id": id_, "title": id_, "source": source, "subtasks": list(subtasks), **more}


def subtask(id_: str, *, script: str = "test -d /\n", **more: object) -> Data:
    """A subtask with one command."""
    return {"id": id_, "title": id_, "line": 1, "fingerprint": "", "steps": [step(script)], **more}


def step(script: str = "test -d /\n", *, id_: str = "1", **more: object) -> Data:
    action = {"kind": "command", "line": 1, "language": "sh", "script": script, **more}
    return {"id": id_, "text": id_, "line": 1, "action": action}


def waiting(id_: str) -> Data:
    """A subtask that waits for a person."""
    manual = {"kind": "manual", "line": 1}
    steps = [{"id": "1", "text": "look", "line": 1, "action": manual}]
    return subtask(id_) | {"steps": steps}


def check(id_: str = "check_1", script: str = "test -d /\n", **more: object) -> Data:
    return {"id": id_, "line": 1, "language": "sh", "script": script, **more}


def _files(name: str) -> Data:
    # Not what a file holds: whoever asks for that says with its path which one is meant.
    return {"files": [{"path": name, "is": kind, "line": 1} for kind in ("exists", "not_empty")]}


_TEXT = {"mode": "contains", "text": "x", "line": 1}

# What a field of a subtask is, given a name; `None` gives the subtask itself that name.
FIELDS: Mapping[str, Callable[[str], Data]] = {
    "outputs": lambda name: {"outputs": [name]},
    "inputs": lambda name: {"inputs": [name]},
    "cwd": lambda name: {"cwd": name},
    "inputs_below": lambda name: {"inputs": [name], "cwd": "in"},
    "outputs_below": lambda name: {"outputs": [name], "cwd": "in"},
    "step_cwd": lambda name: {"steps": [step(cwd=name)]},
    "check_cwd": lambda name: {"checks": [check(cwd=name)]},
    "report_path": lambda name: {"report_path": name},
    "report_below": lambda name: {"report_path": f"docs/reports/{name}"},
    "number": lambda name: {"number": name, "title": name},
    "files": lambda name: {"steps": [step(expect=_files(name))]},
    "env": lambda name: {"env": {name: "x"}},
    "env_value": lambda name: {"env": {"NAME": name}},
    "secrets": lambda name: {"secrets": [name]},
    "agent": lambda name: {"agent": name},
    "locks": lambda name: {"locks": [name], "queue": name, "resources": {name: 0}},
    "step_id": lambda name: {"steps": [step("echo a=b > $ORCHESTRATOR_OUTPUTS\n", id_=name)]},
    "check_id": lambda name: {"checks": [check(name, expect={"stdout": [_TEXT]})]},
    "criterion_id": lambda name: {
        "criteria": [{"id": name, "part": name, "text": name, "line": 1, "checks": []}]
    },
}
