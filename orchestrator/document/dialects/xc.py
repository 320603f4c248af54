"""xc's dialect: tasks are headings below `## Tasks`, each with one code block or a `Requires`.

With xc's meaning, except that blank lines of a script survive and what several tasks require
runs once and is waited for. How a task's text is read stands in `xctasks`, how it becomes a
subtask in `xcspecs`, and what is said of it in `xctold`.
"""

from __future__ import annotations

import posixpath

from msgspec.structs import replace

from orchestrator.diagnostics import Findings, Related
from orchestrator.document.boxes import box_of, has_boxes
from orchestrator.document.headings import Title, document_title, plain_title
from orchestrator.document.info import read_info
from orchestrator.document.keylines import KeyLine, bold_keys, plain_keys
from orchestrator.document.keynames import field_of
from orchestrator.document.labels import DOCUMENTATION, meaning_of, name_key
from orchestrator.document.languages import SHELLS, canonical
from orchestrator.document.nodes import After, Dialect, Found, Node, Page, Sign
from orchestrator.document.tree import Paragraph, every_block, every_item
from orchestrator.document.xcfile.inturn import in_turn
from orchestrator.document.xcfile.xcspecs import Variant, spec_of, variants_of
from orchestrator.document.xcfile.xctasks import Section, XcTask, attribute_of, section_of
from orchestrator.document.xcfile.xctold import tell_task

NAME = "xc"
_README = "readme"
_NATIVE_ALONE = frozenset({"depends on", "blocked by", "execution mode"})
_MAX_LINES = 12


def sign(page: Page) -> Sign | None:
    """How many tasks and attributes there are, where nothing says that the file is native.

    Below a heading Tasks, headings with a code block each are native subtasks too. They are xc's
    in a README, where xc looks for them, or where one of them has an attribute of xc and all have
    names of one word, as xc wants them.
    """
    section = section_of(page.source, page.blocks)
    if section is None:
        return None
    readable = [task for task in section.tasks if _looks_readable(task)]
    attributes = sum(each.fits for task in section.tasks for each in task.attributes)
    if not readable or not (section.marked or _is_of_xc(page, section, attributes)):
        return None
    title = section.heading
    count = f"{len(section.tasks)} task{'s' if len(section.tasks) > 1 else ''}"
    why = f"{count} below “{title.text}” (line {title.line}), as in files of xc"
    return Sign(len(readable) + attributes + section.marked, why)


def find(page: Page) -> Found | None:
    """The tasks, then each once more for every set of arguments that another gives it."""
    section = section_of(page.source, page.blocks)
    if section is None:
        return None
    _tell_section(page, section)
    _tell_duplicates(section, page.source.findings)
    tasks = _without_broken(section.tasks, page.source.findings)
    if not tasks:
        return None
    for task in tasks:
        tell_task(page.source, task)
    variants = variants_of(tasks, page.source.findings)
    nodes = _with_order([_node(page, each) for each in variants], variants, page.source.findings)
    return Found(NAME, nodes, (), ordered=True)


def _is_of_xc(page: Page, section: Section, attributes: int) -> bool:
    if _is_native(page, section):
        return False
    stem = posixpath.basename(page.source.path).partition(".")[0].lower()
    words = all(len(task.name.split()) == 1 for task in section.tasks)
    return stem.endswith(_README) or (attributes > 0 and words)


def _is_native(page: Page, section: Section) -> bool:
    """Whether the title, a task's heading or a line below it is one that native files have."""
    title = page.heading
    if page.front.keys or (title is not None and document_title(title.text).number):
        return True
    return any(
        plain_title(task.name).number or has_boxes(task.blocks) or _has_native_lines(task)
        for task in section.tasks
    )


def _has_native_lines(task: XcTask) -> bool:
    """Whether a line is a label such as `**Verify**:`, or a key that xc has not."""
    keys: list[KeyLine] = []
    for block in every_block(task.blocks):
        for line in block.lines if isinstance(block, Paragraph) else ():
            said = attribute_of(line.text, line.number)
            if said is None or not said.fits:
                keys += bold_keys(line)
                keys += [key for key in plain_keys(line) if name_key(key.name) in _NATIVE_ALONE]
    return any(
        field_of(key.name) is not None or meaning_of(key.name).special
        for key in keys
        if meaning_of(key.name) != DOCUMENTATION
    )


def _looks_readable(task: XcTask) -> bool:
    """Whether it has what xc wants of a task, and its code is for a shell by all that is said."""
    if len(task.scripts) != 1:
        return not task.scripts and task.said("requires") is not None
    script = task.scripts[0]
    language = read_info(script.info).language
    in_shell = not language or canonical(language) in SHELLS
    return in_shell or script.content.startswith("#!") or any(each.fits for each in task.attributes)


