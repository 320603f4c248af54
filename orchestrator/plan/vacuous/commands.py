"""Single commands of a shell: which of them cannot fail, and which cannot do otherwise.

What structures a script is `shell.py`'s; this judges the words of one command.
"""

from __future__ import annotations

import re
from itertools import takewhile

from msgspec.structs import replace

from orchestrator.plan.shelltext import split_words
from orchestrator.plan.vacuous.fate import (
    FAILS,
    KEEPS,
    MAY_FAIL,
    NOTHING,
    ONLY_SAYS,
    QUITS,
    Fate,
    succeeds,
)
from orchestrator.plan.vacuous.literals import FOLDERS, arithmetic, truth_of
from orchestrator.plan.vacuous.texttools import files_named, program

_TRUE = "is always true"
_NOTHING_BUT_LITERALS = "compares nothing but literals"
_ABOUT_THE_MACHINE = "asks for something that is always there"

_SAYING = frozenset({"echo", "printf", "Write-Host", "Write-Output"})
# They tell or change what always can be, as long as they are given nothing but options.
_WITHOUT_OPERANDS = frozenset({
    "pwd", "date", "ls", "cd", "env", "printenv", "whoami", "hostname", "id", "uname", "uptime",
    "clear", "history", "jobs", "times", "set", "wait", "arch", "nproc", "tty", "groups", "dir",
    "df", "ps", "alias", "hash", "dirs", "cat", "tee", "sort", "head", "tail", "wc", "uniq", "nl",
})  # fmt: skip
_ALWAYS = frozenset({
    "set", "shopt", "umask", "trap", "unset", "alias", "export", "local", "declare", "readonly",
    "typeset", "seq", "basename", "dirname", "true", ":", "sync", "setopt", "mapfile", "readarray",
    "disown",
})  # fmt: skip
_CURRENT = FOLDERS | {"$PWD", "$HOME", "~", "${PWD}", "${HOME}"}
_ASKING = frozenset({"which", "type", "hash"})
_ALWAYS_INSTALLED = frozenset({
    "sh", "bash", "ls", "cat", "true", "false", "echo", "test", "cd", "pwd", "env", "cp", "mv",
    "rm", "mkdir", "grep", "sed", "sort", "head", "tail", "wc", "tr", "printf", "date", "kill",
})  # fmt: skip
_FILTERS = frozenset({"cat", "tee", "head", "tail", "sort", "uniq", "wc", "tr", "cut", "sed", "nl",
                      "column", "fold", "rev", "tac"})  # fmt: skip
_FINDS_OUT = frozenset({"-ok", "-okdir", "-delete", "-fprint", "-fls", "-files0-from"})
_CARELESS = re.compile(r"-[a-zA-Z]*[in]|--ignore-errors|--dry-run|--just-print")
_DURATION = re.compile(r"\d*\.?\d+[smhd]?")
_REQUIRED = re.compile(r"\$\{\w+:?\?")
_PERHAPS_UNSET = re.compile(r"\$(?!\{\w+:?-)")
_ASSIGNMENT = re.compile(r"\w+(?:\[\w*\])?\+?=")
_DECLARING = frozenset({"export", "local", "declare", "readonly", "typeset"})
_SUBSTITUTION = re.compile(r"\$\(|`|<\(")
# A redirection to a real file may fail, so it makes a command one that can.
_TO_FILE = re.compile(
    r"(?<![\d&])\d?>{1,2}\|?(?!&)\s*(?!/dev/(?:null|stdout|stderr|tty)\b)\S|(?<!<)<(?![<(])\s*\S"
)
_REDIRECTION = re.compile(
    r"\d?>{1,2}\s*/dev/(?:null|stdout|stderr|tty)|\d?>&[\d-]|&>{1,2}\s*/dev/null"
    r"|<<<\s*(?:'[^']*'|\"[^\"]*\"|\S+)|<<\S+"
    r"|<\s*/dev/null"
)
# Sums without a division always come out.
_PROCESS = re.compile(r"(?:<\s*)?(?<!\w)<\((?:[^()]|\([^()]*\))*\)")
_SUM = re.compile(r"\$\(\([^()/%$`]*\)\)")
_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"")


def without_quotations(command: str) -> str:
    """The command with each quotation made empty, so that what is in one counts as nothing."""
    return _QUOTED.sub("''", command)


def filters(command: str) -> bool:
    """Whether it passes on what it is given, and does well whatever that was."""
    words = words_of(command) or [""]
    # A file that is named, or what stands in for one, may be missing.
    passes = words[0] in _FILTERS or (words[0] == "awk" and "exit" not in command)
    return passes and not _SUBSTITUTION.search(command) and not files_named(words[0], words[1:])


def keeps_a_file(command: str) -> bool:
    """Whether it is a `tee` into a real file, or writes one."""
    words = command.split()
    named = any(not word.startswith("-") and word != "/dev/null" for word in words[1:])
    return words[:1] == ["tee"] and named


