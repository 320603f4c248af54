"""Which scripts cannot fail, and so prove nothing however they end.

A judgement by statements, not by running; `plan.shelltext` takes shell text apart. In a shell
a statement cannot fail when it is `true`, a plain `echo` or `printf`, an assignment, a test of
literals, runs in the background, or swallows its failure (`|| true`); what only structures a
script (`then`, `fi`) is looked through, and a condition's own failure ends nothing. When in
doubt a script can fail. Other languages: nothing but comments, or only printing and assigning
of literals.
"""

from __future__ import annotations

import re
import shlex

from orchestrator.document.expect import Expect
from orchestrator.plan.shelltext import group_inside, split_at

_SHELLS = frozenset({"sh", "bash", "zsh"})
_ONLY_COMMENTS = "holds nothing but comments"
_ONLY_SAYS = "only prints what it is told to"
_HIDES = "ends in a filter, which hides the failure before it"

# --- shells ------------------------------------------------------------------------------

_STRUCTURE = re.compile(r"(then|else|do|fi|done|esac|;;)(?=\s|$)\s*")
_CONDITION = re.compile(r"(if|elif|while|until)\s")
_LOOP = re.compile(r"for\s+\w+(\s+in\b.*)?$")
_PREFIX = re.compile(r"(command|builtin|exec|env|nohup|\w+=\S*)\s+(?=\S)")
_EXIT = re.compile(r"exit(\s+0)?$")
_ALWAYS_TRUE = re.compile(r"((/usr)?/bin/)?true(\s|$)|:(\s|$)|(exit|return)(\s+0)?$|wait$")
_SAYING = re.compile(r"(echo|printf)(\s|$)")
_PASSING_ON = re.compile(r"(cat|sort|head|tail|tee)(\s+-\w+)*$")
# What stands last in a pipeline and does well whatever came before it.
_FILTER = re.compile(r"(cat|tee|head|tail|sort|uniq|wc|tr|cut|sed|nl|column)(\s|$)")
_TEE_TO_FILE = re.compile(r"tee(\s+-\w+)*\s+[^-\s/]")
_DECLARING = re.compile(r"(export|local|declare|readonly)\s")
_ASSIGNMENT = re.compile(r"(export|local|declare|readonly)$|\w+\+?=")
_SETTING = re.compile(r"(set|shopt|umask|trap)\s|unset\s|alias\s")
_SETS = re.compile(r"set\s+(?P<sign>[-+])(?P<letters>[a-zA-Z]*)(\s+(?P<name>\w+))?")
_REQUIRED = re.compile(r"\$\{\w+:?\?")
_NOT_FALSE = re.compile(r"!\s+(false|exit\s+[1-9])\b")
# `test 1`, `[ 1 -eq 1 ]`, `[[ a == a ]]`: words and numbers, no variable and no file.
_TEST = re.compile(r"(test\s+|\[\[?\s+)(?P<what>[^$`]*?)(\s*\]\]?)?$")
_OF_FILES = re.compile(r"(^|\s)-[a-hkoprstuvwxGLNORS](\s|$)|-(nt|ot|ef)\b")
# A redirection to a real file may fail, so it makes a statement one that can.
_TO_FILE = re.compile(
    r"(?<![\d&])\d?>{1,2}(?!&)\s*(?!/dev/(null|stdout|stderr|tty)\b)\S|<\s*[^<\s]"
)
_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"")
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
        return _Shell(pipefail=language == "bash").judge(script)
    mark = _COMMENT_MARKS.get(name, "#")
    lines = [line.strip() for whole in script.splitlines() for line in whole.split("; ")]
    lines = [line for line in lines if line and not line.startswith(mark)]
    if not lines:
        return _ONLY_COMMENTS
    saying = _SAYING_LINES.get(name)
    if saying and all(saying.match(line) for line in lines):
        return _ONLY_SAYS
    return None


