"""task-master's `tasks.json` to a document: `{"master": {"tasks": […]}}` or `{"tasks": […]}`.

A value knows the line of its name in the file. What has not its shape is told with its place.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.diagnostics import Diagnostic, Findings, has_errors
from orchestrator.document.blocks import deep_recursion
from orchestrator.document.model import Document, SubtaskSpec
from orchestrator.document.taskmaster.fields import (
    NAME,
    Depends,
    Entry,
    Text,
    is_id,
    link,
    spec_of,
)
from orchestrator.document.text import decode

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,\n]', re.DOTALL)
_DEEPEST = 12  # levels of which the lines are kept
_OF_PLAN = "schema_version"
_FIRST_TAG = "master"
_OWN = frozenset({"id", "title", "description", "details", "testStrategy", "status", "priority",
                  "dependencies", "subtasks"})  # fmt: skip

_Path = tuple[str | int, ...]


def is_task_json(data: bytes) -> bool:
    """Whether a file that is JSON holds tasks, and is not a plan."""
    if b'"tasks"' not in data:
        return False
    whole = _parsed(data.decode("utf-8-sig", "replace"))
    if not isinstance(whole, dict) or _OF_PLAN in whole:
        return False
    return "tasks" in whole or any(isinstance(v, dict) and "tasks" in v for v in whole.values())


def read_task_json(data: bytes, path: str) -> tuple[Document, tuple[Diagnostic, ...], str]:
    """The document of a file that `is_task_json`, all findings, and its text for carets."""
    findings = Findings(path)
    text = decode(data, findings)
    reader = _Reader(findings, lines_of(text))
    whole = _parsed(text)
    if _has_lone_surrogate(whole):
        findings.error("not-json", "a text holds a lone surrogate, which is no character", 1)
        whole = {"tasks": []}
    with deep_recursion():
        title, specs = reader.read(whole)
    document = Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        dialect=NAME,
        title=title,
        ordered=True,
        subtasks=tuple(specs),
    )
    return document, findings.in_order(), text


def lines_of(text: str) -> dict[_Path, int]:
    """The line of each name, and of each item of a list, by the way to it."""
    found: dict[_Path, int] = {}
    stack: list[tuple[str, str | int]] = []
    line, name, name_line = 1, "", 1
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token == "\n":
            line += 1
        elif token[0] == '"':
            name, name_line = token, line
            if stack and stack[-1][0] == "[":
                _note(found, stack, line)
        elif token == ":" and stack:
            stack[-1] = ("{", _name(name))
            _note(found, stack, name_line)
        elif token in "{[":
            if stack and stack[-1][0] == "[":
                _note(found, stack, line)
            stack.append((token, 0 if token == "[" else ""))
        elif token in "}]" and stack:
            stack.pop()
        elif token == "," and stack and stack[-1][0] == "[":
            stack[-1] = ("[", int(stack[-1][1]) + 1)
    return found


def _name(token: str) -> str:
    try:
        return str(json.loads(token))
    except ValueError:
        return token


def _note(found: dict[_Path, int], stack: list[tuple[str, str | int]], line: int) -> None:
    if len(stack) <= _DEEPEST:
        found.setdefault(tuple(key for _, key in stack), line)


def _parsed(text: str) -> Any:
    """The value; None where the text is no JSON. An id such as 1.10 stays as it is written."""
    try:
        return json.loads(text, parse_float=str)
    except (ValueError, RecursionError):
        return None


def _has_lone_surrogate(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


class _Reader:
    """Reads the values of one file."""

    def __init__(self, findings: Findings, lines: Mapping[_Path, int]) -> None:
        self._findings = findings
        self._lines = lines

    def read(self, whole: dict[str, Any]) -> tuple[str | None, list[SubtaskSpec]]:
        """The title, and the subtasks."""
        chosen = self._chosen(whole)
        if chosen is None:
            return None, []
        holder, path = chosen
        entries = list(self._tasks(holder["tasks"], (*path, "tasks")))
        if not entries and not has_errors(self._findings.made):
            self._error("no-subtask", "there is no task in this file", (*path, "tasks"),
                        "add tasks, or name another file")  # fmt: skip
        links = link(entries, self._findings)
        for entry, each in links.missing:
            self._findings.error(
                "unknown-reference",
                f"there is no task {each.id}, on which {entry.id} depends",
                each.line,
                hint="correct the id, or remove it from the dependencies",
            )
        specs = [
            spec_of(entry, after, self._findings)
            for entry, after in zip(entries, links.after, strict=True)
        ]
        return _project(holder), specs

    def _chosen(self, whole: dict[str, Any]) -> tuple[dict[str, Any], _Path] | None:
        """What holds the tasks: the file itself, its tag master, or the only tag there is."""
        if "tasks" in whole:
            return whole, ()
        tags = {
            tag: held for tag, held in whole.items() if isinstance(held, dict) and "tasks" in held
        }
        if len(tags) > 1 and _FIRST_TAG not in tags:
            self._error(
                "several-tags",
                f"the tasks are under {len(tags)} tags, none of which is {_FIRST_TAG}: "
                f"{', '.join(sorted(tags)[:8])}",
                (),
                "keep the tag that is meant in a file of its own",
            )
            return None
        tag = _FIRST_TAG if _FIRST_TAG in tags else next(iter(tags))
        others = sorted(each for each in tags if each != tag)
        if others:
            self._findings.info(
                "other-tags",
                f"the tasks of the tag {tag} are read; not those of {', '.join(others[:8])}",
                self._line((tag,)),
                hint="keep another tag in a file of its own to run it",
            )
        return tags[tag], (tag,)

    def _tasks(self, tasks: Any, path: _Path) -> Iterator[Entry]:
        """Every task and, after it, its subtasks, in order; without calls into depth."""
        stack: list[tuple[Any, _Path, str | None]] = self._listed(tasks, path, None)
        while stack:
            given, at, parent = stack.pop()
            entry = self._entry(given, at, parent)
            if entry is None:
                continue
            yield entry
            inner = given.get("subtasks")
            if inner is not None:
                stack.extend(self._listed(inner, (*at, "subtasks"), entry.id))

    def _listed(
        self, tasks: Any, path: _Path, parent: str | None
    ) -> list[tuple[Any, _Path, str | None]]:
        """The items of a list of tasks, the first one last."""
        if not isinstance(tasks, list):
            self._error("bad-task", f"`{path[-1]}` is no list", path, "write a list of tasks")
            return []
        items = [(task, (*path, at), parent) for at, task in enumerate(tasks)]
        return items[::-1]

    def _entry(self, given: Any, path: _Path, parent: str | None) -> Entry | None:
        if not isinstance(given, dict):
            self._error("bad-task", "a task is no object", path, 'write {"id": 1, "title": "…"}')
            return None
        own = _id(given.get("id"))
        if own is None:
            self._error(
                "bad-id", "a task has no id that can be one", path, "give it a number of its own"
            )
            return None
        if parent is not None and not own.startswith(f"{parent}."):
            own = f"{parent}.{own}"
        entry = Entry(
            id=own,
            parent=parent,
            line=self._line(path),
            title=self._text(given, "title", path).text,
            status=self._text(given, "status", path).text or None,
            priority=self._text(given, "priority", path).text or None,
            description=self._text(given, "description", path),
            details=self._text(given, "details", path),
            strategy=self._text(given, "testStrategy", path),
            metadata={
                name: str(value)
                for name, value in given.items()
                if name not in _OWN and isinstance(value, str | int) and str(value).strip()
            },
        )
        entry.depends = list(self._depends(given.get("dependencies"), (*path, "dependencies")))
        return entry

    def _text(self, given: dict[str, Any], name: str, path: _Path) -> Text:
        value = given.get(name)
        if value is not None and not isinstance(value, str):
            self._error("bad-task", f"`{name}` is no text", (*path, name), "write it as a string")
            return Text()
        return Text((value or "").strip(), self._line((*path, name)))

    def _depends(self, given: Any, path: _Path) -> Iterator[Depends]:
        if given is None:
            return
        if not isinstance(given, list):
            self._error("bad-task", "`dependencies` is no list", path, "write a list of ids")
            return
        for each in given:
            id_ = _id(each)
            if id_ is None:
                self._error(
                    "bad-reference", "a dependency is no id", path, 'write ids such as 1 or "1.2"'
                )
            else:
                yield Depends(id_, self._line(path))

    def _line(self, path: _Path) -> int:
        """The line of a value, or of the nearest around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self._lines:
                return self._lines[path[:end]]
        return 1

    def _error(self, code: str, message: str, path: _Path, hint: str) -> None:
        self._findings.error(code, message, self._line(path), hint=hint)


def _id(given: Any) -> str | None:
    if isinstance(given, bool) or not isinstance(given, str | int):
        return None
    text = str(given).strip()
    return text if is_id(text) else None


def _project(holder: dict[str, Any]) -> str | None:
    """The name of the project, where the file knows it."""
    for key in ("metadata", "meta"):
        about = holder.get(key)
        name = about.get("projectName") if isinstance(about, dict) else None
        if isinstance(name, str) and name.strip():
            return name.strip()
    return None
