"""Fills the report templates; the only module that knows Jinja. Decides nothing of what is said.

Texts of task files and outputs reach a template as values, never as template source, and every
value that is put out passes a filter of `report.escape`: one that did not is escaped as inline
text, so that forgetting a filter is ugly and never dangerous.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestrator.report.escape import Markdown, cell, code, fence, file_link, inline, url
from orchestrator.report.marks import sign
from orchestrator.report.matrix import as_table, verdict_words
from orchestrator.report.mermaid import Diagram
from orchestrator.report.model import SubtaskReport, TaskReport
from orchestrator.report.times import in_words

_SUBTASK = "subtask_report.md.j2"
_SUMMARY = "final_summary.md.j2"


def render_subtask(report: TaskReport, subtask: SubtaskReport) -> str:
    """The Markdown of one subtask's report, signed."""
    text = _environment().get_template(_SUBTASK).render(report=report, subtask=subtask)
    return sign(text, report.run.run)


def render_summary(report: TaskReport) -> str:
    """The Markdown of the final summary, signed."""
    text = _environment().get_template(_SUMMARY).render(report=report)
    return sign(text, report.run.run)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_templates()),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finished,
    )
    environment.filters |= {
        "cell": cell,
        "code": code,
        "diagram": _diagram,
        "fence": fence,
        "file_link": file_link,
        "inline": inline,
        "matrix": as_table,
        "url": url,
        "words": in_words,
    }
    environment.globals |= {"verdict_words": verdict_words}
    return environment


def _templates() -> Path:
    """Inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def _finished(value: object) -> str:
    if value is None:
        return Markdown("")
    return value if isinstance(value, Markdown) else inline(str(value))


def _diagram(diagram: Diagram) -> Markdown:
    if diagram.mermaid is None:
        return inline(diagram.instead or "")
    return fence(diagram.mermaid, "mermaid")
