"""Reports and evidence are found by what was recorded, people's own pages by what they hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.byhand.answer import answer
from orchestrator.operations.byhand.attest import attest
from orchestrator.operations.reporting.list_reports import Found, list_reports
from orchestrator.operations.reporting.report import generate_report
from orchestrator.operations.reporting.searching import Match
from tests.projects import Bench

TASK = """\
# Task 021: Paint | the `fence`

### Task 1: Buy
```sh
test -d /etc
```

### Task 2: Look
- [ ] 2.1 Look at it

### Task 10: Third
**Depends on**: Task 1
```sh
test -d /etc
```
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A project with one run: task 1 complete, task 2 waiting."""
    made = Bench(tmp_path)
    made.run(made.plan("021_paint.md", TASK))
    generate_report(made.project, "021_paint")
    return made


def at(bench: Bench, name: str) -> Path:
    return bench.project.workspace.reports_dir / name


def found(bench: Bench, **asked: str) -> dict[str, Found]:
    listed, _ = list_reports(bench.project, **asked)
    return {str(each.path).rsplit("/", 1)[-1]: each for each in listed}


SUMMARY, FIRST, SECOND, THIRD = (
    "021_final_summary.md",
    "021_task_1_buy.md",
    "021_task_2_look.md",
    "021_task_10_third.md",
)


def test_a_run_s_reports_stand_together_the_summary_first(bench: Bench) -> None:
    listed, _ = list_reports(bench.project)
    assert [each.path for each in listed] == [
        f"docs/reports/{name}" for name in (SUMMARY, FIRST, SECOND, THIRD)
    ]
    assert [(each.kind, each.subtask, each.verdict) for each in listed] == [
        ("summary", None, "incomplete"),
        ("report", "task_1", "complete"),
        ("report", "task_2", "incomplete"),
        ("report", "task_10", "complete"),
    ]
    row = bench.store.latest_run("021_paint")
    assert row is not None
    assert {(each.task, each.run, each.when) for each in listed} == {
        ("021_paint", row.run, row.ended_at)
    }
    assert listed[0].title == "021: Paint | the `fence`, final summary"


@pytest.mark.parametrize("format_", ["junit", "html"])
def test_a_report_of_another_format_is_known_too(bench: Bench, format_: str) -> None:
    generate_report(bench.project, "021_paint", format_=format_)
    generate_report(bench.project, "021_paint", format_=format_, subtask="1")
    suffix = {"junit": ".junit.xml", "html": ".html"}[format_]
    listed = found(bench)
    whole = listed[SUMMARY.replace(".md", suffix)]
    one = listed[FIRST.replace(".md", suffix)]
    assert (whole.kind, whole.task, whole.verdict) == ("summary", "021_paint", "incomplete")
    assert (one.kind, one.subtask, one.verdict) == ("report", "task_1", "complete")


def test_an_edited_report_cannot_make_a_verdict(bench: Bench) -> None:
    path = at(bench, SECOND)
    path.write_text(path.read_text().replace("INCOMPLETE", "COMPLETE"))
    listed = found(bench)[SECOND]
    assert (listed.verdict, listed.edited) == ("incomplete", True)


def test_without_the_record_a_report_speaks_for_itself(bench: Bench, tmp_path: Path) -> None:
    other = Bench(tmp_path / "clone")
    for name in (SUMMARY, FIRST, SECOND):
        target = at(other, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(at(bench, name).read_bytes())
    listed = found(other)
    assert [(listed[name].task, listed[name].subtask) for name in (SUMMARY, FIRST)] == [
        ("021_paint", None),
        ("021_paint", "task_1"),
    ]
    assert {name: each.verdict for name, each in listed.items()} == {
        SUMMARY: "incomplete",
        FIRST: "complete",
        SECOND: "incomplete",
    }


def test_the_end_of_an_id_is_no_run(bench: Bench) -> None:
    row = bench.store.latest_run("021_paint")
    assert row is not None
    path = at(bench, FIRST)
    path.write_text(path.read_text().replace(row.run, row.run[-4:]))
    listed = found(bench)[FIRST]
    assert (listed.run, listed.verdict, listed.edited) == (row.run[-4:], "complete", True)
    assert listed.when != row.ended_at


def test_people_s_own_pages_are_there_without_a_run(bench: Bench) -> None:
    at(bench, "notes").mkdir()
    at(bench, "notes/mine.md").write_text("# Mine\n\n**Verdict**: **COMPLETE**\n")
    at(bench, "data.html").write_text("<p>no report</p>")
    at(bench, "data.csv").write_text("1,2")
    at(bench, ".hidden.md").write_text("# Hidden")
    listed = found(bench)
    assert set(listed) == {SUMMARY, FIRST, SECOND, THIRD, "mine.md"}
    mine = listed["mine.md"]
    assert (mine.kind, mine.title, mine.run, mine.verdict) == ("page", "Mine", None, None)
    assert "mine.md" not in found(bench, verdict="complete")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("BUY", {SUMMARY, FIRST}),
        ("paint | the `fence`", {SUMMARY, FIRST, SECOND, THIRD}),
        ("021_TASK_10", {SUMMARY, THIRD}),
        ("nothing like it", set()),
    ],
)
def test_a_search_is_by_name_title_and_content(bench: Bench, text: str, names: set[str]) -> None:
    assert set(found(bench, search=text)) >= names
    if not names:
        assert found(bench, search=text) == {}


def test_a_match_shows_its_line_as_readers_see_it(bench: Bench) -> None:
    match = found(bench, search="paint | THE")[SUMMARY].match
    assert match is not None
    assert (match.line, match.text) == (1, "# 021: Paint | the `fence`, final summary")
    at(bench, "odd_name.md").write_text("nothing")
    match = found(bench, search="ODD_")["odd_name.md"].match
    assert match is not None
    assert (match.line, match.text) == (0, "odd_name.md")


@pytest.mark.parametrize("task", ["021", "021_paint", "docs/tasks/021_paint.md"])
def test_one_task_alone(bench: Bench, task: str) -> None:
    bench.run(bench.plan("022_other.md", "# Other\n\n### Task 1: Go\n```sh\ntest -d /etc\n```\n"))
    generate_report(bench.project, "022_other")
    path = str(bench.root / task) if "/" in task else task
    assert len(found(bench)) == 6
    assert set(found(bench, task=path)) == {SUMMARY, FIRST, SECOND, THIRD}
    assert found(bench, task=path, search="nothing like it") == {}


def test_a_task_that_nobody_knows_is_no_empty_list(bench: Bench) -> None:
    for name in ("no_such_task", ""):
        with pytest.raises(InputError) as caught:
            list_reports(bench.project, task=name)
        assert caught.value.hint == "tasks with runs: 021_paint"
    with pytest.raises(InputError, match="no task 9"):
        list_reports(bench.project, task="9", search="fence")


def test_a_task_without_runs_has_nothing_yet(bench: Bench) -> None:
    bench.plan("022_other.md", "# Other\n\n### Task 1: Go\n```sh\ntest -d /etc\n```\n")
    assert found(bench, task="022") == {}


def test_what_people_said_is_found_with_where_they_said_it(bench: Bench) -> None:
    attest(bench.project, "021_paint", "2", "The Fence is green", step="2.1", by="ann")
    row = bench.store.latest_run("021_paint")
    assert row is not None
    (said,), _ = list_reports(bench.project, search="fence is GREEN")
    assert (said.kind, said.path, said.by, said.run) == ("attestation", None, "ann", row.run)
    assert (said.task, said.subtask) == ("021_paint", "task_2")
    assert said.match == Match(line=1, text="The Fence is green")
    assert list_reports(bench.project, search="fence is green", task="021")[0] == (said,)
    assert not any(each.kind == "attestation" for each in list_reports(bench.project)[0])


def test_answers_are_found_too(bench: Bench) -> None:
    text = "# Task 023: Ask\n\n### Task 1: Go\n**Approval**: Shall we?\n```sh\ntest -d /\n```\n"
    bench.run(bench.plan("023_ask.md", text))
    answer(bench.project, "023", "1", approved=False, by="bob", comment="The wind is too strong")
    (said,), _ = list_reports(bench.project, search="WIND")
    assert (said.kind, said.task, said.subtask, said.by) == ("answer", "023_ask", "task_1", "bob")


def test_the_looks_of_a_page_are_not_its_text(bench: Bench) -> None:
    generate_report(bench.project, "021_paint", format_="html")
    page = "021_final_summary.html"
    for looks in (":root", "font-family", "max-width"):
        assert looks in at(bench, page).read_text()
        assert page not in found(bench, search=looks)
    match = found(bench, search="look at it")[page].match
    assert match is not None
    assert "Look at it" in at(bench, page).read_text().split("\n")[match.line - 1]


def test_a_name_that_is_no_utf_8_is_shown_all_the_same(bench: Bench) -> None:
    at(bench, os.fsdecode(b"odd\xff.md")).write_text("# Odd")
    (odd,) = found(bench, search="odd").values()
    assert odd.path == "docs/reports/odd\ufffd.md"


def test_a_reports_folder_that_is_none_is_told(tmp_path: Path) -> None:
    made = Bench(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "reports").write_text("")
    with pytest.raises(StorageError, match="cannot read the reports folder"):
        list_reports(made.project)


def test_evidence_is_found_with_who_gave_it(bench: Bench, tmp_path: Path) -> None:
    seen, photo = tmp_path / "seen.txt", tmp_path / "photo.jpg"
    seen.write_text("first line\nThe fence is GREEN\n")
    photo.write_bytes(b"\xff\xd8\0green")
    attest(bench.project, "021_paint", "2", str(seen), step="2.1", by="ann")
    attest(bench.project, "021_paint", "2", str(photo), kind="research", by="bob")
    every, _ = list_reports(bench.project)
    listed = {each.title: each for each in every if each.kind == "evidence"}
    assert {name: (each.by, each.subtask) for name, each in listed.items()} == {
        "seen.txt": ("ann", "task_2"),
        "photo.jpg": ("bob", "task_2"),
    }
    (green,), _ = list_reports(bench.project, search="is green")
    assert green.title == "seen.txt"
    assert green.match is not None
    assert (green.match.line, green.match.text) == (2, "The fence is GREEN")
    assert not any(each.missing for each in listed.values())
    (bench.root / str(listed["photo.jpg"].path)).unlink()
    photos, _ = list_reports(bench.project, search="photo")
    assert {each.title: each.missing for each in photos} == {"photo.jpg": True}


def test_an_attestation_after_the_report_counts(bench: Bench) -> None:
    before = found(bench)[SECOND].verdict
    attest(bench.project, "021_paint", "2", "It is green", step="2.1", by="ann")
    bench.run(bench.plan("021_paint.md", TASK), resume=True)
    assert (before, found(bench)[SECOND].verdict) == ("incomplete", "complete")


def test_no_link_leads_out_of_the_root(
    bench: Bench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.md").write_text("# Secret")
    at(bench, "file.md").symlink_to(outside / "secret.md")
    at(bench, "folder").symlink_to(outside)
    at(bench, "gone.md").symlink_to(outside / "none.md")
    os.mkfifo(at(bench, "pipe.md"))
    at(bench, "inner.md").symlink_to(at(bench, FIRST))
    assert set(found(bench)) == {SUMMARY, FIRST, SECOND, THIRD, "inner.md"}


def test_a_reports_folder_that_leads_out_is_not_looked_into(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = Bench(tmp_path)
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.md").write_text("# Secret")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "reports").symlink_to(outside)
    assert list_reports(made.project) == ((), ())


def test_a_project_without_anything_has_nothing(tmp_path: Path) -> None:
    assert list_reports(Bench(tmp_path).project) == ((), ())
