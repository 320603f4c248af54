"""The way from a file's bytes to its document, in full view; never raises, does no input.

Whatever the file holds, the answer is a document and the findings about it.
"""

from __future__ import annotations

import hashlib

from orchestrator.diagnostics import Diagnostic, Findings
from orchestrator.document.blocks import deep_recursion, read_blocks, tell_nesting
from orchestrator.document.dialects import DIALECTS
from orchestrator.document.frontmatter import FrontMatter, split_front_matter
from orchestrator.document.globs import tell_globs
from orchestrator.document.headings import Title, document_title
from orchestrator.document.keys import KeysDraft
from orchestrator.document.lazy import settled
from orchestrator.document.model import Document
from orchestrator.document.nodes import Found, Page
from orchestrator.document.nosubtask import tell_no_subtask
from orchestrator.document.outside import Outside, read_outside
from orchestrator.document.signs import with_boxes
from orchestrator.document.source import Source
from orchestrator.document.subtask import part_texts, read_subtask
from orchestrator.document.text import decode
from orchestrator.document.tree import Heading


def read(
    data: bytes, path: str, languages: frozenset[str] = frozenset()
) -> tuple[Document, tuple[Diagnostic, ...], str]:
    """Read a task file: its document, all findings in order of line, and its text for carets.

    `path` is shown to people; `languages` are the names (lower case) of languages that have
    an interpreter by the settings.
    """
    findings = Findings(path)
    sha256 = hashlib.sha256(data).hexdigest()
    text = decode(data, findings)
    try:
        with deep_recursion():
            document = _read(text, path, sha256, languages, findings)
    except RecursionError:
        tell_nesting(findings)
        document = Document(path=path, sha256=sha256, dialect="native")
    return document, findings.in_order(), text


def _read(
    text: str, path: str, sha256: str, languages: frozenset[str], findings: Findings
) -> Document:
    front, page = read_page(text, path, languages, findings)
    found = find_subtasks(page)
    if found is None:
        tell_no_subtask(page)
    outside = read_outside(page, found)
    return _assemble(page, front, found, outside, sha256)


def read_page(
    text: str, path: str, languages: frozenset[str], findings: Findings
) -> tuple[FrontMatter, Page]:
    """The front matter and the blocks of a text; `deep_recursion` is the caller's to allow."""
    front, body = split_front_matter(text, findings)
    source = Source(path, tuple(text.split("\n")), languages, findings)
    blocks = settled(with_boxes(read_blocks(body, findings), body))
    heading = next(
        (block for block in blocks if isinstance(block, Heading) and block.level == 1), None
    )
    return front, Page(source, blocks, heading)


def find_subtasks(page: Page) -> Found | None:
    """What the first dialect finds that knows the file; None where none does."""
    return next((found for dialect in DIALECTS if (found := dialect(page)) is not None), None)


def _assemble(
    page: Page, front: FrontMatter, found: Found | None, outside: Outside, sha256: str
) -> Document:
    source = page.source
    keys = KeysDraft(source.findings, source.languages)
    for key in (*front.keys, *outside.keys):
        keys.set(key)
    title = document_title(page.heading.text) if page.heading else Title(text="")
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
        criteria_policy=front.own.get("criteria"),
        keys=frozen,
        parts=part_texts(source, list(outside.parts), len(source.lines), owned),
        subtasks=tuple(read_subtask(source, node, frozen) for node in nodes),
    )
