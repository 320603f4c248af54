"""What looks like a secret by itself: the shapes of well-known tokens; knows no declared one.

Rather too little than too much: digests, ids, paths and ordinary words have to stay readable.
Each issuer's prefix comes from its own documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from msgspec import Struct

MASK = "***"
# Bytes of a declared value, at least; a shorter one would be found in half of all words.
SHORTEST = 4
# A token begins where a word does, or after an escaped line end.
_LEFT = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))"
_END = r"(?![A-Za-z0-9])"
_GAP = r"(?:\s|\\[nrt]|[-+|> ])"
_BASE64_LINE = rf"{_GAP}*[A-Za-z0-9+/=]{{16,}}+"
# How the excerpts of a log say it.
_GAP_WORDS = "bytes left out …"
_TORN = "word that is cut off"
_LONGEST_TORN = 4000
_SHORTEST_TORN = 10
_SHORTEST_TEXT = 12
_KEYS = (
    r"(?P<key>pass(?:word|wd|phrase)|secret(?:[_-]?key)?|token|credentials?"
    r"|(?:api|access|private|account|auth|signing|encryption)[_-]?key)"
)


class _Rule(Struct, frozen=True):
    """A shape. One of the `marks` stands in every text that has it, in lower case with
    `any_case`. The group `secret` is taken out, without one all of it; `asks` may refuse it."""

    name: str
    marks: tuple[str, ...]
    pattern: str
    any_case: bool = False
    asks: Callable[[re.Match[str]], bool] | None = None


class Token(Struct, frozen=True):
    """A place in a text that looks like a secret: offsets, and whose token it is."""

    start: int
    end: int
    name: str


def scrub(text: str) -> str:
    """The text with `***` in place of what looks like a secret."""
    if len(text) < _SHORTEST_TEXT:
        return text
    out, at = [], 0
    for token in sorted(tokens_in(text), key=lambda each: (each.start, each.end)):
        if token.end > at:
            mask = "…" if token.name == _TORN else MASK
            out += [text[at : max(token.start, at)], mask if token.start >= at else ""]
            at = token.end
    return "".join([*out, text[at:]]) if out else text


def tokens_in(text: str) -> Iterator[Token]:
    """Everything in the text that looks like a secret, in no order, perhaps overlapping."""
    yield from _of(text, _TOKENS)
    yield from _of(text, _IN_CONTEXT)
    yield from _ends_of_keys(text)
    yield from _torn(text)


def unmistakable_in(text: str) -> Iterator[Token]:
    """Those that are tokens whatever stands around them."""
    yield from _of(text, _TOKENS)


def _of(text: str, rules: tuple[_Rule, ...]) -> Iterator[Token]:
    lower: str | None = None
    for rule in rules:
        if rule.any_case and lower is None:
            lower = text.lower()
        where = lower if rule.any_case and lower is not None else text
        if any(mark in where for mark in rule.marks):
            for match in _compiled(rule.pattern, rule.any_case).finditer(text):
                if rule.asks is None or rule.asks(match):
                    yield Token(*_span(match), rule.name)


def _span(match: re.Match[str]) -> tuple[int, int]:
    """What is to be taken out: a named part, else all of it."""
    named = match.groupdict()
    part = next((name for name in ("secret", "quoted", "bare") if named.get(name)), 0)
    return match.span(part)


@cache
def _compiled(pattern: str, any_case: bool) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE if any_case else 0)


def _ends_of_keys(text: str) -> Iterator[Token]:
    """The lines before the end of a private key whose beginning was left out."""
    if "PRIVATE KEY" not in text:
        return
    for match in re.finditer(r"-----END [A-Z0-9 ]{0,30}PRIVATE KEY", text):
        start = match.start()
        for line in reversed(text[max(0, start - 20_000) : start].splitlines(keepends=True)):
            shortest = 0 if start == match.start() else 16
            if not re.fullmatch(rf"[-+|> \t]*[A-Za-z0-9+/=]{{{shortest},}}\s*", line):
                break
            start -= len(line)
        if start < match.start():
            yield Token(start, match.start(), "private key")


def _torn(text: str) -> Iterator[Token]:
    """The words on both sides of a gap where the middle of what was printed is left out: each
    may be a piece of a token that nobody can tell any more."""
    if _GAP_WORDS not in text:
        return
    for gap in re.finditer(rf"\n… \d+ {_GAP_WORDS}\n", text):
        before = text[max(0, gap.start() - _LONGEST_TORN) : gap.start()]
        before = "" if before[-1:].isspace() else "".join(before.rsplit(maxsplit=1)[-1:])
        after = text[gap.end() : gap.end() + _LONGEST_TORN]
        after = "" if after[:1].isspace() else "".join(after.split(maxsplit=1)[:1])
        places = ((gap.start() - len(before), gap.start()), (gap.end(), gap.end() + len(after)))
        for (start, end), word in zip(places, (before, after), strict=True):
            if len(word) > _SHORTEST_TORN and any(map(str.isdigit, word)):
                yield Token(start, end, _TORN)


def _is_value(match: re.Match[str]) -> bool:
    """Whether what a name like `token` is given is a secret rather than code or prose."""
    value = match["quoted"] or match["bare"]
    if _CODE.fullmatch(value) or _CODE_OPENS.match(value):
        return False
    if match["key"].lower().startswith("pass"):
        return any(char.isdigit() or not char.isalnum() for char in value)
    has_both = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return has_both and _NAME.fullmatch(value) is None


# A reference, a placeholder, a path, a call, markup.
_CODE_OPENS = re.compile(r"[$*%<{(\[@&~/.-]|\\|https?:|(?:str|int|bool|None|null|true|false)\b")
_CODE = re.compile(
    r"[A-Za-z_]\w*(?:(?:\.|::|->)[A-Za-z_]\w*)+"  # an attribute
    r"|_?[A-Za-z]+(?:[-_: ][A-Za-z]+)*[.,:;=!?…]*"  # words and names
    r"|v?\d+(?:\.\d+)+|[xX*.•-]+"
)
# A word with a number behind it, as things are called.
_NAME = re.compile(r"[a-z]+(?:[-_./:][a-z]+)*[-_./:]?\d{1,3}")


def _prefixed(name: str, marks: str, rest: str) -> _Rule:
    """Tokens of an issuer: one of the marks, and what follows it."""
    each = tuple(marks.split())
    return _Rule(name, each, rf"{_LEFT}(?:{'|'.join(map(re.escape, each))}){rest}")


_TOKENS = (
    _prefixed("AWS access key id", "AKIA ASIA ABIA ACCA", rf"[A-Z2-7]{{16}}{_END}"),
    _prefixed("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"[A-Za-z0-9]{30,255}"),
    _prefixed("GitHub token", "github_pat_", r"[A-Za-z0-9_]{22,255}"),
    _prefixed("GitLab token", "glpat- gldt- glrt- glcbt- glptt- glsoat-", r"[\w.-]{20,300}"),
    _prefixed("Slack token", "xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xapp-", r"[\w-]{10,300}"),
    _Rule("Slack address", ("hooks.slack.com/",), r"hooks\.slack\.com/\w+/(?P<secret>[\w/]{20,})"),
    _Rule(
        "JSON web token",
        ("eyJ",),
        rf"{_LEFT}eyJ[\w-]{{10,}}+(?:\.eyJ[\w-]{{5,}}+\.[\w-]*+|(?:\.[\w-]*+){{4}})",
    ),
    _prefixed("Google key", "AIza", r"[\w-]{35}(?![\w-])"),
    _prefixed("Google token", "ya29. GOCSPX-", r"[\w-]{20,500}"),
    _prefixed("Stripe key", "sk_live_ rk_live_ sk_test_ rk_test_ whsec_", r"[A-Za-z0-9]{16,300}"),
    _prefixed("npm token", "npm_", rf"[A-Za-z0-9]{{36}}{_END}"),
    _prefixed("PyPI token", "pypi-", r"AgE[\w-]{40,500}"),
    _prefixed("API key", "sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or-", r"[\w-]{20,300}"),
    _prefixed("API key", "sk-", rf"[A-Za-z0-9]{{32,200}}{_END}"),
    _prefixed("Hugging Face token", "hf_", rf"[A-Za-z0-9]{{34}}{_END}"),
    _prefixed("SendGrid key", "SG.", r"[\w-]{16,32}\.[\w-]{32,64}"),
    _prefixed("DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", r"[0-9a-f]{64}"),
    _prefixed("Docker token", "dckr_pat_ dckr_oat_", r"[\w-]{20,100}"),
    _prefixed("Vault token", "hvs. hvb. hvr.", r"[\w-]{24,300}"),
    _prefixed("Atlassian token", "ATATT3", r"[\w=-]{30,300}"),
    _prefixed("age key", "AGE-SECRET-KEY-1", r"[A-Z0-9]{40,80}"),
    _Rule(
        "private key",
        ("PRIVATE KEY",),
        r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
        rf"(?P<secret>(?:{_GAP}*(?:Proc-Type|DEK-Info|Version|Comment):[^\n\\]{{0,200}})*"
        rf"(?:{_BASE64_LINE})+(?:{_GAP}*[A-Za-z0-9+/=]{{1,15}}(?={_GAP}*-----END))?)",
    ),
)
_VALUE = (
    r"(?:\\?[\"'](?P<quoted>[^\"'\\\n]{6,512}+)\\?[\"']"
    r"|(?P<bare>[^\s\"'`,;&<>(){}\[\]\\|]{6,512}+)(?![(\[{]))"
)
_IN_CONTEXT = (
    _Rule(
        "AWS secret key",
        ("secretaccesskey", "secret_access_key", "session_token", "sessiontoken"),
        r"(?:secret_?access|session)_?(?:key|token)\W{1,6}(?P<secret>[A-Za-z0-9/+=]{40,2000}+)",
        any_case=True,
    ),
    _Rule(
        "password in an address",
        ("://",),
        r"://[^\s/?#:@\"'<>`]{0,256}:(?![$*{<]|%[s(])(?P<secret>[^\s/\"'<>`]{1,512})"
        r"@(?!sha\d+:)(?=[\w\[])",
    ),
    _Rule(
        "authorization",
        ("bearer", "basic", "authorization"),
        r"(?:authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:bearer|basic|token)|bearer)\s{1,3}"
        r"(?=[A-Za-z_.~+/-]*\d)(?P<secret>[\w.~+/-]{16,2000}+=*)",
        any_case=True,
    ),
    _Rule(
        "secret by its name",
        ("pass", "secret", "token", "credential", "key"),
        rf"{_KEYS}\\?[\"']?[ \t]{{0,3}}(?:=>|:=|[:=])[ \t]{{0,3}}{_VALUE}",
        any_case=True,
        asks=_is_value,
    ),
    _Rule(
        "secret of an option",
        ("--",),
        rf"--(?:[a-z0-9]+-){{0,3}}{_KEYS}[ ]{_VALUE}",
        any_case=True,
        asks=_is_value,
    ),
)
