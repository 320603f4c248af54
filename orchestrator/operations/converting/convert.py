"""A task file becomes a plan: read, built, written. Nothing of it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from orchestrator.diagnostics import (
    Diagnostic,
    Findings,
    InputError,
    has_errors,
)
from orchestrator.given import MEGABYTE, read_at_most, read_given, refuse_longer
from orchestrator.operations.converting.kept import keep, key_of, take
from orchestrator.operations.converting.sources import placed
from orchestrator.operations.project import Project
from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.model import Order, Plan

if TYPE_CHECKING:
    from orchestrator.plan.around import Surroundings

# A line of a task file takes more than 1 kB of memory while it is read.
_MOST_TEXT = 16 * MEGABYTE
_MOST_JSON = 256 * MEGABYTE
BUILT_IN_AGENTS = ("claude", "codex", "gemini")
STANDARD_INPUT = "-"


class Conversion(Struct, frozen=True, kw_only=True):
    """What became of one file, or of a folder that is one plan: `plan` is None when a finding is
    an error. `text` is what was read, for showing the lines that findings are about; of a folder
    `others` has that of each file. `key` is under what the conversion of a
    task file may be kept; of one that is kept already, or never will be, it is None. `sha256` is
    the digest of the plan's JSON where it is known from before."""

    path: str
    text: str
    plan: Plan | None
    findings: tuple[Diagnostic, ...]
    notes: tuple[str, ...] = ()
    key: str | None = None
    sha256: str | None = None
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str]:
        """The text of each file by its path."""
        return {self.path: self.text, **self.others}


class Asked(Struct, frozen=True, kw_only=True):
    """What is asked for in place of what the file says: an order, who does the prose, and the
    dialect that it is read as."""

    order: str | None = None
    agent: str | None = None
    dialect: str | None = None


AS_IT_SAYS = Asked()


def convert(project: Project, source: str, asked: Asked = AS_IT_SAYS) -> Conversion:
    """Read a task file, a plan's JSON, a folder that is one plan, or `-` for standard input.

    Raises:
        InputError: there is no such file, or it cannot be read.
    """
    if source == STANDARD_INPUT:
        return _read(project, _standard_input(), source, Path.cwd() / "-", asked)
    path = Path(source)
    if path.is_dir():
        return _read_folder(project, path, asked)
    made = _read(project, _bytes_of(path), shown(project, path), placed(path), asked)
    if made.plan is not None and is_catalogue(made.plan):
        _refuse_outside(project, path)
    return made


def known_agents(project: Project) -> Collection[str]:
    """The presets that prose may be given to."""
    return {*BUILT_IN_AGENTS, *project.settings.agents}


def shown(project: Project, path: Path) -> str:
    """A path as people should see it: relative to the root when it is inside."""
    try:
        name = path.resolve().relative_to(project.workspace.root).as_posix()
    except ValueError:
        name = str(path)
    return _readable(name)


def _refuse_outside(project: Project, path: Path) -> None:
    """Raise InputError for a file whose folder, in which it would run, is outside the root."""
    root = project.workspace.root
    if not path.resolve().is_relative_to(root):
        raise InputError(
            f"{path} runs in its own folder, which is outside the root {root}",
            hint=f"choose another root: -C {path.parent}",
        )


