"""Scripts inside a command: `bash -c "…"`, `eval …`, `python3 <<E`; judges none of them."""

from __future__ import annotations

import re

from orchestrator.document.languages import BUILT_IN
from orchestrator.plan.shelltext import split_words
from orchestrator.plan.vacuous.commands import words_of

_PREFIX = re.compile(
    r"(?:/\S*/)?(?:command|builtin|exec|nohup|sudo|nice(?:\s+-n\s*-?\d+)?|timeout(?:\s+-\S+)*\s+\d\S*"
    r"|stdbuf(?:\s+-\S+)+|env(?:\s+-[i0v])*(?=\s+\w+=|\s+[\w/.-]+)|xargs(?:\s+-[0rt])*(?=\s+(?:true|:|echo|printf)\b)|\w+=(?:'[^']*'|\"[^\"$`]*\"|[^\s$`'\"]*))"
    r"(?:\s+--)?\s+(?=[^\s-])"
)
_MARK = re.compile(r"<<@(\d+)")
_HERE_STRING = re.compile(r"<<<\s*('[^']*'|\"[^\"$`]*\"|[^\s$`'\"]+)")
_INLINE = {"python": "-c", "node": "-e", "ruby": "-e", "perl": "-e"}


def without_prefix(command: str) -> str:
    """The command itself: `timeout 5 env A=1 make` is `make`."""
    at = 0
    while found := _PREFIX.match(command, at):
        at = found.end()
    return command[at:]


def script_inside(command: str, texts: list[str]) -> tuple[str, str] | None:
    """Language and script that a command hands to an interpreter; None for any other command.

    `texts` are the here-documents, by the number of their mark.
    """
    words = words_of(command)
    if not words:
        return None
    name, given = words[0].rsplit("/", 1)[-1], words[1:]
    if words[0] == "eval":
        return ("sh", " ".join(given)) if given and "$" not in command else None
    name = re.sub(r"(?<=python)3(\.\d+)?$", "", name)
    language = BUILT_IN.get(name)
    if language is None:
        return None
    return _given(language, given, command) or _fed(language, given, command, texts)


def _given(language: str, given: list[str], command: str) -> tuple[str, str] | None:
    """A script among the words."""
    flag = _INLINE.get(language, "-c")
    for number, word in enumerate(given[:-1]):
        if not word.startswith("-"):
            return None
        shells = language not in _INLINE and re.fullmatch(r"-[a-z]*c", word)
        if word == flag or shells:
            options = [*given[:number], *([word[:-1]] if len(word) > 2 else [])]
            return _named(language, options), given[number + 1]
    return None


def _fed(language: str, given: list[str], command: str, texts: list[str]) -> tuple[str, str] | None:
    """A script on standard input."""
    if any(word != "-" and not word.startswith("-") for word in given):
        return None
    mark, text = _MARK.search(command), _HERE_STRING.search(command)
    if mark is not None and int(mark[1]) < len(texts):
        script = texts[int(mark[1])]
    elif text is not None:
        script = " ".join(split_words(text[1]))
    else:
        return None
    return _named(language, given), script


def _named(language: str, options: list[str]) -> str:
    """A shell started by hand has only the options that it is given, so not `-e`."""
    return language if language in _INLINE else " ".join([f"/bin/{language}", *options])
