"""Arguments of a run as items say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.document.params import Param, ParamType, param_of, text_of

ITEMS = {
    "`TARGET`": Param(name="TARGET", line=3),
    "TARGET (required): where to": Param(
        name="TARGET", line=3, required=True, description="where to"
    ),
    "`level` (number, one of 1 2 3, default 2)": Param(
        name="level", line=3, type=ParamType.NUMBER, choices=("1", "2", "3"), default="2"
    ),
    "`watch` (boolean, optional): say it (often)": Param(
        name="watch", line=3, type=ParamType.BOOLEAN, description="say it (often)"
    ),
    '`to` (default "a b", inherited)': Param(name="to", line=3, default="a b", inherits=True),
    '`to` (one of "a, b" "required")': Param(name="to", line=3, choices=("a, b", "required")),
}


@pytest.mark.parametrize("text", ITEMS)
def test_an_item_is_read(text: str) -> None:
    assert param_of(text, 3) == ITEMS[text]


@pytest.mark.parametrize("text", ["", "two words", "1st", "a (perhaps)", "a (default)", "a b (x)"])
def test_another_item_is_none(text: str) -> None:
    assert param_of(text, 3) is None


@given(
    st.builds(
        Param,
        name=st.from_regex(r"[A-Za-z_]\w{0,5}", fullmatch=True).filter(str.isascii),
        line=st.just(3),
        required=st.booleans(),
        type=st.sampled_from(ParamType),
        choices=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3).map(tuple),
        default=st.none() | st.text(st.characters(exclude_categories=["Cs"])),
        inherits=st.booleans(),
        description=st.sampled_from(["", "some words", "with (brackets): and more"]),
    )
)
def test_what_is_written_is_read_again(param: Param) -> None:
    assert param_of(text_of(param), 3) == param
