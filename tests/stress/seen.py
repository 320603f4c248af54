"""What a reader sees in reports: which elements, links and code, and the text; writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

from markdown_it import MarkdownIt
from markdown_it.token import Token

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# What the reports say themselves, besides tables, lists, paragraphs, emphasis and code.
_OURS_IN_HTML = re.compile(
    r"<details><summary>[^<>]*</summary>\n?|</details>\n?|<br>"
    r"|<!-- orchestrator report: run [\w.-]*, sha256 [0-9a-f]{64} -->\n?"
)
_BLOCKS = frozenset({
    "heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td", "bullet_list", "list_item",
    "fence", "inline", "html_block",
})  # fmt: skip
_INLINES = frozenset({"text", "code_inline", "softbreak", "strong", "link", "html_inline"})
_FENCES = frozenset({
    "", "text", "diff", "mermaid", "sh", "bash", "console", "python", "json", "yaml", "node",
    "ruby", "perl", "zsh", "fish", "pwsh",
})  # fmt: skip
_LIVE = re.compile(r"(?<!\w)@\w|(?<!\w)#\d|\bGH-\d|://\w|\bwww\.", re.IGNORECASE)
_HEADS = re.compile(r"^##+ ([A-Z][\w, -]+)$", re.MULTILINE)
_MERMAID = tuple(
    re.compile(pattern)
    for pattern in (
        r"flowchart TD|gantt|    dateFormat x|    axisFormat [%MSHL:.]+",
        r'    s\d+\["[^"`]*"\](:::\w+)?', r"    s\d+ --> s\d+",
        r"    classDef \w+ fill:#\w+,color:#\w+,stroke:#\w+,stroke-width:2px",
        r"    (title|section) [\w .()/-]+",
        r"    \([\w .()/-]+\) :(done|crit|active), b\d+, \d+, \d+",
    )
)  # fmt: skip
_DOT = tuple(
    re.compile(pattern)
    for pattern in (
        r'digraph "(\\.|[^"\\])*" \{', r"    rankdir=LR",
        r'    (node|edge) \[[a-z]+=[^\]<>]*\]', r"\}",
        r'    s\d+ \[label="(\\.|[^"\\])*" color="#\w+" fillcolor="#\w+"\]', r"    s\d+ -> s\d+",
    )
)  # fmt: skip


def markdown_faults(text: str) -> Iterator[str]:
    """Whatever of a Markdown report is there by the word of somebody else."""
    tokens = _parser().parse(text)
    heads = {
        head for file in _TEMPLATES.glob("*.md.j2") for head in _HEADS.findall(file.read_text())
    }
    for number, token in enumerate(tokens):
        kind = re.sub(r"_(open|close)$", "", token.type)
        if kind not in _BLOCKS:
            yield f"{token.type}: {token.content[:200]!r}"
        elif kind == "html_block" and not _OURS_IN_HTML.fullmatch(token.content):
            yield f"HTML: {token.content[:200]!r}"
        elif kind == "fence":
            yield from _fence_faults(token)
        elif token.type == "heading_open" and number:
            title = tokens[number + 1].content
            is_named = token.tag in ("h3", "h4") or (token.tag == "h2" and title in heads)
            if not token.markup.startswith("##") or not is_named:
                yield f"a heading: {title[:200]!r}"
        for child in token.children or ():
            yield from _inline_faults(child)


def _fence_faults(token: Token) -> Iterator[str]:
    if token.info not in _FENCES or not token.markup.startswith("```"):
        yield f"a fence: {token.markup[:20]}{token.info[:200]!r}"
    if token.info == "mermaid":
        yield from line_faults(token.content, _MERMAID)


def _inline_faults(token: Token) -> Iterator[str]:
    kind = re.sub(r"_(open|close)$", "", token.type)
    if kind not in _INLINES:
        yield f"{token.type}: {token.content[:200]!r}"
    elif kind == "html_inline" and token.content != "<br>":
        yield f"HTML: {token.content[:200]!r}"
    elif token.type == "link_open":
        target = str(token.attrs["href"])
        is_own = re.fullmatch(r"[\w./%-]+\.md", target) and "../" not in target
        is_address = token.markup == "autolink" and target.startswith(("http://", "https://"))
        if not (is_own or is_address):
            yield f"a link: {target[:200]!r}"
    elif kind == "text" and token.level == 0 and _LIVE.search(token.content):
        yield f"live: {token.content[:200]!r}"


def markdown_text(text: str) -> str:
    """All that is to be read in it, without blanks."""
    found = []
    for token in _parser().parse(text):
        if token.type == "fence":
            found.append(token.content)
        found += [child.content for child in token.children or () if child.type != "html_inline"]
    return "".join("".join(found).split())


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "maxNesting": 1000}).enable(
        ["table", "strikethrough"]
    )


def line_faults(text: str, allowed: Sequence[re.Pattern[str]] = _MERMAID) -> Iterator[str]:
    """Lines that are none of those a drawing has."""
    for line in text.splitlines():
        if not any(form.fullmatch(line) for form in allowed):
            yield f"a line of a drawing: {line[:200]!r}"


def dot_faults(text: str) -> Iterator[str]:
    """Lines of a `digraph` that are none of ours."""
    return line_faults(text, _DOT)


class Page(HTMLParser):
    """The elements, attributes and text of a page."""

    _TAGS = frozenset({
        "html", "head", "meta", "title", "style", "body", "svg", "symbol", "path", "rect", "defs",
        "use", "text", "tspan", "desc", "g", "a", "header", "footer", "nav", "main", "section",
        "article", "div", "span", "p", "h1", "h2", "h3", "h4", "h5", "ul", "ol", "li", "dl", "dt",
        "dd", "b", "i", "em", "strong", "small", "code", "pre", "table", "caption", "thead",
        "tbody", "tr", "th", "td", "details", "summary", "br",
    })  # fmt: skip
    _ATTRIBUTES = frozenset({
        "lang", "charset", "name", "content", "http-equiv", "id", "class", "style", "href", "rel",
        "title", "role", "tabindex", "scope", "open", "x", "y", "width", "height", "rx", "d", "dy",
        "viewbox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin",
        "text-anchor", "xmlns", "aria-label", "aria-labelledby", "aria-hidden", "colspan",
    })  # fmt: skip

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.policy: str | None = None
        self._text: list[str] = []
        self.feed(text)
        self.close()

    @property
    def text(self) -> str:
        """All that is to be read, without blanks."""
        return "".join("".join(self._text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._TAGS:
            self.faults.append(f"an element {tag}: {attrs!r:.200}")
        for name, value in attrs:
            self._look(tag, name, value or "")
        given = dict(attrs)
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given.get("content")

    def _look(self, tag: str, name: str, value: str) -> None:
        if name not in self._ATTRIBUTES:
            self.faults.append(f"an attribute {name} of {tag}: {value[:200]!r}")
        elif name == "href" and not re.match(r"#[\w-]+$|https?://[^\s<>\"']+$", value):
            self.faults.append(f"a link: {value[:200]!r}")
        elif name == "style" and not re.fullmatch(r"[\w:;. %-]*", value):
            self.faults.append(f"a style: {value[:200]!r}")
        elif name == "http-equiv" and value != "Content-Security-Policy":
            self.faults.append(f"a meta element: {value[:200]!r}")

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_comment(self, data: str) -> None:
        if not data.startswith(" orchestrator report: run "):
            self.faults.append(f"a comment: {data[:200]!r}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"a declaration: {data[:200]!r}")


def xml_faults(text: str) -> Iterator[str]:
    """Why a text is no well-formed XML, or an SVG that could do more than be looked at."""
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        yield f"not well-formed: {error}"
        return
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag in ("script", "foreignObject", "image", "animate", "set", "iframe"):
            yield f"an element {tag}"
        for name, value in element.attrib.items():
            name = name.rpartition("}")[2]
            if name.startswith("on") or (name == "href" and not value.startswith("#")):
                yield f"an attribute {name} of {tag}: {value[:200]!r}"
