"""What a plan needs to know that its file does not say. Asks nobody: it is told."""

from __future__ import annotations

import posixpath
from collections.abc import Collection

from msgspec import Struct


class Surroundings(Struct, frozen=True, kw_only=True):
    """`root` and `folder` (the file's) are absolute, `stem` is the file's name without suffix.

    `agents` are the presets there are; `agent` is the one that settings choose and
    `agent_asked` the one that a flag chooses; `order_asked` likewise.
    """

    root: str
    folder: str
    stem: str
    agents: Collection[str] = ()
    agent: str | None = None
    agent_asked: str | None = None
    order_asked: str | None = None

    def inside(self, path: str) -> str | None:
        """`path` relative to the root; None when its text leads outside."""
        return inside(path, self.root)


def inside(path: str, root: str) -> str | None:
    """`path`, taken from the root, relative to it; None when its text leads outside."""
    joined = posixpath.normpath(posixpath.join(root, path))
    if joined == posixpath.normpath(root):
        return "."
    prefix = root.rstrip("/") + "/"
    return joined.removeprefix(prefix) if joined.startswith(prefix) else None
