import random
import re
from pathlib import PurePosixPath

import pytest

from orchestrator.report.paths import report_names, summary_name
from tests.cases.report.runs import plan_of, subtask

ATTACKS = [
    "../../etc/passwd",
    "/etc/passwd",
    "C:\\Windows\\system32",
    "..",
    ".",
    "",
    " ",
    "a" * 5000,
    "nul\x00byte",
    "con",
    "\u202etxt.exe",
    "ü" * 300,
    "日本語",
    "🎉",
    "-rf *",
    "~root",
    "$(touch x)",
    "a/../../b",
    "docs/reports/../../x.md",
    "....//....//x",
    "%2e%2e%2f",
    "\n",
    "a\\..\\..\\b",
    "\ud800",
]


def hostile_texts(count: int) -> list[str]:
    """The attacks, then random mixtures of their pieces; the same in every run."""
    chance = random.Random(7)
    pieces = [*ATTACKS, "../", "/", "\\", "docs/reports/", ".md", "_final_summary.md", "x"]
    mixed = ["".join(chance.choices(pieces, k=chance.randint(1, 6))) for _ in range(count)]
    return [*ATTACKS, *mixed][:count]


def test_no_title_number_or_path_leaves_the_folder() -> None:
    texts = hostile_texts(200)
    subtasks = [
        subtask(n, text, number=text, report_path=f"docs/reports/{text}" if n % 2 else text)
        for n, text in enumerate(texts, 1)
    ]
    names = report_names(plan_of(*subtasks, id=texts[3], number=texts[5]))
    assert len({name.casefold() for name in names.values()}) == 200
    for name in names.values():
        path = PurePosixPath(name)
        assert not path.is_absolute()
        assert all(part[0] not in ".-~ " and len(part) <= 255 for part in path.parts)
        assert name.isascii()
        assert all(char.isalnum() or char in "._-/" for char in name)
        assert path.suffix == ".md"


@pytest.mark.parametrize(
    ("task", "number", "title", "name"),
    [
        ("012", "3", "Build the wheel!", "012_task_3_build_the_wheel.md"),
        ("037", "037.1", "Setup", "037_task_1_setup.md"),
        ("37", "037.1.2", "Setup", "37_task_1_2_setup.md"),
        ("012", "037.1", "Setup", "012_task_037_1_setup.md"),
        ("012", "012", "Setup", "012_task_012_setup.md"),
        ("012", None, "Über café", "012_task_1_uber_cafe.md"),
        ("012", "1", "日本語", "012_task_1.md"),
        (None, "1", "Setup", "012_ship_task_1_setup.md"),
        ("012", "1", "word " * 30, "012_task_1_word_word_word_word_word_word_word_word.md"),
    ],
)
def test_made_names(task: str | None, number: str | None, title: str, name: str) -> None:
    plan = plan_of(subtask(1, title, number=number), number=task)
    assert report_names(plan) == {"task_1": name}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/docs/reports/003_task_1_converter.md", "003_task_1_converter.md"),
        ("docs/reports/003/parser.md", "003/parser.md"),
        ("./docs/reports/x.txt", "x.txt.md"),
        ("/srv/repo/docs/reports/x.md", "x.md"),
        ("x.md", "x.md"),
        ("docs/reports/a.md/b.md", "a_md/b.md"),
        ("docs/reports/012_final_summary.md", None),
        ("docs/reports/other_final_summary.md", None),
        ("src/report.md", None),
        ("docs/reports/../../x.md", None),
        ("docs/reports/", None),
        ("docs/reports/.md", None),
        ("docs/reports/a/b/c/d/e/f/g.md", None),
    ],
)
def test_the_path_that_a_subtask_names(path: str, name: str | None) -> None:
    plan = plan_of(subtask(1, "Setup", report_path=path))
    assert report_names(plan)["task_1"] == (name or "012_task_1_setup.md")


def test_another_reports_folder() -> None:
    plan = plan_of(subtask(1, "Setup", report_path="out/docs/reports/x.md"))
    assert report_names(plan, "out/docs")["task_1"] == "reports/x.md"


def test_names_are_unique_also_where_case_does_not_count() -> None:
    plan = plan_of(
        subtask(1, "Setup", report_path="docs/reports/Same.md"),
        subtask(2, "Setup", report_path="docs/reports/same.md"),
        subtask(3, "Setup", report_path="docs/reports/same_2.md"),
    )
    assert list(report_names(plan).values()) == ["Same.md", "same_2.md", "same_2_2.md"]


def test_the_summary_is_named_by_number_else_by_id() -> None:
    assert summary_name(plan_of(number="003")) == "003_final_summary.md"
    assert summary_name(plan_of(number=None)) == "012_ship_final_summary.md"
    name = summary_name(plan_of(number="../..", id="日本"))
    assert re.fullmatch(r"task_[0-9a-f]{8}_final_summary\.md", name)


def test_no_two_tasks_have_a_report_in_common() -> None:
    ids = ["日本", "задача", "é", "e", "e\u0301", "a b", "a_b", "x" * 300, "x" * 299 + "y"]
    assert len({summary_name(plan_of(number=None, id=id_)) for id_ in ids}) == len(ids)


@pytest.mark.parametrize("device", ["con", "NUL.md", "aux.x", "docs/reports/lpt1.md", "con/x"])
def test_no_report_is_a_device(device: str) -> None:
    name = report_names(plan_of(subtask(1, "A", report_path=device)))["task_1"]
    stems = [part.partition(".")[0].lower() for part in PurePosixPath(name).parts]
    assert not {"con", "nul", "aux", "lpt1"} & set(stems)
