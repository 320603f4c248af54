"""What a command can be expected to do: values only, shared by document, plan and verify."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

# Read by the plan's codec: unknown fields are refused, and `is_` is spelled `is` in JSON.
_STRICT = {"extra": "forbid"}
_STRICT_WITHOUT_UNDERSCORE = {
    "extra": "forbid",
    "alias_generator": lambda name: name.rstrip("_"),
    "populate_by_name": True,
}


class MatchMode(StrEnum):
    """How expected text is compared with what was printed."""

    EQUALS = "equals"  # whole text; its lines may be patterns, see `expectedlines`
    CONTAINS = "contains"
    REGEX = "regex"
    GLOB = "glob"
    JSON = "json"  # equal as JSON
    JSON_CONTAINS = "json_contains"  # every value of the expected JSON is there
    SIMILARITY = "similarity"  # ratio of at least `threshold`, as InnovationEngine has it


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMatch:
    """Expected text of standard output or standard error; `negated` is one that must not come.

    `strip_ansi` compares without colours and their like; `keep_crlf` with a carriage return at
    the end of a line as a part of it.
    """

    __pydantic_config__ = _STRICT
    mode: MatchMode
    text: str
    line: int
    threshold: float | None = None
    negated: bool = False
    strip_ansi: bool = False
    keep_crlf: bool = False


class FileState(StrEnum):
    """What may be asked of a file."""

    EXISTS = "exists"
    MISSING = "missing"
    NOT_EMPTY = "not_empty"
    CONTAINS = "contains"
    SHA256 = "sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMatch:
    """An expectation on one file, its path relative to the command's folder.

    `is_` is spelled `is` in JSON; `value` is the text for `contains`, the hex digest for `sha256`.
    """

    __pydantic_config__ = _STRICT_WITHOUT_UNDERSCORE
    path: str
    is_: FileState
    value: str | None = None
    line: int


class Comparison(StrEnum):
    """How a value found in JSON is compared."""

    EQ = "=="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    EXISTS = "exists"  # there is a value, whatever it is
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonMatch:
    """An expectation on standard output read as JSON: `.status == "ok"`.

    `path` is a dotted path with indices (`.items[0].name`); `value` is JSON text, `null` where only
    its being there is asked.
    """

    __pydantic_config__ = _STRICT
    path: str
    op: Comparison
    value: str
    line: int


ExitCodes = tuple[int, ...] | Literal["non_zero"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """Everything expected of one command; what is not asked for stays empty.

    `exit_code` None means 0. `output` is met by either stream, and where it asks for the whole
    text, only while the other one is empty. `no_output` covers both streams. A command that ends
    with `skip_code` says that it does not apply: nothing is compared, and nothing proved.
    """

    __pydantic_config__ = _STRICT
    exit_code: ExitCodes | None = None
    stdout: tuple[TextMatch, ...] = ()
    stderr: tuple[TextMatch, ...] = ()
    output: tuple[TextMatch, ...] = ()
    files: tuple[FileMatch, ...] = ()
    json: tuple[JsonMatch, ...] = ()
    max_duration_ms: int | None = None
    no_output: bool = False
    skip_code: int | None = None


NOTHING_EXPECTED = Expect()
