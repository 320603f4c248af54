"""Recipes of just in markdown: each recipe of the unindented `just` blocks is a subtask.

just itself runs them, one recipe at a time; what a recipe depends on are subtasks of their own.
Works nothing out that just does: what it cannot tell from the text it leaves to just.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from orchestrator.diagnostics import Related, Span
from orchestrator.document.boxes import box_of
from orchestrator.document.headings import Title
from orchestrator.document.justblocks.justcalls import Job, Key, jobs_of
from orchestrator.document.justblocks.justcommands import Commands
from orchestrator.document.justblocks.justfile import Justfile, Recipe, read_justfile
from orchestrator.document.justblocks.justfindings import tell
from orchestrator.document.model import Command, Keys, StepSpec, SubtaskSpec
from orchestrator.document.nodes import After, Dialect, Found, Node, Page, Sign
from orchestrator.document.source import Source
from orchestrator.document.tree import Block, Fence, every_block, every_item

NAME = "just"
# Of recipes of one name just takes the one for the system it runs on.
_SYSTEMS = ("android", "dragonfly", "freebsd", "linux", "macos", "netbsd", "openbsd", "unix",
            "windows")  # fmt: skip


def sign(page: Page) -> Sign | None:
    """How many blocks hold recipes; none where there are more boxes, whose examples they may be."""
    count = len(_blocks(page))
    if not count or sum(box_of(item) is not None for item in every_item(page.blocks)) > count:
        return None
    return Sign(count, f"{count} unindented `just` block{'s' if count > 1 else ''}")


def find(page: Page) -> Found | None:
    """A subtask for each recipe that is offered, and for what these call."""
    blocks = _blocks(page)
    if not blocks:
        return None
    justfile = read_justfile(_lines(page, blocks))
    recipes, twofold = _by_name(page.source, justfile)
    jobs = jobs_of(recipes, twofold)
    if not jobs:
        return None
    index = {key: at for at, key in enumerate(jobs)}
    commands = Commands(posixpath.basename(page.source.path), justfile)
    tell(page.source, justfile, recipes, jobs, commands)
    _tell_indented(page)
    nodes = (_node(page.source, job, key, index, commands) for key, job in jobs.items())
    outside = tuple(block for block in page.blocks if not _is_read(block))
    return Found(NAME, tuple(nodes), outside, ordered=True)


def _blocks(page: Page) -> list[Fence]:
    return [block for block in page.blocks if isinstance(block, Fence) and _is_read(block)]


def _is_read(block: Block) -> bool:
    """Whether it is a block that just reads."""
    return _is_just(block) and isinstance(block, Fence) and block.column == 1


def _is_just(block: Block) -> bool:
    return isinstance(block, Fence) and (block.info or "").split()[:1] == [NAME]


def _lines(page: Page, blocks: Sequence[Fence]) -> list[str]:
    """The lines of the file, those outside the blocks empty, as just has them."""
    lines = [""] * len(page.source.lines)
    for block in blocks:
        content = block.content.removesuffix("\n").split("\n")
        lines[block.line : block.line + len(content)] = content
    return lines


def _by_name(source: Source, justfile: Justfile) -> tuple[dict[str, Recipe], set[str]]:
    """The recipes by their names, and the names of those of which each system has its own."""
    recipes: dict[str, Recipe] = {}
    twofold: set[str] = set()
    for recipe in justfile.recipes:
        first = recipes.get(recipe.name)
        if first is None or "allow-duplicate-recipes" in justfile.settings:
            recipes[recipe.name] = recipe
        elif first.has(*_SYSTEMS) and recipe.has(*_SYSTEMS):
            twofold.add(recipe.name)
        else:
            source.findings.error(
                "duplicate-recipe",
                f"the recipe `{recipe.name}` is defined twice, on lines {first.line} and "
                f"{recipe.line}",
                recipe.line,
                hint="give one of them another name",
                related=[Related(first.line, "it is defined here first")],
            )
    return recipes, twofold


def _node(source: Source, job: Job, key: Key, index: Mapping[Key, int], commands: Commands) -> Node:
    recipe = job.recipe
    title = " ".join(" ".join((recipe.name, *(job.arguments or ()))).split())
    span = Span(recipe.line)
    asked = commands.asked(job)
    calls = [f"just {title}", *(f"just {name}" for (name, _), _ in job.then)]
    steps = (
        StepSpec(
            id=None,
            text=text,
            line=recipe.line,
            command=Command(language=NAME, script=script, line=recipe.line),
        )
        for text, script in zip(calls, commands.scripts(job, asked), strict=True)
    )
    spec = SubtaskSpec(
        prefix=None,
        number=None,
        title=title,
        span=span,
        keys=Keys(
            cwd=source.folder,
            cwd_span=span,
            approval=commands.question(job),
            params=asked.params,
            metadata=_metadata(recipe),
        ),
        description=_description(recipe),
        steps=tuple(steps),
    )
    explicit = (After(index[each], "explicit", recipe.line) for each in job.requires)
    order = (
        After(index[each], "order", recipe.line, tuple(index[other] for other in asked_by))
        for each, asked_by in job.after.items()
    )
    return Node(Title(text=title), span, (), recipe.last, after=(*explicit, *order), spec=spec)


def _metadata(recipe: Recipe) -> dict[str, str]:
    said = {
        "Group": [", ".join(each.values) for each in recipe.attributes if each.name == "group"],
        "System": [each.name for each in recipe.attributes if each.name in _SYSTEMS],
    }
    return {name: ", ".join(texts) for name, texts in said.items() if texts}


def _description(recipe: Recipe) -> str:
    said = next((each for each in recipe.attributes if each.name == "doc"), None)
    return recipe.doc if said is None else next(iter(said.values), "")


def _tell_indented(page: Page) -> None:
    for block in every_block(page.blocks):
        if _is_just(block) and not _is_read(block):
            page.source.findings.often(
                "indented-just",
                "just passes over a block that is indented",
                block.line,
                hint="begin its fence in the first column",
            )


JUST = Dialect(NAME, sign, find)
