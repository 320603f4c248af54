"""Evidence that people hand in: what it proves, and what it cannot."""

from __future__ import annotations

import hashlib

import pytest

from tests.e2e.project import Project

pytestmark = pytest.mark.long

TASK = """\
# Task 041: By hand
### Task 1: Read
- [ ] 1.1 Find the papers
- [ ] 1.2 Read the papers

**Acceptance Criteria**:
- [ ] All papers are read
### Task 2: Count
```bash
test -f papers.txt
```
"""


@pytest.fixture
def waiting(project: Project) -> Project:
    project.task("041_by_hand", TASK)
    project.execute("041")
    return project


def row(project: Project, id_: str) -> dict[str, object]:
    status = project.run("task_status", "041", "--json").json()
    return next(each for each in status["subtasks"] if each["id"] == id_)


def test_a_subtask_is_complete_when_all_of_it_is_attested(waiting: Project) -> None:
    for target in (("--step", "1.1"), ("--step", "1.2"), ("--criterion", "1")):
        result = waiting.run("attest", "041", "1", *target, "--evidence", "I did it", "--by", "Ann")
        assert result.exit == 0, result
        assert "attested by Ann" in result.stdout
    assert "--resume" in result.stdout
    waiting.file("papers.txt", "x")

    resumed = waiting.execute("041", "--resume")

    assert resumed.exit == 0, resumed
    assert resumed.summary()["complete"], resumed
    report = waiting.run("generate_report", "041", "1", "-o", "-").stdout
    assert "Ann" in report
    assert "I did it" in report


def test_a_file_is_copied_with_its_digest(waiting: Project) -> None:
    data = b"\x89PNG not really"
    waiting.file("shots/proof one.png", data)

    result = waiting.run(
        "attest", "041", "task_1", "--step", "1.1", "--evidence", "shots/proof one.png", "--json"
    )

    assert result.exit == 0, result
    file = result.json()["attestation"]["file"]
    assert file["sha256"] == hashlib.sha256(data).hexdigest()
    assert (file["name"], file["size"]) == ("proof one.png", len(data))
    copy = waiting.root / file["path"]
    (waiting.root / "shots/proof one.png").unlink()
    assert copy.read_bytes() == data
    assert copy.stat().st_mode & 0o777 == 0o600
    assert ".orchestrator" in file["path"]


