"""The keys of a subtask or document: their names, and what each makes of its value.

A broken value of an unmistakable key is an error; any other that has not its key's shape
stays in the metadata with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from orchestrator.document import values
from orchestrator.document.findings import Findings
from orchestrator.document.inline import only_span, unwrapped
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.labels import name_key
from orchestrator.document.languages import canonical
from orchestrator.document.model import Command, Keys, Mode, Reference, RetrySpec
from orchestrator.document.status import status_of

_NAMES: dict[str, tuple[str, ...]] = {
    "depends_on": ("depends on", "dependencies", "dependency", "depends", "requires", "needs",
                   "after", "blocked by"),
    "blocks": ("blocks",),
    "mode": ("execution mode",),
    "priority": ("priority",),
    "timeout_s": ("timeout", "timeout s"),
    "total_timeout_s": ("total timeout", "total timeout s"),
    "retries": ("retries",),
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
    "status": ("status",),
}  # fmt: skip
_FIELD = {name: field for field, names in _NAMES.items() for name in names}
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
}
_TRACES = frozenset({"prerequisites", "prerequisite"})


def field_of(name: str) -> str | None:
    """The field of `Keys` that a key of this name sets, None for a name that is not known."""
    return _FIELD.get(name_key(name))


def is_dependency(name: str) -> bool:
    """Whether a key of this name states order."""
    return field_of(name) in ("depends_on", "blocks")


@dataclass(slots=True)
class KeysDraft:
    """Keys while they are read; `freeze` gives them as the model holds them."""

    findings: Findings
    languages: frozenset[str]
    found: dict[str, object] = field(default_factory=dict)
    retry: dict[str, object] = field(default_factory=dict)
    depends_on: list[Reference] = field(default_factory=list)
    blocks: list[Reference] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)

    def set(self, key: KeyLine) -> None:
        """Take a key; a value that has not its shape is told and kept as metadata."""
        name = field_of(key.name)
        if name is None:
            self._keep(key)
            if name_key(key.name) in _TRACES:
                self.findings.info(
                    "prerequisites-ignored",
                    f"`{key.name}` makes no edge: it names documents, not tasks",
                    key.line,
                    hint="write `**Depends on**: …` for tasks that must come first",
                )
            return
        again = name in self.found and name != "status"
        if not key.values or not _READERS[name](self, key.values):
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
            depends_on=tuple(self.depends_on),
            blocks=tuple(self.blocks),
            retry=RetrySpec(**self.retry),  # type: ignore[arg-type]
            metadata=dict(self.metadata),
            **self.found,  # type: ignore[arg-type]
        )

    @property
    def shell(self) -> str | None:
        """The interpreter of unmarked blocks, if one was named."""
        shell = self.found.get("shell")
        return shell if isinstance(shell, str) else None

    def _keep(self, key: KeyLine) -> None:
        text = "; ".join(value.text for value in key.values)
        before = self.metadata.get(key.name)
        self.metadata[key.name] = f"{before}; {text}" if before else text

    def _refuse(self, name: str, key: KeyLine) -> None:
        text = "; ".join(value.text for value in key.values)
        column = key.values[0].span.column if key.values else None
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


_Reader = Callable[[KeysDraft, tuple[Value, ...]], bool]


def _simple(name: str, read: Callable[[str], object | None], empty: bool = False) -> _Reader:
    """A reader of one value; `empty` is whether a value such as 0 is one."""

    def reader(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
        found = read(given[0].text) if len(given) == 1 else None
        if found is None or (not found and not empty):
            return False
        draft.found[name] = found
        return True

    return reader


def _listed(name: str, read: Callable[[list[str]], object | None]) -> _Reader:
    def reader(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
        texts = [value.text for value in given]
        if all(values.is_none(text) for text in texts):
            return True
        found = read(texts)
        if found is None:
            return False
        draft.found[name] = found
        return True

    return reader


def _references(name: str) -> _Reader:
    def reader(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
        for value in given:
            if values.is_none(value.text):
                if name == "depends_on":
                    draft.found["says_none"] = True
            else:
                target = draft.depends_on if name == "depends_on" else draft.blocks
                target.append(Reference(text=value.text, span=value.span))
        return True

    return reader


def _retry(name: str, read: Callable[[str], object | None]) -> _Reader:
    def reader(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
        found = read(given[0].text) if len(given) == 1 else None
        if found is None:
            return False
        draft.retry[name] = found
        return True

    return reader


def _backoff(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
    found = values.backoff(given[0].text) if len(given) == 1 else None
    if found is None:
        return False
    draft.retry["backoff"], cap = found
    if cap is not None:
        draft.retry["max_delay_s"] = cap
    return True


def _mode(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
    found = re.fullmatch(
        r"(sequential|parallel)\s*(?:\(?\s*with\s+([^()]+?)\s*\)?)?\.?",
        unwrapped(given[0].text),
        re.I,
    )
    if found is None:
        return False
    parallel = found[1].lower() == "parallel"
    span = given[0].span
    with_ = Reference(text=found[2], span=span) if found[2] and parallel else None
    draft.found["mode"] = Mode(parallel=parallel, with_=with_, span=span)
    return True


def _cwd(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
    text = unwrapped(given[0].text)
    if not text or (len(text.split()) > 2 and "/" not in text):
        return False
    draft.found["cwd"], draft.found["cwd_span"] = text, given[0].span
    return True


def _shell(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
    name = canonical(unwrapped(given[0].text).rsplit("/", 1)[-1], draft.languages)
    if name is None:
        return False
    draft.found["shell"] = name
    return True


def _condition(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
    script = only_span(given[0].text)
    if script is None:
        return False
    draft.found["condition"] = Command(language="sh", script=script + "\n", line=given[0].span.line)
    return True


def _agent(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
    text = unwrapped(given[0].text)
    if re.fullmatch(r"[A-Za-z0-9_.-]+", text) is None:
        return False
    draft.found["agent"], draft.found["agent_span"] = text, given[0].span
    return True


def _approval(draft: KeysDraft, given: tuple[Value, ...]) -> bool:
    text = given[0].text.strip()
    if not values.is_none(text) and values.boolean(text) is not False:
        draft.found["approval"] = text
    return True


def _one_word(text: str) -> str | None:
    text = unwrapped(text)
    return text if text and len(text.split()) == 1 else None


_READERS: dict[str, _Reader] = {
    "depends_on": _references("depends_on"),
    "blocks": _references("blocks"),
    "mode": _mode,
    "priority": _simple("priority", values.priority),
    "timeout_s": _simple("timeout_s", values.duration),
    "total_timeout_s": _simple("total_timeout_s", values.duration),
    "retries": _retry("max", values.count),
    "retry_delay": _retry("delay_s", values.duration),
    "retry_backoff": _backoff,
    "retry_on": _retry("on_exit", values.exit_codes),
    "cwd": _cwd,
    "env": _listed("env", values.env_pairs),
    "secrets": _listed("secrets", values.variables),
    "shell": _shell,
    "condition": _condition,
    "allow_failure": _simple("allow_failure", values.boolean, empty=True),
    "inputs": _listed("inputs", values.globs),
    "outputs": _listed("outputs", values.globs),
    "resources": _listed("resources", values.resources),
    "locks": _listed("locks", values.names),
    "queue": _simple("queue", _one_word),
    "agent": _agent,
    "approval": _approval,
    "status": _simple("status", lambda text: status_of(unwrapped(text))),
}
