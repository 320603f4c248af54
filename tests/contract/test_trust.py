"""What every keeper of permissions promises, asked of each by the same tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.operations.project import Allowed, Trust
from orchestrator.stores.trust import FileTrust
from tests.memory_trust import MemoryTrust

ONE, OTHER = "1" * 64, "a" * 64
ABOUT = Allowed(
    root="/srv/a project\\xff",
    path="docs/tasks/001_ship it é.md",
    task="001_ship",
    sha256="2" * 64,
    at="2030-01-01T00:00:00.000Z",
    agent="claude",
)


@pytest.fixture(params=["file", "memory"])
def trust(request: pytest.FixtureRequest, tmp_path: Path) -> Trust:
    return FileTrust(tmp_path / "state" / "allowed") if request.param == "file" else MemoryTrust()


def test_nothing_is_allowed_to_begin_with(trust: Trust) -> None:
    assert not trust.allowed(ONE)
    assert trust.entries() == {}


def test_what_was_allowed_is_and_nothing_else(trust: Trust) -> None:
    trust.allow(ONE, ABOUT)
    assert trust.allowed(ONE)
    assert not trust.allowed(OTHER)
    assert trust.entries() == {ONE: ABOUT}


def test_what_is_allowed_again_stands_there_once(trust: Trust) -> None:
    trust.allow(ONE, ABOUT)
    later = replace(ABOUT, at="2031-01-01T00:00:00.000Z")
    trust.allow(ONE, later)
    assert trust.entries() == {ONE: later}


def test_what_is_forgotten_is_allowed_no_more(trust: Trust) -> None:
    trust.allow(ONE, ABOUT)
    trust.allow(OTHER, ABOUT)
    trust.forget(ONE)
    trust.forget(ONE)
    assert not trust.allowed(ONE)
    assert trust.entries() == {OTHER: ABOUT}


def test_what_was_listed_does_not_change_afterwards(trust: Trust) -> None:
    trust.allow(ONE, ABOUT)
    before = trust.entries()
    trust.forget(ONE)
    assert before == {ONE: ABOUT}
