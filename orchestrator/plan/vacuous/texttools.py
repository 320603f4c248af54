"""Tools that work on text: which of their words are text, and which name files. Judges nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ALL = 1_000_000
# How many operands of each are text; those beyond are files. Letters of options with a value.
_TOOLS: Mapping[str, tuple[int, str]] = {
    "echo": (_ALL, ""), "printf": (_ALL, ""), "seq": (_ALL, ""), "expr": (_ALL, ""),
    "mktemp": (_ALL, ""), "date": (_ALL, ""),
    "basename": (_ALL, ""), "dirname": (_ALL, ""), "tr": (_ALL, ""), "let": (_ALL, ""),
    "true": (_ALL, ""), "false": (_ALL, ""), ":": (_ALL, ""), "test": (_ALL, ""),
    "[": (_ALL, ""), "[[": (_ALL, ""), "grep": (1, "emABC"), "egrep": (1, "emABC"),
    "fgrep": (1, "emABC"), "rg": (1, "emABC"), "sed": (1, "e"), "awk": (1, "vF"),
    "jq": (1, ""), "cat": (0, ""), "wc": (0, ""), "sort": (0, "tk"), "uniq": (0, ""),
    "head": (0, "nc"), "tail": (0, "nc"), "cut": (0, "dfcb"), "rev": (0, ""), "tac": (0, ""),
    "nl": (0, ""), "fold": (0, "w"), "diff": (0, "U"), "cmp": (0, ""), "comm": (0, ""),
    "paste": (0, "d"), "bc": (0, ""), "md5sum": (0, ""), "sha256sum": (0, ""), "base64": (0, ""),
    "xxd": (0, ""),
}  # fmt: skip
_FED_BY_WORDS = frozenset({"echo", "printf", "seq", "expr", "mktemp", "date", "basename", "dirname",
                           "let", "true", "false", ":", "test", "[", "[["})  # fmt: skip
# Letters of options whose value is a file.
_FILE_OPTIONS: Mapping[str, str] = {
    **dict.fromkeys(("grep", "egrep", "fgrep", "rg", "sed", "awk", "jq"), "f"),
    "date": "rf",
}
_WITH_PATTERN = frozenset({"grep", "egrep", "fgrep", "rg", "sed"})


def program(word: str) -> str:
    """The name of a program of the system, wherever it lies; one of the project's own, as
    `./test`, is another program than the shell's of that name."""
    return word.rsplit("/", 1)[-1] if word.startswith("/") else word


def works_on_text(name: str) -> bool:
    """Whether a command only looks at the text that it is given."""
    return name in _TOOLS


def reads_input(name: str) -> bool:
    """Whether such a command reads standard input where no file is named."""
    return name not in _FED_BY_WORDS


def files_named(name: str, words: Sequence[str]) -> list[str]:
    """The words after the command's name that are files; none for a command not known here."""
    texts, valued = _TOOLS.get(name, (_ALL, ""))
    operands: list[str] = []
    named: list[str] = []
    value = False
    for number, word in enumerate(words):
        is_option = word.startswith("-") and len(word) > 1 and not word.startswith("--")
        if is_option and word[-1] in _FILE_OPTIONS.get(name, ""):
            named += list(words)[number + 1 : number + 2]
            value = True
        elif word.startswith("-") and len(word) > 1:
            value = word[-1] in valued and not word.startswith("--")
        elif not value:
            operands.append(word)
        else:
            value = False
    # The pattern of a `grep` or the script of a `sed` may be the value of an option.
    given = bool(named) or (name in _WITH_PATTERN and "-e" in words)
    return named + operands[0 if given and texts == 1 else texts :]
