"""What is recorded of the runs that reports name: verdicts, names of files, people's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.records import state_of
from orchestrator.operations.reporting.handed_in import HandedIn, handed_in
from orchestrator.plan.codec import from_own_json
from orchestrator.run import events as ev
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import COMPLETE, INCOMPLETE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from orchestrator.operations.project import Project
    from orchestrator.plan.model import Plan

_ALL = 2**31
_ENDING = re.compile(r"(\.new)*(\.junit\.xml|\.[^./]+)$")


ATTESTATION, ANSWER = "attestation", "answer"


class Said(Struct, frozen=True, kw_only=True):
    """What somebody said to a run: `kind` is attestation or answer; `at` RFC 3339 UTC."""

    kind: str
    subtask: str
    text: str
    by: str
    at: str


class RecordedRun(Struct, frozen=True, kw_only=True):
    """One run. `when` is RFC 3339 UTC; `verdicts` are by subtask, that of the run under None;
    `names` are subtasks by the stem of their report; `evidence` are the files handed in,
    `said` all words that came without one."""

    task: str
    when: str
    verdicts: Mapping[str | None, str]
    names: Mapping[str, str]
    evidence: tuple[HandedIn, ...]
    said: tuple[Said, ...]

    def subtask_of(self, name: str) -> str | None:
        """The subtask whose report has this name in the reports folder, whatever the format."""
        return self.names.get(_ENDING.sub("", name))

    def verdict_of(self, subtask: str | None) -> str | None:
        """Of a subtask, or with None of the run."""
        return self.verdicts.get(subtask)


class Recorded:
    """Reads each run once, when it is first asked for."""

    def __init__(self, project: Project) -> None:
        self._folder = project.workspace.reports
        self._records = project.records()
        self._runs: dict[str, RecordedRun | None] = {}
        self._plans: dict[str, Plan] = {}

    def run(self, run: str) -> RecordedRun | None:
        """The run of that id; None when it is not recorded here, or the record is damaged."""
        if run not in self._runs:
            try:
                self._runs[run] = self._read(run)
            except (InputError, StorageError):
                self._runs[run] = None
        return self._runs[run]

    def tasks(self) -> set[str]:
        """The ids of the tasks that have runs."""
        return {row.task for row in self._records.runs(_ALL)}

    def newest_first(self) -> Iterator[tuple[str, RecordedRun]]:
        """All runs that can be read, with their ids."""
        for row in self._records.runs(_ALL):
            run = self.run(row.run)
            if run is not None:
                yield row.run, run

    def close(self) -> None:
        """Free the records."""
        self._records.close()

    def _read(self, run: str) -> RecordedRun | None:
        from orchestrator.report.paths import report_names

        row = self._records.run(run)
        # A report may be anybody's, and the end of an id would mean some other run.
        if row is None or row.run != run:
            return None
        events = tuple(self._records.events(run))
        state = state_of(events)
        plan = self._plan(state.plan)
        summary = summarize(plan, state)
        verdicts: dict[str | None, str] = {row.id: row.verdict for row in summary.subtasks}
        verdicts[None] = COMPLETE if summary.complete else INCOMPLETE
        names = report_names(plan, self._folder)
        return RecordedRun(
            task=row.task,
            when=row.ended_at or row.started_at,
            verdicts=verdicts,
            names={_ENDING.sub("", name): id_ for id_, name in names.items()},
            evidence=tuple(handed_in(events)),
            said=tuple(_said(events)),
        )

    def _plan(self, digest: str) -> Plan:
        """Plans are shared by the runs of an unchanged task file."""
        if digest not in self._plans:
            self._plans[digest] = from_own_json(self._records.plan(digest))
        return self._plans[digest]


def _said(events: Iterable[ev.Recorded]) -> Iterator[Said]:
    for event in (record.event for record in events):
        if isinstance(event, ev.Attested) and event.attestation.file is None:
            word = event.attestation
            yield Said(
                kind=ATTESTATION, subtask=event.subtask, text=word.evidence, by=word.by, at=word.at
            )
        elif isinstance(event, ev.Answered):
            answer = event.answer
            yield Said(
                kind=ANSWER,
                subtask=event.subtask,
                text=answer.comment or "",
                by=answer.by,
                at=answer.at,
            )
