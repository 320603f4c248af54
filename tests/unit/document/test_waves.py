"""Waves in each of the ways in which they are written, and what is no wave."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Findings
from orchestrator.document.blocks import read_blocks
from orchestrator.document.numberlists.waves import Graph, find_graph
from orchestrator.document.source import Source


def graph(text: str, heading: str = "## Task Dependency Graph") -> tuple[Graph | None, Findings]:
    findings = Findings("t.md")
    whole = f"{heading}\n\n```json\n{text}\n```\n"
    source = Source("t.md", tuple(whole.split("\n")), frozenset(), findings)
    return find_graph(source, read_blocks(whole, findings)), findings


@pytest.mark.parametrize(
    "text",
    [
        '{"waves": [{"id": 0, "tasks": ["1.1", "1.2"]}, {"id": 1, "tasks": ["2"]}]}',
        '{"waves": [{"wave": 1, "description": "d", "tasks": ["1.1", "1.2"]}, {"tasks": [2]}]}',
        '{"waves": [["1.1", "1.2"], ["2"]], "note": "n"}',
        '[["1.1", "1.2"], "2"]',
        '{"waves": {"a": ["1.1", "1.2"], "b": {"tasks": "2"}}}',
        '{"waves": [{"tasks": [{"id": "1.1"}, {"id": "1.2"}]}, {"tasks": ["2"]}]}',
    ],
)
def test_waves_are_read_however_they_are_written(text: str) -> None:
    found, findings = graph(text)
    assert found is not None
    assert [wave.tasks for wave in found.waves] == [("1.1", "1.2"), ("2",)]
    assert not findings.made


def test_a_wave_has_the_line_of_its_tasks() -> None:
    found, _ = graph('{"waves": [\n{"id": 0,\n"tasks": ["1"]},\n{"id": 1, "tasks": ["2"]}\n]}')
    assert found is not None
    assert [wave.line for wave in found.waves] == [6, 7]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"waves": [\n{"tasks": ["1"]},\n]}', 6),
        ('{"waves": 3}', 3),
        ('{"waves": []}', 3),
        ('{"waves": [{"items": ["1"]}]}', 3),
        ('{"waves": [null]}', 3),
        ("[" * 100_000, 3),
        ("{}", 3),
    ],
)
def test_what_is_no_wave_is_told_where_it_stands(text: str, line: int) -> None:
    found, findings = graph(text)
    assert found is None
    assert [(each.code, each.line) for each in findings.made] == [("broken-waves", line)]


def test_any_json_elsewhere_is_none() -> None:
    found, findings = graph('{"tasks": ["1"]}', heading="## Settings")
    assert found is None
    assert not findings.made


def test_of_two_graphs_the_first_counts() -> None:
    text = '{"waves": [["1"]]}\n```\n\n```json\n{"waves": [["2"]]}'
    found, findings = graph(text)
    assert found is not None
    assert found.waves[0].tasks == ("1",)
    assert [each.code for each in findings.made] == ["second-graph"]
