"""Names of report files, relative to the reports folder; touches no file system.

Titles and paths of a task file are data: whatever they hold, a name stays inside the folder.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

from orchestrator.plan.model import Plan, Subtask

_SLUG_LENGTH = 40
_COMPONENT_LENGTH = 100
_MOST_COMPONENTS = 6
_DIGEST_LENGTH = 8
_DEVICE = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_SUMMARY = "_final_summary.md"
_FOLDER = "docs/reports"


def summary_name(plan: Plan) -> str:
    """The name of the final summary: `<number or id>_final_summary.md`."""
    return f"{_prefix(plan)}{_SUMMARY}"


def report_names(plan: Plan, folder: str = _FOLDER) -> dict[str, str]:
    """The name of each subtask's report by its id, unique inside the plan.

    `folder` is the reports folder, relative to the root; a subtask's own `report_path` counts
    only when it leads there.
    """
    taken = {summary_name(plan).casefold()}
    names: dict[str, str] = {}
    for position, subtask in enumerate(plan.subtasks, start=1):
        wanted = _own_name(subtask, folder) or _made_name(plan, subtask, position)
        names[subtask.id] = _unique(wanted, taken)
        taken.add(names[subtask.id].casefold())
    return names


def _prefix(plan: Plan) -> str:
    """What all names of a task begin with: its number, else its id, or what can be written of
    that and a digest, so that another task never has the same."""
    if number := _safe(plan.number or ""):
        return number
    readable = _safe(plan.id)
    if readable == plan.id:
        return readable
    digest = hashlib.sha256(plan.id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{readable or 'task'}_{digest[:_DIGEST_LENGTH]}"


def _made_name(plan: Plan, subtask: Subtask, position: int) -> str:
    number = _number_within(plan.number, subtask.number) or str(position)
    parts = [_prefix(plan), "task", number, _slug(subtask.title)]
    return "_".join(part for part in parts if part) + ".md"


def _number_within(task: str | None, subtask: str | None) -> str:
    """`037.1` in task 037 is `1`; dots become underscores."""
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", subtask or "") if part]
    if task and len(parts) > 1 and parts[0].lstrip("0") == task.lstrip("0"):
        parts = parts[1:]
    return _safe("_".join(parts))[:_SLUG_LENGTH]


def _slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", _ascii(title).lower())
    return "_".join(words)[:_SLUG_LENGTH].strip("_")


def _own_name(subtask: Subtask, folder: str) -> str | None:
    """The path under the reports folder that the subtask names, or None if it is no such path."""
    parts = _under(_path_parts(subtask.report_path or ""), _path_parts(folder))
    if not parts or ".." in parts or len(parts) > _MOST_COMPONENTS:
        return None
    name = _safe(re.sub(r"\.(md|markdown)$", "", parts[-1], flags=re.IGNORECASE))
    # A folder never ends like a report, so that no file stands where a folder must be.
    folders = [re.sub(r"\.md$", "_md", _safe(part), flags=re.IGNORECASE) for part in parts[:-1]]
    if not name or not all(folders) or f"{name}.md".lower().endswith(_SUMMARY):
        return None
    return str(PurePosixPath(*folders, f"{name}.md"))


def _path_parts(path: str) -> list[str]:
    return [part for part in re.split(r"[/\\]", path) if part not in ("", ".")]


def _under(parts: list[str], folder: list[str]) -> list[str]:
    """The parts after the folder's; a bare file name counts as being inside."""
    for start in range(len(parts) - len(folder)):
        if parts[start : start + len(folder)] == folder:
            return parts[start + len(folder) :]
    return parts if len(parts) == 1 else []


def _unique(name: str, taken: set[str]) -> str:
    stem = name.removesuffix(".md")
    candidate, count = name, 1
    while candidate.casefold() in taken:
        count += 1
        candidate = f"{stem}_{count}.md"
    return candidate


def _safe(part: str) -> str:
    """A path component: ASCII letters, digits, dot, dash and underscore, no leading dot, and
    no device's name on Windows."""
    cleaned = re.sub(r"[^A-Za-z0-9._-]+", "_", _ascii(part))
    return _DEVICE.sub(r"\1_", cleaned[:_COMPONENT_LENGTH].strip("._-"))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
