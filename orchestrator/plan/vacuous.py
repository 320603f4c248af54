"""Which scripts cannot fail, and so prove nothing however they end.

A judgement of shell text by its statements, not by running it: a statement cannot fail when
it is a comment, an assignment, `true`, `:`, a plain `echo` or `printf`, or is followed by
`|| true`. When in doubt a script can fail. Other languages: only comments and blanks, or
nothing but printing and assigning of literals.
"""

from __future__ import annotations

import re
import shlex

_SHELLS = frozenset({"sh", "bash", "zsh"})
_ALWAYS_TRUE = re.compile(r"(true|:|exit(\s+0)?|return(\s+0)?)$")
_SAYING = re.compile(r"(echo|printf)(\s|$)")
_ASSIGNMENT = re.compile(r"(export|local|declare|readonly)$|\w+\+?=")
_SETTING = re.compile(r"(set|shopt|umask|trap)\s|unset\s|alias\s")
_SWALLOWED = re.compile(r"\|\|\s*(true|:|exit\s+0|echo\b[^|&;]*|printf\b[^|&;]*)\s*$")
_RUNS_ANOTHER = re.compile(r"\$\(|`|<\(")
# A redirection to a real file may fail, so it makes a statement one that can.
_TO_FILE = re.compile(
    r"(?<![\d&])\d?>{1,2}(?!&)\s*(?!/dev/(null|stdout|stderr|tty)\b)\S|<\s*[^<\s]"
)
# Lines of other languages that only print or assign literals.
_SAYING_LINES = {
    "python": re.compile(r"(print\((?!.*[\w\])]\s*\().*\)|pass|[A-Za-z_]\w*\s*=\s*[-\d\"'].*)$"),
    "node": re.compile(r"console\.\w+\((?!.*[\w\])]\s*\().*\);?$"),
    "ruby": re.compile(r"puts\s+[\"'].*$"),
    "perl": re.compile(r"print\s+[\"'].*;?$"),
}
_COMMENT_MARKS = {"node": "//"}


def cannot_fail(language: str, script: str) -> str | None:
    """Why the script cannot fail, in words that finish "it …"; None when it can."""
    name = language.split()[0].rsplit("/", 1)[-1] if language.split() else ""
    if name in _SHELLS:
        return _shell(script)
    mark = _COMMENT_MARKS.get(name, "#")
    lines = [line.strip() for line in script.splitlines()]
    lines = [line for line in lines if line and not line.startswith(mark)]
    if not lines:
        return "holds nothing but comments"
    saying = _SAYING_LINES.get(name)
    if saying and all(saying.match(line) for line in lines):
        return "only prints what it is told to"
    return None


def _shell(script: str) -> str | None:
    if re.search(r"<<-?\s*['\"\\]?\w", script):
        return None  # A here-document feeds a command; too much to judge by statements.
    statements = _statements(script)
    if not statements:
        return "holds nothing but comments"
    if _ends_in_success(statements):
        return "ends in success whatever happened before"
    reasons = [_harmless(statement) for statement in statements]
    if any(reason is None for reason in reasons):
        return None
    return next((reason for reason in reasons if reason), None) or "holds only assignments"


def _ends_in_success(statements: list[str]) -> bool:
    """`set +e` or a trap on exit lets a last `exit 0` hide every failure."""
    return bool(
        any(re.match(r"set\s+\+e", statement) for statement in statements)
        and _harmless(statements[-1]) is not None
    ) or any(re.match(r"trap\s+['\"]?\s*exit 0['\"]?\s+(EXIT|ERR|0)", s) for s in statements)


def _harmless(statement: str) -> str | None:
    """Why this statement cannot fail; "" for an assignment or setting; None when it can."""
    if _SWALLOWED.search(statement):
        return "swallows the failure of its command"
    if _RUNS_ANOTHER.search(statement) or _TO_FILE.search(statement):
        return None
    if "&&" in statement or "||" in statement or re.search(r"(?<![|>&])\|(?!\|)", statement):
        parts = re.split(r"&&|\|\|?", statement)
        verdicts = [_harmless(part.strip()) for part in parts]
        return None if any(verdict is None for verdict in verdicts) else verdicts[-1]
    if _ALWAYS_TRUE.match(statement):
        return "is always true"
    if _SAYING.match(statement):
        return "only prints what it is told to"
    return "" if _SETTING.match(statement) or _only_assigns(statement) else None


def _only_assigns(statement: str) -> bool:
    try:
        words = shlex.split(statement)
    except ValueError:
        return False
    return all(_ASSIGNMENT.match(word) for word in words)


def _statements(script: str) -> list[str]:
    """Pieces between newlines and `;`, comments removed; a quotation stays in one piece."""
    statements: list[str] = []
    piece = ""
    quote = ""
    in_comment = False
    for char in script.replace("\\\n", " ") + "\n":
        if in_comment and char != "\n":
            continue
        in_comment = False
        if quote:
            quote = "" if char == quote and not piece.endswith("\\") else quote
            piece += char
        elif char == "#" and (not piece or piece[-1] in " \t"):
            in_comment = True
        elif char in "\n;":
            statements.append(piece.strip())
            piece = ""
        else:
            quote = char if char in "'\"" else ""
            piece += char
    return [statement for statement in statements if statement]