def _tell_section(page: Page, section: Section) -> None:
    findings = page.source.findings
    for other in section.others:
        findings.often(
            "section-not-read",
            f"tasks below this heading are not read: xc takes the first section of that kind, "
            f"which begins on line {section.heading.line}",
            other.line,
            hint="put all tasks below one heading",
        )
    lines = sorted(item.line for item in every_item(page.blocks) if box_of(item) is not None)
    if lines:
        findings.accounted.update(lines)
        shown = ", ".join(map(str, lines[:_MAX_LINES]))
        more = f" and {len(lines) - _MAX_LINES} more" if len(lines) > _MAX_LINES else ""
        findings.info(
            "boxes-are-prose",
            f"files of xc have no check boxes; nothing comes of those on line {shown}{more}",
            lines[0],
            hint="--dialect checklist reads the boxes instead",
        )


def _tell_duplicates(section: Section, findings: Findings) -> None:
    first: dict[str, XcTask] = {}
    for task in section.tasks:
        other = first.setdefault(task.name.lower(), task)
        if other is not task:
            findings.error(
                "duplicate-id",
                f"there are two tasks called “{task.name}”",
                task.heading.line,
                task.heading.column,
                hint="give one of them another name; xc would never run the second",
                related=(Related(other.heading.line, "it is defined here first"),),
            )


def _without_broken(tasks: tuple[XcTask, ...], findings: Findings) -> list[XcTask]:
    """The tasks that can be read, without those that require any other; the rest is told."""
    broken = {task.name.lower(): why for task in tasks if (why := _why_broken(task))}
    requirers: dict[str, list[XcTask]] = {}
    for task in tasks:
        for piece, _ in task.pieces("requires"):
            for name in {piece.lower(), piece.lower().partition(" ")[0]}:
                requirers.setdefault(name, []).append(task)
    queue = list(broken)
    while queue:
        name = queue.pop()
        for task in requirers.get(name, ()):
            if task.name.lower() not in broken:
                broken[task.name.lower()] = f"requires “{name}”, which is left out"
                queue.append(task.name.lower())
    for task in tasks:
        if task.name.lower() in broken:
            findings.warning(
                "task-left-out",
                f"the task “{task.name}” {broken[task.name.lower()]}; it is left out",
                task.heading.line,
                task.heading.column,
                hint="give it one block that begins with three backticks at the start of a line",
            )
    return [task for task in tasks if task.name.lower() not in broken]


def _why_broken(task: XcTask) -> str | None:
    if len(task.scripts) > 1:
        lines = ", ".join(str(fence.line) for fence in task.scripts[:_MAX_LINES])
        return f"has {len(task.scripts)} code blocks (lines {lines}), and xc takes one"
    if not task.scripts and task.said("requires") is None:
        return "has neither a code block nor `Requires:`"
    return None


def _node(page: Page, variant: Variant) -> Node:
    heading = variant.task.heading
    spec = spec_of(page.source, variant)
    after = tuple(After(each.variant, "explicit", each.line) for each in variant.required)
    return Node(
        title=Title(text=spec.title),
        span=spec.span,
        blocks=(),
        last=variant.task.last if not variant.arguments else heading.line,
        after=after,
        spec=spec,
    )


def _with_order(nodes: list[Node], variants: list[Variant], findings: Findings) -> tuple[Node, ...]:
    """The nodes, those that one task requires one after the other unless it says `async`."""
    requires = [[other.variant for other in each.required] for each in variants]
    owners = [at for at, each in enumerate(variants) if each.in_turn and len(requires[at]) > 1]
    turns = in_turn(requires, owners)
    asked_by: dict[int, dict[int, list[int]]] = {}
    for turn in turns.found:
        asked_by.setdefault(turn.each, {}).setdefault(turn.other, []).append(turn.owner)
    for turn in turns.refused:
        owner, one, other = (variants[at] for at in (turn.owner, turn.other, turn.each))
        findings.info(
            "order-left-out",
            f"“{owner.title}” requires {one.title} before {other.title}, and another task the "
            "other way round; the one that is written first counts",
            owner.required[0].line,
            hint="write both in one order, or `RunDeps: async` where the order means nothing",
        )
    if turns.left is not None:
        findings.warning(
            "order-left-out",
            "so many tasks require each other that from here on the order in which they are "
            "required is not kept",
            variants[turns.left].required[0].line,
            hint="require fewer tasks at once",
        )
    more = {
        at: tuple(
            After(other, "order", variants[owners[0]].required[0].line, tuple(owners))
            for other, owners in others.items()
        )
        for at, others in asked_by.items()
    }
    return tuple(
        replace(node, after=(*node.after, *more.get(at, ()))) for at, node in enumerate(nodes)
    )


XC = Dialect(NAME, sign, find)
