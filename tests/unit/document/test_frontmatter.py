"""Tests of front matter."""

from __future__ import annotations

import time

import pytest

from orchestrator.diagnostics import Findings
from orchestrator.document.frontmatter import FrontMatter, split_front_matter


def front(text: str) -> tuple[FrontMatter, list[tuple[str, int | None]]]:
    findings = Findings("x")
    found, body = split_front_matter(text, findings)
    assert body.count("\n") == text.count("\n")
    return found, [(one.code, one.line) for one in findings.in_order()]


def values(found: FrontMatter) -> dict[str, list[str]]:
    return {key.name: [value.text for value in key.values] for key in found.keys}


def test_settings_and_keys() -> None:
    found, told = front("---\nid: a\norder: Parallel\nlocks: [x, y]\nenv:\n  A: 1\n---\n# T\n")
    assert found.own == {"id": "a", "order": "parallel"}
    assert values(found) == {"locks": ["x", "y"], "env": ["A=1"]}
    assert [key.line for key in found.keys] == [4, 5]
    assert told == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("---\na: 1\na: 2\n---\n", [("duplicate-front-matter-key", 3)]),
        ("---\na:\n  b: 1\n  b: 2\n---\n", [("duplicate-front-matter-key", 4)]),
        ("---\nenv: {A: no}\n---\n", [("yaml-boolean", 2)]),
        ('---\nenv: {A: "no"}\n---\n', []),
        ("---\nallow_failure: no\n---\n", []),
        ("---\norder: any\n---\n", [("bad-order", 2)]),
        ("---\na: b\n", [("unclosed-front-matter", 1)]),
        ("---\na: [\n---\n", [("yaml", 3)]),
        ("---\n- a: b\n---\n", []),
        ("---\n\n# A heading below a rule\n\n---\n", []),
        ("# T\n---\na: 1\na: 2\n---\n", []),
        ("---\na: " + "[" * 200 + "\n---\n", [("yaml", 2)]),
    ],
)
def test_findings(text: str, told: list[tuple[str, int]]) -> None:
    assert [code for code, _ in front(text)[1]] == [code for code, _ in told]
    if told and told[0][0] != "yaml":
        assert front(text)[1] == told


def test_what_is_no_yaml_but_meant_well() -> None:
    found, told = front("---\nassignee: @me\nreviewers: [@you, them]\n---\n")
    assert values(found) == {"assignee": ["@me"], "reviewers": ["@you", "them"]}
    assert told == []


def test_numbers_keep_their_text() -> None:
    found, _ = front("---\nid: 007\nversion: 1.10\nat: 12:30\n---\n")
    assert found.own == {"id": "007"}
    assert values(found) == {"version": ["1.10"], "at": ["12:30"]}


def test_nothing_is_constructed() -> None:
    found, told = front("---\na: !!python/object/apply:os.getcwd []\n---\n")
    assert values(found) == {}
    assert told == []


@pytest.mark.parametrize("id_", ["../../etc", "..", "a/b", '"\\0"', "x" * 201])
def test_an_id_that_names_no_file_is_refused(id_: str) -> None:
    found, told = front(f"---\nid: {id_}\n---\n# T\n")
    assert told == [("bad-id", 2)]
    assert "id" not in found.own


def test_many_items_and_an_at_sign_are_read_in_a_moment() -> None:
    items = "- a\n" * 20_000
    began = time.process_time()
    found, told = front(f"---\nowner: @me\nlocks:\n{items}---\n# T\n")
    assert time.process_time() - began < 8
    assert told == []
    assert values(found)["owner"] == ["@me"]


@pytest.mark.parametrize("mark", ["- ", "? ", "- ? ", "[", "{a: "])
def test_what_nests_without_end_is_refused(mark: str) -> None:
    _, told = front(f"---\na:\n {mark * 30_000}x\n---\n# T\n")
    assert told == [("yaml", 2)]
