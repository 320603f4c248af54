"""Blocks of `json fields`: where they count, and what cannot be read."""

from __future__ import annotations

import pytest

from orchestrator.document.model import Document
from orchestrator.document.parse import read


def told(text: str) -> tuple[Document, list[tuple[str, int | None]]]:
    document, findings, _ = read(text.encode(), "t.md")
    return document, [(each.code, each.line) for each in findings]


def block(content: str) -> str:
    return f"# T\n\n### Task 1: A\n\n```json fields\n{content}\n```\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("{", 6), ("[]", 5), ("1", 5), ('{"a": NaN}', 5), ('{"a": 1, "a": 2}', 5),
        ('{"a": "\\ud800"}', 5), ("[" * 100_000, 5), ("[" * 60 + "]" * 60, 5), ("", 5),
    ],
)  # fmt: skip
def test_what_is_no_object_is_an_error(content: str, line: int) -> None:
    document, findings = told(block(content))
    assert findings == [("bad-fields", line)]
    assert document.subtasks[0].fields is None


@pytest.mark.parametrize(("end", "line"), [("", 5), ("\n", 5), ("\n{", 6), ("\n{\n\n", 6)])
def test_a_block_that_ends_with_the_file_is_told_of_where_it_is(end: str, line: int) -> None:
    assert ("bad-fields", line) in told(f"# T\n\n### Task 1: A\n\n```json fields{end}")[1]


def test_a_block_belongs_to_the_subtask_in_which_it_stands() -> None:
    text = (
        '# T\n```json fields\n{"a": 1}\n```\n\n## Tasks\n\n### A\n**Notes**:\nx\n'
        '```json fields\n{"b": 2}\n```\ny\n\n- z\n\n### B\n'
    )
    document, findings = told(text)
    assert findings == []
    assert document.fields is not None
    assert document.fields.values == {"a": 1}
    assert [each.fields and each.fields.values for each in document.subtasks] == [{"b": 2}, None]
    assert [part.text for part in document.subtasks[0].parts] == ["x\ny\n\n- z"]


@pytest.mark.parametrize("before", ["# T\n\n", "# T\n\n### Task 1: A\n\n- [ ] 1.1 x\n"])
def test_a_block_in_a_list_is_told(before: str) -> None:
    text = f"{before}\n- item\n\n  ```json fields\n  {{}}\n  ```\n\n### Task 2: B\n"
    assert "fields-not-read" in [code for code, _ in told(text)[1]]


def test_an_example_of_json_is_an_example() -> None:
    document, findings = told('# T\n### Task 1: A\n```json\n{"title": "x"}\n```\n')
    assert (document.subtasks[0].fields, findings) == (None, [])
