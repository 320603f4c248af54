"""How a recipe is run: the line that starts just, and what is asked of who runs it.

Below the line the recipe stands as comments, so that a changed recipe is another command: what
had succeeded before the change runs again.
"""

from __future__ import annotations

import hashlib
import re
import shlex

from msgspec import Struct

from orchestrator.document.justblocks.justcalls import Job
from orchestrator.document.justblocks.justfile import Justfile, Recipe
from orchestrator.document.justblocks.justwords import Attribute, Parameter
from orchestrator.document.params import Param

_SPECIAL = re.compile(r'[\\"$`}]')
_DIGITS = 12  # of a digest, which tells the texts of one file apart


class Asked(Struct, frozen=True):
    """The arguments that a user may give, and the words that hand them on to just."""

    params: tuple[Param, ...] = ()
    words: tuple[str, ...] = ()


class Commands:
    """The commands of one file, of this name without its folder."""

    def __init__(self, file: str, justfile: Justfile) -> None:
        self._file = shlex.quote(f"./{file}" if file.startswith("-") else file)
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
        words = ["--yes"] if question(job) is not None else []
        words += [] if job.whole else ["--no-deps"]
        line = self._line([*words, job.recipe.name, *asked.words])
        if any(parameter.variadic for parameter in job.recipe.parameters):
            line = f"set -f; {line}"  # Its words are no patterns of file names.
        lines = [line, *(f"# {text}".rstrip() for text in job.recipe.text.split("\n"))]
        alone = not job.whole and all(alone for _, alone in job.then)
        digest = self._rest if alone else self._all
        script = "\n".join([*lines, *([f"# {digest}"] if digest else []), ""])
        return [script, *map(self._afterwards, job.then)]

    def _afterwards(self, call: tuple[tuple[str, tuple[str, ...] | None], bool]) -> str:
        (name, arguments), alone = call
        words = ["--no-deps"] if alone else []
        return self._line([*words, name, *map(shlex.quote, arguments or ())]) + "\n"

    def _line(self, words: list[str]) -> str:
        return " ".join(["just", "--justfile", self._file, *words])


def question(job: Job) -> str | None:
    """What is to be approved before a recipe runs. just itself asks for one that it runs with
    all that it calls, and so refuses it."""
    said = next((each for each in job.recipe.attributes if each.name == "confirm"), None)
    if said is None or job.whole:
        return None
    return next(iter(said.values), "") or f"Run recipe `{job.recipe.name}`?"


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
