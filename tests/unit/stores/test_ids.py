from __future__ import annotations

import uuid
from datetime import UTC, datetime

from orchestrator.plan.runids import is_run_id
from orchestrator.stores.ids import RunIds


def test_an_id_is_a_uuid_of_version_seven_with_its_time() -> None:
    moment = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    made = uuid.UUID(RunIds().new(moment))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == int(moment.timestamp() * 1000)


def test_ids_go_on_in_order_when_the_clock_goes_back() -> None:
    ids = RunIds()
    late, early = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    made = [ids.new(late), ids.new(early), ids.new(early), ids.new(late)]
    assert made == sorted(set(made))


def test_more_ids_in_a_millisecond_than_the_counter_holds_stay_in_order() -> None:
    ids = RunIds()
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    made = [ids.new(moment) for _ in range(5000)]
    assert made == sorted(set(made))
    assert all(uuid.UUID(text).version == 7 for text in made[-3:])


def test_an_id_is_greater_than_one_that_another_process_gave() -> None:
    late, early = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    other = RunIds().new(late)
    assert RunIds().new(early, after=other) > other
    for strange in (None, "", "run", "z" * 32):
        assert uuid.UUID(RunIds().new(early, after=strange)).version == 7


def test_an_id_is_known_as_an_own_one_and_no_two_are_the_same() -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    # Each of its own process, at the same moment: only chance keeps them apart.
    made = [RunIds().new(moment) for _ in range(2000)]
    assert all(map(is_run_id, made))
    assert len(set(made)) == len(made)
