"""What there is before an attempt of the files that it will be asked about.

Only what was changed a moment ago needs a look: by the subtask before, which is no merit of
this one. Everything older shows it by its time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from orchestrator.diagnostics import InputError
from orchestrator.document.expect import Expect
from orchestrator.engines.files import files_below
from orchestrator.engines.folders import folder_of
from orchestrator.engines.freshness import Freshness
from orchestrator.plan.model import Subtask
from orchestrator.workspace import glob_inside, inside


def note_before(root: Path, subtask: Subtask, freshness: Freshness) -> None:
    """Look at all that the subtask's outputs and expectations name."""
    if not subtask.outputs and not any(expect.files for expect, _ in _expectations(subtask)):
        return
    for path in (*_outputs(root, subtask), *_expected(root, subtask)):
        with contextlib.suppress(OSError, ValueError):
            freshness.note(path.stat())


def _outputs(root: Path, subtask: Subtask) -> Iterator[Path]:
    """What is there of them; of a folder all files, for they are what it is judged by."""
    if not subtask.outputs:
        return
    with contextlib.suppress(InputError, OSError):
        folder = folder_of(root, subtask.cwd)
        for pattern in subtask.outputs:
            for path in glob_inside(root, folder, pattern):
                if inside(root, path):
                    yield path
                    yield from files_below(path)


def _expected(root: Path, subtask: Subtask) -> Iterator[Path]:
    for expect, cwd in _expectations(subtask):
        for match in expect.files:
            # A folder that is not there yet holds nothing that could be old.
            with contextlib.suppress(InputError):
                yield folder_of(root, cwd or subtask.cwd) / match.path


def _expectations(subtask: Subtask) -> list[tuple[Expect, str | None]]:
    """What is expected of each command, and where it runs."""
    steps = [(step.action.expect, step.action.cwd) for step in subtask.steps]
    return [*steps, *((check.expect, check.cwd) for check in subtask.checks)]
