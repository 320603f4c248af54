import re

from orchestrator.report.drawing.dag import Dag, Node, dag_of
from orchestrator.report.drawing.dot import dot
from tests.cases.report.runs import HOSTILE, diamond

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def test_nodes_and_edges_have_made_ids() -> None:
    case = diamond()
    lines = [line.strip() for line in dot(dag_of(case.plan, case.summary)).splitlines()]
    assert lines[0] == 'digraph "Ship the parser" {'
    assert lines[-1] == "}"
    assert [line for line in lines if "->" in line] == [
        "s1 -> s2", "s1 -> s3", "s2 -> s4", "s3 -> s4",
    ]  # fmt: skip
    assert any(r'label="task_3 Test\n✗ failed"' in line for line in lines)


def test_without_a_run_a_label_is_the_name_alone() -> None:
    assert 'label="task_1 Build"' in dot(dag_of(diamond().plan, None))


def test_no_text_ends_its_quotes() -> None:
    bad = f'{HOSTILE} "]; x -> y; \\N \\" \\'
    text = dot(Dag(title=bad, nodes=(Node(id=bad, number=None, title=bad, line=1),), edges=()))
    outside = STRING.sub("", text)
    assert '"' not in outside
    assert "->" not in outside
    assert "\x1b" not in text
    assert r"\\N" in text


def test_what_looks_like_an_entity_is_drawn_as_it_is_written() -> None:
    node = Node(id="a", number=None, title="a &lt; b && c", line=1)
    text = dot(Dag(title="x", nodes=(node,), edges=()))
    assert 'label="a a &amp;lt; b &amp;&amp; c"' in text
