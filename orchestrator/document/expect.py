"""What a command can be expected to do: values only, shared by document, plan and verify."""

from enum import StrEnum
from typing import Literal

from msgspec import Struct


class MatchMode(StrEnum):
    """How expected text is compared with what was printed."""

    EQUALS = "equals"  # whole text; its lines may be patterns, see `expectedlines`
    CONTAINS = "contains"
    REGEX = "regex"
    GLOB = "glob"
    JSON = "json"  # equal as JSON
    JSON_CONTAINS = "json_contains"  # every value of the expected JSON is there
    SIMILARITY = "similarity"  # ratio of at least `threshold`, as InnovationEngine has it


class TextMatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Expected text of standard output or standard error; `negated` is one that must not come.

    `strip_ansi` compares without colours and their like; `keep_crlf` with a carriage return at
    the end of a line as a part of it.
    """

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


class FileMatch(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"is_": "is"}
):
    """An expectation on one file, its path relative to the command's folder.

    `is_` is spelled `is` in JSON; `value` is the text for `contains`, the hex digest for `sha256`.
    """

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


class JsonMatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An expectation on standard output read as JSON: `.status == "ok"`.

    `path` is a dotted path with indices (`.items[0].name`); `value` is JSON text, `null` where only
    its being there is asked.
    """

    path: str
    op: Comparison
    value: str
    line: int


ExitCodes = tuple[int, ...] | Literal["non_zero"]


class Expect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything expected of one command; what is not asked for stays empty, and out of JSON.

    `exit_code` None means 0. `output` is met by either stream, and where it asks for the whole
    text, only while the other one is empty. `no_output` covers both streams. A command that ends
    with `skip_code` says that it does not apply: nothing is compared, and nothing proved.
    """

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
