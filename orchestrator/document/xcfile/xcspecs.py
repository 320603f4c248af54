"""From a task of an xc file to a subtask: what it requires, its arguments, variables, script.

A task that another requires with arguments, as in `Requires: build linux`, is a subtask of its
own: a variant, shared by all that give it the same ones.
"""

from __future__ import annotations

import difflib
import posixpath
import re
import shlex
from collections.abc import Sequence
from itertools import islice

from msgspec import Struct, field

from orchestrator.diagnostics import Findings, Span
from orchestrator.document.commands import step_text
from orchestrator.document.drafts import CommandDraft
from orchestrator.document.languages import BASH_OR_SH
from orchestrator.document.model import Command, Keys, StepSpec, SubtaskSpec
from orchestrator.document.params import Param
from orchestrator.document.shebangs import language_of_first_line
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence
from orchestrator.document.xcfile.xctasks import (
    CALLERS_FOLDER,
    Attribute,
    XcTask,
    description_of,
    variable_of,
)

_MOST_SUGGESTIONS = 20
_MOST_COMPARED = 1000


class Required(Struct, frozen=True):
    """A variant, by its index, that another requires, and the line that says so."""

    variant: int
    line: int


class Variant(Struct):
    """A task with the arguments that it is given, none for the task as it is written."""

    task: XcTask
    title: str
    arguments: tuple[str, ...] = ()
    required: list[Required] = field(default_factory=list)

    @property
    def in_turn(self) -> bool:
        """Whether what it requires runs one after the other."""
        said = self.task.said("rundeps")
        return said is None or said.value.lower() == "sync"


def variants_of(tasks: Sequence[XcTask], findings: Findings) -> list[Variant]:
    """The tasks, then those that are required with arguments, each knowing what it requires.

    What cannot be resolved is told as an error.
    """
    variants = [Variant(task, task.name) for task in tasks]
    names = _Names(tasks, findings)
    known: dict[tuple[int, tuple[str, ...]], int] = {}
    for at, task in enumerate(tasks):
        there: dict[int, Required] = {}
        for piece, attribute in task.pieces("requires"):
            found = names.find(piece, attribute)
            if found is None:
                continue
            other, arguments = found
            if other == at:
                _tell_itself(task, attribute, findings)
                continue
            index = other
            if arguments:
                index = known.setdefault((other, arguments), len(variants))
                if index == len(variants):
                    variants.append(Variant(tasks[other], piece, arguments))
            there.setdefault(index, Required(index, attribute.line))
        variants[at].required = list(there.values())
    for variant in variants[len(tasks) :]:
        variant.required = variants[names.of[variant.task.name.lower()]].required
    return variants


class _Names:
    """The tasks by their names, case apart; of two with one name the first, as in xc."""

    def __init__(self, tasks: Sequence[XcTask], findings: Findings) -> None:
        self._findings = findings
        self._unknown = 0
        self.of: dict[str, int] = {}
        for at, task in enumerate(tasks):
            self.of.setdefault(task.name.lower(), at)

    def find(self, piece: str, attribute: Attribute) -> tuple[int, tuple[str, ...]] | None:
        """The task that a piece of `Requires` names, and the arguments that it gives it."""
        if piece.lower() in self.of:
            return self.of[piece.lower()], ()
        try:
            quoted = re.search(r"[\"'\\]", piece) is not None
            name, *arguments = shlex.split(piece) if quoted else piece.split()
        except ValueError:
            name, arguments = piece, []
        if name.lower() in self.of:
            return self.of[name.lower()], tuple(arguments)
        near = self._near(name.lower())
        self._findings.error(
            "unknown-reference",
            f"there is no task “{name}”",
            attribute.line,
            attribute.column,
            hint=f"did you mean {' or '.join(near)}?" if near else "name a task of this file",
        )
        return None

    def _near(self, name: str) -> list[str]:
        """Names like it, as long as there are few that are unknown: to compare takes its time."""
        self._unknown += 1
        if self._unknown > _MOST_SUGGESTIONS:
            return []
        return difflib.get_close_matches(name, islice(self.of, _MOST_COMPARED), n=2, cutoff=0.6)


def _tell_itself(task: XcTask, attribute: Attribute, findings: Findings) -> None:
    findings.error(
        "self-dependency",
        f"“{task.name}” requires itself",
        attribute.line,
        attribute.column,
        hint="name another task, or remove it from this line",
    )


def spec_of(source: Source, variant: Variant) -> SubtaskSpec:
    """The subtask that a variant is."""
    task = variant.task
    inputs = _inputs(task)
    given = dict(zip((name for name, _ in inputs), variant.arguments, strict=False))
    env = _env(task)
    defaults = {name: env.pop(name) for name, _ in inputs if name in env}
    params = tuple(
        Param(name=name, line=line, required=name not in defaults, default=defaults.get(name),
              inherits=True)
        for name, line in inputs
        if name not in given
    )  # fmt: skip
    cwd, span = _folder(source, task)
    keys = Keys(env={**env, **given}, params=params, cwd=cwd, cwd_span=span, metadata=_kept(task))
    steps = [_step(source, each, variant, [name for name, _ in inputs]) for each in task.scripts]
    return SubtaskSpec(
        prefix=None,
        number=None,
        title=variant.title,
        span=Span(task.heading.line, task.heading.column),
        keys=keys,
        description=description_of(source, task),
        steps=tuple(steps),
    )


def _inputs(task: XcTask) -> list[tuple[str, int]]:
    named: dict[str, int] = {}
    for piece, attribute in task.pieces("inputs"):
        named.setdefault(variable_of(piece) or piece, attribute.line)
    return list(named.items())


def _env(task: XcTask) -> dict[str, str]:
    pairs = [piece.partition("=") for piece, _ in task.pieces("env")]
    named = ((variable_of(name), mark, value) for name, mark, value in pairs)
    return {name: value for name, mark, value in named if mark and name is not None}


def _kept(task: XcTask) -> dict[str, str]:
    """What is said of how it runs, as written."""
    said = (task.said(kind) for kind in ("run", "rundeps", "interactive"))
    return {each.name: each.value for each in said if each is not None}


def _folder(source: Source, task: XcTask) -> tuple[str | None, Span | None]:
    """Where it runs, from the root: below the file's folder."""
    own = posixpath.dirname(source.path)
    said = task.said("directory")
    if said is None:
        return own or None, None
    span = Span(said.line, said.column)
    if said.value == CALLERS_FOLDER:
        return ".", span
    return posixpath.normpath(posixpath.join(own, said.value)), span


def _step(source: Source, fence: Fence, variant: Variant, inputs: Sequence[str]) -> StepSpec:
    named = language_of_first_line(fence.content, source.languages)
    language = BASH_OR_SH if named is None else named
    script = fence.content
    words = [f'"${name}"' for name in inputs]
    words += [shlex.quote(word) for word in variant.arguments[len(inputs) :]]
    if words and named is None:
        # On the script's own first line, so that lines are counted as they are written.
        script = f"set -- {' '.join(words)}; {script}"
    draft = CommandDraft(language, fence.content, fence.line)
    command = Command(language=language, script=script, line=fence.line)
    return StepSpec(id=None, text=step_text(draft), line=fence.line, command=command)
