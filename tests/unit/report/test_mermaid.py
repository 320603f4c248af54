import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.report.drawing.looks import LOOKS, look_of
from orchestrator.report.mermaid import COLOURS, MOST_BARS, MOST_EDGES, Bar, dag, gantt
from orchestrator.run.status import Status
from tests.cases.report.runs import HOSTILE, diamond, mended, plan_of, run_started, subtask, told

STANDINGS = [("succeeded", "complete"), *((str(status), "incomplete") for status in Status)]


def test_every_subtask_and_edge_is_drawn_under_generated_ids() -> None:
    case = diamond()
    text = dag(case.plan, case.summary).mermaid
    assert text is not None
    lines = text.splitlines()
    assert lines[0] == "flowchart TD"
    assert '    s2["✓ task_2 Lint | style<br>COMPLETE, succeeded"]:::complete' in lines
    assert '    s4["⊘ task_4 Release<br>INCOMPLETE, blocked"]:::blocked' in lines
    edges = [line.strip() for line in lines if "-->" in line]
    assert edges == ["s1 --> s2", "s1 --> s3", "s2 --> s4", "s3 --> s4"]


def test_a_plan_without_a_run_has_no_standing() -> None:
    text = dag(diamond().plan, None).mermaid or ""
    assert '    s2["task_2 Lint | style"]' in text.splitlines()
    assert "classDef" not in text


def test_every_look_has_its_sign_and_its_class() -> None:
    case = diamond()
    row = case.summary.subtasks[0]
    for status, verdict in STANDINGS:
        subtasks = (replace(row, status=status, verdict=verdict), *case.summary.subtasks[1:])
        look = look_of(status, verdict)
        lines = (dag(case.plan, replace(case.summary, subtasks=subtasks)).mermaid or "").split("\n")
        assert lines[1].startswith(f'    s1["{look.sign} task_1 Build<br>{verdict.upper()}, ')
        assert lines[1].endswith(f":::{look.name}")
        assert sum(line.startswith(f"    classDef {look.name} ") for line in lines) == 1
    without = dag(case.plan, replace(case.summary, subtasks=case.summary.subtasks[1:])).mermaid
    assert 's1["○ task_1 Build<br>not in the run"]:::plain' in (without or "")


def test_only_looks_that_are_there_have_a_class() -> None:
    text = dag(mended().plan, mended().summary).mermaid or ""
    assert text.count("classDef") == 1


@pytest.mark.parametrize("name", LOOKS)
def test_a_box_can_be_read_on_a_light_page_and_on_a_dark_one(name: str) -> None:
    """As WCAG 2.1 has it: 4.5 for text, 3 for what marks something; the pages are GitHub's."""
    ground, text, border = COLOURS[name]
    assert contrast(ground, text) >= 4.5
    assert min(contrast(border, page) for page in ("#ffffff", "#0d1117")) >= 3


@pytest.mark.parametrize("name", LOOKS)
def test_the_colours_are_those_of_the_page(name: str) -> None:
    css = (Path(__file__).parents[3] / "templates/html/palette.css").read_text()
    (rule,) = [line for line in css.splitlines() if re.match(rf".*\.l-{name}\b.*{{", line)]
    values = [re.search(rf"{key}: var\((--[\w-]+)\)", rule) for key in ("--bg", "--fg", "--solid")]
    by_day = dict(re.findall(r"(--[\w-]+): (#\w+);", css.split("@media")[0]))
    assert COLOURS[name] == tuple(by_day[value[1]] for value in values if value)


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminances, lighter to darker."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


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
