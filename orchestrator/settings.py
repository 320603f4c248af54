"""The settings and where they come from: flags, variables, a file, defaults; knows no path
but the settings file's, and runs nothing.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from msgspec import Struct, field

from orchestrator.diagnostics import Diagnostic, InputError, Severity
from orchestrator.given import MEGABYTE, read_given

_PREFIX = "ORCHESTRATOR_"
# Every attempt sees these, so a step that calls this program again must not trip over them.
_OF_STEPS = frozenset(
    _PREFIX + name
    for name in (
        "TASK", "RUN", "SUBTASK", "STEP", "ATTEMPT", "TRACE_ID", "IDEMPOTENCY_KEY", "OUTPUTS",
    )
)  # fmt: skip


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Settings(Struct, frozen=True, kw_only=True):
    """What may be set for a project. Times in seconds; folders are relative to the root.

    `agent` is the preset that does prose steps; `agents` and `languages` map a name to the
    words of a command line. `log_file` gets every event of every run, for finding out later;
    `otlp` is the collector that each run's trace is sent to when it has ended.
    """

    jobs: int = field(default_factory=_cores)
    grace_s: float = 5.0
    log_limit_bytes: int = 10_000_000
    tasks_dir: str = "docs/tasks"
    reports_dir: str = "docs/reports"
    report: bool = True
    accept_ticks: bool = False
    log_file: str | None = None
    otlp: str | None = None
    agent: str | None = None
    agents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def load(root: Path, environ: Mapping[str, str], overrides: Mapping[str, object]) -> Settings:
    """The settings of the project at `root`. `overrides` are the flags that were given;
    None among them is one that was not.

    Raises:
        InputError: an unknown key or a value of the wrong type, each as a finding.
    """
    findings: list[Diagnostic] = []
    values: dict[str, object] = {}
    given = {key: value for key, value in overrides.items() if value is not None}
    for place, entries in (
        _of_file(root),
        (_Place("in the environment", prefix=_PREFIX), _of_environment(environ)),
        (_Place("on the command line", prefix="--"), given),
    ):
        for key, value in entries.items():
            _take(place, key, value, values, findings)
    if findings:
        raise InputError("the settings cannot be used", findings=findings)
    return Settings(**values)  # type: ignore[arg-type]  # each value was read by its key's reader


class _Place(Struct, frozen=True):
    """Where a value was given, so that a finding can say so."""

    name: str
    prefix: str = ""
    path: str | None = None
    text: str = ""

    def spell(self, key: str) -> str:
        if self.prefix == "--":
            return self.prefix + key.replace("_", "-")
        return self.prefix + (key.upper() if self.prefix else key)

    def finding(
        self, code: str, key: str, message: str, hint: str, entry: str | None = None
    ) -> Diagnostic:
        at = self._find(key, entry)
        return Diagnostic(
            code=code,
            severity=Severity.ERROR,
            message=f"{message} ({self.name})" if self.path is None else message,
            path=self.path,
            line=self.text.count("\n", 0, at) + 1 if at is not None else None,
            column=at - self.text.rfind("\n", 0, at) if at is not None else None,
            hint=hint,
        )

    def _find(self, key: str, entry: str | None) -> int | None:
        """Where in the file a key is set, or an entry of the table that it is."""
        key = re.escape(key)
        found = re.search(rf"^[ \t]*(?:\[[^\]\n]*\b)?{key}\b", self.text, re.MULTILINE)
        if found is None or entry is None:
            return found and found.start()
        name = rf"(?=[\"']?{re.escape(entry)}[\"']?\s*[.=\]])"
        before = rf"(?:^[ \t]*(?:\[[^\]\n]*)?(?:\b{key}\.)?|[{{,]\s*)"
        own = re.compile(before + name, re.MULTILINE).search(self.text, found.start())
        return own.end() if own else found.start()


def _shown(value: object) -> str:
    """A value as Python writes it, which it refuses for numbers of thousands of digits."""
    try:
        return repr(value)
    except ValueError:
        return "a number of thousands of digits"


class _EntryError(ValueError):
    """What an entry of a table must be; `name` and `value` are those that it has."""

    def __init__(self, wanted: str, name: str, value: object) -> None:
        super().__init__(wanted)
        self.name = name
        self.value = value


def _of_file(root: Path) -> tuple[_Place, Mapping[str, object]]:
    for name, table in (("orchestrator.toml", ()), ("pyproject.toml", ("tool", "orchestrator"))):
        path = root / name
        if not path.is_file():
            continue
        text = _text_of(path)
        if table and "orchestrator" not in text:
            continue  # most projects say nothing here, and a TOML parser takes time to load
        content = _parse(path, text)
        for key in table:
            content = content.get(key) if isinstance(content, dict) else None
        if isinstance(content, dict):
            return _Place(name, path=str(path), text=text), content
    return _Place("no file"), {}


def _text_of(path: Path) -> str:
    try:
        return read_given(path, MEGABYTE).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot read {path}: {error}", hint="make it readable, in UTF-8"
        ) from error


def _parse(path: Path, text: str) -> object:
    import tomllib

    try:
        return tomllib.loads(text)
    # A number of thousands of digits is a ValueError alone, deep nesting no error of its own.
    except (ValueError, RecursionError) as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        finding = Diagnostic(
            code="settings-syntax",
            severity=Severity.ERROR,
            message=f"not TOML: {str(error).partition(' (at')[0]}",
            path=str(path),
            line=int(found[1]) if found else None,
            column=int(found[2]) if found else None,
            hint='a setting reads like  jobs = 4  or  agent = "claude"',
        )
        raise InputError(f"{path} cannot be read", findings=[finding]) from error


def _of_environment(environ: Mapping[str, str]) -> dict[str, object]:
    """The variables that are settings, or nearly name one; other programs use the prefix too."""
    entries: dict[str, object] = {}
    for name, text in environ.items():
        if name.startswith(_PREFIX) and name not in _OF_STEPS:
            key = name.removeprefix(_PREFIX).lower()
            if key in _READERS:
                entries[key] = _from_text(key, text)
            elif _nearest(key):
                entries[key] = text
    return entries


def _from_text(key: str, text: str) -> object:
    """A variable's text as the value that a file would hold; odd text stays text, which the
    key's reader then refuses by name."""
    if key in ("tasks_dir", "reports_dir", "log_file", "agent", "otlp"):
        return text
    lowered = text.strip().lower()
    if key in ("report", "accept_ticks"):
        return {"1": True, "yes": True, "0": False, "no": False}.get(lowered, _json(lowered))
    return _json(text)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _take(
    place: _Place,
    key: str,
    value: object,
    values: dict[str, object],
    findings: list[Diagnostic],
) -> None:
    """Put one entry among the values, or say what is wrong with it."""
    reader = _READERS.get(key)
    if reader is None:
        nearest = _nearest(key)
        hint = (
            f"did you mean {place.spell(nearest)}?"
            if nearest
            else f"settings are {', '.join(sorted(_READERS))}"
        )
        findings.append(
            place.finding("unknown-setting", key, f"unknown setting {place.spell(key)}", hint)
        )
        return
    try:
        values[key] = reader(value)
    except _EntryError as error:
        said = f"{place.spell(key)}.{error.name} is {_shown(error.value)}"
        findings.append(place.finding("bad-setting", key, said, f"it must be {error}", error.name))
    except ValueError as error:
        findings.append(
            place.finding(
                "bad-setting", key, f"{place.spell(key)} is {_shown(value)}", f"it must be {error}"
            )
        )


