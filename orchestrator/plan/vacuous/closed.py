"""Commands that look at nothing outside their own script, as `echo ok | grep ok`; runs none.

Whatever such a command comes to is known before it runs, so it proves nothing. What it comes to
is not worked out. It is closed if it only works on text (`texttools`), and all that it is given
is text of the script: words, here-documents, what a closed command prints, variables that hold
nothing else, and files that a closed command wrote just before. In doubt a command is open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct, field

from orchestrator.plan.shelltext import split_at, split_words
from orchestrator.plan.vacuous.commands import fate_of
from orchestrator.plan.vacuous.texttools import files_named, program, reads_input, works_on_text
from orchestrator.plan.vacuous.variables import assignments, varying

_REACHES_OUT = re.compile(r"system\s*\(|getline|ENVIRON|@load|\bin(?:put|clude)\b")
_FILE_TEST = re.compile(r"-[a-hkpr-xGLNOS]")
_TWO_FILES = frozenset({"-nt", "-ot", "-ef"})
_MARK = re.compile(r"<<@(\d+)")
_FED_FILE = re.compile(r"(?<![<\d])<(?![<(&])\s*([^\s;&|<>()]+)")
_TO_FILE = re.compile(r"(?<![\d&<])1?>{1,2}\|?\s*([\w./$~{}-]+)")
_QUIET = re.compile(r"[\d&]?>{1,2}\s*/dev/(?:null|stdout|stderr)|\d?>&[\d-]|<\s*/dev/null")
_HERE_STRING = re.compile(r"<<<\s*(?:'[^']*'|\"(?:\\.|[^\"\\])*\"|\S+)")
_SINGLE = re.compile(r"'[^']*'")
_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"")
# A variable that is a word by itself is the same word without its quotation.
_QUOTED_NAME = re.compile(r"\"(\$\{?\w+\}?)\"")
_NAME = re.compile(r"\$(?:\{#?)?([A-Za-z_]\w*|[?@*#!$\d-])(?:\[[^\]]*\]\})?")
_GLOB = re.compile(r"(?<!\S)[^\s'\"=]*[*?\[~][^\s]*")
_TOUCHES = re.compile(r"(?:touch|rm\s+-r?f)((?:\s+[\w./-]+)+)$")
_TEE = re.compile(r"(?<![\w-])tee\b(?:\s+-a)?((?:\s+[\w./-]+)*)")
_TEES = re.compile(r"(?:.*\|\s*)?tee(?:\s+-a)?((?:\s+[\w./-]+)*)\s*")
_MAKES_A_FOLDER = re.compile(r"mkdir\s+(?:-p|--parents)(?:\s+[\w./-]+)+$")
_WORD = re.compile(r"[A-Za-z_]\w*")
_DEPTH = 8


class Own(Struct):
    """What a script holds itself at a place in it: variables and files that nothing else made.

    `check` is whether the script checks something, so that writing a file is no work of its own;
    `asked` is whether a closed command was run for how it ends; `says` tells of a command that
    is not known here whether it prints its own words and nothing else.
    """

    script: str
    texts: Sequence[str] = ()
    check: bool = False
    names: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    asked: bool = False
    says: Callable[[str], bool] = lambda command: False
    _unsure: frozenset[str] | None = None

    def knows(self, text: str) -> bool:
        """Whether all variables and substitutions in a text are the script's own."""
        return self._known(text, depth=0)

    def closes(self, parts: Sequence[str], *, depth: int = 0) -> bool:
        """Whether a pipeline is closed; `parts` are its commands."""
        fed = False
        for part in parts:
            if depth > _DEPTH or not self._closed(part, fed=fed, depth=depth):
                return False
            fed = True
        return bool(parts)

    def prepares(self, pipeline: str, *, closed: bool) -> bool:
        """Whether a pipeline of a check only makes a file or a folder that could be looked at."""
        if not self.check:
            return False
        if _TOUCHES.match(pipeline) or _MAKES_A_FOLDER.match(pipeline):
            return True
        plain = _QUIET.sub(" ", _QUOTED.sub("''", _QUOTED_NAME.sub(r"\1", pipeline)))
        told = _TO_FILE.sub(" ", plain)
        if closed:
            return told != plain or _TEES.fullmatch(plain) is not None
        return told != plain and not fate_of(told, unset_fails=False).can_fail

    def learn(self, command: str, *, files: bool) -> None:
        """Take the variables that a command sets which is surely done, and its files."""
        assigned = assignments(command)
        for name, value in assigned:
            sure = name not in self._names_unsure() and "$?" not in value
            if sure and self._known(value, depth=0):
                self.names.add(name)
        if files and self.check and not assigned:
            plain = _QUIET.sub(" ", _QUOTED.sub("''", _QUOTED_NAME.sub(r"\1", command)))
            self.files.update(_TO_FILE.findall(plain))
            touched = _TOUCHES.match(plain)
            self.files.update(touched[1].split() if touched else ())
            for made in _TEE.finditer(plain):
                self.files.update(made[1].split())

    def ended(self, *, known: bool) -> None:
        """Whether `$?` is known from here on."""
        self.names.discard("?")
        self.names.update("?" if known else "")

    def _closed(self, command: str, *, fed: bool, depth: int) -> bool:
        command = _QUOTED_NAME.sub(r"\1", command)
        name = program(command.split(None, 1)[0]) if command else ""
        if command.startswith("(("):
            return self._sums_up(command)
        assigned = assignments(command)
        if assigned:
            return all(self._known(value, depth=depth) for _, value in assigned)
        if not works_on_text(name):
            tees = self.check and fed and _TEES.fullmatch(command) is not None
            return (
                tees or (name == "exit" and self._known(command, depth=depth)) or self.says(command)
            )
        bare = _QUIET.sub(" ", _without_substitutions(command))
        plain = _QUOTED.sub("''", bare)
        if _TO_FILE.search(plain) and not self.check:
            return False
        files = _FED_FILE.findall(plain)
        if not set(files) <= self.files or not self._documents_known(plain, depth):
            return False
        if not self._known(command, depth=depth) or (name != "[[" and self._spreads(plain)):
            return False
        words = _words(_FED_FILE.sub(" ", _TO_FILE.sub(" ", bare)))
        if words is None or (name == "awk" and _REACHES_OUT.search(command)):
            return False
        if name in ("test", "[", "[["):
            return self._tests_itself(words[1:])
        named = files_named(name, words[1:])
        has_input = fed or bool(named) or bool(files) or "<<" in plain or not reads_input(name)
        return has_input and set(named) <= self.files | {"-"}

    def _known(self, text: str, *, depth: int) -> bool:
        """Whether every variable and substitution in a text is known."""
        if "$" not in text and "`" not in text and "<(" not in text:
            return True
        text = _SINGLE.sub("''", text)
        for inner in _substitutions(text):
            statements = split_at(inner, (";", "\n", "&", "&&", "||"))
            if not all(self.closes(split_at(each, ("|",)), depth=depth + 1) for each in statements):
                return False
            text = text.replace(inner, "")
        return all(
            name in self.names or name.startswith("ORCHESTRATOR_") for name in _NAME.findall(text)
        )

    def _documents_known(self, plain: str, depth: int) -> bool:
        numbers = [int(number) for number in _MARK.findall(plain)]
        texts = [self.texts[number] for number in numbers if number < len(self.texts)]
        return all(self._known(text.replace("'", ""), depth=depth) for text in texts)

    def _spreads(self, plain: str) -> bool:
        """Whether a word stands for the names of files."""
        words = plain.replace("$?", "").split()[1:]
        return any(_GLOB.match(word) for word in words if word not in ("[", "]", "*"))

    def _tests_itself(self, words: Sequence[str]) -> bool:
        """Whether a test compares texts, or asks for files of the script's own."""
        asked: set[str] = set()
        for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
            if _FILE_TEST.fullmatch(word):
                asked.add(after)
            elif word in _TWO_FILES:
                asked |= {before, after}
        return asked <= self.files

    def _sums_up(self, command: str) -> bool:
        return set(_WORD.findall(command)) <= self.names and self._known(command, depth=_DEPTH)

    def _names_unsure(self) -> frozenset[str]:
        """Names that get different values at different places, or in another way."""
        if self._unsure is None:
            self._unsure = varying(self.script)
        return self._unsure


def _words(command: str) -> list[str] | None:
    try:
        return split_words(_MARK.sub(" ", _HERE_STRING.sub(" - ", command)))
    except ValueError:
        return None


def _without_substitutions(command: str) -> str:
    """The command with `-` for each `<(…)`, which is a file that it is given."""
    if "<(" not in command:
        return command
    for inner in _substitutions(command):
        command = command.replace(f"<({inner})", "-")
    return command


def _substitutions(text: str) -> list[str]:
    """The scripts in `$(…)`, `<(…)` and back quotes, outermost only."""
    found = re.findall(r"`([^`]*)`", text)
    at = 0
    while (start := re.compile(r"[$<]\((?!\()").search(text, at)) is not None:
        end, depth = start.end(), 1
        while end < len(text) and depth:
            depth += (text[end] == "(") - (text[end] == ")")
            end += 1
        found.append(text[start.end() : end - 1])
        at = end
    return found
