"""A node of the tree to a subtask of the document: keys, parts, steps, checks, criteria."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator

from msgspec.structs import replace

from orchestrator.document.commands import lasting_effect, reads_terminal
from orchestrator.document.drafts import StepDraft, SubtaskDraft
from orchestrator.document.fields import without_fields
from orchestrator.document.globs import tell_globs
from orchestrator.document.keys import KeysDraft
from orchestrator.document.labels import meaning_of
from orchestrator.document.languages import SHELLS
from orchestrator.document.lines import item_text
from orchestrator.document.mentions import mentions
from orchestrator.document.model import Keys, Part, SubtaskSpec
from orchestrator.document.nodes import Node
from orchestrator.document.parts.untaken import tell_lost_boxes
from orchestrator.document.parts.walk import walk_subtask
from orchestrator.document.segments import Segment, segments
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence, Heading, Html, ListBlock, Rule, every_item

_REPORT_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/")


def read_subtask(source: Source, node: Node, defaults: Keys) -> SubtaskSpec:
    """Read one subtask; `defaults` are the document's keys."""
    keys = KeysDraft(source.findings, source.languages)
    blocks, fields, apart = without_fields(node.blocks, source.findings)
    parts = list(node.parts) or segments(blocks, node.span.line, keys=True)
    _read_keys(keys, node, parts)
    draft = SubtaskDraft(
        source,
        node.title.number,
        keys.shell or defaults.shell,
        keys,
        prose=node.prose,
        only_marked=node.only_marked,
    )
    walk_subtask(draft, parts, node.title.text if node.item else "")
    checked = bool(draft.checks)
    elsewhere = segments(node.elsewhere, node.span.line, keys=False)
    walk_subtask(draft, elsewhere)
    tell_lost_boxes(source, [*parts, *elsewhere])
    description = _description(draft, parts[0])
    if not draft.steps:
        # Prose below Run is for somebody where nothing else is to be done.
        draft.steps.extend(StepDraft(None, text, line) for text, line in draft.unrun)
    if not draft.actions and not checked and not draft.steps:
        # What checks it from elsewhere says nothing of what is to be done.
        draft.steps.append(_manual(node, description, parts))
    _tell_effects(draft)
    frozen = keys.freeze()
    if not keys.given.names_shell:
        frozen = _with_shell(frozen, draft.shell)
    tell_globs(source.findings, keys.given.globs, frozen.cwd or defaults.cwd)
    title = node.title
    return SubtaskSpec(
        prefix=title.prefix,
        code=title.code,
        number=title.number,
        title=title.text or f"{(title.prefix or 'task').capitalize()} {title.number or ''}".strip(),
        span=node.span,
        declared_status=title.status or frozen.status,
        done=node.done,
        optional=node.optional,
        parallel=title.parallel,
        keys=frozen,
        description=description,
        parts=part_texts(source, parts[1:], node.last, apart),
        steps=tuple(step.freeze() for step in draft.steps),
        checks=draft.frozen_checks(),
        criteria=(*(criterion.freeze() for criterion in draft.criteria), *node.criteria),
        compensations=tuple(command.freeze() for command in draft.compensations),
        cleanups=tuple(command.freeze() for command in draft.cleanups),
        report_path=_report_path(source.lines[node.span.line - 1 : node.last]),
        fields=fields,
        mentions=() if node.prose else mentions(parts, title.number),
    )


def part_texts(
    source: Source, parts: list[Segment], last: int, elsewhere: Collection[int] = ()
) -> tuple[Part, ...]:
    """The labelled parts as written, each up to the next label or the line `last`.

    Lines in `elsewhere` belong to somebody else and are left out.
    """
    texts = []
    for index, part in enumerate(parts):
        end = parts[index + 1].line - 1 if index + 1 < len(parts) else last
        lines = [at for at in _lines(source, part, end) if at not in elsewhere]
        text = textwrap.dedent("\n".join(source.lines[at - 1] for at in lines))
        text = text.strip("\n").rstrip()
        if part.value is not None:
            text = f"{part.value.text}\n{text}".strip("\n")
        texts.append(Part(label=part.label or "", line=part.line, text=text))
    return tuple(texts)


