"""The keys of a subtask or document while they are read, and what is told of them.

A broken value of an unmistakable key is an error; any other that has not its key's shape
stays in the metadata with a warning.
"""

from __future__ import annotations

import re

from orchestrator.diagnostics import Findings
from orchestrator.document.keylines import KeyLine
from orchestrator.document.keynames import field_of, is_prerequisite, is_unmistakable, names_tasks
from orchestrator.document.keyreaders import READERS, Given
from orchestrator.document.labels import name_key
from orchestrator.document.model import Keys, RetrySpec

_UNMISTAKABLE = {
    "timeout_s": "a duration such as `30s`, `5m` or `1h30m`",
    "total_timeout_s": "a duration such as `30s`, `5m` or `1h30m`",
    "retries": "a count such as `2`",
    "retry_delay": "a duration such as `10s`",
}
_SHAPES = {
    "mode": "`SEQUENTIAL`, `PARALLEL` or `PARALLEL (with Task 1)`",
    "priority": "CRITICAL, HIGH, MEDIUM, LOW or P0 to P3",
    "retry_backoff": "a factor and a cap such as `2x up to 60s`",
    "retry_on": "exit codes such as `1, 75`",
    "cwd": "a path inside the root",
    "env": "pairs such as `A=1, B=2`",
    "secrets": "names of variables",
    "shell": "an interpreter such as `bash`",
    "condition": "a command in a code span",
    "allow_failure": "yes or no",
    "inputs": "globs such as `src/**/*.py`",
    "outputs": "globs such as `dist/*.whl`",
    "resources": "amounts such as `cpu 2, memory 1GiB`",
    "locks": "names",
    "queue": "one name",
    "agent": "the name of a preset, or `none`",
    "optional": "yes or no",
    "params": "arguments such as `NAME (required): what it is`",
}
_OTHER_SHAPES = {
    "approval": "the question to ask",
    "depends_on": "ids such as `Task 1`, or `None`",
    "blocks": "ids such as `Task 3`",
    "status": "a status such as `in progress`",
}


def tell_trace(findings: Findings, key: KeyLine) -> None:
    """Say of a key that looks like a dependency that it makes no edge."""
    numbers = all(re.fullmatch(r"[\d.,，、 –-]+", value.text) for value in key.values)
    name = name_key(key.name)
    localised = not name.isascii()
    if is_prerequisite(key.name):
        findings.often(
            "trace-ignored",
            f"`{key.name}` makes no edge here: what it names may be no tasks",
            key.line,
            hint="write `**Depends on**: …` for tasks that must come first",
        )
    elif (name == "requirements" or localised) and numbers and key.values:
        ignore_trace(findings, key)


def ignore_trace(findings: Findings, key: KeyLine) -> None:
    """Say of a key that is known to be a trace that it makes no edge; once for each name."""
    findings.often(
        "trace-ignored",
        f"`{key.name}` makes no edge: it names documents or requirements, not tasks",
        key.line,
        hint="write `**Depends on**: …` for tasks that must come first",
    )


def _shape(name: str) -> str:
    return _UNMISTAKABLE.get(name) or _SHAPES.get(name) or _OTHER_SHAPES[name]


class KeysDraft:
    """Keys while they are read; `freeze` gives them as the model holds them."""

    def __init__(self, findings: Findings, languages: frozenset[str]) -> None:
        self.findings = findings
        self.given = Given(languages)
        self.metadata: dict[str, str] = {}

    def set(self, key: KeyLine) -> None:
        """Take a key; a value that has not its shape is told and kept as metadata."""
        name = field_of(key.name)
        if is_prerequisite(key.name) and key.values:
            only_tasks = all(names_tasks(value.text) for value in key.values)
            name = "depends_on" if only_tasks else None
        if name is None:
            self._keep(key)
            tell_trace(self.findings, key)
            return
        again = name in self.given.found and name != "status"
        self.given.key = key.name
        if key.end is not None:
            self._tell_end(key)
        if not key.values:
            self._tell_missing(name, key)
        elif not READERS[name](self.given, key.values):
            self._refuse(name, key)
        elif again:
            self.findings.warning(
                "duplicate-key",
                f"`{key.name}` is given twice; this one counts",
                key.line,
                hint="remove one of them",
            )

    def freeze(self) -> Keys:
        """The keys, typed."""
        return Keys(
            depends_on=tuple(self.given.depends_on),
            blocks=tuple(self.given.blocks),
            retry=RetrySpec(**self.given.retry),  # type: ignore[arg-type]  # read by their readers
            metadata=dict(self.metadata),
            **self.given.found,  # type: ignore[arg-type]  # these as well
        )

    @property
    def shell(self) -> str | None:
        """The interpreter of unmarked blocks, if one was named."""
        shell = self.given.found.get("shell")
        return shell if isinstance(shell, str) else None

    def _keep(self, key: KeyLine) -> None:
        text = "; ".join(value.text for value in key.values)
        before = self.metadata.get(key.name)
        self.metadata[key.name] = f"{before}; {text}" if before else text

    def _tell_missing(self, name: str, key: KeyLine) -> None:
        """A label that is a key's name has no value below it that the key could take."""
        tell = self.findings.warning
        if is_unmistakable(key.name) and not key.titled:
            tell = self.findings.error
        tell(
            "key-without-value",
            f"`{key.name}` has no value: nothing below it has the shape of that key",
            key.line,
            hint=f"write `**{key.name}**: …` with {_shape(name)}, or give the label another name",
        )

    def _tell_end(self, key: KeyLine) -> None:
        """Say of a box among dependencies that it is something to be done."""
        self.findings.warning(
            "boxes-among-dependencies",
            f"a box in the list below `{key.name}` is no reference by its form, so it is none of "
            "its values: it is to be done",
            key.end,
            hint="write `- [x] Task 2` for a dependency; put a blank line above what is to be done",
        )

    def _refuse(self, name: str, key: KeyLine) -> None:
        text = "; ".join(value.text for value in key.values)
        first = key.values[0].span if key.values else None
        column = first.column if first is not None and first.line == key.line else None
        if key.below and name == "condition" and is_unmistakable(key.name):
            # Without its condition a subtask would run where it was not meant to.
            self._tell_missing(name, key)
            return
        if name in _UNMISTAKABLE:
            code = "bad-count" if name == "retries" else "bad-duration"
            self.findings.error(
                code,
                f"`{key.name}: {text}` cannot be read",
                key.line,
                column,
                hint=f"write {_UNMISTAKABLE[name]}",
            )
            return
        self._keep(key)
        if name in _SHAPES:
            self.findings.warning(
                "not-a-value",
                f"`{key.name}: {text}` has not the shape of that key; kept as metadata",
                key.line,
                column,
                hint=f"write {_SHAPES[name]}, or give the remark another name",
            )
