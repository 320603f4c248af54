"""What a section of a subtask's report is made from; every section's rule takes this."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from orchestrator.plan.model import Finding, Plan, Subtask
from orchestrator.report.attempts import Attempt
from orchestrator.report.commands import CommandRun
from orchestrator.run.state import SubtaskState
from orchestrator.run.summary import SubtaskSummary
from orchestrator.verify.model import Attestation, Facts


class Material(Struct, frozen=True, kw_only=True):
    """A subtask of the plan, what the events say of it and what the summary makes of that.

    `rows` are the summary's rows of all subtasks by id, `contents` the texts of evidence
    files by the path of their copy, `findings` those of the lines of this subtask.
    """

    plan: Plan
    rows: Mapping[str, SubtaskSummary]
    subtask: Subtask
    state: SubtaskState
    attempts: tuple[Attempt, ...]
    contents: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()

    @property
    def row(self) -> SubtaskSummary:
        """The summary's row of this subtask."""
        return self.rows[self.subtask.id]

    def counting(self) -> tuple[Attempt, ...]:
        """The attempts whose results count, oldest first: the last one, and what it goes on
        from, where it does not start over."""
        start = len(self.attempts) - 1
        while start > 0 and (self.attempts[start].validation or self.attempts[start].continues):
            start -= 1
        return self.attempts[max(start, 0) :]

    def last_commands(self) -> tuple[CommandRun, ...]:
        """The commands whose results count, each as it was when it ran last."""
        found = {(run.kind, run.id): run for each in self.counting() for run in each.commands}
        return tuple(found.values())

    def is_superseded(self) -> bool:
        """Whether the subtask was set back after its last attempt, which so counts no more."""
        return bool(self.attempts) and self.attempts[-1].superseded

    def facts(self) -> Facts:
        """What the verdict may rest on: nothing of an attempt that was set back."""
        facts = self.state.facts()
        if self.is_superseded():
            return Facts(steps={}, checks={}, attestations=facts.attestations, artifacts=())
        return facts

    def text_of(self, word: Attestation) -> str:
        """What was attested: the text of the file that was handed in, where it is one."""
        known = self.contents.get(word.file.path) if word.file else None
        return word.evidence if known is None else known


def findings_by_subtask(plan: Plan) -> Mapping[str, Sequence[Finding]]:
    """For each id the findings of the conversion from its first line to the next one's."""
    first_lines = sorted({subtask.line for subtask in plan.subtasks})
    found: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in plan.findings:
        before = 0 if finding.line is None else bisect_right(first_lines, finding.line)
        if before:
            found[first_lines[before - 1]].append(finding)
    return {subtask.id: found.get(subtask.line, ()) for subtask in plan.subtasks}
