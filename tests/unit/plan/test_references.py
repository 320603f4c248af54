"""What the text of a dependency key refers to."""

from __future__ import annotations

import pytest

from orchestrator.plan.references import Name, Names

PLAIN = Names(
    [
        Name("task_1", "task", "1", "Build"),
        Name("task_2", "task", "2", "Lint it"),
        Name("task_3", "task", "3", "Test"),
        Name("task_4", "task", "4", "Release"),
    ],
    task_number="012",
)
DOTTED = Names(
    [Name("task_037_1", "task", "037.1", "Core"), Name("task_037_2", "task", "037.2", "More")],
    task_number="037",
)
MIXED = Names(
    [
        Name("task_1_1", "task", "1.1", "Core"),
        Name("task_1_2", "task", "1.2", "More"),
        Name("task_11", "task", "11", "Rest"),
    ],
    task_number="111",
)
CODES = Names(
    [
        Name("T008", "T", "008", "A"),
        Name("T009", "T", "009", "B"),
        Name("T019", "T", "019", "C"),
        Name("T010", "T", "010", "D"),
        Name("T020b", "T", "020b", "E"),
    ],
    task_number=None,
)
SLUGS = Names(
    [Name("build_it", None, None, "Build it"), Name("ship", None, None, "Ship")], task_number=None
)

STEPS = Names(
    [
        Name("step_1", "step", "1", "Go"),
        Name("step_2", "step", "2", "Run"),
        Name("task_7", "task", "7", "Rest"),
        Name("step_3", "step", "3", "Walk"),
    ],
    task_number=None,
)
OWN = Names(
    [
        Name("p0_1_a", None, None, "P0.1 A", "P0.1"),
        Name("p0_2_b", None, None, "P0.2 B", "P0.2"),
        Name("abc_12_c", None, None, "ABC-12 C", "ABC-12"),
        Name("1_d", None, None, "#1 D", "#1"),
        Name("abc_14_e", None, None, "ABC-14 E", "ABC-14"),
        Name("m1_f", None, None, "M1 F", "M1"),
        Name("m1_g", None, None, "M1 G", "M1"),
    ],
    task_number=None,
)
ALIKE = Names(
    [Name("lint_fix", None, None, "lint:fix"), Name("lint_fix_2", None, None, "Lint-fix")],
    task_number=None,
)
CASES = Names(
    [
        Name("build", None, None, "build"),
        Name("build_2", None, None, "Build"),
        Name("build_2_2", None, None, "build_2"),
        Name("ship", None, None, "Release"),
        Name("last", None, None, "SHIP"),
    ],
    task_number=None,
)
TWINS = Names(
    [Name("setup", None, None, "Setup"), Name("setup_2", None, None, "Setup")], task_number=None
)