class _Shell:
    """Reads statements in order and keeps what `set` changes on the way.

    Without `pipefail` only the last command of a pipeline counts; without `-e` (after
    `set +e`) a failure counts only if it is the last thing done.
    """

    def __init__(self, *, pipefail: bool) -> None:
        self._pipefail = pipefail
        self._stops = True
        self._unset_fails = False
        self._bodies: dict[str, str] = {}

    def judge(self, script: str) -> str | None:
        """Why the whole cannot fail; None when it can."""
        joined = re.sub(r"(\|\||&&|\|)\s*\n", r"\1 ", script.replace("\\\n", " "))
        statements = split_at(_HERE_DOCUMENT.sub(r"\g<rest>", joined), (";", "\n", "&"))
        if not statements:
            return _ONLY_COMMENTS
        if any(re.match(r"trap\s+['\"]?\s*exit 0['\"]?\s+(EXIT|ERR|0)", s) for s in statements):
            return "ends in success whatever happened before"
        return self._in_order(statements)

    def _in_order(self, statements: list[str]) -> str | None:
        reasons: list[str] = []
        lost = False
        for number, statement in enumerate(statements, start=1):
            self._note_settings(statement)
            reason = self._harmless(statement)
            if reason is not None:
                reasons.append(reason)
            elif self._stops or number == len(statements):
                return None
            else:
                lost = True
            if self._leaves(statement):
                break
        if lost:
            return "ends in success whatever happened before"
        return next(filter(None, reasons), "holds only assignments")

    def _note_settings(self, statement: str) -> None:
        for setting in _SETS.finditer(statement):
            on = setting["sign"] == "-"
            if "e" in setting["letters"] or setting["name"] == "errexit":
                self._stops = on
            if "u" in setting["letters"] or setting["name"] == "nounset":
                self._unset_fails = on
            if setting["name"] == "pipefail":
                self._pipefail = on

    def _leaves(self, statement: str) -> bool:
        """Whether the script certainly ends here, so that the rest is never reached."""
        parts = split_at(statement, ("&&", "||"))
        reached = all(self._harmless(part) is not None for part in parts[:-1])
        return bool(parts and _EXIT.match(parts[-1])) and reached and "||" not in statement

    def _harmless(self, statement: str) -> str | None:
        """Why it cannot fail; "" for one that only structures; None when it can."""
        while match := _STRUCTURE.match(statement):
            statement = statement[match.end() :]
        if not statement or _CONDITION.match(statement) or _LOOP.match(statement):
            return ""
        if statement.endswith("&") and not statement.endswith("&&"):
            return "runs in the background, where its failure is lost"
        if function := re.match(r"(?:function\s+)?(\w+)\s*\(\)\s*", statement):
            self._bodies[function[1]] = statement[function.end() :]
            return ""
        alternatives = split_at(statement, ("||",))
        if len(alternatives) > 1:
            return self._first_that_holds(alternatives)
        parts = split_at(statement, ("&&",))
        if len(parts) > 1:
            reasons = [self._harmless(part) for part in parts]
            return None if None in reasons else reasons[-1]
        return self._pipeline(split_at(statement, ("|",)))

    def _first_that_holds(self, alternatives: list[str]) -> str | None:
        if (first := self._harmless(alternatives[0])) is not None:
            return first
        rest = [self._harmless(each) for each in alternatives[1:]]
        held = any(each is not None for each in rest)
        return "swallows the failure of its command" if held else None

    def _pipeline(self, parts: list[str]) -> str | None:
        if len(parts) < 2:
            return self._one(parts[0]) if parts else None
        first, last = self._harmless(parts[0]), parts[-1]
        if first is not None and any(_TEE_TO_FILE.match(part) for part in parts[1:]):
            return None
        passing = [bool(_FILTER.match(part)) or self._one(part) is not None for part in parts[1:]]
        if self._pipefail:
            return first if all(passing) else None
        return (first or _HIDES) if _FILTER.match(last) or passing[-1] else None

    def _one(self, command: str) -> str | None:
        """A single command, a group of commands, or a call of a function seen before."""
        inside = group_inside(command)
        body = group_inside(self._bodies.get(command, "")) if inside is None else inside
        if body is not None:
            inner = split_at(body, (";", "\n", "&"))
            reasons = [self._harmless(each) for each in inner]
            return None if None in reasons else next(filter(None, reasons), "")
        return self._command(command)

    def _command(self, command: str) -> str | None:
        bare = _QUOTED.sub("", command)
        required = _REQUIRED.search(command) or (self._unset_fails and "$" in command)
        if _TO_FILE.search(bare) or required:
            return None
        if _only_assigns(command):
            # `export X=$(…)` is the success of `export`; a plain `X=$(…)` that of the command.
            hidden = _DECLARING.match(command) or not re.search(r"\$\(|`|<\(", command)
            return "" if hidden else None
        while prefix := _PREFIX.match(command):
            command = command[prefix.end() :]
        if _ALWAYS_TRUE.match(command) or _NOT_FALSE.match(command):
            return "is always true"
        # `echo` succeeds whatever the command inside its `$(…)` did.
        if _SAYING.match(command) or _PASSING_ON.match(command):
            return _ONLY_SAYS
        test = _TEST.match(command)
        if test and test["what"] and not _OF_FILES.search(test["what"]):
            return "compares nothing but literals"
        return "" if _SETTING.match(command) else None


def _only_assigns(statement: str) -> bool:
    try:
        words = shlex.split(statement)
    except ValueError:
        return False
    return all(_ASSIGNMENT.match(word) for word in words)
