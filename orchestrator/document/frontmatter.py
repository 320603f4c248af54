"""The YAML between `---` lines at the top of a file: settings of the document, as key lines.

Scalars keep their text as written, as YAML 1.2 has it; nothing is ever constructed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from orchestrator.diagnostics import Findings, Related, Span
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.keynames import field_of
from orchestrator.document.values import identifier

if TYPE_CHECKING:
    import yaml

_BEGINS = re.compile(r"\s*(?:#|[\w\"'.][^:]*:(?:\s|$)|\{)")
_AT = re.compile(r"(\s*(?:-\s+)*(?:[^\s:#'\"\[{][^:]*:\s+)?)([@`%].*)")
_FLOW_AT = re.compile(r"(?<=[\[,])(\s*)([@`][^,\]\s]*)")
_SURPRISES = frozenset({"no", "yes", "on", "off"})
_BOOLEAN_FIELDS = frozenset(
    {"allow_failure", "optional", "agent", "approval", "depends_on", "blocks"}
)
_RETRY_NAMES = {
    "max": "retries",
    "delay_s": "retry delay",
    "delay": "retry delay",
    "backoff": "retry backoff",
    "on_exit": "retry on",
}
_OWN = {"id": "id", "title": "title", "order": "order", "criteria": "criteria",
        "criteria_policy": "criteria", "number": "number", "objective": "objective",
        "dialect": "dialect"}  # fmt: skip
_CHOICES = {
    "order": ("sequential", "parallel", "explicit"),
    "criteria": ("required", "advisory"),
}
_MAX_DEPTH = 100
_MAX_LINE = 1000  # of a line with a value that begins with an @


class FrontMatter(Struct):
    """What the front matter says: the document's own settings, and keys like a subtask's.

    `names` has the line of each name at its top, those without a value included.
    """

    own: dict[str, str] = field(default_factory=dict)
    keys: list[KeyLine] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)


def split_front_matter(text: str, findings: Findings) -> tuple[FrontMatter, str]:
    """The front matter, and the text with its lines blanked so that line numbers stay."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return FrontMatter(), text
    begins = next((line for line in lines[1:] if line.strip()), "")
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    if begins.rstrip() != "---" and _BEGINS.match(begins) is None:
        return FrontMatter(), text
    if not end:
        if begins and not begins.lstrip().startswith("#"):
            findings.error(
                "unclosed-front-matter",
                "the front matter opened with `---` is never closed",
                1,
                1,
                hint="close it with a line `---`",
            )
        return FrontMatter(), text
    front = _Reader(findings).read("\n".join(lines[1:end]))
    return front, "\n".join([""] * (end + 1) + lines[end + 1 :])