def test_without_a_step_the_only_open_one_is_meant(waiting: Project) -> None:
    several = waiting.run("attest", "041", "1", "--evidence", "done")
    assert several.exit == 2
    assert "--step 1.1" in several.stderr
    assert "--criterion 1" in several.stderr
    for target in (("--step", "1.1"), ("--criterion", "1")):
        waiting.run("attest", "041", "1", *target, "--evidence", "yes")

    only = waiting.run("attest", "041", "1", "--evidence", "done")

    assert only.exit == 0, only
    assert "step 1.2" in only.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("2", "--step", "1", "--evidence", "trust me"), "runs a command"),
        (("1", "--step", "9.9", "--evidence", "x"), "has no step 9.9"),
        (("1", "--criterion", "7", "--evidence", "x"), "has no criterion 7"),
        (("1", "--step", "1.1", "--criterion", "1", "--evidence", "x"), "at once"),
        (("1", "--step", "1.1", "--evidence", "  "), "evidence is empty"),
        (("1", "--step", "1.1", "--evidence", "shots/none.png"), "no file shots/none.png"),
        (("1", "--step", "1.1", "--evidence", "docs"), "not a file"),
        (
            ("1", "--step", "1.1", "--kind", "research", "--evidence", "x"),
            "--kind is for the report",
        ),
        (("1", "--kind", "magic", "--evidence", "x"), "no kind magic"),
        (("1", "--step", "1.1", "--evidence", "x", "--by", " "), "--by is empty"),
        (("8", "--evidence", "x"), "no subtask"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_recorded(
    waiting: Project, arguments: tuple[str, ...], words: str
) -> None:
    before = waiting.run("task_status", "041", "--json").stdout
    result = waiting.run("attest", "041", *arguments)
    assert result.exit == 2, result
    assert words in result.stderr, result
    assert waiting.run("task_status", "041", "--json").stdout == before


def test_there_must_be_a_run(project: Project) -> None:
    project.task("041_by_hand", TASK)
    result = project.run("attest", "041", "1", "--step", "1.1", "--evidence", "x")
    assert result.exit == 2
    assert "execute_task" in result.stderr


def test_kinds_stand_in_their_sections_and_prove_nothing(waiting: Project) -> None:
    said = {
        "research": "Papers say yes",
        "code": "print(42)",
        "limitation": "Only two papers",
        "resource": "https://example.org/paper",
    }
    for kind, text in said.items():
        result = waiting.run("attest", "041", "1", "--kind", kind, "--evidence", text)
        assert result.exit == 0, result
        assert "INCOMPLETE" in result.stdout

    report = waiting.run("generate_report", "041", "1", "-o", "-").stdout

    sections = dict(
        part.partition("\n")[::2] for part in report.split("\n## ") if not part.startswith("#")
    )
    places = {
        "research": "Research Findings",
        "code": "Code Examples",
        "limitation": "Limitations Found",
        "resource": "External Resources Used",
    }
    for kind, text in said.items():
        assert text in sections[places[kind]], (kind, report)


def test_a_failing_check_is_not_overridden(project: Project) -> None:
    project.task(
        "042_checked",
        "# Task 042: Checked\n### Task 1: Do\n- [ ] 1.1 Make the file\n\n"
        "**Acceptance Criteria**:\n- [ ] It is there\n\n**Verify**:\n- `test -f made.txt`\n",
    )
    project.execute("042")
    for target in (("--step", "1.1"), ("--criterion", "1")):
        project.run("attest", "042", "1", *target, "--evidence", "surely")

    failed = project.execute("042", "--resume")

    assert failed.exit == 1, failed
    assert failed.rows()["task_1"]["verdict"] == "incomplete"
    more = project.run("attest", "042", "1", "--step", "1.1", "--evidence", "no, really")
    assert "INCOMPLETE" in more.stdout
    assert "check_1" in more.stdout


def test_a_step_of_the_run_cannot_speak_for_it(project: Project) -> None:
    project.task(
        "043_liar",
        "# Task 043: Liar\n### Task 1: Claim\n- [ ] 1.1 Say so\n  ```bash\n"
        "  unset ORCHESTRATOR_RUN ORCHESTRATOR_TASK\n"
        "  python -m orchestrator attest 043 1 --step 1.2 --evidence 'all good' --by Boss\n"
        "  ```\n- [ ] 1.2 Think hard\n",
    )
    result = project.execute("043")
    assert result.exit == 1, result
    assert "no evidence" in (project.root / str(result.rows()["task_1"]["log"])).read_text()
    assert result.rows()["task_1"]["verdict"] == "incomplete"


def test_evidence_after_the_run_counts_at_once(project: Project) -> None:
    project.task(
        "044_criterion",
        "# Task 044: Criterion\n### Task 1: Do\n```bash\ntest -d docs\n```\n"
        "**Acceptance Criteria**:\n- [ ] It reads well\n",
    )
    assert project.execute("044").exit == 3

    done = project.run("attest", "044", "1", "--evidence", "I read it aloud", "--by", "Ann")

    assert "task_1 is COMPLETE" in done.stdout, done
    status = project.run("task_status", "044", "--json").json()
    assert (status["complete"], status["percent"], status["exit_code"]) == (True, 100.0, 0)
    assert "100%" in project.run("task_status").stdout


def test_evidence_is_taken_up_by_the_run_that_goes_on(project: Project) -> None:
    project.task(
        "045_live",
        "# Task 045: Live\n### Task 1: Look\n- [ ] 1.1 Look at it\n"
        "### Task 2: Wait\n**Depends on**: None\n```bash\n"
        "touch started\nfor i in $(seq 300); do test -f seen && exit 0; sleep 0.05; done; exit 1\n"
        "```\n### Task 3: After\n**Depends on**: Task 1\n```bash\ntouch seen\ntest -f seen\n```\n",
    )
    running = project.start("execute_task", "045", "--json", "--no-report", "-j", "2")
    project.wait_for("started")

    said = project.run("attest", "045", "1", "--step", "1.1", "--evidence", "I looked")

    assert said.exit == 0, said
    out, _ = running.communicate(timeout=30)
    assert running.returncode == 0, out
    assert '"attested"' in out


@pytest.mark.parametrize(
    "evidence",
    ["\u200b", "-", "…", "blank.txt", "docs/tasks/041_by_hand.md", ".orchestrator/state.db",
     "docs/reports/041_final_summary.md"],
)  # fmt: skip
def test_what_shows_nothing_of_the_work_is_no_evidence(waiting: Project, evidence: str) -> None:
    waiting.file("blank.txt", " \n")
    result = waiting.run("attest", "041", "1", "--step", "1.1", "--evidence", evidence)
    assert result.exit == 2, result
    assert row(waiting, "task_1")["status"] == "waiting"


def test_what_waits_for_the_next_step_cannot_go_on_yet(waiting: Project) -> None:
    said = waiting.run("attest", "041", "1", "--step", "1.1", "--evidence", "I did it")
    assert "it can go on" not in said.stdout
    assert "step 1.2 waits for a person" in said.stdout
    assert "--step 1.2" in said.stdout


def test_a_name_does_not_reach_the_terminal_raw(waiting: Project) -> None:
    said = waiting.run(
        "attest", "041", "1", "--step", "1.1", "--evidence", "done", "--by", "ev\x1b[31mil"
    )
    assert "\x1b" not in said.stdout
    assert "ev" in said.stdout
