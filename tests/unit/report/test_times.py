import pytest

from orchestrator.report.times import in_words, milliseconds, moment


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 ms"),
        (99, "99 ms"),
        (812, "0.8 s"),
        (59_949, "59.9 s"),
        (59_950, "1 min 00 s"),
        (65_400, "1 min 05 s"),
        (3_600_000, "1 h 00 min"),
        (7_380_000, "2 h 03 min"),
    ],
)
def test_durations(ms: float, words: str) -> None:
    assert in_words(ms) == words


@pytest.mark.parametrize(
    ("time", "ms"),
    [
        ("1970-01-01T00:00:01.5Z", 1500),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1970-01-01T00:00:02", 2000),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_milliseconds(time: str | None, ms: int | None) -> None:
    assert milliseconds(time) == ms


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("2026-03-01T12:00:05.123Z", "2026-03-01 12:00:05 UTC"),
        ("2026-03-01T13:00:05+01:00", "2026-03-01 12:00:05 UTC"),
        ("2026-03-01T12:00:05", "2026-03-01 12:00:05 UTC"),
        ("yesterday", "yesterday"),
    ],
)
def test_moments_for_people(time: str, words: str) -> None:
    assert moment(time) == words