class _Reader(Struct):
    findings: Findings
    front: FrontMatter = field(default_factory=FrontMatter)

    def read(self, text: str) -> FrontMatter:
        root = self._compose(text)
        if root is None:
            return self.front
        if _kind(root) != "mapping":
            self.findings.error(
                "yaml", "the front matter is not a mapping", 2, 1, hint="write `key: value` lines"
            )
            return self.front
        self._refuse_duplicates(root, 0, set())
        for name, value in root.value:
            # What is given again has been refused; the first one is read for its own faults.
            if _kind(name) == "scalar" and name.value not in self.front.names:
                self.front.names[name.value] = _span(name).line
                self._take(name, value)
        return self.front

    def _compose(self, text: str) -> yaml.Node | None:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        error: yaml.YAMLError | None = None
        # `assignee: @name` is no YAML, but people write it: quoted, it is read as they meant.
        for mend in (str, _quoted):
            try:
                # Composing goes down by calls, in C: too deep ends the whole program.
                if _nests_deeply(mend(text), loader):
                    self.findings.error(
                        "yaml",
                        "the front matter nests too deeply",
                        2,
                        1,
                        hint="nest it less deeply",
                    )
                    return None
                return yaml.compose(mend(text), Loader=loader)
            except yaml.YAMLError as caught:
                error = error or caught
            except (RecursionError, ValueError):
                break
        mark = getattr(error, "problem_mark", None)
        self.findings.error(
            "yaml",
            f"the front matter is not YAML: {getattr(error, 'problem', None) or 'unreadable'}",
            mark.line + 2 if mark else 2,
            mark.column + 1 if mark else 1,
            hint="quote values with special characters, or mend the indentation",
        )
        return None

    def _refuse_duplicates(self, node: yaml.Node, depth: int, seen: set[int]) -> None:
        if id(node) in seen or depth > _MAX_DEPTH or _kind(node) == "scalar":
            return
        seen.add(id(node))
        if _kind(node) == "sequence":
            for child in node.value:
                self._refuse_duplicates(child, depth + 1, seen)
            return
        lines: dict[str, int] = {}
        for name, value in node.value:
            if _kind(name) == "scalar":
                self._refuse_again(name, lines)
            self._refuse_duplicates(value, depth + 1, seen)

    def _refuse_again(self, name: yaml.Node, lines: dict[str, int]) -> None:
        line = _span(name).line
        first = lines.setdefault(name.value, line)
        if first != line:
            self.findings.error(
                "duplicate-front-matter-key",
                f"`{name.value}` is given twice in the front matter, on lines {first} and {line}",
                line,
                _span(name).column,
                hint="remove one of them",
                related=[Related(first, "first given here")],
            )

    def _take(self, name: yaml.Node, value: yaml.Node) -> None:
        key = str(name.value)
        if key in _OWN and _kind(value) == "scalar":
            self._own(key, value)
        elif key == "retry" and _kind(value) == "mapping":
            for part, given in value.value:
                # A name may be a list or a mapping, which none of ours is.
                word = part.value if _kind(part) == "scalar" else f"a {_kind(part)}"
                if word != "max_delay_s":
                    self._key(_RETRY_NAMES.get(word, f"retry {word}"), part, given)
            self._cap(value)
        elif field_of(key) == "env" and _kind(value) == "mapping":
            pairs = [(part.value, given) for part, given in value.value if _kind(part) == "scalar"]
            values = [Value(f"{part}={self._scalar(given, key)}", _span(given))
                      for part, given in pairs if _kind(given) == "scalar"]  # fmt: skip
            self.front.keys.append(KeyLine("env", tuple(values), _span(name).line))
        else:
            self._key(key, name, value)

    def _own(self, key: str, value: yaml.Node) -> None:
        own = _OWN[key]
        text = value.value.strip()
        choices = _CHOICES.get(own)
        if choices and text.lower() not in choices:
            self.findings.error(
                f"bad-{own}",
                f"`{key}: {text}` is none of {', '.join(choices)}",
                _span(value).line,
                _span(value).column,
                hint=f"write one of {', '.join(choices)}",
            )
        elif own == "id" and text and identifier(text) is None:
            self.findings.error(
                "bad-id",
                f"`{key}: {text[:40]}` cannot be an id: files are named after it",
                _span(value).line,
                _span(value).column,
                hint="use at most 200 letters, digits, `_`, `-` and `.`",
            )
        elif text:
            self.front.own[own] = text.lower() if choices else text

    def _cap(self, retry: yaml.Node) -> None:
        """`max_delay_s` goes with the factor, as `2x up to 60s` does."""
        parts = {
            part.value: given
            for part, given in retry.value
            if _kind(part) == _kind(given) == "scalar"
        }
        cap = parts.get("max_delay_s")
        if cap is None:
            return
        factor = parts.get("backoff")
        text = f"{factor.value if factor else '1'}x up to {cap.value}"
        self.front.keys = [key for key in self.front.keys if key.name != "retry backoff"]
        values = (Value(text, _span(cap)),)
        self.front.keys.append(KeyLine("retry backoff", values, _span(cap).line))

    def _key(self, key: str, name: yaml.Node, value: yaml.Node) -> None:
        nodes = value.value if _kind(value) == "sequence" else [value]
        values = []
        for node in nodes:
            if _kind(node) == "scalar":
                values.append(Value(self._scalar(node, key), _span(node)))
            elif _kind(node) == "mapping":
                values += self._pairs(node, key)
        values = [one for one in values if one.text]
        if field_of(key) == "condition":
            values = [Value(f"`` {one.text} ``", one.span) for one in values]
        if field_of(key) == "retry_on" and len(values) > 1:
            values = [Value(", ".join(one.text for one in values), values[0].span)]
        if values or _kind(value) == "scalar":
            span = _span(name)
            given = tuple(values) or (Value("none", span),)
            if values or field_of(key) is not None:
                self.front.keys.append(KeyLine(key, given, span.line))

    def _pairs(self, node: yaml.Node, key: str) -> list[Value]:
        return [
            Value(f"{part.value}: {self._scalar(given, key)}", _span(given))
            for part, given in node.value
            if _kind(part) == "scalar" and _kind(given) == "scalar"
        ]

    def _scalar(self, node: yaml.Node, key: str) -> str:
        """The text as written; where YAML 1.1 would have made a boolean of a word, say so."""
        text = str(node.value).strip()
        plain = not getattr(node, "style", None)
        if plain and text.lower() in _SURPRISES and field_of(key) not in _BOOLEAN_FIELDS:
            self.findings.warning(
                "yaml-boolean",
                f"`{text}` is read as the text it is; other readers of YAML make it a boolean",
                _span(node).line,
                _span(node).column,
                hint=f'quote it: "{text}"',
            )
        return text


def _nests_deeply(text: str, loader: Any) -> bool:
    """Whether a sequence or mapping stands inside too many others."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            return True
    return False


def _kind(node: yaml.Node) -> str:
    """`scalar`, `sequence` or `mapping`."""
    return str(getattr(node, "id", ""))


def _span(node: yaml.Node) -> Span:
    """Where a node stands in the file; the front matter begins on line 2."""
    return Span(node.start_mark.line + 2, node.start_mark.column + 1)


def _quoted(text: str) -> str:
    def quote(found: re.Match[str]) -> str:
        return found[1] + "'" + found[2].replace("'", "''") + "'"

    # Line by line, and no long ones: the pattern takes time by the square of the length.
    lines = (
        _AT.sub(quote, line.rstrip()) if len(line) < _MAX_LINE and _AT.match(line) else line
        for line in text.split("\n")
    )
    return _FLOW_AT.sub(quote, "\n".join(lines))
