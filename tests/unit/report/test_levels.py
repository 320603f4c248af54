from orchestrator.report.levels import as_table, levels
from tests.cases.report.runs import diamond, plan_of, run_started, subtask, told


def test_a_subtask_stands_after_the_longest_of_its_chains() -> None:
    case = diamond()
    found = levels(case.plan, case.summary)
    assert [(level.subtasks, level.complete) for level in found] == [
        (("task_1", "task_5"), 0),
        (("task_3", "task_2"), 1),
        (("task_4",), 0),
    ]
    assert [level.looks for level in found] == [
        ("unproved", "waiting"),
        ("failed", "complete"),
        ("blocked",),
    ]


def test_the_table_names_first_what_is_wrong_and_leads_to_the_reports() -> None:
    case = diamond()
    table = as_table(levels(case.plan, case.summary), {"task_3": "three.md"})
    assert "| 2 | 1 of 2 | ✗ [`task_3`](three.md), ✓ `task_2` |" in table


def test_the_table_is_cut_in_both_directions() -> None:
    chain = [subtask(n, "x", n - 1) for n in range(101, 221)]
    plan = plan_of(*(subtask(n, "x") for n in range(1, 101)), *chain)
    lines = as_table(levels(plan, told(plan, run_started(plan)).summary)).splitlines()
    assert len(lines) == 2 + 100 + 1
    assert lines[2].startswith("| 1 | 0 of 100 | … `task_1`, … `task_2`, ")
    assert lines[2].endswith("`task_12` and 88 more |")
    assert lines[-1] == "| … | | 21 levels more |"
