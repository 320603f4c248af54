"""Task files that are edited while they are run: a run keeps to what it read, and says so; one
that was killed goes on with what the file says now, and runs again only what that concerns."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from tests.e2e.project import Project, wait_until
from tests.stress.probes import EFFECTS, TASK, lay_out
from tests.stress.starts import at_once, kill_after, run, said, start
from tests.stress.trial import Tally

_RUN = ("execute_task", TASK, "--quiet")
_RESUME = (*_RUN, "--resume")
_FILE = f"docs/tasks/{TASK}.md"
_AT_WORK, _GO = "locks/at_work", "locks/go"
_WAITS = f": >{_AT_WORK}\n  until [ -e {_GO} ]; do sleep 0.02; done\n  "


@dataclass(frozen=True, slots=True)
class Piece:
    """A subtask: its title, the one after which it comes, and a word of its script."""

    title: str
    after: str | None
    word: str = "old"

    def text(self) -> str:
        after = f"**Depends on**: {self.after}\n" if self.after else ""
        waits = _WAITS if self.title == "Two" else ""
        script = f"{waits}echo {self.title} {self.word} >>{EFFECTS}"
        return f"### {self.title}\n{after}\n- [ ] Do it\n  ```sh\n  {script}\n  ```\n"


# When it is edited, One and Four have succeeded, Two is at work and Three has to wait for it.
_PIECES = (Piece("One", None), Piece("Two", "One"), Piece("Three", "Two"), Piece("Four", "One"))
_ONCE = ("One old", "Three old", "Four old")


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` is the file afterwards, `effects` are those that there must be once the run that was
    killed has gone on, apart from those of Two, and `subtasks` what it has then."""

    name: str
    text: str
    effects: Sequence[str]
    subtasks: int = 4


def _text(pieces: Sequence[Piece]) -> str:
    return "\n".join(["# Edited\n\n## Tasks\n", *(piece.text() for piece in pieces)])


def _with(*edited: Piece) -> str:
    """Pieces of a title that is there take its place, others come last."""
    by_title = {piece.title: piece for piece in (*_PIECES, *edited)}
    return _text(list(by_title.values()))


EDITS = (
    Edit(
        "of what has not run",
        _with(Piece("Three", "Two", "new")),
        ("One old", "Four old", "Three new"),
    ),
    Edit(
        "of what had succeeded",
        _with(Piece("One", None, "new")),
        ("One old", "Four old", "One new", "Four old", "Three old"),
    ),
    Edit("that adds a subtask", _with(Piece("Five", "Four")), (*_ONCE, "Five old"), subtasks=5),
    Edit("that removes a subtask", _text(_PIECES[:3]), _ONCE, subtasks=3),
    Edit("that puts them in another order", _text(_PIECES[::-1]), _ONCE),
    Edit("of blank lines", _text(_PIECES).replace("\n\n", "\n\n\n"), _ONCE),
)


def edited_midway(folder: Path, count: int, random: Random) -> Tally:
    """Each edit of a run that goes on, and of one that is killed then."""
    cases: list[tuple[Callable[[Project, Edit], list[str]], Edit]] = [
        (judge, edit) for edit in EDITS for judge in (_of_a_run, _of_a_killed_run)
    ]
    random.shuffle(cases)
    jobs = [
        partial(_case, folder / f"run{number}", *cases[number % len(cases)])
        for number in range(count)
    ]
    wrong = [line for lines in at_once(jobs) for line in lines]
    return Tally(count, tuple(wrong), {"edits": count})


def _case(root: Path, judge: Callable[[Project, Edit], list[str]], edit: Edit) -> list[str]:
    root.mkdir()
    lay_out(project := Project(root), _text(_PIECES))
    return [f"an edit {edit.name}, {line}" for line in judge(project, edit)]


def _of_a_run(project: Project, edit: Edit) -> list[str]:
    process = start(project, *_RUN)
    wait_until(lambda: _has_begun(project), f"the first half of {project.root}")
    project.file(_FILE, edit.text)
    project.file(_GO, "")
    wrong = [f"the run leaves with {exit_}"] if (exit_ := process.wait(20)) else []
    wrong += _compared(project, (*_ONCE, "Two old"), 4)
    wrong += _unless_said(project, f"warning: {_FILE} was changed while it was run; the run was")
    if exit_ := run(project, *_RESUME):
        wrong.append(f"a resume leaves with {exit_}")
    wrong += _unless_said(project, "what it was before counts")
    return [*wrong, *_compared(project, (*_ONCE, "Two old"), 4)]


def _of_a_killed_run(project: Project, edit: Edit) -> list[str]:
    process = start(project, *_RUN)
    wait_until(lambda: _has_begun(project), f"the first half of {project.root}")
    project.file(_FILE, edit.text)
    kill_after(process, 0)
    project.file(_GO, "")
    wrong = [f"the resume leaves with {exit_}"] if (exit_ := run(project, *_RESUME)) else []
    return [*wrong, *_compared(project, edit.effects, edit.subtasks)]


def _has_begun(project: Project) -> bool:
    """Whether the success of One and Four is recorded, and Two is at work."""
    if not (project.root / _AT_WORK).exists():
        return False
    seen = project.run("task_status", TASK, "--json")
    rows = {row["id"]: row["status"] for row in json.loads(seen.stdout)["subtasks"]}
    return (rows["one"], rows["four"]) == ("succeeded", "succeeded")


def _compared(project: Project, expected: Sequence[str], subtasks: int) -> list[str]:
    """What is not as expected; how often Two ran is left to chance where it was interrupted."""
    counted = Counter(project.lines(EFFECTS))
    if "Two old" not in expected:
        del counted["Two old"]
    wrong = []
    if counted != Counter(expected):
        wrong.append(f"there are {dict(counted)}, expected {', '.join(expected)}")
    rows = json.loads(project.run("task_status", TASK, "--json").stdout)["subtasks"]
    if len(rows) != subtasks or any(row["verdict"] != "complete" for row in rows):
        wrong.append(f"it has {[(row['id'], row['verdict']) for row in rows]}")
    return wrong


def _unless_said(project: Project, words: str) -> list[str]:
    return [] if words in said(project).read_text() else [f"nothing says “{words}”"]
