"""Tests of values as people write them."""

from __future__ import annotations

import pytest

from orchestrator.document import values


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30.0),
        ("5m", 300.0),
        ("1h30m", 5400.0),
        ("1 hour 30 minutes", 5400.0),
        ("90", 90.0),
        ("0.5s", 0.5),
        ("500ms", 0.5),
        ("`2 min` ", 120.0),
        ("5m (at most)", 300.0),
        ("1h and 5m", 3900.0),
        ("soon", None),
        ("", None),
        ("5 parsecs", None),
        ("-5s", None),
        ("5m 30", None),
        ("5s or so", None),
        ("9999d", None),
    ],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert values.duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "count"),
    [("3", 3), ("3 times", 3), ("2x", 2), ("none", 0), ("0", 0), ("few", None), ("-1", None)],
)
def test_counts(text: str, count: int | None) -> None:
    assert values.count(text) == count


@pytest.mark.parametrize(
    ("text", "none"),
    [
        ("None", True),
        ("none (first task)", True),
        ("**None**", True),
        ("-", True),
        ("—", True),
        ("n/a", True),
        ("Nothing yet", False),
        ("Node setup", False),
        ("Task 1", False),
    ],
)
def test_nothing(text: str, none: bool) -> None:
    assert values.is_none(text) is none


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a, b", ["a", "b"]),
        ("`a,b`, c", ["`a,b`", "c"]),
        ("{a,b}/*.py, c", ["{a,b}/*.py", "c"]),
        ('"a, b", c', ['"a, b"', "c"]),
        ("[a, b]", ["a", "b"]),
        ("", []),
    ],
)
def test_lists(text: str, pieces: list[str]) -> None:
    assert values.pieces(text) == pieces


@pytest.mark.parametrize(
    ("texts", "pairs"),
    [
        (["A=1, B=two words"], {"A": "1", "B": "two words"}),
        (["A=1,2,3"], {"A": "1,2,3"}),
        (['A="x y"'], {"A": "x y"}),
        (["`A=1`", "B=2"], {"A": "1", "B": "2"}),
        (["A: 1", "B: x=y"], None),
        (["A: 1", "B: 2"], {"A": "1", "B": "2"}),
        (["A="], {"A": ""}),
        (["production"], None),
        (["not a name=1"], None),
    ],
)
def test_env(texts: list[str], pairs: dict[str, str] | None) -> None:
    assert values.env_pairs(texts) == pairs


@pytest.mark.parametrize(
    ("text", "backoff"),
    [
        ("2x up to 60s", (2.0, 60.0)),
        ("2", (2.0, None)),
        ("1.5x, max 1m", (1.5, 60.0)),
        ("exponential", (2.0, None)),
        ("exponential up to 1m", (2.0, 60.0)),
        ("none", (1.0, None)),
        ("0.5x", None),
        ("2x up to the sky", None),
        ("whatever", None),
    ],
)
def test_backoff(text: str, backoff: tuple[float, float | None] | None) -> None:
    assert values.backoff(text) == backoff


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cpu 2, memory 1GiB", {"cpu": 2.0, "memory": 2.0**30}),
        ("cpu: 0.5", {"cpu": 0.5}),
        ("memory=512MB", {"memory": 512e6}),
        ("gpu", {"gpu": 1.0}),
        ("2 cpu", {"cpu": 2.0}),
        ("a lot of memory", None),
    ],
)
def test_resources(text: str, found: dict[str, float] | None) -> None:
    assert values.resources([text]) == found


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1", (1,)),
        ("exit 75", (75,)),
        ("1, 2", (1, 2)),
        ("1 or 2", (1, 2)),
        ("300", None),
        ("any", None),
    ],
)
def test_exit_codes(text: str, codes: tuple[int, ...] | None) -> None:
    assert values.exit_codes(text) == codes


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["dist/*.whl, `a b.txt`"], ("a b.txt",)),
        (["a, b"], ("a", "b")),
        (["`x.md` (new)", "`y.md`"], ("x.md", "y.md")),
        (["A report"], None),
        ([], None),
    ],
)
def test_globs(texts: list[str], found: tuple[str, ...] | None) -> None:
    assert values.globs(texts) == found


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("HIGH", "high"),
        ("🔴 P0", "critical"),
        ("`low`", "low"),
        ("Medium (later)", "medium"),
        ("P4", None),
        ("", None),
    ],
)
def test_priorities(text: str, priority: str | None) -> None:
    assert values.priority(text) == priority


@pytest.mark.parametrize(
    ("text", "code"),
    [("0", 0), ("007", 7), ("255", 255), ("256", None), ("9" * 5000, None), ("", None),
     ("0" * 5000, 0), ("-1", None), ("\u00b2", None), ("x", None)],
)  # fmt: skip
def test_exit_codes_go_up_to_255(text: str, code: int | None) -> None:
    assert values.exit_code(text) == code


@pytest.mark.parametrize(
    ("text", "good"),
    [("012_ship", True), ("Größe", True), ("a b", True), ("", False), (" ", False), (".", False),
     ("..", False), ("a/b", False), ("a\\b", False), ("a\0b", False), ("a\x85b", False),
     ("x" * 200, True), ("ö" * 101, False)],
)  # fmt: skip
def test_an_id_names_files(text: str, good: bool) -> None:
    assert (values.identifier(text) == text) is good


def test_an_amount_without_end_is_none() -> None:
    assert values.resources(["cpu " + "9" * 400]) is None
