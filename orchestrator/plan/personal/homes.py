"""Folders of people in paths: the part of a path that leads to somebody's home."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.plan.personal.found import Found, Kind, ends_with_escape, line_before

_SLASH = r"\\?/"  # some write JSON with escaped slashes
_BACK = r"(?:\\{1,4}|\\?/)"  # escaped once, or twice
_USER = r"\w(?:[\w.@+-]{0,62}[\w$])?"
_HOME = re.compile(
    rf"{_SLASH}(?:home|Users){_SLASH}(?P<user>{_USER})"
    rf"|{_SLASH}root(?![\w-]|\.\w)"
)
_WINDOWS = re.compile(
    rf":{_BACK}(?i:users|documents and settings){_BACK}"
    rf"(?P<user>{_USER}(?:(?: [A-Z]\w*){{1,2}}(?=\\))?)"
)
# Where homes hang that are not at the top: image-based systems, BSD, Solaris, clusters, macOS,
# and Windows' drives as seen from Linux.
_ABOVE = (
    "/var", "/usr", "/export", "/nfs", "/gpfs", "/lustre", "/cluster", "/net", "/data", "/private",
    "/System/Volumes/Data",
)  # fmt: skip
_DRIVES = ("/mnt", "/cygdrive", "/host_mnt")
# They are no people, and their folders are the same everywhere.
_NOBODY = frozenset(
    {"shared", "public", "default", "default user", "all users", "linuxbrew", "guest"}
)
_WEB_PAGE = re.compile(r".*\.(?:html?|php|aspx?|jsp|css|js|json|xml)", re.IGNORECASE)
_ASKED_FOR = re.compile(r"\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)[\"']?:? ?[\"']?\Z")
# Before a path: the end of `file://` and the like, and a compiler's option such as -I.
_SCHEME = re.compile(r"\w:///?\Z")
_BEFORE_OPTION = ("", " ", "\t", '"', "'", "=", ",")
# A path that ends so goes on.
_GOES_ON = frozenset("/\\.~-$}]*")
_WIDEST = 40


def homes(text: str) -> Iterator[Found]:
    """The parts of paths in the text that lead to a home, from their first slash or drive."""
    at = 0
    for start, end in sorted([*_posix(text), *_windows(text)]):
        if start >= at:
            yield Found(start, end, Kind.HOME)
            at = end


def _posix(text: str) -> Iterator[tuple[int, int]]:
    for match in _HOME.finditer(text):
        start = match.start()
        user = match["user"]
        # Nearly always the path begins here.
        if start and text[start - 1] not in " \t\n\"'=":
            start = _beginning(text, start)
            if start < 0:
                continue
        if user is None or _is_somebody(text, start, match.end(), user):
            yield start, match.end()


def _windows(text: str) -> Iterator[tuple[int, int]]:
    for match in _WINDOWS.finditer(text):
        start = match.start() - 1
        is_drive = start >= 0 and text[start].isascii() and text[start].isalpha()
        if match["user"].lower() in _NOBODY or not is_drive:
            continue
        if _can_begin(line_before(text, start, _WIDEST)):
            yield start, match.end()


def _beginning(text: str, at: int) -> int:
    """Where the path begins of which this is a part; -1 where it is further down in one."""
    near = line_before(text, at, _WIDEST)
    above = _above(near)
    if above and _can_begin(near[: -len(above)]):
        return at - len(above)
    return at if _can_begin(near) else -1


def _above(near: str) -> str:
    """The folders that homes hang in, with which this ends."""
    above = ""
    if near.endswith(_ABOVE):
        above = next(each for each in _ABOVE if near.endswith(each))
    elif near[-2:-1] == "/" and near[-1].isalpha():
        above = next((each for each in _DRIVES if near[:-2].endswith(each)), "") + near[-2:]
    # The slash may be escaped.
    return "\\" + above if above and near.endswith("\\" + above) else above


def _can_begin(near: str) -> bool:
    """Whether an absolute path can begin after this."""
    last = near[-1:]
    if last.isalnum() or last == "_":
        if near[-2:-1] == "-" and near[-3:-2] in _BEFORE_OPTION:
            return True
        return ends_with_escape(near) or near.endswith("file://localhost")
    if last in _GOES_ON:
        return last == "/" and _SCHEME.search(near) is not None
    return True


def _is_somebody(text: str, start: int, end: int, user: str) -> bool:
    """Whether it is a person's folder, not a shared one nor a page of a web site."""
    if user.lower() in _NOBODY:
        return False
    if _WEB_PAGE.fullmatch(user) and text[end : end + 1] not in ("/", "\\"):
        return False
    return _ASKED_FOR.search(line_before(text, start, 12)) is None
