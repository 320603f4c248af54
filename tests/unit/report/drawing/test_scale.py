from itertools import pairwise

import pytest

from orchestrator.report.drawing.scale import scale, ticks

DAY = 86_400_000


def test_moments_stand_at_their_share_of_the_width() -> None:
    axis = scale([(1_000, 2_000), (1_500, 3_000)], 100, 800)
    assert axis.x(1_000) == 100
    assert axis.x(2_000) == 500
    assert axis.x(3_000) == 900


def test_a_long_pause_is_cut_short_and_told() -> None:
    axis = scale([(0, 60_000), (DAY, DAY + 60_000)], 0, 1_000)
    first, second = axis.spans
    assert second.pause_ms == DAY - 60_000
    assert second.x - axis.x(first.end) < 100
    assert axis.x(DAY + 60_000) == pytest.approx(1_000)


def test_many_pauses_are_time_like_any_other() -> None:
    times = [(n * DAY, n * DAY + 1_000) for n in range(30)]
    assert len(scale(times, 0, 1_000).spans) == 1


@pytest.mark.parametrize("length", [0, 1, 7, 950, 4_000, 65_000, 3_500_000, DAY, 40 * DAY])
def test_ticks_are_few_and_apart(length: int) -> None:
    made = ticks(scale([(5, 5 + length)], 0, 1_000))
    assert 1 <= len(made) <= 15
    assert made[0].words in ("0 s", "0 min", "0 h", "0 d")
    assert all(after.x - before.x >= 70 for before, after in pairwise(made))


@pytest.mark.parametrize(
    ("length", "words"),
    [(4_000, "0.5 s"), (65_000, "5 s"), (1_200_000, "2 min"), (DAY, "2 h"), (20 * DAY, "2 d")],
)
def test_ticks_are_round(length: int, words: str) -> None:
    assert ticks(scale([(0, length)], 0, 1_000))[1].words == words


def test_after_a_pause_ticks_count_anew() -> None:
    made = ticks(scale([(0, 60_000), (DAY, DAY + 60_000)], 0, 1_000))
    assert made[0].words == "0 s"
    assert made[-1].words.startswith("+")
