"""Recipes of just in markdown: each recipe of the unindented `just` blocks is a subtask.

just itself runs them, one recipe at a time; what a recipe depends on are subtasks of their own.
Works nothing out that just does: what it cannot tell from the text it leaves to just.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from orchestrator.diagnostics import Findings, Related, Severity, Span
from orchestrator.document.boxes import box_of
from orchestrator.document.headings import Title
from orchestrator.document.justcalls import Job, Key, jobs_of
from orchestrator.document.justcommands import Commands, question
from orchestrator.document.justfile import Justfile, Recipe, read_justfile
from orchestrator.document.model import Command, Keys, StepSpec, SubtaskSpec
from orchestrator.document.nodes import After, Dialect, Found, Node, Page, Sign
from orchestrator.document.source import Source
from orchestrator.document.tree import Block, Fence, every_block, every_item

NAME = "just"
_MOST_NAMES = 8
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
    _tell(page, justfile, recipes, jobs, commands)
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
            approval=question(job),
            params=asked.params,
            metadata=_metadata(recipe),
        ),
        description=_description(recipe),
        steps=tuple(steps),
    )
    explicit = (After(index[each], "explicit", recipe.line) for each in job.requires)
    order = (After(index[each], "order", recipe.line) for each in job.after)
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


def _tell(
    page: Page,
    justfile: Justfile,
    recipes: Mapping[str, Recipe],
    jobs: Mapping[Key, Job],
    commands: Commands,
) -> None:
    """Say what nothing comes of, and what just would refuse."""
    findings = page.source.findings
    _tell_broken(page, justfile, recipes)
    for job in jobs.values():
        if job.whole:
            findings.often(
                "left-to-just",
                "just runs this recipe with all that it calls: the text does not tell which calls "
                "those are, or in which order",
                job.recipe.line,
                hint="what other subtasks call, too, may run twice",
            )
        if job.arguments is None and len(commands.asked(job).params) < len(job.recipe.parameters):
            findings.often(
                "not-asked-for",
                "not every parameter of this recipe can be given: an option cannot, nor can what "
                "follows a default that only just can work out",
                job.recipe.line,
                hint="give it a default in quotes, or pass it on by an environment variable",
            )
    known = {name for name, _ in jobs}
    for recipe in recipes.values():
        if recipe.name not in known:
            findings.often(
                "private-recipe",
                "a private recipe that none calls is no subtask",
                recipe.line,
                hint="remove `[private]` or the `_` before its name to offer it",
            )
    if justfile.aliases:
        named = ", ".join(f"{name} ({of})" for name, of in justfile.aliases.items())
        line = next(iter(recipes.values())).line
        findings.info(
            "alias", f"aliases are no names of subtasks: {named}", line, hint="name the recipe"
        )
    for line in justfile.imports:
        findings.often(
            "imported-recipes",
            "recipes of other files are no subtasks",
            line,
            hint="just looks for them from a temporary folder where the file is markdown",
        )
    for block in every_block(page.blocks):
        if _is_just(block) and not _is_read(block):
            findings.often(
                "indented-just",
                "just passes over a block that is indented",
                block.line,
                hint="begin its fence in the first column",
            )


def _tell_broken(page: Page, justfile: Justfile, recipes: Mapping[str, Recipe]) -> None:
    findings = page.source.findings
    if not page.source.path.lower().endswith(".md"):
        findings.error(
            "not-markdown-to-just",
            "just reads recipes in markdown only of files whose names end in .md",
            next(iter(recipes.values())).line,
            hint="give the file such a name",
        )
    if justfile.broken is not None:
        findings.error(
            "unreadable-recipes",
            "a quotation or a bracket is never closed; from here on no recipe can be read",
            justfile.broken,
            hint="`just --justfile FILE --list` says more",
        )
    for line in justfile.strange:
        findings.often(
            "not-a-recipe",
            "this is no item of a justfile",
            line,
            hint="`just --justfile FILE --list` says more",
            severity=Severity.WARNING,
        )
    for recipe in recipes.values():
        _tell_calls(findings, recipe, recipes, others=bool(justfile.imports))


def _tell_calls(
    findings: Findings, recipe: Recipe, recipes: Mapping[str, Recipe], *, others: bool
) -> None:
    for call in (*recipe.before, *recipe.then):
        if call.recipe == recipe.name:
            findings.error(
                "self-dependency",
                f"the recipe `{recipe.name}` depends on itself",
                recipe.line,
                hint="remove it from this line",
            )
        elif call.recipe not in recipes and not others:
            findings.error(
                "unknown-reference",
                f"there is no recipe `{call.recipe}`, which `{recipe.name}` calls",
                recipe.line,
                hint=f"the recipes are {', '.join(list(recipes)[:_MOST_NAMES])}",
            )


JUST = Dialect(NAME, sign, find)
