"""A report as JUnit XML, as CI viewers read it; knows no Markdown and no file.

One suite a run; a case a subtask and a case a check, both under the class `task.subtask`. The
format has no specification: the elements are those of Jenkins' junit-10.xsd, and `file` and
`line` what most viewers look for. Green is only what is COMPLETE.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.report.commands import CommandKind, CommandRun
from orchestrator.report.excerpt import brief
from orchestrator.report.marks import sign
from orchestrator.report.model import SubtaskReport, TaskReport
from orchestrator.report.sections.verification_evidence import Proof
from orchestrator.report.visible import visible_block, visible_line

# What XML 1.0 has no way to say, section 2.2, and is not shown by its number already.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# It has not ended at all, or not by itself: what held it up has a case of its own.
_NO_BAD_END = frozenset({"blocked", "skipped", "pending", "running"})
_ERRORS = frozenset({"timed_out", "interrupted", "cancelled"})


class _Wrong(Struct, frozen=True, kw_only=True):
    """Why a case is not green: `tag` is failure, error or skipped; `message` is a line for a
    list, `text` all that there is to say."""

    tag: str
    kind: str
    message: str
    text: str = ""


def to_junit(report: TaskReport, subtask: str | None = None) -> str:
    """The run as one signed XML document, of the named subtask alone if one is given.

    Raises:
        KeyError: the report has no such subtask.
    """
    if subtask is not None:
        chosen = tuple(each for each in report.subtasks if each.id == subtask)
        if not chosen:
            raise KeyError(subtask)
        report = replace(report, subtasks=chosen)
    suite = _suite(report)
    root = ET.Element("testsuites", {"name": suite.attrib["name"], **_counts(suite)})
    root.append(suite)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return sign(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', report.run.run)


def _suite(report: TaskReport) -> ET.Element:
    run = report.run
    suite = ET.Element("testsuite", {"name": _line(report.task), "id": _line(run.run)})
    said = {
        "title": report.title,
        "run": run.run,
        "trace_id": run.trace_id,
        "state": run.state,
        "verdict": "complete" if run.complete else "incomplete",
        "percent": f"{run.percent:g}",
        "exit_code": str(run.exit_code),
        "report": report.file,
    }
    properties = ET.SubElement(suite, "properties")
    for name, value in said.items():
        ET.SubElement(properties, "property", {"name": name, "value": _line(value)})
    for subtask in report.subtasks:
        suite.extend(_cases(report, subtask))
    suite.attrib |= _counts(suite) | {"time": _seconds(run.duration_ms)}
    if run.started_at:
        suite.set("timestamp", run.started_at[:19])  # in UTC, without saying so, as usual
    return suite


def _counts(suite: ET.Element) -> dict[str, str]:
    def having(tag: str) -> str:
        return str(sum(case.find(tag) is not None for case in suite.iter("testcase")))

    return {
        "tests": str(len(list(suite.iter("testcase")))),
        "failures": having("failure"),
        "errors": having("error"),
        "skipped": having("skipped"),
    }


def _cases(report: TaskReport, subtask: SubtaskReport) -> Iterator[ET.Element]:
    """The case of the subtask, then those of its checks."""
    runs = _last_runs(subtask)
    summary, proofs = subtask.task_summary, subtask.verification_evidence.proofs
    yield _case(
        report,
        subtask,
        f"{subtask.id} {subtask.title}",
        line=subtask.line,
        duration_ms=summary.duration_ms,
        wrong=_of_subtask(subtask),
        out=runs,
    )
    for proof in proofs:
        if proof.kind is CommandKind.CHECK:
            mine = [run for run in runs if (run.kind, run.id) == (proof.kind, proof.id)][-1:]
            yield _case(
                report,
                subtask,
                f"{subtask.id} {proof.id}",
                line=proof.line,
                duration_ms=sum(run.result.duration_ms for run in mine),
                wrong=_of_check(subtask, proof),
                out=mine,
            )


def _case(
    report: TaskReport,
    subtask: SubtaskReport,
    name: str,
    *,
    line: int,
    duration_ms: int,
    wrong: _Wrong | None,
    out: Iterable[CommandRun],
) -> ET.Element:
    # A dot would begin another package.
    classes = (_line(part).replace(".", "_") for part in (report.task, subtask.id))
    case = ET.Element(
        "testcase",
        {
            "classname": ".".join(classes),
            "name": _line(name),
            "time": _seconds(duration_ms),
            "file": _line(subtask.task_summary.source.rpartition(":")[0]),
            "line": str(line),
        },
    )
    if wrong is not None:
        said = {"type": wrong.kind, "message": _line(brief(wrong.message))}
        ET.SubElement(case, wrong.tag, said).text = _block(wrong.text) or None
    printed = "".join(_printed(run) for run in out)
    if printed:
        ET.SubElement(case, "system-out").text = _block(printed)
    return case


def _of_subtask(subtask: SubtaskReport) -> _Wrong | None:
    """Nothing is wrong with what is COMPLETE; all else is told, and never as passed."""
    if subtask.verdict == "complete":
        return None
    status = subtask.task_summary.status
    reasons = subtask.reasons or (status,)
    message = reasons[0]
    text = "\n".join([*reasons, *_differences(subtask.verification_evidence.proofs)])
    if _is_forgiven(subtask):
        words = f"{status.replace('_', ' ')}: {message}"
        return _Wrong(tag="skipped", kind="forgiven", message=words, text=text)
    if status in _NO_BAD_END:
        return _Wrong(tag="skipped", kind=status, message=message, text=text)
    if status in _ERRORS:
        return _Wrong(tag="error", kind=status, message=message, text=text)
    kind = "incomplete" if status == "succeeded" else status
    return _Wrong(tag="failure", kind=kind, message=message, text=text)


def _of_check(subtask: SubtaskReport, proof: Proof) -> _Wrong | None:
    message = proof.reason or proof.status
    if proof.status == "pending":
        return _Wrong(tag="skipped", kind="pending", message="it did not run")
    if proof.status == "succeeded" and proof.proves:
        return None
    if proof.status == "succeeded":
        message = f"it {proof.unproved or 'cannot fail'}, so it proves nothing"
    text = "\n".join([message, *_differences([proof])])
    if _is_forgiven(subtask):
        return _Wrong(tag="skipped", kind="forgiven", message=message, text=text)
    tag = "error" if proof.status in _ERRORS else "failure"
    kind = "proves_nothing" if proof.status == "succeeded" else proof.status
    return _Wrong(tag=tag, kind=kind, message=message, text=text)


def _is_forgiven(subtask: SubtaskReport) -> bool:
    """Whether the task file allows that it is not complete: it fails no run."""
    return not subtask.counted or subtask.allow_failure


def _differences(proofs: Iterable[Proof]) -> Iterator[str]:
    """What was expected and what was got, where that was not met."""
    for proof in proofs:
        for judgement in proof.judgements:
            if not judgement.passed:
                expected = f"expected {judgement.expected}, got {judgement.got}"
                yield f"\n{proof.kind} {proof.id}, {judgement.what}: {expected}"
                if judgement.diff:
                    yield judgement.diff


def _last_runs(subtask: SubtaskReport) -> tuple[CommandRun, ...]:
    """The commands of the last attempt, with those of the one that it validates."""
    shown = subtask.non_mocked_results.attempts
    last = shown[-1:] if not shown or not shown[-1].validation else shown[-2:]
    return tuple(run for attempt in last for run in attempt.commands)


def _printed(run: CommandRun) -> str:
    text = run.result.output
    if not text:
        return ""
    cut = f", an excerpt of {run.result.output_bytes} bytes" if run.is_excerpt else ""
    end = "" if text.endswith("\n") else "\n"
    return f"--- {f'{run.kind} {run.id}'.strip()}{cut}\n{text}{end}"


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.3f}"


def _line(text: str) -> str:
    return _cleaned(visible_line(" ".join(text.split("\n"))))


def _block(text: str) -> str:
    return _cleaned(visible_block(text))


def _cleaned(text: str) -> str:
    return _NOT_IN_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