def _nearest(key: str) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(key, _READERS, n=1, cutoff=0.75)), None)


def _count(value: object) -> int:
    if value == "auto":
        return _cores()
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError('a whole number of at least 1, or "auto" for the number of cores')
    return value


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise ValueError("a number of seconds, 0 or more")
    return float(value)


def _bytes(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1000:
        raise ValueError("a whole number of bytes, at least 1000")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a name in quotes")
    return value.strip()


def _address(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/]+\S*", value.strip()):
        raise ValueError("an address in quotes, as  http://localhost:4318/v1/traces")
    return value.strip()


def _folder(value: object) -> str:
    path = PurePosixPath(value) if isinstance(value, str) else None
    if path is None or not path.parts or path.is_absolute() or ".." in path.parts:
        raise ValueError("a folder inside the root, relative to it")
    return str(path)


def _commands(value: object) -> dict[str, tuple[str, ...]]:
    return dict(_command_entries(value))


def _command_entries(value: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not isinstance(value, Mapping):
        raise ValueError('a table of names and command lines, as  name = "program --option"')
    for name, given in value.items():
        words = _words(name, given) if isinstance(given, str) else given
        if not isinstance(words, list | tuple) or not words:
            raise _EntryError(
                'a command line, as  "program --option", or a list of its words', name, given
            )
        if not all(isinstance(word, str) and word for word in words):
            raise _EntryError('a list of words in quotes, as  ["program", "--option"]', name, given)
        yield name.lower(), tuple(words)


def _words(name: str, text: str) -> list[str]:
    """The words of a command line, quoted as for a shell; nothing in it is expanded."""
    import shlex

    try:
        return shlex.split(text)
    except ValueError:
        raise _EntryError("a command line whose quotation is closed", name, text) from None


_READERS: dict[str, Callable[[object], object]] = {
    "jobs": _count,
    "grace_s": _seconds,
    "log_limit_bytes": _bytes,
    "tasks_dir": _folder,
    "reports_dir": _folder,
    "report": _flag,
    "accept_ticks": _flag,
    "log_file": _folder,
    "otlp": _address,
    "agent": _name,
    "agents": _commands,
    "languages": _commands,
}
assert set(_READERS) == set(Settings.__struct_fields__)