@pytest.mark.parametrize(
    ("names", "of", "text", "ids"),
    [
        (CASES, None, "build", ["build"]),
        (CASES, None, "Build", ["build_2"]),
        (CASES, None, "Build (the other one), build", ["build_2", "build"]),
        (CASES, None, "build_2", ["build_2_2"]),
        (CASES, None, "build_2_2", ["build_2_2"]),
        (CASES, None, "ship", ["ship"]),
        (CASES, None, "SHIP", ["last"]),
        (CASES, None, "release", ["ship"]),
        (TWINS, None, "setup", ["setup"]),
        (TWINS, None, "Setup", ["setup"]),
        (TWINS, None, "setup_2", ["setup_2"]),
        (ALIKE, None, "lint:fix", ["lint_fix"]),
        (ALIKE, None, "lint-fix", ["lint_fix_2"]),
        (ALIKE, None, "lint_fix_2", ["lint_fix_2"]),
        (PLAIN, "task_4", "Task 1", ["task_1"]),
        (PLAIN, "task_4", "task-1", ["task_1"]),
        (PLAIN, "task_4", "task_1", ["task_1"]),
        (PLAIN, "task_4", "#001", ["task_1"]),
        (PLAIN, "task_4", "1, 2", ["task_1", "task_2"]),
        (PLAIN, "task_4", "#001-#003", ["task_1", "task_2", "task_3"]),
        (PLAIN, "task_4", "Task 1 - Task 3", ["task_1", "task_2", "task_3"]),
        (PLAIN, "task_4", "Tasks 1, 2 and 3", ["task_1", "task_2", "task_3"]),
        (PLAIN, "task_4", "[TASK-002]", ["task_2"]),
        (PLAIN, "task_4", "Task 1 ✅ **COMPLETED**", ["task_1"]),
        (PLAIN, "task_4", "Task 1 (schema, and more) and Task 2", ["task_1", "task_2"]),
        (PLAIN, "task_4", "Build", ["task_1"]),
        (PLAIN, "task_4", "LINT IT", ["task_2"]),
        (PLAIN, "task_4", "None", []),
        (PLAIN, "task_4", "n/a", []),
        (PLAIN, "task_3", "All previous tasks", ["task_1", "task_2"]),
        (PLAIN, "task_3", "previous task", ["task_2"]),
        (DOTTED, "task_037_2", "Task 37.1", ["task_037_1"]),
        (DOTTED, "task_037_2", "037-1", ["task_037_1"]),
        (CODES, "T020b", "T008–T010", ["T008", "T009", "T019", "T010"]),
        (CODES, "T020b", "t8", ["T008"]),
        (CODES, "T008", "T009, T019", ["T009", "T019"]),
        (SLUGS, "ship", "build-it", ["build_it"]),
        (STEPS, "step_3", "Step 1", ["step_1"]),
        (
            STEPS,
            "step_3",
            "Steps 1-2",
            [
                "step_1",
                "step_2",
            ],
        ),
        (STEPS, "step_3", "step 1 and step 2", ["step_1", "step_2"]),
        (STEPS, "step_3", "Step 2", ["step_2"]),
        (STEPS, "step_3", "Task 7", ["task_7"]),
        (OWN, None, "P0.1", ["p0_1_a"]),
        (OWN, None, "`p0.1`, p0.1 and P0.2", ["p0_1_a", "p0_2_b"]),
        (OWN, None, "ABC-12–ABC-14", ["abc_12_c", "1_d", "abc_14_e"]),
        (OWN, None, "ABC-12 to #1", ["abc_12_c", "1_d"]),
        (OWN, None, "#1", ["1_d"]),
        (OWN, None, "1 (the first)", ["1_d"]),
        (SLUGS, "ship", "Build it", ["build_it"]),
    ],
)
def test_references_that_are_there(names: Names, of: str, text: str, ids: list[str]) -> None:
    found = names.resolve(text, of=of)
    assert found.ids == ids
    assert [*found.unknown, *found.ambiguous, *found.external, *found.prose] == []


@pytest.mark.parametrize(
    ("names", "text", "numbers"),
    [
        (PLAIN, "Task 1<br>Task 2", "1 2"),
        (PLAIN, "Task 1 / Task 2", "1 2"),
        (PLAIN, "#1 #2", "1 2"),
        (PLAIN, "#1/#2", "1 2"),
        (PLAIN, "Task 1 Task 2", "1 2"),
        (PLAIN, "Task 1 plus Task 2 as well as #3", "1 2 3"),
        (PLAIN, "Task 1、Task 2", "1 2"),
        (PLAIN, "Task 1 | Task 2 · Task 3", "1 2 3"),
        (PLAIN, "Task 1 ✅ Task 2 ⏳", "1 2"),
        (PLAIN, "Task 1 (Build) ✅ COMPLETED Task 2 (Lint it)", "1 2"),
        (PLAIN, "Tasks 1/2/3", "1 2 3"),
        (PLAIN, "Tasks 1 - 2 | 3", "1 2 3"),
        (PLAIN, "**Task 1** **Task 2**", "1 2"),
        (PLAIN, "[TASK-001] [TASK-002]", "1 2"),
        (PLAIN, "Task 1 (see Task 2)", "1"),
        (PLAIN, "Task 1 - PR #45", "1"),
        (PLAIN, "Task 1 UTF-8 is read", "1"),
        (PLAIN, "Task 1 2 weeks before", "1"),
        (PLAIN, "Task 1 T2 is the machine", "1"),
    ],
)
def test_references_side_by_side(names: Names, text: str, numbers: str) -> None:
    found = names.resolve(text, of="task_4")
    assert found.ids == [f"task_{number}" for number in numbers.split()]
    assert [*found.unknown, *found.external, *found.prose, *found.beside] == []


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Task 1 because Task 2 is late", [("Task 1", "task_2")]),
        ("Task 1 to Task 2 and what #3 says", [("Task 1 to Task 2", "task_3")]),
        ("Task 1: first of all", []),
    ],
)
def test_a_remark_that_names_others(text: str, beside: list[tuple[str, str]]) -> None:
    assert PLAIN.resolve(text, of="task_4").beside == beside


