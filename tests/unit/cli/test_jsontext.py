from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.cli.jsontext import append, put

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=4) | st.just("servers"), JSON, max_size=4)
STYLES = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 1, 2, 4, "\t"]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([None, (",", ":"), (" , ", " : ")]),
    }
)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(OBJECTS, STYLES, JSON, st.sampled_from(["\n", "\r\n", "\n\n"]), st.text(max_size=4))
def test_the_value_is_there_and_all_else_is_as_it_was(
    there: dict[str, Any], style: dict[str, Any], value: object, line: str, name: str
) -> None:
    text = json.dumps(there, **style).replace("\n", line) + line
    if not isinstance(there.setdefault("servers", {}), dict):
        with pytest.raises(ValueError, match="is no object"):
            put(text, ("servers", name), value)
        return
    is_new = name not in there["servers"]
    there["servers"][name] = value
    after = put(text, ("servers", name), value)
    assert json.loads(after) == there
    assert list(json.loads(after)) == list(there)
    if is_new:
        assert _is_within(text, after)


def _is_within(text: str, after: str) -> bool:
    """Whether something was put into the text, and nothing but blanks taken out."""
    begins = next(
        (n for n, (a, b) in enumerate(zip(text, after, strict=False)) if a != b), len(text)
    )
    rest = text[begins:].lstrip()
    return after.endswith(rest)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(JSON, max_size=3), STYLES, JSON)
def test_what_is_appended_is_the_last(
    there: list[object], style: dict[str, Any], value: object
) -> None:
    text = json.dumps({"inputs": there, "x": 1}, **style)
    assert json.loads(append(text, "inputs", value)) == {"inputs": [*there, value], "x": 1}
    assert json.loads(append('{"x": 1}', "inputs", value)) == {"x": 1, "inputs": [value]}


CASES = [
    ("{}", '{\n  "s": {\n    "n": {\n      "a": 1\n    }\n  }\n}'),
    ("{ }\n", '{\n  "s": {\n    "n": {\n      "a": 1\n    }\n  }\n}\n'),
    ('{"s": {}}', '{"s": {"n": {"a": 1}}}'),
    ('{"x": 1e400, "s": {"y":2}}', '{"x": 1e400, "s": {"y":2, "n": {"a": 1}}}'),
    ('{"s": {"n": [3, {}], "y": 2}}', '{"s": {"n": {"a": 1}, "y": 2}}'),
    (
        '{\n    "x": 1.10,\n    "s": {\n        "y": 2\n    }\n}\n',
        '{\n    "x": 1.10,\n    "s": {\n        "y": 2,\n        "n": {\n            "a": 1\n'
        "        }\n    }\n}\n",
    ),
    (
        '{\r\n\t"s": {},\r\n\t"z": "\\u00e9"\r\n}',
        '{\r\n\t"s": {\r\n\t\t"n": {\r\n\t\t\t"a": 1\r\n\t\t}\r\n\t},\r\n\t"z": "\\u00e9"\r\n}',
    ),
    ('{"s": 1, "s": {"n": 2, "n": 3}}', '{"s": 1, "s": {"n": 2, "n": {"a": 1}}}'),
    (
        '{\n  "\\u0073": {\n    "n": 5\n  }\n}',
        '{\n  "\\u0073": {\n    "n": {\n      "a": 1\n    }\n  }\n}',
    ),
]


@pytest.mark.parametrize(("text", "after"), CASES)
def test_it_is_written_as_the_text_around_it(text: str, after: str) -> None:
    assert put(text, ("s", "n"), {"a": 1}) == after


@pytest.mark.parametrize(
    "text",
    ["", "[]", "1", "null", '{"s": []}', '{"s": null}', '{"s": "n"}', "{", '{"s": {},}',
     "{'s': {}}", '{"s": {}} x', '// a\n{"s": {}}', '{"s": {} /* a */}', "[" * 100_000,
     '{"s": {}}{}'],
)  # fmt: skip
def test_what_cannot_take_it_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        put(text, ("s", "n"), 1)
