"""JSON from outside."""

from __future__ import annotations

import pytest

from orchestrator.document.strictjson import load


def test_data_is_data() -> None:
    assert load('{"a": [1, null, "é"]}') == {"a": [1, None, "é"]}


@pytest.mark.parametrize("text", ["", "{", '{"a": 1, "a": 1}', "NaN", '"\\ud800"', "-Infinity"])
def test_the_rest_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        load(text)
