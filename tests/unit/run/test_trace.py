"""Which trace a caller belongs to."""

from __future__ import annotations

import pytest

from orchestrator.run.trace import caller_of

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.mark.parametrize(
    "said", [f"00-{TRACE}-{SPAN}-01", f" 00-{TRACE}-{SPAN}-00\n", f"cc-{TRACE}-{SPAN}-01-more"]
)
def test_a_caller_is_known(said: str) -> None:
    assert caller_of(said) == (TRACE, SPAN)


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        "00",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}",
    ],
)
def test_what_is_no_caller_is_none(said: str | None) -> None:
    assert caller_of(said) is None
