"""Tests of timers."""

from __future__ import annotations

from orchestrator.engines.timers import Timers


def test_due_ones_run_in_order_and_once() -> None:
    done: list[str] = []
    timers = Timers()
    timers.at(2.0, lambda: done.append("b"))
    timers.at(1.0, lambda: done.append("a"))
    timers.at(2.0, lambda: done.append("c"))
    timers.at(3.0, lambda: done.append("later"))
    timers.run_due(2.0)
    timers.run_due(2.5)
    assert done == ["a", "b", "c"]
    assert timers.next_time() == 3.0


def test_cancelled_ones_never_run() -> None:
    done: list[str] = []
    timers = Timers()
    first = timers.at(1.0, lambda: done.append("a"))
    timers.at(1.0, lambda: second.cancel())
    second = timers.at(1.0, lambda: done.append("b"))
    first.cancel()
    timers.run_due(1.0)
    assert done == []
    assert timers.next_time() is None


def test_what_a_timer_sets_for_now_still_runs() -> None:
    done: list[str] = []
    timers = Timers()

    def set_another() -> None:
        timers.at(1.0, lambda: done.append("again"))

    timers.at(1.0, set_another)
    timers.run_due(1.0)
    assert done == ["again"]