def _lines(source: Source, part: Segment, last: int) -> range:
    """The lines of a part after its label, without the underline or the rule around them."""
    first = part.line + 1
    if part.blocks and isinstance(part.blocks[-1], Rule):
        last = part.blocks[-1].line - 1
    if first <= len(source.lines) and set(source.lines[first - 1].strip()) in ({"="}, {"-"}):
        first += 1
    return range(first, min(last, len(source.lines)) + 1)


def _read_keys(keys: KeysDraft, node: Node, parts: list[Segment]) -> None:
    for key in node.keys:
        keys.set(key)
    for part in parts:
        for key in part.keys:
            keys.set(key)


def _description(draft: SubtaskDraft, body: Segment) -> str:
    """What stands before any label, without keys, steps and commands."""
    pieces: list[str] = []
    for block in body.blocks:
        if isinstance(block, Rule | Html | Heading):
            continue
        lines = [
            number for number in range(block.line, block.last + 1)
            if number not in draft.used_lines
        ]  # fmt: skip
        text = "\n".join(draft.source.lines[number - 1] for number in lines)
        if text.strip():
            pieces.append(textwrap.dedent(text).strip("\n").rstrip())
    return "\n\n".join(pieces).strip()


def _manual(node: Node, description: str, parts: list[Segment]) -> StepDraft:
    """The one step of a subtask that is only prose; of a check box, its text with details."""
    body = parts[0]
    said = "" if _only_keys(body) or _only_fences(body) else description
    step = StepDraft(None, said or node.title.text, node.span.line, done=node.done)
    if node.item:
        step.text = node.title.text
        step.details = list(_details(parts if node.prose else [body]))
    return step


def _details(parts: list[Segment]) -> Iterator[str]:
    """The items of the body, and those of parts of no special meaning after their names."""
    for part in parts:
        if part.label is not None:
            if meaning_of(part.label).special:
                continue
            yield f"{part.label}:"
        yield from (text for text, _ in map(item_text, every_item(part.blocks)) if text)


def _only_keys(body: Segment) -> bool:
    """Whether all that the body says is `- Key: value`, for keys that are not known."""
    keys = {key.line for key in body.keys}
    return all(
        isinstance(block, ListBlock) and all(item.line in keys for item in block.items)
        for block in body.blocks
        if not isinstance(block, Rule | Html)
    )


def _only_fences(body: Segment) -> bool:
    """Whether the body is nothing but blocks, whose lines say nothing without the title."""
    return all(isinstance(block, Fence | Rule | Html) for block in body.blocks)


def _with_shell(keys: Keys, shell: str | None) -> Keys:
    if keys.condition is None or shell not in SHELLS or shell is None:
        return keys
    return replace(keys, condition=replace(keys.condition, language=shell))


def _tell_effects(draft: SubtaskDraft) -> None:
    """Say what a block cannot do for the next one, each being a process of its own."""
    commands = sorted(
        [*draft.actions, *draft.checks, *draft.compensations, *draft.cleanups],
        key=lambda command: command.line,
    )
    for index, command in enumerate(commands):
        effect = lasting_effect(command.script) if command.language in SHELLS else None
        if effect and index + 1 < len(commands):
            draft.source.findings.info(
                "lost-effect",
                f"`{effect[:60]}` ends with its block; the next one (line "
                f"{commands[index + 1].line}) is a process of its own",
                command.line,
                hint="put both into one block, or use `Working directory` and `Env`",
            )
        if reads_terminal(command):
            draft.source.findings.info(
                "reads-terminal",
                "this block reads from the terminal; its standard input is empty",
                command.line,
                hint="pass the value as an environment variable",
            )


def _report_path(lines: tuple[str, ...]) -> str | None:
    """The first report that the text names, such as `/docs/reports/003_task_1_parser.md`."""
    for line in lines:
        if "reports/" not in line or ".md" not in line:
            continue
        word: list[str] = []
        for char in line + " ":
            if char in _REPORT_CHARACTERS:
                word.append(char)
                continue
            path = _report("".join(word)) if char not in "*[{<$:\\" else None
            if path is not None:
                return path
            # What follows a character of patterns belongs to the same word.
            word = ["*"] if char in "*[]{}<>$:\\" else []
    return None


def _report(word: str) -> str | None:
    path = word.rstrip(".").removeprefix("/")
    folders = path.split("/")[:-1]
    good = path.endswith(".md") and "reports" in folders and "*" not in path and ".." not in path
    return path if good and "final_summary" not in path and "" not in folders else None
