"""Which scripts cannot fail, and so prove nothing however they end.

A judgement by statements, not by running. In a shell a statement cannot fail when it is
`true`, a plain `echo` or `printf`, an assignment, a test of literals, runs in the background,
or swallows its failure (`|| true`); what only structures a script (`then`, `fi`, `{`) is
looked through, and a condition's own failure ends nothing. When in doubt a script can fail.
Other languages: nothing but comments, or only printing and assigning of literals.
"""

from __future__ import annotations

import re
import shlex

from orchestrator.document.expect import Expect

_SHELLS = frozenset({"sh", "bash", "zsh"})
_ONLY_COMMENTS = "holds nothing but comments"
_ONLY_SAYS = "only prints what it is told to"
_HIDES = "ends in a filter, which hides the failure before it"

# --- shells ------------------------------------------------------------------------------

_STRUCTURE = re.compile(r"((then|else|do|fi|done|esac|\{|\}|;;)(?=\s|$)|\((?!\()|\))\s*")
_CONDITION = re.compile(r"(if|elif|while|until)\s")
_LOOP = re.compile(r"for\s+\w+(\s+in\b.*)?$")
_PREFIX = re.compile(r"(command|builtin|exec|env|nohup|\w+=\S*)\s+(?=\S)")
_ALWAYS_TRUE = re.compile(r"((/usr)?/bin/)?true(\s|$)|:(\s|$)|(exit|return)(\s+0)?$")
_SAYING = re.compile(r"(echo|printf)(\s|$)")
_PASSING_ON = re.compile(r"(cat|tee|sort|head|tail)(\s+-\w+)*$")
# What stands last in a pipeline and does well whatever came before it.
_FILTER = re.compile(r"(cat|tee|head|tail|sort|uniq|wc|tr|cut|sed|nl|column)(\s|$)")
_ASSIGNMENT = re.compile(r"(export|local|declare|readonly)$|\w+\+?=")
_SETTING = re.compile(r"(set|shopt|umask|trap)\s|unset\s|alias\s")
_NOT_FALSE = re.compile(r"!\s+(false|exit\s+[1-9])\b")
# `test 1`, `[ 1 -eq 1 ]`, `[[ a == a ]]`: words and numbers, no variable and no file.
_TEST = re.compile(r"(test\s+|\[\[?\s+)(?P<what>[^$`]*?)(\s*\]\]?)?$")
_OF_FILES = re.compile(r"(^|\s)-[a-hkoprstuvwxGLNORS](\s|$)|-(nt|ot|ef)\b")
_SWALLOWING = re.compile(r"(.*)\|\|(?P<rest>.*)", re.DOTALL)
# A redirection to a real file may fail, so it makes a statement one that can.
_TO_FILE = re.compile(
    r"(?<![\d&])\d?>{1,2}(?!&)\s*(?!/dev/(null|stdout|stderr|tty)\b)\S|<\s*[^<\s]"
)
_HERE_DOCUMENT = re.compile(
    r"<<-?\s*(['\"]?)(?P<end>\w+)\1(?P<rest>[^\n]*)\n.*?^\s*(?P=end)\s*$", re.DOTALL | re.MULTILINE
)

# --- others ------------------------------------------------------------------------------

_LITERAL = r"(-?[\d.]+|[rb]?\"[^\"{#$]*\"|[rb]?'[^'{#$]*'|True|None)"
_LITERALS = rf"({_LITERAL}(\s*,\s*{_LITERAL})*)?"
_SAYING_LINES = {
    "python": re.compile(
        rf"(print\(\s*{_LITERALS}\s*\)|pass|assert (True|1)|import (sys|os|re|json|time)"
        rf"|(sys\.)?exit\(0?\)|[A-Za-z_]\w*\s*=\s*{_LITERAL})$"
    ),
    "node": re.compile(rf"console\.\w+\(\s*{_LITERALS}\s*\);?$"),
    "ruby": re.compile(rf"puts\s+{_LITERALS}$"),
    "perl": re.compile(rf"print\s+{_LITERALS};?$"),
}
_COMMENT_MARKS = {"node": "//"}


def proves_nothing(language: str, script: str, expect: Expect) -> str | None:
    """Why a command proves nothing, whatever is expected of its own words; None if it can.

    A pipeline that hides the failure of its commands still shows what they printed, so that
    an expectation on that can be disappointed.
    """
    reason = cannot_fail(language, script)
    if reason == _HIDES and (expect.stdout or expect.stderr or expect.json):
        return None
    return reason


