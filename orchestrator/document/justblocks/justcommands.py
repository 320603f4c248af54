"""How a recipe is run: the line that starts just, and what is asked of who runs it.

Below the line the recipe stands as comments, and so do the constants that it is filled with. A
changed recipe is another command by that: what had succeeded before the change runs again.
"""

from __future__ import annotations

import hashlib
import re
import shlex

from msgspec import Struct

from orchestrator.document.justblocks.justcalls import Job, Key
from orchestrator.document.justblocks.justconfirms import Asks, Confirms
from orchestrator.document.justblocks.justfile import Justfile, Recipe
from orchestrator.document.justblocks.justwords import Attribute, Parameter
from orchestrator.document.params import Param

_SPECIAL = re.compile(r'[\\"$`}]')
_FILLED = re.compile(r"\{\{\s*([A-Za-z_][\w-]*)\s*\}\}")
_DIGITS = 12  # of a digest, which tells the texts of one file apart


class Asked(Struct, frozen=True):
    """The arguments that a user may give, and the words that hand them on to just."""

    params: tuple[Param, ...] = ()
    words: tuple[str, ...] = ()


class Commands:
    """The commands of one file, of this name without its folder."""

    def __init__(self, file: str, justfile: Justfile) -> None:
        self._file = shlex.quote(f"./{file}" if file.startswith("-") else file)
        self._recipes = {recipe.name: recipe for recipe in justfile.recipes}
        self._constants = justfile.constants
        self._confirms = Confirms(justfile)
        rest = "\n".join(justfile.rest)
        recipes = "\n".join(recipe.text for recipe in justfile.recipes)
        self._rest = f"variables and settings {_digest(rest)}" if rest else ""
        self._all = "all recipes " + _digest(f"{rest}\n{recipes}")

    def asked(self, job: Job) -> Asked:
        """What a job asks for; one that is called with arguments asks for none."""
        if job.arguments is not None:
            return Asked(words=tuple(map(shlex.quote, job.arguments)))
        return _asked(job.recipe)

    def scripts(self, job: Job, asked: Asked) -> list[str]:
        """A script for the job itself, and one for each recipe that it runs afterwards."""
        first, *later = self._confirms.of(job)
        words = _options(first, alone=not job.whole)
        line = self._line([*words, job.recipe.name, *asked.words])
        if any(parameter.variadic for parameter in job.recipe.parameters):
            line = f"set -f; {line}"  # Its words are no patterns of file names.
        lines = [line, *self._told(job.recipe)]
        alone = not job.whole and all(alone for _, alone in job.then)
        digest = self._rest if alone else self._all
        script = "\n".join([*lines, *([f"# {digest}"] if digest else []), ""])
        afterwards = (
            self._afterwards(key, asks, alone=alone)
            for (key, alone), asks in zip(job.then, later, strict=True)
        )
        return [script, *afterwards]

    def question(self, job: Job) -> str | None:
        """What is to be approved before a job runs."""
        return self._confirms.question(job)

    def is_refused(self, job: Job) -> bool:
        """Whether just asks what nobody can answer."""
        return any(asks.questions and not asks.answered for asks in self._confirms.of(job))

    def _afterwards(self, key: Key, asks: Asks, *, alone: bool) -> str:
        name, arguments = key
        words = _options(asks, alone=alone)
        line = self._line([*words, name, *map(shlex.quote, arguments or ())])
        return "\n".join([line, *(self._told(self._recipes[name]) if alone else ()), ""])

    def _told(self, recipe: Recipe) -> list[str]:
        """The recipe and the constants that it is filled with, as comments."""
        own = {parameter.name for parameter in recipe.parameters}
        names = [name for name in dict.fromkeys(_FILLED.findall(recipe.text)) if name not in own]
        constants = [
            f"{name} := {self._constants[name]}" for name in names if name in self._constants
        ]
        return [f"# {line}".rstrip() for line in (*recipe.text.split("\n"), *constants)]

    def _line(self, words: list[str]) -> str:
        return " ".join(["just", "--justfile", self._file, *words])


def _options(asks: Asks, *, alone: bool) -> list[str]:
    return [*(["--yes"] if asks.answered else []), *(["--no-deps"] if alone else [])]


def _asked(recipe: Recipe) -> Asked:
    """The parameters up to the last one that can be given."""
    params: list[Param] = []
    words: list[str] = []
    options = {each.values[0]: each for each in recipe.attributes if _is_argument(each)}
    for parameter in recipe.parameters:
        option = options.get(parameter.name)
        if option is not None and not option.named.keys().isdisjoint(("long", "short")):
            continue  # It stands at no place, and keeps its default.
        params.append(_param(parameter, recipe.line, option))
        words.append(_word(parameter))
        if not parameter.required and parameter.default is None:
            break  # Only just knows its value, so none can be given after it.
    return Asked(tuple(params), tuple(words))


def _is_argument(attribute: Attribute) -> bool:
    return attribute.name == "arg" and bool(attribute.values)


def _variable(parameter: Parameter) -> str:
    return parameter.name.replace("-", "_")


def _param(parameter: Parameter, line: int, option: Attribute | None) -> Param:
    said = option.named.get("help", "") if option is not None else ""
    default = f"{parameter.default or 'just knows'} where none is given"
    about = "" if parameter.required else default
    if parameter.variadic:
        about = "words between blanks"
    return Param(
        name=_variable(parameter),
        line=line,
        required=parameter.required,
        # Empty, so that a variable of the caller's is not taken for it.
        default=None if parameter.required else "",
        description="; ".join(filter(None, (said, about))),
    )


def _word(parameter: Parameter) -> str:
    """The word, or words, that hand a parameter on; an empty one is as good as none."""
    name = _variable(parameter)
    if parameter.variadic:
        return f"${name}"
    if parameter.required:
        return f'"${name}"'
    if parameter.default is None:
        return f'${{{name}:+"${name}"}}'
    default = _SPECIAL.sub(r"\\\g<0>", parameter.default)
    return f'"${{{name}:-{default}}}"'


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
