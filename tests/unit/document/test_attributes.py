"""The attributes in braces behind a block's language."""

from __future__ import annotations

import pytest

from orchestrator.document.attributes import read_attributes


@pytest.mark.parametrize(
    ("info", "language", "values"),
    [
        (None, "", {}),
        ("", "", {}),
        ("bash", "bash", {}),
        ("bash run", "bash", {}),
        ("bash {}", "bash", {}),
        ('sh {"name":"a b","n":2,"on":true}', "sh", {"name": "a b", "n": "2", "on": "true"}),
        ('sh {"name":"a}b"} more', "sh", {"name": "a}b"}),
        ("sh { name=build tag=ci,x flag }", "sh", {"name": "build", "tag": "ci,x", "flag": ""}),
        ("sh {name=\"a b\" x='c d'}", "sh", {"name": "a b", "x": "c d"}),
        ("sh{name=build}", "sh", {"name": "build"}),
        ("{name=build}", "", {"name": "build"}),
        ("sh {name=build", "sh", {"name": "build"}),
        ("sh " + "{" * 100, "sh", {}),
    ],
)
def test_an_info_string_is_taken_apart(
    info: str | None, language: str, values: dict[str, str]
) -> None:
    found = read_attributes(info)
    assert (found.language, found.values) == (language, values)


def test_what_says_neither_yes_nor_no_says_nothing() -> None:
    found = read_attributes('sh {"a":"true","b":"0","c":"perhaps","d":false}')
    assert [found.says(name) for name in "abcde"] == [True, False, None, False, None]
