"""A claim in lines for whoever is to do it: what first, the command that hands it in last."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from orchestrator.operations.byhand.claims import (
    Claim,
    ClaimedCheck,
    ClaimedCriterion,
    OtherStep,
    Predecessor,
    StepToDo,
)


def claim_lines(claim: Claim) -> Iterator[str]:
    """All of it; the caller makes each line fit for a terminal."""
    yield f"{claim.subtask} {claim.title}"
    yield f"yours until {claim.until}, lease {claim.lease}"
    yield f"{claim.path} line {claim.line}, run {claim.run}"
    yield from _section("to do", _to_do(claim.to_do))
    yield from _section("described as", _blocks(claim))
    yield from _section("other steps", map(_other, claim.other_steps))
    yield from _section("criteria", _criteria(claim.criteria))
    yield from _section("checks that will run", _checks(claim.checks))
    yield from _section("declared inputs", claim.inputs)
    yield from _section("files that have to be there", claim.outputs)
    for each in claim.before:
        head = f"from {each.id} {each.title} ({each.verdict.upper()})"
        yield from _section(head, _left(each))
    yield from _section("why", _why(claim))
    yield from _section("not complete yet", claim.reasons)
    yield from _section("tried before", _earlier(claim))
    if claim.left_out or claim.cut:
        yield f"(some is left out; {claim.path} has all of it)"
    yield from _next(claim)


def _section(head: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines below their head, which is left out where there are none."""
    for number, line in enumerate(lines):
        if number == 0:
            yield f"{head}:"
        yield f"  {line}"


def _to_do(steps: Iterable[StepToDo]) -> Iterator[str]:
    for step in steps:
        first, *rest = step.text.splitlines() or [""]
        yield f"{step.id} {first}" + (f" (shown by {step.checks})" if step.checks else "")
        yield from (f"  {line}" for line in rest)
        yield from (f"  - {line}" for line in step.details)


def _blocks(claim: Claim) -> Iterator[str]:
    yield from claim.description.splitlines()
    for label, text in claim.parts:
        yield f"{label}:"
        yield from (f"  {line}" for line in text.splitlines())


def _other(step: OtherStep) -> str:
    return f"{step.id} {' '.join(step.text.split())} ({step.who}): {step.standing}"


def _criteria(criteria: Iterable[ClaimedCriterion]) -> Iterator[str]:
    for each in criteria:
        standing = "met" if each.met else "not met"
        standing += ", optional" if each.optional else ""
        standing += f", shown by {each.checks}" if each.checks else ""
        yield f"{each.id} ({standing}): {each.text}"
        yield from (f"  - {line}" for line in each.details)


def _checks(checks: Iterable[ClaimedCheck]) -> Iterator[str]:
    for check in checks:
        where = f" in {check.cwd}" if check.cwd else ""
        yield f"{check.id} ({check.language}{where})"
        yield from (f"  $ {line}" for line in check.script.splitlines())
        for words in check.expected:
            first, *rest = words.splitlines()
            yield f"  expected: {first}"
            yield from (f"    {line}" for line in rest)


def _left(predecessor: Predecessor) -> Iterator[str]:
    yield from (f"file {path} ({size} bytes)" for path, size in predecessor.files)
    yield from (f"{name}={value}" for name, value in predecessor.values.items())
    for word in predecessor.attested:
        yield f"attested by {' '.join(word.split())}"
    yield from (f"it printed: {log}" for log in predecessor.logs)


def _why(claim: Claim) -> Iterator[str]:
    yield from claim.objective.splitlines()
    yield from (f"- {each}" for each in claim.requirements)
    if claim.needed_by:
        yield f"it is waited for by {', '.join(claim.needed_by)}"


def _earlier(claim: Claim) -> Iterator[str]:
    return (f"attempt {each.attempt}: {each.reason}" for each in claim.earlier)


def _next(claim: Claim) -> Iterator[str]:
    names = f"{shlex.quote(claim.task)} {shlex.quote(claim.subtask)}"
    targets = [f"--step {shlex.quote(step.id)}" for step in claim.to_do]
    targets += [f"--criterion {each.removeprefix('criterion_')}" for each in claim.to_attest]
    yield "next: Do it, then hand in what shows it, a text or a file."
    for target in targets:
        yield (
            f"  orchestrator complete_subtask {names} {target} --evidence TEXT "
            f"--lease {claim.lease}"
        )
    yield "or keep it for longer:"
    yield f"  orchestrator next_subtask {shlex.quote(claim.task)} --lease {claim.lease}"
