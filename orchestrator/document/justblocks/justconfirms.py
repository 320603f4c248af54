"""What just would ask before it runs recipes, `[confirm]`, so that it can be asked beforehand.

just asks on a terminal, and takes none for a no. So each question becomes part of an approval, and
just is told `--yes`; unless it may ask what nobody has read, because it is of another file.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from orchestrator.document.justblocks.justcalls import Job
from orchestrator.document.justblocks.justfile import Justfile, Recipe

_MOST_STEPS = 200_000  # over all recipes that are called


class Asks(Struct, frozen=True):
    """The questions of one command; `sure` is whether there can be no others."""

    questions: tuple[str, ...] = ()
    sure: bool = True

    @property
    def answered(self) -> bool:
        """Whether just is told `--yes`, as an approval has been given."""
        return self.sure and bool(self.questions)


_TOO_MUCH = Asks(("what nobody has looked for",), sure=False)


class Confirms:
    """The questions of the recipes of one file."""

    def __init__(self, justfile: Justfile) -> None:
        self._recipes: dict[str, list[Recipe]] = {}
        for recipe in justfile.recipes:
            others = self._recipes.setdefault(recipe.name, [])
            if "allow-duplicate-recipes" in justfile.settings:
                others.clear()  # The last one counts; else each is for a system of its own.
            others.append(recipe)
        self._none = not any(recipe.has("confirm") for recipe in justfile.recipes)
        self._steps = 0
        self._known: dict[tuple[str, bool], Asks] = {}

    def of(self, job: Job) -> list[Asks]:
        """What is asked by the job itself, then by each recipe that it runs afterwards."""
        later = (self._of(name, alone=alone) for (name, _), alone in job.then)
        return [self._of(job.recipe.name, alone=not job.whole), *later]

    def question(self, job: Job) -> str | None:
        """What is to be approved before a job runs."""
        found = (text for asks in self.of(job) if asks.answered for text in asks.questions)
        return " ".join(dict.fromkeys(found)) or None

    def _of(self, name: str, *, alone: bool) -> Asks:
        if self._none:
            return Asks()
        if (name, alone) not in self._known:
            self._known[name, alone] = self._asked(name, alone=alone)
        return self._known[name, alone]

    def _asked(self, name: str, *, alone: bool) -> Asks:
        sure = True
        found: dict[str, None] = {name: None}
        left = [] if alone else [name]
        while left:
            recipes = self._recipes.get(left.pop(), ())
            sure = sure and bool(recipes)
            for call in (call for each in recipes for call in (*each.before, *each.then)):
                self._steps += 1
                if self._steps > _MOST_STEPS:
                    return _TOO_MUCH
                if call.recipe not in found:
                    found[call.recipe] = None
                    left.append(call.recipe)
        return Asks(tuple(self._questions(list(found))), sure)

    def _questions(self, names: Sequence[str]) -> dict[str, None]:
        recipes = (recipe for name in names for recipe in self._recipes.get(name, ()))
        found = (_question(recipe) for recipe in recipes)
        return {text: None for text in found if text is not None}


def _question(recipe: Recipe) -> str | None:
    said = next((each for each in recipe.attributes if each.name == "confirm"), None)
    if said is None:
        return None
    return next(iter(said.values), "") or f"Run recipe `{recipe.name}`?"
