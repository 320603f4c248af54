"""What is said of the recipes of a file: what is refused, left to just, or comes to nothing."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.diagnostics import Findings, Severity
from orchestrator.document.justblocks.justcalls import Job, Key
from orchestrator.document.justblocks.justcommands import Commands
from orchestrator.document.justblocks.justfile import Justfile, Recipe
from orchestrator.document.source import Source

_MOST_NAMES = 8


def tell(
    source: Source,
    justfile: Justfile,
    recipes: Mapping[str, Recipe],
    jobs: Mapping[Key, Job],
    commands: Commands,
) -> None:
    """Add what nothing comes of, and what just would refuse."""
    findings = source.findings
    _tell_broken(source, justfile, recipes)
    _tell_jobs(findings, jobs, commands)
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


def _tell_jobs(findings: Findings, jobs: Mapping[Key, Job], commands: Commands) -> None:
    for job in jobs.values():
        if job.whole:
            findings.often(
                "left-to-just",
                "just runs this recipe with all that it calls: the text does not tell which calls "
                "those are, or in which order",
                job.recipe.line,
                hint="what other subtasks call, too, may run twice",
            )
        if commands.is_refused(job):
            findings.often(
                "never-confirmed",
                "just refuses this recipe: it asks for a confirmation, and nobody is there",
                job.recipe.line,
                hint="ask in a recipe of its own, which calls none of another file",
                severity=Severity.WARNING,
            )
        if job.arguments is None and len(commands.asked(job).params) < len(job.recipe.parameters):
            findings.often(
                "not-asked-for",
                "not every parameter of this recipe can be given: an option cannot, nor can what "
                "follows a default that only just can work out",
                job.recipe.line,
                hint="give it a default in quotes, or pass it on by an environment variable",
            )


def _tell_broken(source: Source, justfile: Justfile, recipes: Mapping[str, Recipe]) -> None:
    findings = source.findings
    if not source.path.lower().endswith(".md"):
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
