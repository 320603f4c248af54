from orchestrator.report.matrix import as_table, matrix, verdict_words
from tests.cases.report.runs import diamond, hostile


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


def test_what_does_not_count_says_so() -> None:
    assert verdict_words("incomplete", True) == "INCOMPLETE"
    assert verdict_words("incomplete", False) == "INCOMPLETE (not counted)"
    assert verdict_words("anything", True) == "INCOMPLETE"
    assert verdict_words("complete", True) == "COMPLETE"