@pytest.mark.parametrize(
    ("names", "text", "unknown"),
    [
        (PLAIN, "Task 9", "Task 9"),
        (PLAIN, "Taks 1", "Taks 1"),
        (PLAIN, "Tsk 1", "Tsk 1"),
        (PLAIN, "Lint itt", "Lint itt"),
        (PLAIN, "Biuld", "Biuld"),
        (MIXED, "Task 99", "Task 99"),
        (DOTTED, "Task 037.9", "Task 037.9"),
        (CODES, "T044", "T044"),
        (CODES, "T100", "T100"),
        (CODES, "T1234", "T1234"),
        (SLUGS, "bild_it", "bild_it"),
        (STEPS, "Step 9", "Step 9"),
        (STEPS, "Step 7", "Step 7"),
    ],
)
def test_references_that_are_missing(names: Names, text: str, unknown: str) -> None:
    found = names.resolve(text, of=None)
    assert [written for written, near in found.unknown] == [unknown]
    assert all(near for _, near in found.unknown)


@pytest.mark.parametrize(
    ("names", "text", "id_", "title", "satisfied"),
    [
        (PLAIN, "Task 036 (User API) ✅ COMPLETED", "036", "User API", True),
        (PLAIN, "Task 036 (User API)", "036", "User API", False),
        (PLAIN, "Task 036: not completed", "036", None, False),
        (PLAIN, "BACK-216", "BACK-216", None, False),
        (DOTTED, "Task 036", "036", None, False),
    ],
)
def test_references_to_another_numbering(
    names: Names, text: str, id_: str, title: str | None, satisfied: bool
) -> None:
    (external,) = names.resolve(text, of=None).external
    assert (external.id, external.title, external.satisfied) == (id_, title, satisfied)


@pytest.mark.parametrize(
    "text",
    ["`SoapySDR`", "Python 3.11", "plan.md, spec.md", "All models trained", "2 or newer",
     "Phase 5 Implementation Complete, Phases 1-4 Working"],
)  # fmt: skip
def test_prose_is_no_edge(text: str) -> None:
    found = PLAIN.resolve(text, of="task_4")
    assert found.prose
    assert [*found.ids, *found.unknown, *found.external] == []


def test_a_number_that_two_may_mean_is_ambiguous_unless_it_says_which() -> None:
    names = Names([Name("task_1", "task", "1", "A"), Name("T1", "T", "1", "B")], task_number=None)
    assert names.resolve("1", of=None).ambiguous == [("1", ["task_1", "T1"])]
    assert names.resolve("T1", of=None).ids == ["T1"]
    assert names.resolve("Task 1", of=None).ids == ["task_1"]


def test_dropping_a_separator_is_another_number() -> None:
    names = Names(
        [Name("task_1_1", "task", "1.1", "A"), Name("task_1_2", "task", "1.2", "B")],
        task_number=None,
    )
    assert names.resolve("Task 11", of=None).ids == []


COMMAS = Names(
    [
        Name("task_1", "task", "1", "Build, test and ship"),
        Name("task_2", "task", "2", "Docs and examples"),
        Name("task_3", "task", "3", "Announce"),
    ],
    task_number=None,
)


@pytest.mark.parametrize(
    "text",
    [
        "Build, test and ship, Docs and examples",
        "Docs and examples, Build, test and ship",
        "Build, test and ship and Docs and examples",
        '"Build, test and ship", `Docs and examples`',
        "*Docs and examples*; **Build, test and ship**",
        "Task 1: Build, test and ship, Task 2",
        "Task 1 - Build, test and ship, Task 2 - Docs and examples",
        "Task 1 - Build, test and ship ✅ COMPLETED and Task 2",
    ],
)
def test_titles_with_commas_stay_whole_in_a_list(text: str) -> None:
    found = COMMAS.resolve(text, of="task_3")
    assert sorted(found.ids) == ["task_1", "task_2"]
    assert [*found.unknown, *found.ambiguous, *found.external, *found.prose] == []


def test_of_titles_with_the_same_words_the_one_as_written_is_meant() -> None:
    names = Names(
        [Name("db_drop", None, None, "db drop"), Name("db_drop_2", None, None, "db-drop")],
        task_number=None,
    )
    assert names.resolve("db drop", of=None).ids == ["db_drop"]
    assert names.resolve("DB-drop", of=None).ids == ["db_drop_2"]
    assert CASES.resolve("BUILD", of=None).ambiguous == [("BUILD", ["build", "build_2"])]
    assert names.resolve("db: drop", of=None).ambiguous == [("db: drop", ["db_drop", "db_drop_2"])]


@pytest.mark.parametrize("written", ["task-30", "TASK-epic-11.2", "RENTL-27", "back-345.01"])
def test_the_id_of_another_file_is_kept_as_it_is_written(written: str) -> None:
    found = PLAIN.resolve(written, of=None, external_only=True)
    assert [(each.id, each.satisfied) for each in found.external] == [(written, False)]
