"""What docs/mcp.md says in tables is what the server lists, and what the commands can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client

from orchestrator.cli.commands import every, load
from orchestrator.mcp_server.server import build_server
from orchestrator.wiring import open_project
from tests.docs_examples import ROOT

PAGE = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
EIGHT, KNOWN, RESOURCES = "The eight tools", "Known names", "Resources and the prompt"


def rows(heading: str) -> Iterator[list[str]]:
    """The cells of the table below a heading, without its head."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    for line in lines[2:]:
        yield [cell.strip() for cell in line.strip("|").split(" | ")]


def named(cell: str) -> list[str]:
    """The words between backticks."""
    return re.findall(r"`([^`]+)`", cell)


@cache
def listed() -> tuple[dict[str, Any], list[str], dict[str, list[str]]]:
    """What a client is told: tools, resources, prompts with their arguments."""

    async def ask() -> tuple[dict[str, Any], list[str], dict[str, list[str]]]:
        server = build_server(lambda: open_project(Path.cwd(), {}), every_name=True)
        async with Client(server) as client:
            tools = (await client.list_tools()).tools
            templates = (await client.list_resource_templates()).resource_templates
            prompts = (await client.list_prompts()).prompts
        return (
            {tool.name: tool for tool in tools},
            [template.uri_template for template in templates],
            {each.name: [one.name for one in each.arguments or ()] for each in prompts},
        )

    return anyio.run(ask)


def test_the_tables_have_every_tool_and_no_other() -> None:
    eight = [name for row in rows(EIGHT) for name in named(row[0])]
    known = [name for row in rows(KNOWN) for name in named(row[0])]
    assert [*eight, *known] == list(listed()[0])
    assert len(eight) == 8


@pytest.mark.parametrize("row", [*rows(EIGHT), *rows(KNOWN)], ids=lambda row: named(row[0])[0])
def test_a_tool_takes_the_arguments_of_its_row(row: list[str]) -> None:
    schema = listed()[0][named(row[0])[0]].input_schema
    assert named(row[1]) == list(schema["properties"])
    assert re.findall(r"\*\*`(\w+)`\*\*", row[1]) == schema.get("required", [])


@pytest.mark.parametrize("row", list(rows(KNOWN)), ids=lambda row: named(row[0])[0])
def test_a_known_name_is_the_call_of_its_row(row: list[str]) -> None:
    # The tool's own description begins with the call.
    said = listed()[0][named(row[0])[0]].description
    call = re.findall(r"\w+", said.split(",")[0])
    assert [word for word in named(row[2]) if word not in ("query", "action", "runs")] == call


def test_the_resources_and_the_prompt_are_those_of_the_server() -> None:
    assert [named(row[0])[0] for row in rows(RESOURCES)] == listed()[1]
    prompts = listed()[2]
    assert list(prompts) == ["work_a_task"]
    assert f"`work_a_task` (with `{prompts['work_a_task'][0]}`)" in PAGE


TWINS = [twin for row in rows(EIGHT) for twin in named(row[3])]


@pytest.mark.parametrize("twin", TWINS)
def test_a_twin_is_a_command_that_can_be_given_all_that(twin: str) -> None:
    words = twin.split()
    command = max((each for each in every() if f" {each} " in f" {twin} "), key=len)
    _, given = load(command)
    flags = {flag for parameter in given for flag in parameter.spellings}
    asked = [word for word in words if word.startswith("-") and word != "-"]
    assert asked
    assert set(asked) <= flags


@pytest.mark.parametrize("name", [name for row in rows(EIGHT) for name in named(row[0])])
def test_the_readme_and_the_page_of_commands_name_what_a_tool_is_in_a_shell(name: str) -> None:
    assert f"`{name}" in (ROOT / "README.md").read_text(encoding="utf-8")
