"""Tells four numbers with dots that are a version, or a section of a text, from an address.

By what stands around them in their line, for of themselves they are the same. Where that says
nothing they are an address: of the two mistakes it is the smaller one to hide a version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_letters

from orchestrator.plan.personal.found import line_before
from orchestrator.plan.personal.products import has_no_address, is_of_a_product

_WINDOW = 64
# Before the number: quotes, brackets and signs between a word and what it names.
_GLUE = " \t:=\"'([{<>~^!*`\\]"
_OPERATORS = ("==", "!=", "<=", ">=", "~=", "~>", "^", "(=")
_COMPARED = re.compile(
    r"(?:\A|[^A-Za-z0-9-])(?:ip|addr|address|host|src|dst|peer|client|server)[ \t]{0,2}[=!]=", re.I
)
_LETTERS = ascii_letters + "_§"
_LINKS = frozenset({"is", "was", "of", "to", "from", "number", "no", "nr", "than", "be"})
_NAMES = frozenset({
    "ver", "vers", "v", "release", "releases", "released", "rev", "revision", "build",
    "builds", "tag", "oid", "firmware", "section", "sections", "sec", "§", "§§", "chapter",
    "clause", "appendix", "annex", "table", "figure", "fig", "step", "steps", "item", "items",
    "rule", "paragraph", "para", "article", "art", "requirement", "requirements", "req",
    "criterion", "task", "plugin", "sdk", "current", "latest", "installed", "available",
    "candidate", "hotfix", "migration",
})  # fmt: skip
_SEE = frozenset({"see", "cf"})
_NO_NAMES: frozenset[str] = frozenset()
# After the number.
_ADDRESSED = re.compile(r"/[0-9]|:[0-9]{2,5}(?![0-9A-Za-z.])|#[0-9]| port\b|: bytes=")
_ARCHIVE = re.compile(
    r"\.(?:tar|t[gbx]z|zip|jar|war|whl|egg|gem|nupkg|deb|rpm|apk|dmg|pkg|msi|exe|dll|so|dylib|crate"
    r"|vsix|jsonld|7z|bz2|xz|gz|pom|aar|snap|AppImage)(?![0-9A-Za-z])|[.-]dist-info|\.egg-info"
)
_BRANCH = re.compile(r"-(?:alpha|beta|dev|final|hotfix|patch|post|pre|rc|release|snapshot)\b", re.I)
_REVISION = re.compile(r"[-+~](?![0-9]{1,3}\.[0-9]{1,3}\.)[0-9A-Za-z]|=[A-Za-z0-9]")
_TITLE = re.compile(r"\.? +[A-Z][A-Za-z]+(?: |\Z|\n)")
_LINE_END = re.compile(r"[ \t]*(?:\n|\r|\Z)")
# The line up to the number.
_PRODUCT = re.compile(r"(?:\A|[^\w./-])[A-Za-z][\w+-]*/\Z|/[\w+-]+/\Z")
_PACKAGE = re.compile(r"[A-Za-z)][\w+]*-\Z")
_IMAGE = re.compile(r"[\w-]+/[\w./-]*[\w-]:\Z")
_MAVEN = re.compile(r"(?:\A|[^\w.:-])[a-z][\w-]*(?:\.[\w-]+)+:[\w.-]+:(?:[a-z]+:)?\Z")
_SCOPED = re.compile(r"@[\w.-]+/[\w.-]+@\Z")
_PACKAGE_NAME = re.compile(r"[A-Za-z@][\w./@:+-]*")
_DONE_TO_IT = re.compile(
    r"(?:us|install|fetch|upgrad|download|remov|unpack|collect|compil|build|lock|updat|downgrad|bump)"
    r"(?:e|ed|ing|s)?",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:[*+-] |\s)[A-Za-z][\w-]* \((?:[=!<>~]+ )?\Z")
_COLUMN = re.compile(r"\s*(?:ii +)?[A-Za-z][\w.-]*[ \t]{2,}\Z")
_BUILD_OF_CONDA = re.compile(r"[ \t]{2,}(?:py|np|h)\w*_[0-9]")
_HEADING = re.compile(r"\s*#{1,6} *\Z")
_AND_TOO = re.compile(
    r"[\"')\]]{0,2}(?:,| to| and| or| until|,? ?[=-]+> ?| ?(?:\.\.\.?|–|—|-) ?"
    r"|(?: &&| \|\|)? [<>]=?)[ \t]*[\"'(\[v]{0,2}"
)


def is_version(text: str, start: int, end: int, numbers: Sequence[str], after: str | None) -> bool:
    """Whether the four numbers at this place are no address; `after` is what stands between them
    and a version before them, if there is one."""
    if _is_private(numbers) or _ADDRESSED.match(text, end):
        return False
    before = line_before(text, start, _WINDOW)
    low = _is_low(numbers)
    if _is_named_one(before, _NAMES if low else _NO_NAMES) or _is_in_a_name(text, end):
        return True
    # Ten is the networks of companies.
    if not low or numbers[0] == "10":
        return False
    if _is_named_one(before, _SEE):
        return True
    if is_of_a_product(before, numbers):
        return True
    is_next = after is not None and len(after) < 16 and _AND_TOO.fullmatch(after) is not None
    return is_next or _looks_like_one(text, before, end)


def _is_private(numbers: Sequence[str]) -> bool:
    """Whether no version begins so: networks at home and in companies (RFC 1918, RFC 3927)."""
    match numbers[0]:
        case "192":
            return numbers[1] == "168"
        case "169":
            return numbers[1] == "254"
        case "172":
            return 16 <= int(numbers[1]) < 32
    return False


def _is_low(numbers: Sequence[str]) -> bool:
    """Whether it begins as versions do, with a low number, or ends with zeros only."""
    first, *rest = numbers
    return (len(first) < 3 and int(first) < 40) or rest == ["0", "0", "0"]


def _is_in_a_name(text: str, end: int) -> bool:
    """Whether what follows makes it part of a file's name, or of a branch's."""
    if text[end : end + 1] not in ("-", "."):
        return False
    return _ARCHIVE.match(text, end) is not None or _BRANCH.match(text, end) is not None


def _is_named_one(before: str, names: frozenset[str]) -> bool:
    """Whether a word or a sign before it says so."""
    if before[-4:].rstrip(" \t\"'").endswith(_OPERATORS):
        return _COMPARED.search(before) is None
    for _ in range(3):
        before = before.rstrip(_GLUE).removesuffix(".").rstrip()
        rest = before.rstrip(_LETTERS)
        name = before[len(rest) :].lower()
        if not name:
            return False
        if "version" in name or name in names:
            return True
        # `BUILD_NAME`, but not `BUILD_HOST`.
        if not names.isdisjoint(name.split("_")) and has_no_address(name):
            return True
        if name not in _LINKS:
            return False
        before, names = rest, _NO_NAMES
    return False


def _is_of_a_package(before: str) -> bool:
    """Whether something is done to a package, as in `Installing rack` or `bump rack from`."""
    words = before.rstrip(" (\"'").split()
    if words[-1:] in (["from"], ["to"]):
        del words[-1]
    if len(words) < 2 or _PACKAGE_NAME.fullmatch(words[-1]) is None:
        return False
    return _DONE_TO_IT.fullmatch(words[-2].lstrip("([\"'")) is not None


def _looks_like_one(text: str, before: str, end: int) -> bool:
    """Whether it stands where versions do."""
    match before[-1:]:
        case "/":
            return _PRODUCT.search(before) is not None
        case "-":
            return _PACKAGE.search(before) is not None
        case ":":
            return bool(_IMAGE.search(before) or _MAVEN.search(before))
        case "@":
            return _SCOPED.search(before) is not None
    if text[end : end + 1] in "-+~=" and _REVISION.match(text, end):
        return True
    if before[-1:] in " (\"'" and _is_of_a_package(before):
        return True
    # The rest looks at the line from its beginning.
    if len(before) == _WINDOW:
        return False
    if not before.strip() or _HEADING.match(before):
        return _TITLE.match(text, end) is not None
    if _LISTED.match(before):
        return text[end : end + 1] == ")" and _LINE_END.match(text, end + 1) is not None
    ends = _LINE_END.match(text, end) or _BUILD_OF_CONDA.match(text, end)
    return ends is not None and _COLUMN.match(before) is not None
