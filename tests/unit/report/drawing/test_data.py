import json

from orchestrator.report.drawing.dag import dag_of
from orchestrator.report.drawing.data import to_json
from tests.cases.report.runs import diamond


def test_a_dag_as_data() -> None:
    case = diamond()
    dag = dag_of(case.plan, case.summary)
    data = json.loads(to_json(dag, task="012_ship", run="r1", critical_path=["task_1", "task_2"]))
    assert data["schema_version"] == 1
    assert (data["task"], data["run"], data["title"]) == ("012_ship", "r1", "Ship the parser")
    assert data["critical_path"] == ["task_1", "task_2"]
    assert data["edges"][0] == {"from": "task_1", "to": "task_2", "why": "explicit"}
    assert data["nodes"][2] == {
        "id": "task_3", "number": "3", "title": "Test", "line": 30, "status": "failed",
        "verdict": "incomplete", "counted": True,
    }  # fmt: skip
