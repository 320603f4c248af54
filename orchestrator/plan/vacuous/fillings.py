"""What just fills into the body of a recipe, `{{target}}`: constants as they are, all else unknown.

A value that is not known becomes a variable that nobody sets, so that a command is judged as one
of which nobody knows what it is given; in a language that is not taken apart it stays as written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from orchestrator.document.justblocks.justwords import literal

_INTERPOLATION = re.compile(r"\{\{(.*?)\}\}")
# What is called or run to be filled in may fail, and the recipe with it.
_WORKED_OUT = re.compile(r"[\w-]\s*\(|`")
_PYTHON = re.compile(
    r"\b[rbfuRBFU]{0,2}\"[^\"\n]*\{\{[^\"\n]*\}\}[^\"\n]*\""
    r"|\b[rbfuRBFU]{0,2}'[^'\n]*\{\{[^'\n]*\}\}[^'\n]*'"
    r"|\{\{.*?\}\}"
)
# An expression that cannot fail, and nobody knows what it comes to.
_ANYTHING = "os.getcwd()"
# What comes next that matters, by the quotation that is open. None goes over the end of a line: an
# apostrophe that opens none would turn all the rest inside out.
_NEXT = {
    "": re.compile(r"\\[\s\S]|(?<!\S)#.*|['\"]|\{\{.*?\}\}"),
    "'": re.compile(r"'|(?<!\\)\n|\{\{.*?\}\}"),
    '"': re.compile(r"\\[\s\S]|\"|\n|\{\{.*?\}\}"),
}


def works_out(text: str) -> bool:
    """Whether something is called or run to be filled in."""
    return any(_WORKED_OUT.search(found[1]) for found in _INTERPOLATION.finditer(text))


def filled(text: str, language: str, constants: Mapping[str, str]) -> str:
    """The text as just hands it on; `constants` are strings as they are written in a justfile."""

    def known(found: re.Match[str]) -> str:
        name = found[1].strip()
        value = literal(constants.get(name, name))
        return found[0] if value is None else value

    text = _INTERPOLATION.sub(known, text)
    if language == "python":
        return _PYTHON.sub(_ANYTHING, text)
    return _for_a_shell(text) if language.startswith(("sh", "/bin/")) else text


def _for_a_shell(text: str) -> str:
    """With a variable for each expression, out of reach of single quotes around it."""
    names: dict[str, str] = {}
    pieces: list[str] = []
    at, quote = 0, ""
    while (found := _NEXT[quote].search(text, at)) is not None:
        mark = found[0]
        pieces.append(text[at : found.start()])
        at = found.end()
        if mark.startswith("{{"):
            name = names.setdefault(mark[2:-2].strip(), f"${{just_{len(names)}-}}")
            pieces.append(f"""'"{name}"'""" if quote == "'" else name)
            continue
        pieces.append(mark)
        if mark in ("'", '"'):
            quote = "" if quote else mark
        elif mark == "\n":
            quote = ""
    return "".join([*pieces, text[at:]])
