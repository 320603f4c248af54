"""What of a subtask did not do as expected, in a line and a few lines of proof; judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from orchestrator.report.excerpt import Limits, brief
from orchestrator.run.state import SubtaskState
from orchestrator.run.summary import SubtaskSummary
from orchestrator.verify.model import CommandResult, Judgement, Outcome

# Of what fails first the rest often is a consequence; the report of the subtask has all.
_MOST = 2
_DIFFERENCE = Limits(items=1, lines=20, characters=1_600)
_OUTPUT = Limits(items=1, lines=12, characters=1_600)
_SAID_LENGTH = 300
_REASON_LENGTH = 2_000
_EXIT_CODE = "exit code"


class Fault(Struct, frozen=True, kw_only=True):
    """A step or check that did not succeed. `says` tells how it ended, what was expected and
    what came; `difference` are the first lines of a diff, `output` the last lines that it
    printed. `output_bytes` counts all that it printed where that is more than `output`.
    """

    name: str
    line: int | None
    says: str
    difference: str | None
    output: str
    output_bytes: int | None

    def explains(self, reason: str) -> bool:
        """Whether a reason of the verdict says nothing but this."""
        return reason.startswith(f"{self.name}: ")


def faults(row: SubtaskSummary, state: SubtaskState) -> tuple[Fault, ...]:
    """The first few of the latest attempt, steps before checks."""
    return tuple(islice(_each(row, state), _MOST))


def _each(row: SubtaskSummary, state: SubtaskState) -> Iterator[Fault]:
    lines = {step.id: step.line for step in row.steps}
    lines |= {check.id: check.line for check in row.checks}
    named = [(f"step {id_}", id_, result) for id_, result in state.steps.items()]
    named += [(id_, id_, result) for id_, result in state.checks.items()]
    for name, id_, result in named:
        if result.outcome is not Outcome.SUCCEEDED:
            yield _fault(name, lines.get(id_), result)


def _fault(name: str, line: int | None, result: CommandResult) -> Fault:
    failed = [judgement for judgement in result.judgements if not judgement.passed]
    diff = next((judgement.diff for judgement in failed if judgement.diff), None)
    # A difference shows what was printed, but not why a command ended badly.
    is_told = diff is not None and all(judgement.what != _EXIT_CODE for judgement in failed)
    output = "" if is_told else _OUTPUT.end(result.output)
    return Fault(
        name=name,
        line=line,
        says=_says(result, failed),
        difference=_DIFFERENCE.head(diff) if diff else None,
        output=output,
        output_bytes=result.output_bytes if _is_part(output, result) else None,
    )


def _is_part(output: str, result: CommandResult) -> bool:
    return result.output_bytes > len(result.output.encode("utf-8", "replace")) or (
        output.count("\n") < result.output.strip("\n").count("\n")
    )


def _says(result: CommandResult, failed: list[Judgement]) -> str:
    if result.outcome is not Outcome.FAILED or not failed:
        return brief(result.reason or result.outcome.value.replace("_", " "), _REASON_LENGTH)
    said = [_missed(judgement) for judgement in failed]
    # A command may be right to end with an exit code that looks wrong, and the other way round.
    if any(each.what == _EXIT_CODE and each.passed for each in result.judgements):
        said.insert(0, f"exit code {result.exit_code} as expected")
    return "; ".join(said)


def _missed(judgement: Judgement) -> str:
    expected, got = (brief(text, _SAID_LENGTH) for text in (judgement.expected, judgement.got))
    if judgement.what == _EXIT_CODE:
        return f"exit code {got}, expected {expected}"
    if judgement.diff:
        return f"{judgement.what} is not as expected"
    return f"{judgement.what}: expected {expected}, got {got}"
