"""What of a task file a run has proven, and which marks become others for it; pure.

A box stands for everything on its lines that has no box of its own. What people have marked is
never taken back: a mark without proof is told, and stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from orchestrator.document.edits import Edit
from orchestrator.document.marks import BoxMark, Marks, StatusMark
from orchestrator.document.spelling import COMPLETED
from orchestrator.document.wording import Wording
from orchestrator.run.summary import COMPLETE, RunSummary, SubtaskSummary

_MAX_LINES = 20
_OPEN = ("", "-")
_TEXT = 60


class Change(Struct, frozen=True, kw_only=True):
    """One mark on a line: how it reads, how it will read, and what it is of; `file` is its
    file, where there are several."""

    line: int
    before: str
    after: str
    of: str
    edits: tuple[Edit, ...]
    file: str | None = None


class Ticks(Struct, frozen=True, kw_only=True):
    """What changes, in order of line, and what is to be told of the rest."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...]


class _Notes(Struct):
    """Lines of which something is to be told, by what that is."""

    lines: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def told(self) -> Iterator[str]:
        for what, lines in self.lines.items():
            numbers = sorted(set(lines))
            shown = ", ".join(str(number) for number in numbers[:_MAX_LINES])
            more = f" and {len(numbers) - _MAX_LINES} more" if len(numbers) > _MAX_LINES else ""
            yield f"{what}: line{'s' if len(numbers) > 1 else ''} {shown}{more}"


class _Claim(Struct, frozen=True):
    """One thing that a box stands for."""

    name: str
    proven: bool


def decide_ticks(summary: RunSummary, marks: Marks) -> Ticks:
    """The changes that the run proves. The lines of the summary are those of the file."""
    notes = _Notes()
    grouping = {group.line for group in marks.groups}
    own = [box for box in marks.boxes if box.first not in grouping]
    claimed = [*_claimed(summary, own), *_closed(summary, marks)]
    changes = [*_boxes(claimed, notes), *_statuses(summary, marks.statuses, notes)]
    ordered = sorted(changes, key=lambda change: (change.line, change.edits))
    return Ticks(changes=tuple(ordered), notes=tuple(notes.told()))


def _boxes(claimed: Iterable[tuple[BoxMark, list[_Claim]]], notes: _Notes) -> Iterator[Change]:
    for box, claims in claimed:
        proven = all(claim.proven for claim in claims)
        if box.done and not proven:
            notes.lines["ticked, but not proven by this run"].append(box.line)
        elif proven and box.mark in _OPEN:
            edit = Edit(box.line, box.start, box.end, "x")
            yield Change(
                line=box.line,
                before=f"[{box.mark or ' '}]",
                after="[x]",
                of=_shortened(claims[0].name),
                edits=(edit,),
            )
        elif proven and not box.done:
            notes.lines["proven, but with a mark of its own, so left"].append(box.line)


def _claimed(
    summary: RunSummary, boxes: Iterable[BoxMark]
) -> Iterator[tuple[BoxMark, list[_Claim]]]:
    """The boxes that stand for something, with all that each stands for."""
    box_at: dict[int, BoxMark] = {}
    for box in boxes:
        # Inner ones come after outer ones, and take the lines that are theirs.
        box_at.update(dict.fromkeys(range(box.first, box.last + 1), box))
    claims: dict[BoxMark, list[_Claim]] = {}
    subtasks: dict[BoxMark, _Claim] = {}
    for row in summary.subtasks:
        own = box_at.get(row.line)
        if own is not None and own.first == row.line:
            subtasks[own] = _Claim(row.title, row.verdict == COMPLETE)
        for line, claim in _claims(row):
            if line in box_at:
                claims.setdefault(box_at[line], []).append(claim)
    # The verdict of a subtask speaks for all that is in its box.
    claims.update({box: [claim] for box, claim in subtasks.items()})
    yield from sorted(claims.items(), key=lambda each: each[0].line)


def _closed(summary: RunSummary, marks: Marks) -> Iterator[tuple[BoxMark, list[_Claim]]]:
    """The boxes that are groups: each is proven when something in it is, and nothing that counts
    is left open."""
    boxes = {box.first: box for box in marks.boxes}
    proven = {row.line for row in summary.subtasks if _complete(row)}
    left_open = {row.line for row in summary.subtasks if row.counted and not _complete(row)}
    # What stands in a group comes after it, so the last of them have no group in them.
    for group in reversed(marks.groups):
        if not left_open.isdisjoint(group.inner):
            left_open.add(group.line)
        elif not proven.isdisjoint(group.inner):
            proven.add(group.line)
        if group.line in boxes:
            yield boxes[group.line], [_Claim(group.title, group.line in proven)]


def _claims(row: SubtaskSummary) -> Iterator[tuple[int, _Claim]]:
    for step in row.steps:
        yield step.line, _Claim(f"{step.id} {step.text}", step.verdict == COMPLETE)
    for criterion in row.criteria:
        yield criterion.line, _Claim(criterion.text, criterion.status == "met")


def _statuses(
    summary: RunSummary, statuses: tuple[StatusMark, ...], notes: _Notes
) -> Iterator[Change]:
    rows: Mapping[int, SubtaskSummary] = {row.line: row for row in summary.subtasks}
    wording = Wording(statuses)
    for mark in statuses:
        row = rows.get(mark.subtask) if mark.subtask is not None else None
        proven = summary.complete if mark.subtask is None else row is not None and _complete(row)
        if mark.spelled.status == COMPLETED:
            if not proven:
                notes.lines["says completed, but not proven by this run"].append(mark.line)
        elif proven and not mark.whole:
            notes.lines["proven, but its status cannot be replaced as a whole, so left"].append(
                mark.line
            )
        elif proven and mark.spelled.remark:
            notes.lines["proven, but its status is a sentence, so left"].append(mark.line)
        elif proven:
            edits, after = wording.completed(mark)
            title = row.title if row is not None else summary.title
            yield _status_change(mark, after, title, edits)


def _complete(row: SubtaskSummary) -> bool:
    return row.verdict == COMPLETE


def _status_change(mark: StatusMark, after: str, of: str, edits: tuple[Edit, ...]) -> Change:
    """The change, shown without what stays before and behind it."""
    start = edits[0].start - mark.start if edits else 0
    behind = len(mark.text) - (edits[-1].end - mark.start) if edits else 0
    return Change(
        line=mark.line,
        before=mark.text[start : len(mark.text) - behind],
        after=after[start : len(after) - behind],
        of=_shortened(of),
        edits=edits,
    )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TEXT else line[: _TEXT - 1] + "…"