def _readable(name: str) -> str:
    """A file's name with its bytes that are no UTF-8 as numbers: two such names stay two."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise InputError("standard input is closed", hint="pipe a task file into it, or name one")
    try:
        return read_at_most(sys.stdin.buffer, _MOST_JSON, "standard input")
    except OSError as error:
        raise InputError(
            f"cannot read standard input: {error.strerror or error}",
            hint="pipe a task file into it, or name one",
        ) from None


def _bytes_of(path: Path) -> bytes:
    try:
        return read_given(path, _MOST_JSON)
    except FileNotFoundError:
        raise InputError(f"there is no file {path}", hint=_near_files(path)) from None
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", hint="check its rights") from None


def _near_files(path: Path) -> str:
    import difflib

    try:
        names = [each.name for each in path.parent.iterdir() if each.is_file()]
    except OSError:
        return "check the path"
    near = difflib.get_close_matches(path.name, names, n=2, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else "check the path"


def _read(project: Project, data: bytes, name: str, path: Path, asked: Asked) -> Conversion:
    if path.suffix == ".json" or data.lstrip()[:1] == b"{":
        return _read_json(project, data, name, path, asked)
    refuse_longer(data, _MOST_TEXT, name)
    from orchestrator.document.text import decode

    settings = project.settings
    around = _around(project, path, asked)
    key = key_of(data, name, around, settings.languages, asked.dialect)
    kept = take(project, name, key)
    if kept is not None:
        text = decode(data, Findings(name))
        return Conversion(
            path=name, text=text, plan=kept.plan, findings=kept.findings, sha256=kept.sha256
        )
    return _made(data, name, around, frozenset(settings.languages), asked.dialect, key)


def _around(project: Project, path: Path, asked: Asked) -> Surroundings:
    """Raises InputError where something is asked for that there is not."""
    from orchestrator.plan.around import Surroundings

    settings = project.settings
    _refuse_unknown_agent(project, settings.agent if asked.agent is None else asked.agent)
    _refuse_unknown_order(asked.order)
    _refuse_unknown_dialect(asked.dialect)
    return Surroundings(
        root=str(project.workspace.root),
        folder=str(path.parent),
        stem=_readable(path.stem),
        agents=tuple(sorted(known_agents(project))),
        agent=settings.agent,
        agent_asked=asked.agent,
        order_asked=asked.order,
    )


def _read_folder(project: Project, path: Path, asked: Asked) -> Conversion:
    """A folder of Backlog.md files is one plan; of any other its files are."""
    from orchestrator.operations.converting.folder import convert_files, notes, read_files, refuse
    from orchestrator.operations.converting.sources import is_one_plan, plan_files

    try:
        if not is_one_plan(path, asked.dialect):
            raise refuse(path, plan_files(path))
        files = read_files(path, _MOST_TEXT)
        left = notes(path)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", hint="check its rights") from None
    name, languages = shown(project, path), project.settings.languages
    around = _around(project, path.resolve(), asked)
    key = key_of(files.sha256.encode(), name, around, languages, files.facts)
    kept = take(project, name, key)
    if kept is not None:
        return Conversion(
            path=name,
            text="",
            plan=kept.plan,
            findings=kept.findings,
            notes=left,
            sha256=kept.sha256,
            others=files.texts(lambda each: shown(project, each)),
        )
    plan, findings = convert_files(
        files, lambda each: shown(project, each), around, frozenset(languages)
    )
    return Conversion(
        path=name,
        text="",
        plan=plan,
        findings=findings,
        notes=left,
        key=key,
        others=files.texts(lambda each: shown(project, each)),
    )


def _made(
    data: bytes,
    name: str,
    around: Surroundings,
    languages: frozenset[str],
    dialect: str | None,
    key: str,
) -> Conversion:
    from orchestrator.document.parse import read
    from orchestrator.plan.build import build
    from orchestrator.plan.giveaways import giveaways

    document, findings, text = read(data, name, languages, dialect)
    findings = (*findings, *giveaways(text, name))
    if has_errors(findings) and not document.subtasks:
        return Conversion(path=name, text=text, plan=None, findings=findings)
    plan, all_findings = build(document, around, findings)
    return Conversion(path=name, text=text, plan=plan, findings=all_findings, key=key)


def keep_conversion(project: Project, made: Conversion, sha256: str) -> None:
    """Keep what was made of a task file for the next time, and the digest of its plan's JSON; the
    state folder is there."""
    if made.key is not None and made.plan is not None:
        keep(project, made.path, made.key, made.plan, sha256, made.findings)


def _refuse_unknown_agent(project: Project, agent: str | None) -> None:
    """Raise InputError when prose would wait for an agent that there is not."""
    known = known_agents(project)
    # A flag or a setting may give a command line instead of a name; a task file may not.
    is_command_line = agent is not None and (" " in agent or "/" in agent)
    if agent is None or agent.lower() == "none" or is_command_line:
        return
    if agent not in known:
        raise InputError(
            f"there is no agent preset “{agent}”",
            hint=f"known presets: {', '.join(sorted(known))}; a command line; or none",
        )


def _refuse_unknown_order(order: str | None) -> None:
    if order is not None and order not in list(Order):
        raise InputError(f"there is no order “{order}”", hint=f"use one of {', '.join(Order)}")


def _refuse_unknown_dialect(dialect: str | None) -> None:
    if dialect is None:
        return
    from orchestrator.document.dialects.choice import names

    if dialect not in names():
        raise InputError(
            f"there is no dialect “{dialect}”", hint=f"use one of {', '.join(names())}"
        )


def _read_json(project: Project, data: bytes, name: str, path: Path, asked: Asked) -> Conversion:
    """A plan, or the tasks of task-master."""
    from orchestrator.document.taskmaster.taskjson import is_task_json, read_task_json

    if not is_task_json(data):
        return _read_plan(project, data, name)
    from orchestrator.plan.build import build
    from orchestrator.plan.giveaways import giveaways

    refuse_longer(data, _MOST_TEXT, name)
    around = _around(project, path, asked)
    document, findings, text = read_task_json(data, name)
    findings = (*findings, *giveaways(text, name))
    if has_errors(findings) and not document.subtasks:
        return Conversion(path=name, text=text, plan=None, findings=findings)
    plan, all_findings = build(document, around, findings)
    return Conversion(path=name, text=text, plan=plan, findings=all_findings)


def _read_plan(project: Project, data: bytes, name: str) -> Conversion:
    from orchestrator.plan.codec import from_json

    text = data.decode("utf-8-sig", "replace")
    plan, findings = from_json(text, name, str(project.workspace.root))
    return Conversion(path=name, text=text, plan=plan, findings=findings)
