"""Recipes of just: what one runs by itself, as a script for a shell or for what its body names.

The script is the line that starts just; below it the recipe stands as comments.
"""

from __future__ import annotations

import posixpath
import re
import shlex
import textwrap
from collections.abc import Iterator, Sequence

from orchestrator.document.justblocks.justfile import Recipe, read_justfile
from orchestrator.document.languages import canonical
from orchestrator.plan.vacuous.fillings import filled, works_out

_LINE = re.compile(r"\s*(?P<prefix>[@-]*)(?P<text>.*)")
_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ksh"})


def body_of(script: str) -> tuple[str, str] | None:
    """A language and the lines of the recipe in it, filled as `fillings` does; None where they do
    not tell how it ends."""
    line, *below = script.split("\n")
    justfile = read_justfile([text.removeprefix("#").removeprefix(" ") for text in below])
    if len(justfile.recipes) != 1 or not any(map(str.strip, justfile.recipes[0].body)):
        return None
    [recipe] = justfile.recipes
    if (recipe.before or recipe.then) and not _is_alone(line):
        return None
    body = "\n".join(recipe.body)
    if works_out(body) or any(parameter.works for parameter in recipe.parameters):
        return None
    own = {parameter.name for parameter in recipe.parameters}
    constants = {name: text for name, text in justfile.constants.items() if name not in own}
    interpreter = _interpreter(recipe)
    if interpreter is None:
        return "sh", filled("\n".join(_commands(recipe.body)), "sh", constants)
    language = _language(interpreter)
    return language, filled(textwrap.dedent(body), language, constants)


def _is_alone(line: str) -> bool:
    """Whether just runs the recipe without what it calls."""
    try:
        words = shlex.split(line)
        options = words[words.index("--justfile") + 2 :]
    except ValueError:
        return False
    for option in options:
        if not option.startswith("--"):
            break
        if option == "--no-deps":
            return True
    return False


def _interpreter(recipe: Recipe) -> list[str] | None:
    """The words that run the body as one script; None where a shell runs it line by line."""
    first = next(line.strip() for line in recipe.body if line.strip())
    if first.startswith("#!"):
        words = first.removeprefix("#!").split()
        if words and posixpath.basename(words[0]) == "env":
            words = [word for word in words[1:] if word != "-S"]
        return words
    script = next((each for each in recipe.attributes if each.name == "script"), None)
    return None if script is None else list(script.values) or ["sh", "-eu"]


def _language(interpreter: Sequence[str]) -> str:
    """The name of a language, or the command line of a shell, which has no options of its own."""
    name = posixpath.basename(interpreter[0]) if interpreter else ""
    if name in _SHELLS:
        return " ".join((f"/bin/{name}", *interpreter[1:]))
    return canonical(name) or name


def _commands(body: Sequence[str]) -> Iterator[str]:
    """The commands of a body, those over several lines whole."""
    command: list[str] = []
    prefix = ""
    for line in body:
        if not command:
            found = _LINE.match(line)
            assert found is not None
            prefix, line = found["prefix"], found["text"]
        command.append(line)
        if not line.endswith("\\"):
            yield _command(prefix, "\n".join(command))
            command = []
    if command:
        yield _command(prefix, "\n".join(command))


def _command(prefix: str, text: str) -> str:
    return f"{text} || true" if "-" in prefix and text else text
