from orchestrator.report.drawing.dag import Dag, Edge, Node, dag_of
from orchestrator.report.drawing.picture import picture
from tests.cases.report.runs import HOSTILE, diamond


def many(count: int) -> Dag:
    nodes = tuple(Node(id=f"t{n}", number=None, title=f"Title {n}", line=n) for n in range(count))
    edges = tuple(Edge(before="t0", after=f"t{n}", why="explicit") for n in range(1, count))
    return Dag(title="Many", nodes=nodes, edges=edges)


def test_few_nodes_say_how_they_stand() -> None:
    case = diamond()
    drawn = picture(dag_of(case.plan, case.summary), {"task_1": "s1"})
    first, *rest = drawn.boxes
    assert first.anchor == "s1"
    assert {box.anchor for box in rest} == {None}
    assert first.lines == ("1 Build", "succeeded, unproved")
    assert drawn.boxes[3].tooltip == "task_4 Release; blocked; after task_2, task_3"
    assert drawn.description == "5 subtasks and 4 dependencies, from left to right."


def test_without_a_run_a_node_says_its_id() -> None:
    assert picture(dag_of(diamond().plan, None), {}).boxes[0].lines == ("1 Build", "task_1")


def test_many_nodes_are_small() -> None:
    drawn = picture(many(200), {})
    assert drawn.box.height < picture(many(3), {}).box.height
    assert drawn.boxes[7].lines == ("Title 7",)


def test_lines_are_numbers_and_letters_of_paths_alone() -> None:
    drawn = picture(many(30), {})
    assert set(drawn.edges) <= set("MCHVhv -0123456789")
    assert drawn.heads.count("M") == 29


def test_texts_of_a_file_are_visible_and_short() -> None:
    node = Node(id="x", number="1", title=HOSTILE, line=1)
    (box,) = picture(Dag(title="", nodes=(node,), edges=()), {}).boxes
    assert len(box.lines[0]) <= 40
    assert "\x1b" not in "".join(box.lines)
