"""E-mail addresses, and what only looks like one: remotes of git and ssh, packages, units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.plan.personal.found import Found, Kind, after_colour, line_before

# From the @ on, which can be looked for fast; as a URL escapes it too.
_DOMAIN = (
    r"(?P<domain>(?=[^\W_])(?:[\w-]{1,63}+\.){1,8}(?P<tld>[^\W\d_]{2,24}+|xn--[a-z0-9-]{2,59}))"
    r"(?![\w-])"
)
_PLAIN = re.compile("@" + _DOMAIN)
_ESCAPED = re.compile("%40" + _DOMAIN)
# RFC 5321, section 4.5.3.1.1
_LONGEST_LOCAL = 64
_WINDOW = 96

# Endings of files, of systemd's units and of attributes, none of which is a domain's.
_NO_DOMAIN = frozenset({
    "automount", "conf", "css", "csv", "deb", "device", "exe", "gif", "grad", "groovy", "gz",
    "html", "ico", "img", "jar", "java", "jpeg", "jpg", "js", "json", "jsx", "lock", "log",
    "mount", "path", "pdf", "php", "png", "rpm", "scope", "service", "shape", "slice", "snap",
    "socket", "svg", "swap", "tar", "target", "tgz", "timer", "toml", "ts", "tsx", "txt",
    "values", "wav", "webp", "weight", "whl", "xml", "xz", "yaml", "yml", "zst",
})  # fmt: skip
# Who is asked for by programs alone.
_SERVICES = frozenset({"git", "hg", "svn", "rabbit", "celery"})
# Names of algorithms look like addresses (RFC 4251, section 6).
_ALGORITHMS = frozenset({"openssh.com", "libssh.org", "lysator.liu.se", "ssh.com"})
_VERSION = re.compile(r"v?\d+\.[\dxX*]")
_REMOTE_PATH = re.compile(r":(?:[~./]|[^\s/:\"']{1,99}/|[^\s/:\"']{1,99}\.git\b)")
_IN_A_URL = re.compile(r"(?<!mailto)://[^\s/?#\"'<>]*\Z")
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?\Z")
_SCOPE = re.compile(r"@[^\s/]+/\Z")
_LOG_IN = re.compile(
    r"\b(?:ssh|sftp|ssh-copy-id|mosh|sshfs|rlogin)(?: +-\w+(?: +[^\s-]\S*)?){0,4} +[\"']?\Z"
)
_LOG_INS = ("ssh", "sftp", "mosh", "rlogin")
_ESCAPED_CHARACTER = re.compile(r"u00[0-9a-fA-F]{2}|x[0-9a-fA-F]{2}|[nrt]")


def emails(text: str) -> Iterator[Found]:
    """The addresses in the text."""
    every = [] if "%40" not in text else [*_ESCAPED.finditer(text)]
    matches = [*_PLAIN.finditer(text), *every]
    if every:
        matches.sort(key=lambda match: match.start())
    at = 0
    for match in matches:
        start = _start_of_local(text, match.start(), at)
        if start < match.start() and not _only_looks_like_one(text, at, start, match):
            yield Found(start, match.end(), Kind.EMAIL)
            at = match.end()


def _start_of_local(text: str, at: int, low: int) -> int:
    """Where the part before the @ begins; `at` itself where there is none."""
    low = max(low, at - _LONGEST_LOCAL)
    start = _start_of_run(text, at, low)
    if text[start - 1 : start] == "'" and _is_irish(text, start):
        start = _start_of_run(text, start - 1, low)
    local = text[start:at]
    if "%" in local:
        # Escaped too: a plus belongs to it, whatever else does not.
        cut = max((each.end() for each in re.finditer("%(?!2[Bb])(?:[0-9A-Fa-f]{2})?", local)),
                  default=0)  # fmt: skip
        start += cut
    before = text[start - 1 : start]
    if before == "\\" and (escaped := _ESCAPED_CHARACTER.match(text, start, at)):
        start = escaped.end()
    elif before in ("[", ";"):
        start = after_colour(text, start, at)
    while start < at and text[start] in "._+-%":
        start += 1
    return at if text[at - 1] == "." else start


def _start_of_run(text: str, at: int, low: int) -> int:
    while at > low and (text[at - 1].isalnum() or text[at - 1] in "._+-%"):
        at -= 1
    return at


def _is_irish(text: str, at: int) -> bool:
    """Whether an O' or D' stands there, and not the beginning of a quoted text."""
    head = text[max(0, at - 3) : at]
    return head[-2:-1] in ("O", "o", "D", "d") and not head[:-2].isalnum()


def _only_looks_like_one(text: str, low: int, start: int, match: re.Match[str]) -> bool:
    """Whether it is something else; what stands before `low` has been masked."""
    tld, end = match["tld"], match.end()
    domain = match["domain"].lower()
    if tld.lower() in _NO_DOMAIN or not (tld.islower() or tld.isupper() or tld.istitle()):
        return True
    if domain in _ALGORITHMS or (domain[0] in "v0123456789" and _VERSION.match(domain)):
        return True
    if text[start : match.start()].lower() in _SERVICES:
        return True
    after = text[end : end + 1]
    if after == "(" or (after == ":" and _REMOTE_PATH.match(text, end) is not None):
        return True
    before = line_before(text, start, min(_WINDOW, start - low))
    if before[-1:] == "/" and _SCOPE.search(before):
        return True
    if "://" in before and _IN_A_URL.search(before):
        return True
    if text[start : match.start()] in ("s", "d") and _PLACEHOLDER.search(before):
        return True
    # Most of them contain none of these, and to search takes longer.
    if not any(word in before for word in _LOG_INS):
        return False
    return before[-1:] in (" ", "'", '"') and _LOG_IN.search(before) is not None
