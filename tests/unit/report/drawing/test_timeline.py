from orchestrator.report.drawing.looks import LOOKS
from orchestrator.report.drawing.timeline import WIDTH, TimedAttempt, timeline


def tried(
    subtask: str, start: int, length: int | None, called: str = "attempt 1", look: str = "complete"
) -> TimedAttempt:
    return TimedAttempt(
        subtask=subtask, name=f"Name {subtask}", called=called, start_ms=start,
        validation=called.startswith("validation"),
        duration_ms=length, look=LOOKS[look], words="succeeded", anchor=f"s{subtask}",
    )  # fmt: skip


def test_nothing_is_no_picture() -> None:
    assert timeline([]) is None


def test_each_subtask_has_a_row_with_its_attempts() -> None:
    chart = timeline(
        [tried("1", 0, 400, look="failed"), tried("1", 500, 500, "attempt 2"), tried("2", 0, 1_000)]
    )
    assert chart is not None
    first, second, other = chart.marks
    assert first.y == second.y < other.y
    assert first.x + first.width < second.x
    assert other.tooltip == "Name 2, attempt 1: succeeded, 1.0 s"
    assert [note.text for note in chart.notes] == [
        "Name 1", "0.9 s in 2 attempts", "Name 2", "1.0 s",
    ]  # fmt: skip


def test_a_validation_is_called_one_and_its_time_is_its_own() -> None:
    chart = timeline([tried("1", 0, 400), tried("1", 500, 900, "validation 2")])
    assert chart is not None
    assert [mark.tooltip for mark in chart.marks] == [
        "Name 1, attempt 1: succeeded, 0.4 s",
        "Name 1, validation 2: succeeded, 0.9 s",
    ]
    assert [note.text for note in chart.notes] == ["Name 1", "0.4 s"]


def test_what_takes_no_time_is_seen_and_what_runs_still_goes_to_the_end() -> None:
    chart = timeline([tried("1", 0, 0), tried("2", 10, None, look="running"), tried("3", 0, 900)])
    assert chart is not None
    assert chart.marks[0].width >= 3
    assert chart.marks[1].x + chart.marks[1].width == chart.marks[2].x + chart.marks[2].width
    assert chart.marks[1].tooltip.endswith("not over")


def test_very_many_share_rows_without_overlap() -> None:
    chart = timeline([tried(str(n), (n // 8) * 100, 90) for n in range(400)])
    assert chart is not None
    assert chart.is_shared
    rows: dict[int, int] = {}
    for mark in sorted(chart.marks, key=lambda each: each.x):
        assert mark.x >= rows.get(mark.y, 0)
        rows[mark.y] = mark.x + mark.width
    assert len(rows) < 12
    assert max(rows.values()) <= WIDTH
    assert chart.notes == ()


def test_a_pause_is_named() -> None:
    chart = timeline([tried("1", 0, 60_000), tried("2", 7_200_000, 60_000)])
    assert chart is not None
    assert [pause.words for pause in chart.pauses] == ["1 h 59 min"]
