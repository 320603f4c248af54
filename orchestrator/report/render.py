"""Fills the report templates; the only module that knows Jinja. Decides nothing of what is said.

Texts of task files and outputs reach a template as values, never as template source, and every
value that is put out passes a filter of `report.escape`: one that did not is escaped as inline
text, so that forgetting a filter is ugly and never dangerous.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from orchestrator.report.drawing.looks import look_of, words_of
from orchestrator.report.drawing.picture import Picture
from orchestrator.report.drawing.timeline import WIDTH
from orchestrator.report.escape import (
    Markdown,
    cell,
    code,
    collapsed,
    fence,
    file_link,
    folded,
    inline,
    linked,
    url,
)
from orchestrator.report.excerpt import brief, unless_said
from orchestrator.report.html.addresses import outward
from orchestrator.report.html.diff_parts import diff_parts
from orchestrator.report.html.page import page_of
from orchestrator.report.html.room import BUDGET, PAGE_BYTES
from orchestrator.report.levels import as_table as levels_table
from orchestrator.report.marks import sign
from orchestrator.report.matrix import as_table
from orchestrator.report.mermaid import Diagram
from orchestrator.report.model import SubtaskReport, TaskReport
from orchestrator.report.prompt import AgentPrompt
from orchestrator.report.standing import MOST_SHOWN
from orchestrator.report.times import in_words, moment
from orchestrator.report.verdicts import verdict_words
from orchestrator.report.visible import visible_block, visible_line
from orchestrator.verify.model import EvidenceFile
from orchestrator.workspace import templates_dir

_SUBTASK = "subtask_report.md.j2"
_SUMMARY = "final_summary.md.j2"
_PROMPT = "agent_prompt.md.j2"
_PAGE = "report.html.j2"
_GRAPH = "graph.svg.j2"
# A timeline of more lines than that opens on a click.
_MOST_OPEN_LINES = 40
# Files that are listed; the ids in the matrix lead to each of them.
_MOST_LISTED = 20


def render_subtask(report: TaskReport, subtask: SubtaskReport) -> str:
    """The Markdown of one subtask's report, signed."""
    text = _template(_SUBTASK).render(report=report, subtask=subtask)
    return sign(text, report.run.run)


def render_summary(report: TaskReport) -> str:
    """The Markdown of the final summary, signed."""
    files = {each.id: each.file for each in report.subtasks}
    text = (
        _environment()
        .get_template(_SUMMARY)
        .render(report=report, files=files, most_shown=MOST_SHOWN, most_listed=_MOST_LISTED)
    )
    return sign(text, report.run.run)


def render_prompt(prompt: AgentPrompt) -> str:
    """The text that an agent gets on standard input."""
    return _environment().get_template(_PROMPT).render(prompt=prompt)


def render_html(report: TaskReport, only: str | None = None) -> str:
    """One page with all of a run, or with the subtask of that id alone; signed."""
    text = _page(report, only, BUDGET)
    excess = len(text.encode()) - PAGE_BYTES
    if excess > 0:
        text = _page(report, only, max(0, BUDGET - excess))
    return sign(text, report.run.run)


def _page(report: TaskReport, only: str | None, budget: int) -> str:
    template = _markup_environment().get_template(_PAGE)
    page = page_of(report, only, budget)
    return template.render(report=report, page=page, timeline_width=WIDTH)


def render_svg(picture: Picture) -> str:
    """A drawing of a DAG as an SVG document of its own."""
    return _markup_environment().get_template(_GRAPH).render(picture=picture)


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_dir()),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finished,
    )
    environment.filters |= {
        "brief": brief,
        "cell": cell,
        "code": code,
        "diagram": _diagram,
        "fence": fence,
        "file_link": file_link,
        "folded": folded,
        "handed_in": _handed_in,
        "inline": inline,
        "left_out": _left_out,
        "linked": linked,
        "matrix": as_table,
        "plain": _plain,
        "timeline": _timeline,
        "unless_said": unless_said,
        "url": url,
        "words": in_words,
    }
    environment.globals |= {"verdict_words": verdict_words}
    return environment


@cache
def _markup_environment() -> Environment:
    """For HTML and SVG: every value is escaped by Jinja itself, whatever the template says."""
    environment = Environment(
        loader=FileSystemLoader(templates_dir()),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_visible,
    )
    environment.filters |= {
        "brief": brief,
        "data_address": _data_address,
        "moment": moment,
        "outward": _link,
        "unless_said": unless_said,
        "words": in_words,
    }
    environment.globals |= {
        "diff_parts": diff_parts,
        "look_of": look_of,
        "verdict_words": verdict_words,
        "words_of": words_of,
    }
    return environment


def _visible(value: object) -> object:
    """Text with its hidden characters shown; markup that a template made stays as it is."""
    if isinstance(value, Markup):
        return value
    return "" if value is None else visible_block(str(value))


def _data_address(markup: str) -> Markup:
    """Markup of a template as it may stand in a `data:` address, between double quotes."""
    return Markup(quote(markup, safe=" =:/'.,-"))


def _link(address: str) -> Markup:
    """A link that tells nobody where it was followed from; plain text if it may be none."""
    target = outward(address)
    if target is None:
        return Markup("{}").format(visible_block(address))
    link = Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>')
    return link.format(target, visible_block(address))


def _finished(value: object) -> str:
    if value is None:
        return Markdown("")
    return value if isinstance(value, Markdown) else inline(str(value))


def _handed_in(file: EvidenceFile) -> Markdown:
    return Markdown(
        f"Evidence file {code(file.name)}, {file.size} bytes, SHA-256 {code(file.sha256)}; "
        f"its copy is {code(file.path)}"
    )


def _diagram(diagram: Diagram, files: Mapping[str, str]) -> Markdown:
    parts = [inline(diagram.instead)] if diagram.instead else []
    if diagram.levels:
        parts.append(levels_table(diagram.levels, files))
    if diagram.mermaid is not None:
        parts.append(fence(diagram.mermaid, "mermaid"))
    return Markdown("\n\n".join(parts))


def _timeline(diagram: Diagram) -> Markdown:
    parts = [inline(diagram.instead)] if diagram.instead else []
    if diagram.mermaid is not None:
        block = fence(diagram.mermaid, "mermaid")
        is_long = diagram.mermaid.count("\n") >= _MOST_OPEN_LINES
        parts.append(collapsed(block, f"Timeline, {diagram.bars} bars") if is_long else block)
    return Markdown("\n\n".join(parts))


def _plain(text: str) -> Markdown:
    """One line for a program, which reads it as it is: nothing is escaped, nothing hidden."""
    return Markdown(visible_line(" ".join(text.split())))


def _left_out(count: int, what: str) -> Markdown:
    """A line of its own where a list was cut."""
    return Markdown(f"- ({count} more {what} left out here)\n" if count else "")
