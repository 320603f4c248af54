from orchestrator.report.drawing.dag import dag_of
from tests.cases.report.runs import diamond


def test_nodes_stand_as_the_run_says() -> None:
    case = diamond()
    dag = dag_of(case.plan, case.summary)
    assert [(node.id, node.status, node.verdict) for node in dag.nodes] == [
        (row.id, row.status, row.verdict) for row in case.summary.subtasks
    ]
    assert [(edge.before, edge.after, edge.why) for edge in dag.edges] == [
        ("task_1", "task_2", "explicit"),
        ("task_1", "task_3", "explicit"),
        ("task_2", "task_4", "explicit"),
        ("task_3", "task_4", "explicit"),
    ]


def test_without_a_run_they_have_no_standing() -> None:
    dag = dag_of(diamond().plan, None)
    assert {(node.status, node.verdict, node.counted) for node in dag.nodes} == {(None, None, None)}
