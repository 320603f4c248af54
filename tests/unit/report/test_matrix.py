from orchestrator.report.attempts import attempts_of
from orchestrator.report.matrix import as_table, matrix
from orchestrator.report.verdicts import verdict_words
from tests.cases.report.runs import diamond, hostile, rounds


def test_every_subtask_and_step_has_a_row_with_the_summary_s_verdict() -> None:
    rows = matrix(diamond().summary)
    assert [(row.id, row.verdict, row.status) for row in rows] == [
        ("task_1", "incomplete", "succeeded"),
        ("task_2", "complete", "succeeded"),
        ("task_3", "incomplete", "failed"),
        ("task_4", "incomplete", "blocked"),
        ("task_5", "incomplete", "waiting"),
    ]
    assert [(step.id, step.verdict) for row in rows for step in row.steps] == [
        ("1.1", "complete"),
        ("2.1", "complete"),
        ("3.1", "complete"),
        ("4.1", "incomplete"),
        ("5.1", "incomplete"),
    ]


def test_the_table_has_as_many_cells_in_every_row() -> None:
    for case in (diamond(), hostile()):
        lines = as_table(matrix(case.summary)).split("\n")
        assert {line.replace("\\|", "").count("|") for line in lines} == {9}


def test_steps_have_rows_where_they_stand_otherwise_than_their_subtask() -> None:
    lines = as_table(matrix(diamond().summary)).split("\n")[2:]
    assert [line.split(" | ")[:2] for line in lines] == [
        ["| `task_1`", ""],
        ["| ", "`1.1`"],
        ["| `task_2`", "1 of 1"],
        ["| `task_3`", ""],
        ["| ", "`3.1`"],
        ["| `task_4`", ""],
        ["| `task_5`", ""],
        ["| ", "`5.1`"],
    ]


def test_an_id_leads_to_its_report() -> None:
    table = as_table(matrix(diamond().summary), {"task_2": "012 (2).md"})
    assert "| [`task_2`](012%20%282%29.md) | 1 of 1 |" in table
    assert "| `task_1` |" in table


def test_validations_are_told_apart_from_attempts_and_their_time_is_left_out() -> None:
    case = rounds()
    rows = matrix(case.summary, attempts_of(case.plan, case.records, {}))
    assert [(row.tries, row.duration_ms) for row in rows] == [
        ("2, and 1 validation (numbered together)", 1900),
        ("1, and 1 validation (numbered together)", 1000),
    ]
    assert [row.duration_ms for row in matrix(case.summary)] == [2000, 1800]


def test_what_does_not_count_says_so() -> None:
    assert verdict_words("incomplete", True) == "INCOMPLETE"
    assert verdict_words("incomplete", False) == "INCOMPLETE (not counted)"
    assert verdict_words("anything", True) == "INCOMPLETE"
    assert verdict_words("complete", True) == "COMPLETE"
