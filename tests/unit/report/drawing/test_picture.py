from orchestrator.report.drawing.dag import Dag, Edge, Node, dag_of
from orchestrator.report.drawing.layout import PAGE_WIDTH
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


def layered(columns: int, rows: int) -> Dag:
    """Full columns, each node after the one beside it."""
    nodes = tuple(
        Node(id=f"t{n}", number=str(n), title="Measure the throughput of the importer", line=n)
        for n in range(columns * rows)
    )
    edges = tuple(
        Edge(before=f"t{n - rows}", after=f"t{n}", why="explicit")
        for n in range(rows, columns * rows)
    )
    return Dag(title="Layers", nodes=nodes, edges=edges)


def test_nine_full_columns_fit_the_width_of_a_page_with_names_on_three_lines() -> None:
    drawn = picture(layered(9, 22), {})
    assert drawn.width <= PAGE_WIDTH
    assert drawn.is_whole
    assert drawn.is_tight
    assert drawn.description.endswith("from left to right.")
    assert len(drawn.boxes[150].lines) == 3
    assert len("".join(drawn.boxes[150].lines)) > 30
    assert drawn.boxes[150].tooltip.startswith("t150 Measure the throughput of the importer;")


def test_a_drawing_that_is_too_large_for_a_page_can_be_made_smaller_only_so_far() -> None:
    drawn = picture(layered(16, 25), {})
    assert not drawn.is_whole
    assert drawn.least_width >= drawn.width * 0.6
