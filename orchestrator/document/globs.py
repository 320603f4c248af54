"""Globs of inputs and outputs that lead outside the root; touches no file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from orchestrator.diagnostics import Findings, Span
from orchestrator.document.values import is_none


def tell_globs(findings: Findings, globs: Iterable[tuple[str, Span]], cwd: str | None) -> None:
    """Say which globs, relative to the folder `cwd`, can never match."""
    for glob, span in globs:
        why = None if is_none(glob) else _outside(glob, cwd or ".")
        if why is not None:
            findings.warning(
                "outside-root",
                f"`{glob}` {why}: outside the root it can never match",
                *span,
                hint="write a glob that stays inside the root",
            )


def _outside(glob: str, cwd: str) -> str | None:
    if glob.startswith(("/", "~")):
        return "is an absolute path"
    ends = posixpath.normpath(f"{cwd}/{glob}")
    if not cwd.startswith("/") and (ends == ".." or ends.startswith("../")):
        return "leads upwards"
    return None
