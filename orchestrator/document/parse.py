"""The way from a file's bytes to its document, in full view; never raises, does no input.

Whatever the file holds, the answer is a document and the findings about it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec.structs import replace

from orchestrator.diagnostics import Diagnostic, Findings
from orchestrator.document.blocks import deep_recursion, read_blocks, tell_nesting
from orchestrator.document.dialects.choice import subtasks_of
from orchestrator.document.frontmatter import split_front_matter
from orchestrator.document.globs import tell_globs
from orchestrator.document.headings import Title, document_title
from orchestrator.document.keys import KeysDraft
from orchestrator.document.labels import is_container, is_legend_label
from orchestrator.document.lazy import settled
from orchestrator.document.leftboxes import tell_left_boxes
from orchestrator.document.model import Document, Keys, Place, SubtaskSpec
from orchestrator.document.nodes import Found, Node, Page
from orchestrator.document.nosubtask import tell_no_subtask
from orchestrator.document.outside import Outside, read_outside
from orchestrator.document.saidorder import with_said_order
from orchestrator.document.signs import with_boxes
from orchestrator.document.source import Source
from orchestrator.document.subtask import part_texts, read_subtask
from orchestrator.document.text import decode
from orchestrator.document.tree import Block, Heading
from orchestrator.document.unclosed import tell_unclosed


def read(
    data: bytes,
    path: str,
    languages: frozenset[str] = frozenset(),
    dialect: str | None = None,
) -> tuple[Document, tuple[Diagnostic, ...], str]:
    """Read a task file: its document, all findings in order of line, and its text for carets.

    `path` is shown to people; `languages` are the names (lower case) of languages that have
    an interpreter by the settings; `dialect` is the name of one of `DIALECTS`, None for the one
    that the file is of.
    """
    findings = Findings(path)
    sha256 = hashlib.sha256(data).hexdigest()
    text = decode(data, findings)
    try:
        with deep_recursion():
            document = _read(text, path, sha256, languages, findings, dialect)
    except RecursionError:
        tell_nesting(findings)
        document = Document(path=path, sha256=sha256, dialect="native")
    return document, findings.in_order(), text


def _read(
    text: str,
    path: str,
    sha256: str,
    languages: frozenset[str],
    findings: Findings,
    dialect: str | None,
) -> Document:
    page = read_page(text, path, languages, findings)
    found = with_said_order(subtasks_of(page, dialect), findings)
    if found is None:
        tell_no_subtask(page)
    tell_unclosed(page, found)
    outside = read_outside(page, found)
    document = _assemble(page, found, outside, sha256)
    if found is not None:
        tell_left_boxes(page, document)
    return document


def read_page(text: str, path: str, languages: frozenset[str], findings: Findings) -> Page:
    """The front matter and the blocks of a text; `deep_recursion` is the caller's to allow."""
    front, body = split_front_matter(text, findings)
    source = Source(path, tuple(text.split("\n")), languages, findings)
    blocks = settled(with_boxes(read_blocks(body, findings), body))
    return Page(source, blocks, _first_heading(blocks), front)


def _first_heading(blocks: Sequence[Block]) -> Heading | None:
    """The first H1, which is the title; one that explains marks is none where others follow."""
    first = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
    titles = [heading for heading in first if not is_legend_label(heading.text)]
    return next(iter(titles or first), None)


def _assemble(page: Page, found: Found | None, outside: Outside, sha256: str) -> Document:
    source, front = page.source, page.front
    keys = KeysDraft(source.findings, source.languages)
    read = found.read if found else frozenset()
    stated = front.keys if found is None or found.keys is None else found.keys
    for key in (*(key for key in stated if key.name not in read), *outside.keys):
        keys.set(key)
    title = _title(page, found)
    shown = front.own.get("title") or title.text
    if not shown:
        source.findings.warning(
            "no-title",
            "the file has no title; its id serves as one",
            page.heading.line if page.heading else 1,
            hint="write `# Title` as the first heading",
        )
    frozen = keys.freeze()
    tell_globs(source.findings, keys.given.globs, frozen.cwd)
    nodes = found.nodes if found else ()
    owned = {line for node in nodes for line in range(node.span.line, node.last + 1)}
    owned |= outside.apart
    parts = part_texts(source, list(outside.parts), len(source.lines), owned)
    return Document(
        path=source.path,
        sha256=sha256,
        dialect=found.dialect if found else "native",
        id=front.own.get("id"),
        number=front.own.get("number") or title.number,
        title=shown or None,
        title_line=page.heading.line if page.heading else None,
        declared_status=title.status or frozen.status,
        objective=front.own.get("objective") or outside.objective,
        requirements=outside.requirements,
        description=outside.description,
        order=front.own.get("order"),
        ordered=found is not None and found.ordered,
        criteria_policy=front.own.get("criteria"),
        keys=frozen,
        # Of a heading that only says that subtasks come below it there is nothing to keep.
        parts=tuple(part for part in parts if part.text or not is_container(part.label)),
        subtasks=tuple(_subtask(source, node, frozen) for node in nodes),
        fields=outside.fields,
    )


def _title(page: Page, found: Found | None) -> Title:
    if found is not None and found.title is not None:
        return found.title
    return document_title(page.heading.text) if page.heading else Title(text="")


def _subtask(source: Source, node: Node, defaults: Keys) -> SubtaskSpec:
    spec = node.spec or read_subtask(source, node, defaults)
    if not (node.after or node.about):
        return spec
    places = (
        Place(index=each.node, why=each.why, line=each.line, asked_by=each.asked_by)
        for each in node.after
    )
    return replace(
        spec,
        after=tuple(places),
        description=f"{node.about}\n\n{spec.description}".strip(),
    )
