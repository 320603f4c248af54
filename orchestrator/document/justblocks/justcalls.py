"""Which recipes of a justfile run by themselves, and what each of them comes after.

Approach: a recipe, and each call of one with arguments, is a job of its own; it requires what
it calls, and what is called later comes after what is called earlier, unless the recipe is
`[parallel]`. What only just can tell (arguments to be worked out, recipes of other files, two
recipes that ask for opposite orders) it is left: that job is `whole`, and just runs it with all
that it calls. Knows no file and no command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from orchestrator.document.justblocks.justfile import Recipe
from orchestrator.document.justblocks.justwords import Call

# A recipe and the arguments it is called with; None are those that a user gives.
Key = tuple[str, tuple[str, ...] | None]

_MOST_STEPS = 200_000  # of the search for what runs before what


class Job(Struct):
    """`requires` must come before it, `after` does by the order of calls of the jobs that are named
    with each; `then` runs after it, each alone or with all that it calls."""

    recipe: Recipe
    arguments: tuple[str, ...] | None
    whole: bool = False
    requires: list[Key] = field(default_factory=list)
    after: dict[Key, list[Key]] = field(default_factory=dict)
    then: list[tuple[Key, bool]] = field(default_factory=list)


def is_private(recipe: Recipe) -> bool:
    """Whether it runs only where another one calls it."""
    return recipe.name.startswith("_") or recipe.has("private")


def jobs_of(recipes: Mapping[str, Recipe], twofold: Iterable[str]) -> dict[Key, Job]:
    """The jobs of a justfile, in its order; `twofold` are the names of recipes of which there is
    another for another system."""
    jobs = _every_job(recipes, frozenset(twofold))
    _Orders(jobs).settle()
    for job in jobs.values():
        if job.whole:
            job.requires, job.then = [], []
    offered = [key for key in jobs if key[1] is None and not is_private(jobs[key].recipe)]
    needed = _closure(offered, jobs)
    found = {key: job for key, job in jobs.items() if key in needed}
    for job in found.values():
        job.then = [(key, alone and not jobs[key].whole) for key, alone in job.then]
        asked_by = {
            key: [each for each in owners if each in found] for key, owners in job.after.items()
        }
        job.after = {key: owners for key, owners in asked_by.items() if key in found and owners}
    return dict(sorted(found.items(), key=lambda each: each[1].recipe.line))


def _every_job(recipes: Mapping[str, Recipe], twofold: frozenset[str]) -> dict[Key, Job]:
    jobs: dict[Key, Job] = {}
    left: list[Key] = [(name, None) for name in reversed(list(recipes))]
    while left:
        key = left.pop()
        if key in jobs:
            continue
        recipe = recipes[key[0]]
        called = [_key(call) for call in (*recipe.before, *recipe.then)]
        known = [each for each in called if each is not None and each[0] in recipes]
        job = jobs[key] = Job(recipe, key[1])
        job.whole = len(known) < len(called) or recipe.name in twofold
        if not job.whole:
            job.requires = known[: len(recipe.before)]
            job.then = [(each, False) for each in known[len(recipe.before) :]]
            left += reversed(known)
    return jobs


def _key(call: Call) -> Key | None:
    """What is called; a recipe without arguments is the one that users call, too."""
    return None if call.arguments is None else (call.recipe, call.arguments or None)


def _closure(keys: Iterable[Key], jobs: Mapping[Key, Job]) -> set[Key]:
    """These and all that they require."""
    found: set[Key] = set()
    left = list(keys)
    while left:
        each = left.pop()
        if each not in found:
            found.add(each)
            left += jobs[each].requires
    return found


class _Orders:
    """What comes after what by the order of calls, as far as all of them agree."""

    def __init__(self, jobs: dict[Key, Job]) -> None:
        self._jobs = jobs
        self._steps = 0

    def settle(self) -> None:
        """Fill in `after` and what runs `then`; jobs that disagree become whole."""
        if _knot({key: job.requires for key, job in self._jobs.items()}):
            return  # They wait for each other, which the plan refuses.
        before: dict[Key, dict[Key, list[Key]]] = {}
        for key, job in self._jobs.items():
            if not job.whole:
                before[key] = self._orders(job)
        links: dict[Key, list[Key]] = {key: [*job.requires] for key, job in self._jobs.items()}
        for each in before.values():
            for later, earlier in each.items():
                links[later] += earlier
        knot = _knot(links)
        for key, each in before.items():
            job = self._jobs[key]
            if any(later in knot and knot.intersection(each[later]) for later in each):
                job.whole = True
            elif not job.whole:
                for later, earlier in each.items():
                    for other in dict.fromkeys(earlier):
                        self._jobs[later].after.setdefault(other, []).append(key)

    def _orders(self, job: Job) -> dict[Key, list[Key]]:
        """What comes after what when just runs this job alone, one after the other."""
        in_order = len(job.requires) > 1 and not job.recipe.has("parallel")
        if not in_order and not job.then:
            return {}
        done: set[Key] = set()
        found: dict[Key, list[Key]] = {}
        previous: Key | None = None
        for called in job.requires:
            new = self._new(called, done)
            if previous is not None and in_order:
                for each in new:
                    found.setdefault(each, []).append(previous)
            done.update(new)
            previous = called if new else previous
        job.then = list(self._later(job, done))
        job.whole = job.whole or self._steps > _MOST_STEPS
        return {} if job.whole else found

    def _later(self, job: Job, done: set[Key]) -> Iterator[tuple[Key, bool]]:
        """What runs after the job, and whether alone; `done` is what has run."""
        for called, _ in job.then:
            if called in done:
                continue
            new = self._new(called, done)
            alone = len(new) == 1 and not self._jobs[called].recipe.then
            if not alone and len(new) < len(_closure([called], self._jobs)):
                job.whole = True  # Some of what it calls has run: only just leaves that out.
            yield called, alone
            done.update(new)

    def _new(self, called: Key, done: set[Key]) -> list[Key]:
        """What runs when this is called, but for what has run."""
        found: dict[Key, None] = {}
        left = [called]
        while left and self._steps <= _MOST_STEPS:
            each = left.pop()
            self._steps += 1
            if each not in found and each not in done:
                found[each] = None
                left += self._jobs[each].requires
        return list(found)


def _knot(links: Mapping[Key, Sequence[Key]]) -> set[Key]:
    """All that waits for itself, and what lies between two such."""
    backwards: dict[Key, list[Key]] = {key: [] for key in links}
    for key, others in links.items():
        for other in others:
            backwards[other].append(key)
    rest = _without_sources(links, backwards, set(links))
    return _without_sources(backwards, links, rest)


def _without_sources(
    links: Mapping[Key, Sequence[Key]], backwards: Mapping[Key, Sequence[Key]], among: set[Key]
) -> set[Key]:
    """What is left when all that waits for nothing is taken away, again and again."""
    waits = {key: sum(other in among for other in links[key]) for key in among}
    free = [key for key, count in waits.items() if not count]
    while free:
        key = free.pop()
        waits.pop(key)
        for other in backwards[key]:
            if other in waits:
                waits[other] -= 1
                if not waits[other]:
                    free.append(other)
    return set(waits)
