"""A DAG in the DOT language of Graphviz; ids are generated and every text is quoted."""

from __future__ import annotations

from orchestrator.report.drawing.dag import Dag, Node
from orchestrator.report.drawing.looks import look_of, words_of
from orchestrator.report.visible import visible_line

# Border and ground, both readable with black text.
_COLOURS = {
    "complete": ("#2c8a4b", "#e3f4e7"),
    "failed": ("#c62f26", "#fde8e6"),
    "stopped": ("#c62f26", "#fdf1f0"),
    "unproved": ("#b7791f", "#fdf0d8"),
    "waiting": ("#7a4fb5", "#f0e8fa"),
    "running": ("#2f6fcf", "#e3edfb"),
    "blocked": ("#7d675c", "#efe8e4"),
}
_OTHER_COLOURS = ("#6b7580", "#f4f5f6")


def dot(dag: Dag) -> str:
    """The text of a `digraph`."""
    names = {node.id: f"s{position}" for position, node in enumerate(dag.nodes, start=1)}
    lines = [
        f"digraph {_quoted(dag.title)} {{",
        "    rankdir=LR",
        '    node [shape=box style="rounded,filled" fontname="sans-serif" fontcolor="#000000"]',
        '    edge [color="#6b7580"]',
    ]
    lines += [f"    {names[node.id]} [{_attributes(node)}]" for node in dag.nodes]
    lines += [f"    {names[edge.before]} -> {names[edge.after]}" for edge in dag.edges]
    return "\n".join([*lines, "}", ""])


def _attributes(node: Node) -> str:
    look = look_of(node.status, node.verdict)
    border, ground = _COLOURS.get(look.name, _OTHER_COLOURS)
    label = _label(f"{node.id} {node.title}")
    if node.status is not None:
        label += rf"\n{look.sign} {_label(words_of(node.status, node.verdict))}"
    return f'label="{label}" color="{border}" fillcolor="{ground}"'


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _label(text: str) -> str:
    """Text that is drawn: Graphviz reads entities of HTML in it."""
    return _escaped(text.replace("&", "&amp;"))


def _escaped(text: str) -> str:
    """Text between quotes on one line: a backslash means nothing there, nor does a quote."""
    line = visible_line(" ".join(text.split()))
    return line.replace("\\", "\\\\").replace('"', '\\"')
