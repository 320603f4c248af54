from orchestrator.report.html.page import MOST_NODES, page_of
from tests.cases.report.runs import diamond, mended, plan_of, run_started, subtask, told


def test_the_page_of_a_run_that_is_not_complete() -> None:
    page = page_of(diamond().report())
    assert [(tally.look.name, tally.count) for tally in page.tallies] == [
        ("complete", 1), ("failed", 1), ("unproved", 1), ("waiting", 1), ("blocked", 1),
    ]  # fmt: skip
    assert (page.done, page.counted, page.is_calm) == (1, 5, False)
    assert page.worst.name == "failed"
    assert [row.id for row in page.unproved] == ["task_1"]
    assert page.opened == {"task_3", "task_1"}
    assert page.anchors["task_5"] == "s5"
    assert page.timeline is not None
    assert [mark.look.name for mark in page.timeline.marks] == [
        "unproved", "complete", "failed", "failed",
    ]  # fmt: skip


def test_a_complete_run_needs_no_attention() -> None:
    page = page_of(mended().report())
    assert page.is_calm
    assert page.opened == frozenset()


def test_the_page_of_one_subtask() -> None:
    page = page_of(diamond().report(), "task_2")
    assert [each.id for each in page.subtasks] == ["task_2"]
    assert page.opened == {"task_2"}
    assert page.anchors == {"task_2": "s2"}
    assert page.picture is None
    assert page.timeline is None


def test_a_graph_too_large_for_a_page_is_a_sentence() -> None:
    plan = plan_of(*(subtask(n, "x") for n in range(1, MOST_NODES + 2)))
    page = page_of(told(plan, run_started(plan)).report())
    assert page.picture is None
    assert "601 subtasks" in page.no_picture
    assert page.timeline is None
