"""Evidence for a subtask and its verdict in one go, as somebody who is no person asks for it."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from tests.e2e.project import Project

PAGE = """\
# Task 001: A page

### Task 1: Write it

- [ ] 1.1 Write page.md about the parser

**Verify**:
```sh
grep -q parser page.md
```

### Task 2: Read it

**Depends on**: Task 1

- [ ] 2.1 Read the page aloud

**Acceptance Criteria**:
- [ ] Everybody understood it
- [ ] Nobody laughed

### Task 3: Count it

**Depends on**: Task 2

```sh
wc -l < page.md > lines
```
"""
SEEN = "page.md has a section on the parser's states, 14 lines"


def begin(project: Project) -> None:
    project.task("001_page", PAGE)
    assert project.execute("001").exit == 3


def complete(project: Project, subtask: str, *more: str) -> tuple[int, Any]:
    result = project.run("complete_subtask", "001", subtask, "--json", *more)
    return result.exit, result.json()


def test_all_the_way(project: Project) -> None:
    begin(project)
    exit_, told = complete(project, "1", "--evidence", SEEN)
    assert (exit_, told["complete"]) == (3, False)
    assert told["accepted"] == ["1.1"]
    assert told["subtask"]["status"] == "failed"
    assert any("check_1" in reason for reason in told["reasons"])

    # What failed is mended, and handed in again.
    project.file("page.md", "the parser\n")
    exit_, told = complete(project, "1", "--evidence", SEEN)
    assert (exit_, told["complete"], told["reasons"]) == (0, True, [])

    exit_, told = complete(project, "2", "--evidence", "read it aloud in the kitchen")
    assert (exit_, told["accepted"]) == (3, [])
    assert "step 2.1" in told["reasons"][0]
    assert "criterion_2" in told["reasons"][0]
    assert [each["id"] for each in told["still_open"]] == ["2.1", "criterion_1", "criterion_2"]
    # Each thing that is missing is told once.
    about = [reason for reason in told["reasons"][1:] if "step 2.1" in reason]
    assert len(about) == 1

    exit_, told = complete(
        project, "2", "--each", "2.1=read it aloud", "--each", "criterion_1=three people nodded"
    )
    assert (exit_, told["accepted"]) == (3, ["2.1", "criterion_1"])
    assert any("Nobody laughed" in reason for reason in told["reasons"])

    exit_, told = complete(project, "2", "--criterion", "2", "--evidence", "silence, then applause")
    assert (exit_, told["complete"]) == (0, True)
    status = project.run("task_status", "001", "--wait", "10s", "--json").json()
    while status["state"] == "running":
        status = project.run("task_status", "001", "--wait", "10s", "--json").json()
    assert (status["complete"], project.read("lines").strip()) == (True, "1")


def test_it_says_how_to_hand_in_what_is_missing(project: Project) -> None:
    begin(project)
    told = project.run("complete_subtask", "001", "1", "--evidence", "done")
    command = "orchestrator complete_subtask 001_page task_1 --each 1.1=TEXT"
    assert told.stderr.splitlines()[-2:] == [
        "next: hand in what shows it, a text or a file",
        f"  {command}",
    ]
    # A command that is told works, but for what stands for something else.
    project.file("page.md", "the parser\n")
    words = command.replace("TEXT", "page.md").split()[1:]
    done = project.run(*words)
    assert (done.exit, done.stdout.splitlines()[0]) == (0, "evidence: 1.1")


def test_evidence_that_nothing_lacks_is_not_kept_and_that_is_said(project: Project) -> None:
    begin(project)
    told = project.run("complete_subtask", "001", "3", "--evidence", SEEN)
    assert told.exit == 3
    assert told.stdout.startswith("nothing lacks evidence, so that none was kept\n")


@pytest.mark.long
@pytest.mark.parametrize("words", ["done", "Done!", "All tests passed.", "  ", "ok, it works now"])
def test_a_claim_is_no_evidence(project: Project, words: str) -> None:
    begin(project)
    project.file("page.md", "the parser\n")
    exit_, told = complete(project, "1", "--evidence", words)
    assert (exit_, told["complete"], told["accepted"]) == (3, False, [])
    assert "no evidence" in told["reasons"][0]
    assert told["subtask"]["status"] == "waiting"


def test_a_file_from_elsewhere_is_not_taken(project: Project) -> None:
    begin(project)
    project.file("link", "")
    (project.root / "link").unlink()
    (project.root / "link").symlink_to(sys.executable)
    for path in ("/etc/hostname", "../../../../../../../../etc/hostname", "link"):
        exit_, told = complete(project, "1", "--evidence", path)
        assert exit_ == 2
        assert "outside" in told["error"]["message"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("subtask", "more", "said"),
    [
        ("9", ("--evidence", SEEN), "no subtask"),
        ("1", ("--evidence", SEEN, "--step", "7"), "no step 7"),
        ("1", ("--each", f"criterion_3={SEEN}"), "no criterion criterion_3"),
        ("1", (), "evidence is missing"),
        ("1", ("--each", f"1.1={SEEN}", "--step", "1.1"), "leave out"),
        ("2", ("--evidence", SEEN, "--step", "2.1", "--criterion", "1"), "name one of them"),
        ("2", ("--evidence", SEEN, "--step", "2.1", "--kind", "research"), "name one of them"),
    ],
)
def test_what_is_not_there_is_an_error(
    project: Project, subtask: str, more: tuple[str, ...], said: str
) -> None:
    begin(project)
    exit_, told = complete(project, subtask, *more)
    assert exit_ == 2
    assert said in f"{told['error']}"
    assert not list(project.root.glob(".orchestrator/runs/*/evidence/*"))


def test_another_failure_is_left_alone(project: Project) -> None:
    text = PAGE + "\n### Task 4: Apart\n**Depends on**: None\n```sh\necho x >> ran; exit 3\n```\n"
    project.task("001_page", text)
    assert project.execute("001").exit == 1
    project.file("page.md", "the parser\n")
    assert complete(project, "1", "--evidence", SEEN)[0] == 0
    assert project.lines("ran") == ["x"]


def test_what_people_see(project: Project) -> None:
    begin(project)
    project.file("page.md", "the parser\n")
    shown = project.run("complete_subtask", "001", "1", "--evidence", SEEN, "--by", "pat")
    assert shown.exit == 0, shown
    assert shown.stdout.splitlines() == ["evidence: 1.1", "task_1 is COMPLETE (succeeded)"]


def test_what_somebody_else_claimed_is_not_taken_from_them(project: Project) -> None:
    begin(project)
    project.file("page.md", "the parser\n")
    claimed = project.run("next_subtask", "001", "--agent", "kim", "--json").json()["claimed"]
    for lease in ((), ("--lease", "another")):
        exit_, told = complete(project, "1", "--evidence", SEEN, *lease)
        assert exit_ == 2
        assert "claimed by kim" in told["error"]["message"]
    exit_, told = complete(project, "1", "--evidence", SEEN, "--lease", claimed["lease"])
    assert (exit_, told["complete"]) == (0, True)
    # It was given back, and the next one is another.
    following = project.run("next_subtask", "001", "--agent", "pat", "--json").json()["claimed"]
    assert following["subtask"] == "task_2"


@pytest.mark.long
@pytest.mark.parametrize(
    ("content", "path"),
    [
        ("done\n", "said.txt"),
        ("x", "one.byte"),
        (b"\xff", "odd.byte"),
        ("Write page.md about the parser", "asked.txt"),
        (PAGE, "copy.md"),
    ],
)
def test_a_file_that_shows_nothing_is_no_evidence(
    project: Project, content: str | bytes, path: str
) -> None:
    begin(project)
    project.file("page.md", "the parser\n")
    project.file(path, content)
    exit_, told = complete(project, "1", "--evidence", path)
    assert exit_ != 0
    assert "no evidence" in f"{told}" or "shows nothing" in f"{told}"
    assert not list(project.root.glob(".orchestrator/runs/*/evidence/*"))


@pytest.mark.long
def test_a_file_may_have_any_name(project: Project) -> None:
    begin(project)
    project.file("page.md", "the parser\n")
    project.file("done", "14 lines on the parser's states\n")
    assert complete(project, "1", "--evidence", "done")[1]["accepted"] == ["1.1"]


EARLY = """\
# Task 001: Early

