from orchestrator.report.mermaid import MOST_BARS, MOST_EDGES, Bar, dag, gantt
from tests.cases.report.runs import HOSTILE, diamond, plan_of, run_started, subtask, told


def test_every_subtask_and_edge_is_drawn_under_generated_ids() -> None:
    case = diamond()
    text = dag(case.plan, case.summary).mermaid
    assert text is not None
    lines = text.splitlines()
    assert lines[0] == "flowchart TD"
    assert '    s2["task_2 Lint | style<br>COMPLETE, succeeded"]:::complete' in lines
    assert '    s4["task_4 Release<br>INCOMPLETE, blocked"]:::incomplete' in lines
    edges = [line.strip() for line in lines if "-->" in line]
    assert edges == ["s1 --> s2", "s1 --> s3", "s2 --> s4", "s3 --> s4"]


def test_no_label_ends_its_quotes_or_configures_the_drawing() -> None:
    plan = plan_of(subtask(1, '"]; %%{init: {}}%% `x` $$y$$ <script> #quot;'))
    text = dag(plan, told(plan, run_started(plan)).summary).mermaid
    assert text is not None
    (node,) = [line for line in text.splitlines() if line.startswith("    s1")]
    label = node.split('["', 1)[1].split('"]', 1)[0]
    assert '"' not in label
    assert not set("%`$") & set(label)
    assert "#quot;]; #37;#37;{init" in label
    assert label.replace("<br>", "").count("<") == 0


def test_a_large_graph_is_told_by_levels() -> None:
    targets = [subtask(n, "x", *range(1, 18)) for n in range(18, 37)]
    plan = plan_of(*(subtask(n, "x") for n in range(1, 18)), *targets)
    diagram = dag(plan, told(plan, run_started(plan)).summary)
    assert MOST_EDGES < 17 * 19
    assert diagram.mermaid is None
    assert (diagram.instead or "").startswith("The graph has 323 dependencies, too many to draw.")
    assert [len(level.subtasks) for level in diagram.levels] == [17, 19]


def test_a_long_graph_is_told_by_levels() -> None:
    plan = plan_of(*(subtask(n, "long title " * 5) for n in range(1, 600)))
    diagram = dag(plan, told(plan, run_started(plan)).summary)
    assert diagram.mermaid is None
    assert (diagram.instead or "").startswith("The graph has 599 subtasks, too many to draw.")
    assert len(diagram.levels) == 1


def test_a_timeline() -> None:
    bars = [
        Bar(section="Attempt 1", label="step 1.1", start_ms=1000, duration_ms=0, ok=True),
        Bar(section="Attempt 1", label="check a:b", start_ms=1500, duration_ms=20, ok=False),
        Bar(section="Attempt 2", label="", start_ms=2000, duration_ms=20, ok=None),
    ]
    assert gantt("title: x", bars).mermaid == (
        "gantt\n"
        "    title title x\n"
        "    dateFormat x\n"
        "    axisFormat %M:%S.%L\n"
        "    section Attempt 1\n"
        "    (step 1.1) :done, b1, 1000, 1001\n"
        "    (check a b) :crit, b2, 1500, 1520\n"
        "    section Attempt 2\n"
        "    (unnamed) :active, b3, 2000, 2020"
    )


def test_no_text_adds_a_line_or_a_field_to_a_timeline() -> None:
    bar = Bar(section=HOSTILE, label=HOSTILE, start_ms=0, duration_ms=10**7, ok=True)
    text = gantt(HOSTILE, [bar]).mermaid
    assert text is not None
    lines = text.splitlines()
    assert len(lines) == 6
    assert lines[3] == "    axisFormat %H:%M:%S"
    assert lines[5].count(":") == 1
    assert not set("#;%<>`") & set(lines[1] + lines[4] + lines[5])


def test_a_timeline_without_bars_is_a_sentence() -> None:
    assert gantt("x", []).instead == "No time was recorded."


def test_of_too_many_bars_the_longest_are_drawn_in_their_order() -> None:
    lengths = [5, 1, *range(10, 9 + MOST_BARS)]
    bars = [
        Bar(section="a", label=f"bar {ms}", start_ms=0, duration_ms=ms, ok=True) for ms in lengths
    ]
    drawn = gantt("x", bars)
    assert drawn.instead == (
        f"The timeline has {MOST_BARS + 1} bars; drawn are the {MOST_BARS} longest."
    )
    text = drawn.mermaid or ""
    assert text.count("(bar ") == MOST_BARS
    assert "(bar 1)" not in text
    assert text.index("(bar 5)") < text.index("(bar 10)")
