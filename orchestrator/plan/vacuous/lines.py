"""Scripts of node, ruby, perl, fish and PowerShell: how they end, line by line.

They are not taken apart: only lines that do nothing but print or assign literals, a success
asked for at their end, and a block around everything that catches whatever goes wrong are seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from orchestrator.plan.vacuous import fate as ends
from orchestrator.plan.vacuous.fate import FAILS, MAY_FAIL, QUITS, Fate, Sequence, succeeds

_LITERAL = r"(?:-?[\d.]+|\"[^\"{#$]*\"|'[^'{#$]*'|`[^`$]*`|true|null|nil|undefined)"
_SUM = rf"{_LITERAL}(?:\s*(?:,|[=!]==?|[-+<>*])\s*{_LITERAL})*"
_LITERALS = rf"(?:{_LITERAL}(?:\s*,\s*{_LITERAL})*)?"


class _Grammar(Struct, frozen=True):
    """Patterns for whole lines; `catches` for a whole script, its handler in the group."""

    mark: str
    says: str
    harmless: str
    leaves: str
    fails: str
    catches: str = r"(?!)"
    raises: str = r"(?!)"


_LANGUAGES: Mapping[str, _Grammar] = {
    "node": _Grammar(
        mark="//",
        says=rf"(?:console\.\w+|process\.stdout\.write)\(\s*{_LITERALS}\s*\)"
        r"|console\.assert\([^()]*\)",
        harmless=rf"['\"]use strict['\"]|(?:const|let|var)\s+\w+\s*=\s*{_LITERAL}"
        rf"|(?:const|let|var)\s+\w+\s*=\s*require\(['\"](?:node:)?(?:assert|fs|path|os)['\"]\)"
        rf"|(?:require\(['\"](?:node:)?assert['\"]\)|assert)(?:\.\w+)?\(\s*{_SUM}\s*\)"
        r"|process\.exitCode\s*=\s*0",
        leaves=r"process\.exit\((?:0)?\)",
        fails=r"process\.exit\([1-9]\d*\)|throw\s.*",
        catches=r"try\s*\{(.*)\}\s*catch\s*(?:\(\w+\))?\s*\{(?P<handler>[^{}]*)\}\s*;?",
        raises=r"\bthrow\b|process\.exit",
    ),
    "ruby": _Grammar(
        mark="#",
        says=rf"(?:puts|print|p|warn)[\s(]+{_LITERALS}\)?",
        harmless=rf"\w+\s*=\s*{_LITERAL}|nil|true",
        leaves=r"exit(?:!?\(?(?:0|true)\)?|\s+(?:0|true)|!)?",
        fails=r"exit!?[\s(]*(?:[1-9]\d*|false)\)?|abort\b.*|raise\b.*",
        catches=r"begin\b(.*)\brescue(?:\s+(?:StandardError|Exception|=>).*?|\s*)\n"
        r"(?P<handler>.*?)\bend",
        raises=r"\b(?:raise|abort|exit)\b",
    ),
    "perl": _Grammar(
        mark="#",
        says=rf"(?:print|say)[\s(]+{_LITERALS}\)?",
        harmless=rf"use\s+(?:strict|warnings)|my\s+\$\w+\s*=\s*{_LITERAL}|1",
        leaves=r"exit(?:[\s(]*0\)?)?",
        fails=r"exit[\s(]+[1-9]\d*\)?|die\b.*",
        catches=r"eval\s*\{(.*)\}\s*;?(?P<handler>)",
    ),
    "fish": _Grammar(
        mark="#",
        says=r"echo(?:\s[^>|();&$]*)?",
        harmless=r"true|:|set\s+[^()]*|.*;?\s*(?:or|\|\|)\s+true",
        leaves=r"exit(?:\s+0)?",
        fails=r"false|exit\s+[1-9]\d*",
    ),
    "pwsh": _Grammar(
        mark="#",
        says=rf"(?:Write-Host|Write-Output|echo)(?:\s+{_LITERALS})?",
        harmless=rf"\$\w+\s*=\s*{_LITERAL}|\$true",
        leaves=r"exit(?:\s+0)?",
        fails=r"exit\s+[1-9]\d*|throw\b.*",
        catches=r"try\s*\{(.*)\}\s*catch\s*\{(?P<handler>[^{}]*)\}",
        raises=r"\bthrow\b|\bexit\s+[1-9]",
    ),
}


def judge(language: str, script: str) -> Fate:
    """How a script can end; one of a language that is not known here may do anything."""
    grammar = _LANGUAGES.get(language)
    if grammar is None:
        lines = [line.strip() for line in script.splitlines()]
        comments = all(not line or line.startswith("#") for line in lines)
        return succeeds(ends.ONLY_COMMENTS) if comments else MAY_FAIL
    lines = [line.strip() for whole in script.splitlines() for line in whole.split("; ")]
    lines = [line.rstrip("; ") for line in lines if line and not line.startswith(grammar.mark)]
    if not lines:
        return succeeds(ends.ONLY_COMMENTS)
    sequence = Sequence()
    around = re.match(grammar.catches, "\n".join(lines), re.DOTALL)
    if around is not None and not re.search(grammar.raises, around["handler"]):
        sequence.add(succeeds("catches whatever goes wrong in it", shows=True), stops=True)
        lines = list(filter(None, "\n".join(lines)[around.end() :].strip("; \n").split("\n")))
    for line in lines:
        if not sequence.add(_line(grammar, line), stops=True):
            break
    fate = sequence.fate()
    return fate if fate.reason or fate.can_fail else succeeds(ends.ONLY_ASSIGNS)


def _line(grammar: _Grammar, line: str) -> Fate:
    if re.fullmatch(grammar.says, line):
        return succeeds(ends.ONLY_SAYS)
    if re.fullmatch(grammar.leaves, line):
        return succeeds("ends in success by itself", leaves=True)
    if re.fullmatch(grammar.fails, line):
        return QUITS if line.startswith(("exit", "process")) else FAILS
    return ends.NOTHING if re.fullmatch(grammar.harmless, line) else MAY_FAIL
