"""Standard handles that the caller closed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.cli.output import Output

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import os, sys
from orchestrator.cli.output import hold_standard_handles
hold_standard_handles()
with open(sys.argv[1], "w") as file:
    os.write(1, b"to nobody")
    os.write(2, b"to nobody")
    file.write(str(file.fileno() > 2))
"""


def test_no_file_stands_where_the_caller_closed_a_handle(tmp_path: Path) -> None:
    file = tmp_path / "file"
    words = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", PROGRAM, str(file)]
    subprocess.run(words, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert file.read_text() == "True"


TOKEN = "ghp_" + "aZ3bY4cX5dW6eV7fU8gT9hS1iR2jQ3kP4lO5"
HOME = "/home" + "/alice"
DATA = {"status": "succeeded", "line": 1000, "title": f"it is {TOKEN}", "reasons": ["hidden me"]}


def written(way: str, *, hides: bool) -> str:
    buffer = io.BytesIO()
    output = Output(io.TextIOWrapper(buffer, encoding="utf-8"))
    if hides:
        output.hides(lambda text: text.replace("hidden", "***").replace("succeeded", "***"))
    if way == "json":
        output.json(DATA)
    else:
        output.json_line(json.dumps(DATA) + "\n")
    return buffer.getvalue().decode()


@pytest.mark.parametrize("way", ["json", "json_line"])
def test_data_loses_tokens(way: str) -> None:
    assert json.loads(written(way, hides=False)) == {**DATA, "title": "it is ***"}


@pytest.mark.parametrize("way", ["json", "json_line"])
def test_data_loses_what_is_hidden_but_no_code_becomes_another(way: str) -> None:
    shown = json.loads(written(way, hides=True))
    assert shown["reasons"] == ["*** me"]
    assert (shown["status"], shown["line"]) == ("succeeded", 1000)


@pytest.mark.parametrize(
    ("words", "shown"),
    [({}, "[ip] in ~/x"), ({"as_written": True}, f"203.0.113.9 in {HOME}/x")],
)
def test_data_of_a_run_names_nobody_and_data_of_a_file_is_as_written(
    words: dict[str, bool], shown: str
) -> None:
    buffer = io.BytesIO()
    output = Output(io.TextIOWrapper(buffer, encoding="utf-8"))
    data = {"why": f"203.0.113.9 in {HOME}/x", "path": f"{HOME}/x", "title": TOKEN}
    output.json(data, **words)
    assert json.loads(buffer.getvalue()) == {"why": shown, "path": f"{HOME}/x", "title": "***"}


def test_a_line_of_data_without_secrets_is_written_as_it_is() -> None:
    buffer = io.BytesIO()
    line = '{"a":   "\\u00e9", "b": 1.50}\n'
    output = Output(io.TextIOWrapper(buffer, encoding="utf-8"))
    output.json_line(line)
    assert buffer.getvalue().decode() == line