def fate_of(command: str, *, unset_fails: bool) -> Fate:
    """How a single command can end."""
    # A process in `<(…)` is a file that is there, however it ends.
    command = _PROCESS.sub(" -", _SUM.sub("0", command))
    bare = without_quotations(command)
    sum_ = arithmetic(command.strip())
    if sum_ is not None:
        return _of_truth(sum_)
    if _TO_FILE.search(_REDIRECTION.sub(" ", bare)) or _REQUIRED.search(command):
        return MAY_FAIL
    if unset_fails and _PERHAPS_UNSET.search(command):
        return MAY_FAIL
    words = words_of(command)
    if words is None:
        return MAY_FAIL
    if all(_ASSIGNMENT.match(word) for word in words):
        # A plain `X=$(…)` ends as the command in it does.
        return MAY_FAIL if _SUBSTITUTION.search(command) else succeeds("")
    while len(words) > 1 and _ASSIGNMENT.match(words[0]):
        words = words[1:]
    return _of_words(words)


def words_of(command: str) -> list[str] | None:
    """The words of a command without its redirections; None where they cannot be told."""
    try:
        return split_words(_REDIRECTION.sub(" ", command)) or [""]
    except ValueError:
        return None


def _of_words(words: list[str]) -> Fate:
    name, given = program(words[0]), words[1:]
    operands = [word for word in given if not word.startswith(("-", "+"))]
    if name in ("exit", "return", "logout"):
        return _of_exit(name, given)
    if name in ("test", "[", "[[") or (name == "!" and given):
        return _of_truth(truth_of(_inner(name, given)))
    if name == "false":
        return FAILS
    if name == "command" and given[:1] in (["-v"], ["-V"]):
        name = "type"
    if name in _SAYING:
        return replace(succeeds(ONLY_SAYS), tells=(" ".join(given),))
    if name in _DECLARING or name in ("set", "shopt", "umask", "trap", "unset", "setopt", "break",
                                     "continue"):  # fmt: skip
        return succeeds("")
    if name in _ALWAYS:
        return succeeds(_TRUE if name in ("true", ":") else ONLY_SAYS)
    if name in _WITHOUT_OPERANDS and all(_tells(name, word) for word in operands):
        return succeeds(ONLY_SAYS if name in _FILTERS else _ABOUT_THE_MACHINE, shows=True)
    if name == "sleep" and operands and all(map(_DURATION.fullmatch, operands)):
        return succeeds("only waits")
    if name in _ASKING and operands and all(word in _ALWAYS_INSTALLED for word in operands):
        return succeeds(_ABOUT_THE_MACHINE, shows=True)
    if name == "make" and any(map(_CARELESS.fullmatch, given)):
        return succeeds("does not care how it ends", shows=True)
    if name == "git" and given in (["status"], ["diff"], ["status", "-s"], ["status", "--short"]):
        return succeeds(_ABOUT_THE_MACHINE, shows=True)
    if name == "find" and _only_finds(given):
        return succeeds("only lists what it finds", shows=True)
    if name in ("diff", "cmp") and len(operands) == 2 and operands[0] == operands[1] != "-":
        return succeeds("compares a thing with itself")
    if name == "kill" and given in (["-0", "$$"], ["-0", "$PPID"]):
        return succeeds(_ABOUT_THE_MACHINE)
    return MAY_FAIL


def _tells(name: str, operand: str) -> bool:
    """Whether an operand leaves the command one that cannot fail."""
    if name in ("ls", "cd", "df", "dir"):
        return operand in _CURRENT
    if name == "cat":
        return operand in ("/dev/null", "-")
    return name == "date" and operand.startswith("+")


def _only_finds(given: list[str]) -> bool:
    """Whether a `find` looks where there is always something, and asks nothing of it."""
    places = list(takewhile(lambda word: not word.startswith(("-", "(", "!")), given))
    # What `-exec … ;` runs does not count, what `-exec … +` runs does.
    asks = any(word in _FINDS_OUT for word in given) or given[-1:] == ["+"]
    return all(place in _CURRENT for place in places) and not asks


def _inner(name: str, given: list[str]) -> list[str]:
    if name in ("[", "[["):
        return given[:-1] if given[-1:] in (["]"], ["]]"]) else given
    return given


def _of_exit(name: str, given: list[str]) -> Fate:
    if not given:
        return KEEPS if name != "return" else NOTHING
    if given[0] == "0":
        return succeeds("ends in success by itself", leaves=True)
    if re.fullmatch(r"[0-9]{1,18}", given[0]):
        return QUITS if int(given[0]) % 256 else succeeds("ends in success by itself", leaves=True)
    return Fate(quits=True, leaves=True, sure=False)


def _of_truth(truth: bool | None) -> Fate:
    if truth is None:
        return MAY_FAIL
    return succeeds(_NOTHING_BUT_LITERALS) if truth else FAILS
