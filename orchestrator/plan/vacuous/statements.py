"""Puts the statements of a shell script together to `if`, `case` and loops; judges nothing."""

from __future__ import annotations

import re
from bisect import bisect_left

from msgspec import Struct, field

from orchestrator.plan.shelltext import split_at

_HERE_DOCUMENT = re.compile(r"<<-?[^\S\n]*(['\"]?)(?P<end>\w+)\1")
_OPENS = re.compile(r"(if|while|until|for|select|case)\b\s*")
_KEYWORD = re.compile(r"(then|elif|else|fi|do|done|esac)(?=\s|$|[|&<>;)])\s*")
_CASE = re.compile(r"case\s.*?\sin\b\s*", re.DOTALL)
_PATTERN = re.compile(r"\(?[^()\s][^()]*\)\s*")


class Branches(Struct):
    """`if` and `case`: conditions with what is done then, and what is done otherwise. `rest`
    is what stands behind its end, `before` what its statement begins with, operator included."""

    branches: list[tuple[list[Node], list[Node]]] = field(default_factory=list)
    otherwise: list[Node] = field(default_factory=list)
    rest: str = ""
    before: str = ""


class Loop(Struct):
    """`while`, `until` and `for`; the condition of a `for` is empty."""

    condition: list[Node] = field(default_factory=list)
    body: list[Node] = field(default_factory=list)
    rest: str = ""
    before: str = ""
    until: bool = False


Node = str | Branches | Loop


def taken_apart(script: str) -> tuple[str, list[str]]:
    """The script on joined lines, a mark `<<@N` for each here-document, and their texts."""
    lines = script.replace("\\\n", " ").split("\n")
    alone: dict[str, list[int]] = {}  # where each word stands alone on a line, in order
    for number, line in enumerate(lines):
        alone.setdefault(line.strip(), []).append(number)
    texts: list[str] = []
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line, at = lines[at], at + 1
        for found in _HERE_DOCUMENT.finditer(line):
            ends = alone.get(found["end"], [])
            place = bisect_left(ends, at)
            if place < len(ends):
                texts.append(_document(lines[at : ends[place]]))
                line, at = (
                    f"{line[: found.start()]}<<@{len(texts) - 1} {line[found.end() :]}",
                    ends[place] + 1,
                )
                break
        kept.append(line)
    return re.sub(r"(\|\||&&|\|)\s*\n\s*", r"\1 ", "\n".join(kept)), texts


def _document(lines: list[str]) -> str:
    """The text of a here-document, empty lines at its end left out."""
    last = next((at for at in range(len(lines), 0, -1) if lines[at - 1].strip()), 0)
    return "".join(f"{line}\n" for line in lines[:last])


def parse(statements: list[str]) -> list[Node]:
    """The statements as a tree; a keyword without its partner ends what is open."""
    reader = _Reader(list(reversed(statements)))
    nodes: list[Node] = []
    while reader.left:
        nodes += reader.until(())
        if reader.left:
            reader.left.pop()  # a closing word with nothing open
    return nodes


class _Reader:
    """Takes statements from the end of `left`, which holds them last first."""

    def __init__(self, left: list[str]) -> None:
        self.left = left

    def until(self, closing: tuple[str, ...]) -> list[Node]:
        """The nodes up to one of the words, which stays."""
        nodes: list[Node] = []
        while self.left:
            statement = self.left[-1]
            keyword = _KEYWORD.match(statement)
            if keyword is not None and (keyword[1] in closing or not closing):
                break
            if keyword is not None:
                self._drop(keyword.end())
                continue
            self.left.pop()
            nodes.append(self._node(statement))
        return nodes

    def _node(self, statement: str) -> Node:
        pieces = split_at(statement, ("||", "&&", "|"))
        opening = _OPENS.match(pieces[-1]) if pieces else None
        if opening is None or not statement.endswith(pieces[-1]):
            return statement
        node = self._open(opening[1], pieces[-1])
        node.before = statement[: -len(pieces[-1])].strip()
        return node

    def _open(self, word: str, statement: str) -> Branches | Loop:
        if word == "case":
            return self._case(statement)
        rest = statement[len(word) :].strip()
        if word == "if":
            self.left.append(rest)
            return self._if()
        if word in ("for", "select"):
            loop = Loop()
        else:
            self.left.append(rest)
            loop = Loop(condition=self.until(("do",)), until=word == "until")
        self._take("do")
        loop.body = self.until(("done",))
        loop.rest = self._rest("done")
        return loop

    def _if(self) -> Branches:
        found = Branches()
        while True:
            condition = self.until(("then",))
            self._take("then")
            found.branches.append((condition, self.until(("elif", "else", "fi"))))
            if not self._take("elif"):
                break
        if self._take("else"):
            found.otherwise = self.until(("fi",))
        found.rest = self._rest("fi")
        return found

    def _case(self, statement: str) -> Branches:
        """Each pattern may be the one; a body is told from its pattern by the bracket."""
        found = Branches()
        head = _CASE.match(statement)
        first = statement[head.end() :] if head else ""
        body: list[Node] = []
        pieces = [first] if first else []
        while self.left and not re.match(r"esac\b", self.left[-1]):
            pieces.append(self.left.pop())
        for piece in pieces:
            pattern = _PATTERN.match(piece)
            if pattern is not None:
                body = []
                found.branches.append(([], body))
                piece = piece[pattern.end() :]
            if piece:
                body.append(piece)
        found.rest = self._rest("esac")
        return found

    def _drop(self, end: int) -> None:
        """Take a word from the next statement, and the statement where nothing is left."""
        rest = self.left[-1][end:]
        if rest:
            self.left[-1] = rest
        else:
            self.left.pop()

    def _take(self, word: str) -> bool:
        keyword = _KEYWORD.match(self.left[-1]) if self.left else None
        if keyword is None or keyword[1] != word:
            return False
        self._drop(keyword.end())
        return True

    def _rest(self, word: str) -> str:
        """What stands behind the closing word in its statement."""
        keyword = _KEYWORD.match(self.left[-1]) if self.left else None
        if keyword is None or keyword[1] != word:
            return ""
        return self.left.pop()[keyword.end() :].strip()