### Task 1: Fails
```sh
exit 3
```

### Task 2: Comes after it
**Depends on**: Task 1
- [ ] 2.1 Do what follows

### Task 3: Is for the boss
**Approval**: May it be?
- [ ] 3.1 Do what is approved

### Task 4: Is left out
- [ ] 4.1 Do what nobody wants

### Task 5: Comes in order
- [ ] 5.1 Build it
  ```sh
  exit 4
  ```
- [ ] 5.2 Look at what was built
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("subtask", "why"),
    [
        ("2", "task_2 is blocked"),
        ("3", "waits for an approval"),
        ("4", "task_4 is skipped"),
        ("5", "step 5.1 comes before it"),
    ],
)
def test_nobody_has_done_what_was_not_to_be_begun(project: Project, subtask: str, why: str) -> None:
    project.task("001_page", EARLY)
    project.execute("001", "--skip", "4")
    exit_, told = complete(project, subtask, "--evidence", "wrote down all seven of them")
    assert (exit_, told["accepted"]) == (3, [])
    assert why in told["reasons"][0]
    # What is for the report alone is taken at any time.
    more = ("--kind", "research", "--evidence", "there are seven of them")
    assert complete(project, subtask, *more)[1]["accepted"] == ["research"]


def test_one_text_is_for_one_thing_and_a_file_may_be_for_several(project: Project) -> None:
    project.task("001_page", PAGE.replace("**Depends on**: Task 1", "**Depends on**: None"))
    project.execute("001")
    names = ("2.1", "criterion_1", "CRITERION_2")
    same = [word for name in names for word in ("--each", f"{name}=read it in the kitchen")]
    exit_, told = complete(project, "2", *same)
    assert (exit_, told["accepted"]) == (3, [])
    assert "no evidence of 3 things" in told["reasons"][0]
    project.file("film.txt", "three people nod, nobody laughs\n")
    same = [word for name in names for word in ("--each", f"{name}=film.txt")]
    exit_, told = complete(project, "2", *same)
    assert (exit_, told["accepted"]) == (0, ["2.1", "criterion_1", "criterion_2"])


def test_criteria_that_are_advice_ask_for_no_evidence(project: Project) -> None:
    text = PAGE.replace("**Depends on**: Task 1", "**Depends on**: None")
    project.task("001_page", "---\ncriteria: advisory\n---\n" + text)
    project.execute("001")
    exit_, told = complete(project, "2", "--evidence", "read it in the kitchen")
    assert (exit_, told["complete"], told["reasons"]) == (0, True, [])
