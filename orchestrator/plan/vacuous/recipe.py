"""Recipes of just: how one ends that calls no other, by its lines, which are commands of a shell.

The script is the line that starts just; below it the recipe stands as comments.
"""

from __future__ import annotations

import re

_HEADER = re.compile(r"@?[A-Za-z_][\w-]*(?P<parameters>[^:]*):(?P<calls>[^=]*)$")
_LINE = re.compile(r"\s+(?P<prefix>[@-]*)(?P<text>.*)")
_INTERPOLATION = re.compile(r"\{\{.*?\}\}")
# What is called or run to be filled in may fail, and the recipe with it.
_WORKED_OUT = re.compile(r"\{\{[^}]*[(`]")


def body_of(script: str) -> str | None:
    """The lines of the recipe as a script for a shell, what is filled in left out; None where
    they do not tell how it ends."""
    lines = [line.removeprefix("#").removeprefix(" ") for line in script.split("\n")[1:]]
    at = next((at for at, line in enumerate(lines) if _HEADER.match(line)), len(lines))
    header = _HEADER.match(lines[at]) if at < len(lines) else None
    if header is None or header["calls"].strip():
        return None
    found = [found for line in lines[at + 1 :] if (found := _LINE.match(line))]
    if not found or found[0]["text"].startswith("#!") or _WORKED_OUT.search(script):
        return None
    return "\n".join(_command(each["prefix"], each["text"]) for each in found)


def _command(prefix: str, text: str) -> str:
    command = _INTERPOLATION.sub("x", text)
    return f"{command} || true" if "-" in prefix and command else command
