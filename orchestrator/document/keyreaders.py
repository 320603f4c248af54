"""One reader for each key: its value to what `Keys` holds, or no for a value of another shape."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct, field

from orchestrator.diagnostics import Span
from orchestrator.document import values
from orchestrator.document.info import read_info
from orchestrator.document.inline import only_span, unwrapped
from orchestrator.document.keylines import Value
from orchestrator.document.languages import canonical, only_comments
from orchestrator.document.model import Command, Mode, Reference
from orchestrator.document.params import param_of
from orchestrator.document.referring import NUMBER, begins_with_many, begins_with_reference
from orchestrator.document.status import status_of


class Given(Struct):
    """What the keys gave so far: `found` by field of `Keys`, `retry` by field of `RetrySpec`.

    `key` is the name of the key that is read, as written.
    """

    languages: frozenset[str]
    key: str = "Dependencies"
    found: dict[str, object] = field(default_factory=dict)
    retry: dict[str, object] = field(default_factory=dict)
    depends_on: list[Reference] = field(default_factory=list)
    blocks: list[Reference] = field(default_factory=list)
    globs: list[tuple[str, Span]] = field(default_factory=list)
    names_shell: bool = False  # whether the condition is a block that names its own


_REFERENCE = re.compile(
    rf"(?:(?:sub-?)?tasks?[\s_:-]*#?\s*{NUMBER}|#?{NUMBER}|[A-Z][A-Z0-9]*-?{NUMBER}"
    r"|[a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?:\s+\([^(),]*\))?",
    re.I,
)
_LONGEST = 100
_PIECE = re.compile(r"[^\s,](?:[^,]*[^\s,])?")

_Reader = Callable[[Given, tuple[Value, ...]], bool]


def _simple(name: str, read: Callable[[str], object | None], empty: bool = False) -> _Reader:
    """A reader of one value; `empty` is whether a value such as 0 is one."""

    def reader(given: Given, stated: tuple[Value, ...]) -> bool:
        found = read(stated[0].text) if len(stated) == 1 else None
        if found is None or (not found and not empty):
            return False
        given.found[name] = found
        return True

    return reader


def _listed(name: str, read: Callable[[list[str]], object | None]) -> _Reader:
    def reader(given: Given, stated: tuple[Value, ...]) -> bool:
        texts = [value.text for value in stated]
        if all(values.is_none(text) for text in texts):
            return True
        found = read(texts)
        if found is None:
            return False
        given.found[name] = found
        return True

    return reader


def _references(name: str) -> _Reader:
    def reader(given: Given, stated: tuple[Value, ...]) -> bool:
        for value in stated:
            if values.is_none(value.text):
                if name == "depends_on":
                    given.found["says_none"] = True
            else:
                target = given.depends_on if name == "depends_on" else given.blocks
                target.extend(
                    Reference(text=text, span=span, key=given.key) for text, span in _cut(value)
                )
        return True

    return reader


def are_references(stated: tuple[Value, ...]) -> bool:
    """Whether values are nothing but references, or `None`."""
    return all(
        values.is_none(value.text)
        or begins_with_many(value.text)
        or all(_is_reference(piece.strip()) for piece in value.text.split(","))
        for value in stated
    )


def _is_reference(piece: str) -> bool:
    return len(piece) <= _LONGEST and _REFERENCE.fullmatch(piece) is not None


def _cut(value: Value) -> list[tuple[str, Span]]:
    """A plain list of references piece by piece; anything else, a title perhaps, is whole, but for
    lines of it that begin with a reference."""
    starts = [at for at, _ in value.lines[1:] if begins_with_reference(value.text[at:])]
    ends = [*starts, len(value.text)]
    return [
        cut
        for start, end in zip([0, *starts], ends, strict=True)
        for cut in _cut_line(value, start, end)
    ]


def _cut_line(value: Value, start: int, end: int) -> list[tuple[str, Span]]:
    text = value.text[start:end]
    pieces = list(_PIECE.finditer(text))
    plain = all(_is_reference(piece.group()) for piece in pieces)
    if not value.lines or not plain:
        return [(text.strip(), value.at(start) if start else value.span)]
    return [(piece.group(), value.at(start + piece.start())) for piece in pieces]


def _globs(name: str) -> _Reader:
    read = _listed(name, values.globs)

    def reader(given: Given, stated: tuple[Value, ...]) -> bool:
        if not read(given, stated):
            return False
        for value in stated:
            given.globs += [(glob, value.span) for glob in values.globs([value.text]) or ()]
        return True

    return reader


def _retry(name: str, read: Callable[[str], object | None]) -> _Reader:
    def reader(given: Given, stated: tuple[Value, ...]) -> bool:
        found = read(stated[0].text) if len(stated) == 1 else None
        if found is None:
            return False
        given.retry[name] = found
        return True

    return reader


def _backoff(given: Given, stated: tuple[Value, ...]) -> bool:
    found = values.backoff(stated[0].text) if len(stated) == 1 else None
    if found is None:
        return False
    given.retry["backoff"], cap = found
    if cap is not None:
        given.retry["max_delay_s"] = cap
    return True


def _mode(given: Given, stated: tuple[Value, ...]) -> bool:
    if len(stated) != 1:
        return False
    # A remark may follow, as after a dependency: `SEQUENTIAL (after Task 1)`.
    found = re.fullmatch(
        r"(sequential|parallel)\s*\.?(|[(:,;–—-].*|with\b.*)", unwrapped(stated[0].text), re.I
    )
    if found is None:
        return False
    parallel = found[1].lower() == "parallel"
    span = stated[0].span
    beside = re.search(r"\bwith\s+([^()]+)", found[2], re.I)
    with_ = Reference(text=beside[1].strip(), span=span, key=given.key) if beside else None
    with_ = with_ if parallel else None
    given.found["mode"] = Mode(parallel=parallel, with_=with_, span=span)
    return True


def _cwd(given: Given, stated: tuple[Value, ...]) -> bool:
    text = unwrapped(stated[0].text)
    if len(stated) != 1 or not text or (len(text.split()) > 2 and "/" not in text):
        return False
    given.found["cwd"], given.found["cwd_span"] = text, stated[0].span
    return True


def _shell(given: Given, stated: tuple[Value, ...]) -> bool:
    name = canonical(unwrapped(stated[0].text).rsplit("/", 1)[-1], given.languages)
    if name is None or len(stated) != 1:
        return False
    given.found["shell"] = name
    return True


def _condition(given: Given, stated: tuple[Value, ...]) -> bool:
    line = stated[0].span.line
    block = stated[0].block
    script = only_span(stated[0].text)
    if len(stated) != 1 or (script is None and block is None):
        return False
    if block is None:
        given.found["condition"] = Command(language="sh", script=f"{script}\n", line=line)
        return True
    said = read_info(block.info).language
    language = canonical(said, given.languages) if said else "sh"
    if language is None or only_comments(block.content, language):
        return False
    given.names_shell = bool(said)
    given.found["condition"] = Command(language=language, script=block.content, line=line)
    return True


def _agent(given: Given, stated: tuple[Value, ...]) -> bool:
    text = unwrapped(stated[0].text)
    if len(stated) != 1 or re.fullmatch(r"[A-Za-z0-9_.-]+", text) is None:
        return False
    given.found["agent"], given.found["agent_span"] = text, stated[0].span
    return True


def _approval(given: Given, stated: tuple[Value, ...]) -> bool:
    text = "; ".join(value.text.strip() for value in stated)
    if not values.is_none(text) and values.boolean(text) is not False:
        given.found["approval"] = text
    return True


def _one_word(text: str) -> str | None:
    text = unwrapped(text)
    return text if text and len(text.split()) == 1 else None


def _params(given: Given, stated: tuple[Value, ...]) -> bool:
    found = [param_of(value.text, value.span.line) for value in stated]
    given.found["params"] = tuple(param for param in found if param is not None)
    return bool(stated) and None not in found


READERS: dict[str, _Reader] = {
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
    "inputs": _globs("inputs"),
    "outputs": _globs("outputs"),
    "resources": _listed("resources", values.resources),
    "locks": _listed("locks", values.names),
    "queue": _simple("queue", _one_word),
    "agent": _agent,
    "approval": _approval,
    "params": _params,
    "optional": _simple("optional", values.boolean, empty=True),
    "status": _simple("status", lambda text: status_of(unwrapped(text))),
}
