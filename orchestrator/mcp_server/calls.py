"""What operations say to do next in a shell, said as calls of tools; knows no operation.

An agent may have no shell, and one that has is not to go around its tools. What only a person does
(`allow`, `approve`, `reject`) stays the command that it is.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

# A command, and the arguments of the tool that the words after it are.
_TOOLS: Mapping[str, tuple[str, tuple[str, ...], Mapping[str, Any]]] = {
    "attest": ("complete_subtask", ("task", "subtask"), {}),
    "cancel": ("control_task", ("task",), {"action": "cancel"}),
    "complete_subtask": ("complete_subtask", ("task", "subtask"), {}),
    "convert_task": ("convert_task", ("path",), {}),
    "execute_task": ("execute_task", ("task",), {}),
    "generate_report": ("generate_report", ("task", "subtask"), {}),
    "history": ("history", ("query",), {}),
    "next_subtask": ("next_subtask", ("task",), {}),
    "task_status": ("task_status", ("task",), {}),
}
_SWITCHES: Mapping[str, Mapping[str, Any]] = {
    "--json": {},
    "--resume": {"resume": True},
    "--watch": {"wait_s": 45},
}
_ARGUMENTS = (
    "agent", "args", "criterion", "dialect", "evidence", "kind", "lease", "only", "order", "resume",
    "run", "search", "step",
)  # fmt: skip
_COMMAND = re.compile(r"(\borchestrator [^`\n;]*)")
_QUOTED = re.compile(rf"`((?:{'|'.join(_TOOLS)})(?: [^`\n]*)?)`")
_ARG = re.compile(r"--arg ([A-Za-z_]\w*)=…(?: --arg [A-Za-z_]\w*=…)*")
_VALUE = re.compile(r"--arg ([A-Za-z_]\w*=)")
_ONLY = re.compile(r"--only ([\w./-]+)$", re.MULTILINE)
# A variable of any name is not for agents to set.
_ENV = re.compile(r"; --env [^;\n]*")
_OPTION = re.compile(rf"(?<![\w-])--({'|'.join(_ARGUMENTS)})(?![\w-])")


def call(tool: str, **given: object) -> str:
    """A call of a tool as an agent is told of it."""
    return f"{tool} {json.dumps(given, ensure_ascii=False)}" if given else tool


def as_calls(text: str) -> str:
    """The text with commands as calls of tools, and options as arguments of the tool itself."""
    # Every second part is a command; those of a person stay, with all their options.
    parts = _COMMAND.split(text)
    parts[::2] = map(_without_options, parts[::2])
    parts[1::2] = (_called(each.removeprefix("orchestrator ")) or each for each in parts[1::2])
    return "".join(parts)


def _without_options(text: str) -> str:
    text = _QUOTED.sub(lambda found: _called(found[1]) or found[0], text)
    text = _ENV.sub("", text)
    text = _ARG.sub(lambda found: f"args {json.dumps(_values(found[0]), ensure_ascii=False)}", text)
    text = _VALUE.sub(r"args \1", text)
    text = _ONLY.sub(lambda found: f"only {json.dumps([found[1]])}", text)
    return _OPTION.sub(r"`\1`", text)


def _called(command: str) -> str | None:
    """The call that does what a command does; None where no tool does."""
    try:
        name, *words = shlex.split(command)
    except ValueError:
        return None
    if name not in _TOOLS:
        return None
    tool, places, fixed = _TOOLS[name]
    given = _given(words, places)
    if given is None:
        return None
    again = given.pop("again", None)
    if again is not None:
        return call("control_task", action="retry_subtask", task=given["task"], subtask=again)
    return call(tool, **fixed, **given)


def _given(words: Sequence[str], places: Sequence[str]) -> dict[str, Any] | None:
    """The arguments that the words are; None where one is none."""
    given: dict[str, Any] = {}
    left = list(places)
    rest = iter(words)
    for word in rest:
        if word in _SWITCHES:
            given.update(_SWITCHES[word])
        elif word == "--arg":
            given.setdefault("args", {})[next(rest, "").partition("=")[0]] = "…"
        elif word == "--only":
            given.setdefault("only", []).append(next(rest, ""))
        elif word.removeprefix("--") in (*_ARGUMENTS, "again") and word.startswith("--"):
            given[word.removeprefix("--")] = next(rest, "")
        elif word.startswith("-") or not left:
            return None
        else:
            given[left.pop(0)] = word
    return given


def _values(options: str) -> dict[str, str]:
    return {each.partition("=")[0]: "…" for each in options.split("--arg ")[1:]}