def cannot_fail(language: str, script: str) -> str | None:
    """Why the script cannot fail, in words that finish "it …"; None when it can."""
    words = language.split()
    name = words[0].rsplit("/", 1)[-1] if words else ""
    if name in _SHELLS:
        pipefail = language == "bash" or re.search(r"\bpipefail\b", script) is not None
        return _Shell(pipefail).judge(script)
    mark = _COMMENT_MARKS.get(name, "#")
    lines = [line.strip() for line in script.splitlines()]
    lines = [line for line in lines if line and not line.startswith(mark)]
    if not lines:
        return _ONLY_COMMENTS
    saying = _SAYING_LINES.get(name)
    if saying and all(saying.match(line) for line in lines):
        return _ONLY_SAYS
    return None


class _Shell:
    """Judges shell text; without `pipefail` only the last command of a pipeline counts."""

    def __init__(self, pipefail: bool) -> None:
        self._pipefail = pipefail

    def judge(self, script: str) -> str | None:
        statements = _statements(_HERE_DOCUMENT.sub(r"\g<rest>", script))
        if not statements:
            return _ONLY_COMMENTS
        if self._ends_in_success(statements):
            return "ends in success whatever happened before"
        reasons = [self._harmless(statement) for statement in statements]
        if any(reason is None for reason in reasons):
            return None
        return next((reason for reason in reasons if reason), None) or "holds only assignments"

    def _ends_in_success(self, statements: list[str]) -> bool:
        """`set +e` or a trap on exit lets a last `exit 0` hide every failure."""
        lets_all_pass = any(re.match(r"set\s+\+(e|o errexit)", each) for each in statements)
        trap = re.compile(r"trap\s+['\"]?\s*exit 0['\"]?\s+(EXIT|ERR|0)")
        trapped = any(trap.match(each) for each in statements)
        return trapped or (lets_all_pass and self._harmless(statements[-1]) is not None)

    def _harmless(self, statement: str) -> str | None:
        """Why it cannot fail; "" for one that only structures; None when it can."""
        while match := _STRUCTURE.match(statement):
            statement = statement[match.end() :]
        if statement.endswith((")", "}")):
            statement = statement.rstrip(" )}").strip()
        if not statement or _CONDITION.match(statement) or _LOOP.match(statement):
            return ""
        if statement.endswith("&") and not statement.endswith("&&"):
            return "runs in the background, where its failure is lost"
        if swallowing := _SWALLOWING.match(statement):
            rest = self._harmless(swallowing["rest"].strip())
            return None if rest is None else "swallows the failure of its command"
        if "&&" in statement:
            parts = [self._harmless(part.strip()) for part in statement.split("&&")]
            return None if None in parts else parts[-1]
        if re.search(r"(?<![|>&])\|(?!\|)", statement):
            return self._pipeline([part.strip() for part in statement.split("|")])
        return _command(statement)

    def _pipeline(self, parts: list[str]) -> str | None:
        if not self._pipefail:
            loses = _FILTER.match(parts[-1]) or self._harmless(parts[-1]) is not None
            return (self._harmless(parts[0]) or _HIDES) if loses else None
        passes = all(_FILTER.match(part) or self._harmless(part) is not None for part in parts[1:])
        return self._harmless(parts[0]) if passes else None


def _command(statement: str) -> str | None:
    if _TO_FILE.search(statement):
        return None
    if _only_assigns(statement):
        return None if re.search(r"\$\(|`|<\(", statement) else ""
    while prefix := _PREFIX.match(statement):
        statement = statement[prefix.end() :]
    if _ALWAYS_TRUE.match(statement) or _NOT_FALSE.match(statement):
        return "is always true"
    # `echo` succeeds whatever the command inside its `$(…)` did.
    if _SAYING.match(statement) or _PASSING_ON.match(statement):
        return _ONLY_SAYS
    test = _TEST.match(statement)
    if test and test["what"] and not _OF_FILES.search(test["what"]):
        return "compares nothing but literals"
    return "" if _SETTING.match(statement) else None


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
    joined = re.sub(r"(\|\||&&|\|)\s*\n", r"\1 ", script.replace("\\\n", " "))
    for char in joined + "\n":
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
