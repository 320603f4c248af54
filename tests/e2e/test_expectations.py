"""What proves a command: exit codes, Expect bullets and Expected Output, each met and not met."""

from __future__ import annotations

import hashlib

import pytest

from tests.e2e.case import Case, check_case, fails, run_cases
from tests.e2e.project import Project, Result


def bullets(script: str, *expected: str) -> str:
    """A block and its Expect bullets."""
    return f"```sh\n{script}\n```\n**Expect**:\n" + "".join(f"- {each}\n" for each in expected)


def output(script: str, fence: str, expected: str) -> str:
    """A block and the fence of its Expected Output."""
    return f"```sh\n{script}\n```\n**Expected Output**:\n```{fence}\n{expected}\n```\n"


SHA = hashlib.sha256(b"sum\n").hexdigest()
TWO = "cat two.txt"
EXIT_CODES = [
    Case("exit 0 is expected", "```sh\ntest -d .\n```"),
    fails("exit 1 is not", "```sh\nexit 1\n```", "exit code 1, expected 0"),
    Case("option", "```sh expect-exit=3\nexit 3\n```"),
    fails("option not met", "```sh expect-exit=3\ntest -d .\n```", "exit code"),
    Case("bullet", bullets("exit 3", "exit code 3")),
    Case("list", bullets("exit 4", "exit code 3, 4")),
    fails("not of the list", bullets("exit 5", "exit code 3, 4"), "exit code 5"),
    Case("non-zero", bullets("exit 5", "exit code non-zero")),
    fails("non-zero but 0", bullets("test -d .", "exit code non-zero")),
    fails("non-zero but 126", bullets("exit 126", "exit code non-zero"), "126"),
    fails("non-zero but 127", bullets("no-such-command", "exit code non-zero"), "127"),
    fails("non-zero but killed", bullets("kill -9 $$", "exit code non-zero"), "SIGKILL"),
    Case(
        "non-zero but timed out",
        "```sh timeout=200ms\nsleep 20\n```\n**Expect**:\n- exit code non-zero",
        status="timed_out",
        verdict="incomplete",
        reasons=("0.2 s",),
    ),
]
BULLETS = [
    Case("stdout contains", bullets(TWO, 'stdout contains "two"')),
    fails("stdout contains not", bullets(TWO, 'stdout contains "three"'), "stdout"),
    Case("stdout equals", bullets(TWO, 'stdout equals "one\\ntwo"')),
    fails("stdout equals not", bullets(TWO, 'stdout equals "one"'), "stdout"),
    Case("stdout matches", bullets(TWO, "stdout matches /^t.o$/")),
    fails("stdout matches not", bullets(TWO, "stdout matches /^w/"), "stdout"),
    Case("stderr contains", bullets("test -d . && echo x >&2", 'stderr contains "x"')),
    fails("stderr is not stdout", bullets(TWO, 'stderr contains "two"'), "stderr"),
    Case("file exists", bullets("touch e.txt", "file e.txt exists")),
    fails("file missing", bullets("test -d .", "file none.txt exists"), "none.txt"),
    Case("file contains", bullets("echo abc > c.txt", 'file c.txt contains "b"')),
    fails("file lacks", bullets("echo abc > l.txt", 'file l.txt contains "z"'), "l.txt"),
    Case("file not empty", bullets("echo a > n.txt", "file n.txt is not empty")),
    fails("file empty", bullets(": > m.txt", "file m.txt is not empty"), "m.txt"),
    Case("file sha256", bullets("echo sum > s.txt", f"file s.txt sha256 {SHA}")),
    fails("file other sha256", bullets("echo x > o.txt", f"file o.txt sha256 {SHA}")),
    Case("json", bullets("cat status.json", 'json .status == "ok"', "json .n[1] >= 2")),
    fails("json not", bullets("cat status.json", 'json .status == "no"'), ".status"),
    Case("duration", bullets("test -d .", "duration < 10s")),
    fails("too long", bullets("sleep 0.3", "duration < 100ms"), "duration"),
    Case("no output", bullets("test -d .", "no output")),
    fails("output", bullets("test -d . && echo x >&2", "no output"), "output"),
]
OUTPUT = [
    Case("exact", output(TWO, "text", "one\ntwo")),
    fails("exact not", output(TWO, "text", "one\ntwo\nthree"), "stdout"),
    Case("trailing blanks", output("cat blanks.txt", "", "a\nb")),
    fails("inner blanks count", output("cat blanks.txt", "", "a\n b"), "stdout"),
    Case("any lines", output("cat many.txt", "text", "1\n...\n9")),
    fails("any lines not", output("cat many.txt", "text", "1\n...\n8"), "stdout"),
    Case("regex line", output(TWO, "text", "o[mn]e (regex)\ntwo")),
    fails("regex line not", output(TWO, "text", "o[m]e (regex)\ntwo"), "stdout"),
    Case("glob line", output(TWO, "text", "on? (glob)\nt* (glob)")),
    fails("glob line not", output(TWO, "text", "on (glob)\nt* (glob)"), "stdout"),
    Case("contains", output(TWO, "text contains", "two")),
    fails("contains not", output(TWO, "text contains", "three"), "stdout"),
    Case("regex", output(TWO, "text regex", "^o.e$")),
    fails("regex not", output(TWO, "text regex", "^x"), "stdout"),
    Case("glob", output(TWO, "text glob", "one*two*")),
    Case("equal as json", output("cat status.json", "json", '{"n":[1,2],  "status":"ok"}')),
    fails("not equal", output("cat status.json", "json", '{"n": [1, 2]}'), "stdout"),
    Case("json word", output("cat status.json", "text json", '{"n":[1,2],"status":"ok"}')),
    Case("json contains", output("cat status.json", "json-contains", '{"status": "ok"}')),
    fails(
        "json contains not",
        output("cat status.json", "text json-contains", '{"status": "no"}'),
        "stdout",
    ),
    Case(
        "similarity",
        f"```sh\n{TWO}\n```\n<!-- expected_similarity=0.5 -->\n```text\none\ntwp\n```",
    ),
    fails(
        "similarity not",
        f"```sh\n{TWO}\n```\n<!-- expected_similarity=0.9 -->\n```text\nother words\n```",
        "stdout",
    ),
]
# Words of one's own prove nothing, whatever is expected of them.
PROVES_NOTHING = [
    Case("echo", "```sh\necho all tests passed\n```"),
    Case("echo as expected", bullets("echo passed", 'stdout contains "passed"')),
    Case("echo with its output", output("echo passed", "text", "passed")),
    Case("true", "```sh\ntrue\n```"),
    Case("swallowed", "```sh\nls no-such-file || true\n```"),
    Case("assignments", "```sh\nA=1\nexport B=2\n```"),
    Case("echo as a check", "**Run**:\n```sh\ntrue\n```\n**Verify**:\n- `echo fine`"),
    Case("an old file", bullets("true", "file old.txt exists")),
    Case("an old output", "**Outputs**: old.txt\n```sh\ntrue\n```"),
]
PROVED_ALL_THE_SAME = [
    Case("echo with a check", "```sh\necho working\n```\n**Verify**:\n- `test -f old.txt`"),
    Case("echo with an output", "**Outputs**: new.txt\n```sh\necho new > new.txt\n```"),
]
CASES = [*EXIT_CODES, *BULLETS, *OUTPUT, *PROVED_ALL_THE_SAME]


@pytest.fixture(scope="module")
def result(shared: Project) -> Result:
    shared.file("status.json", '{"status": "ok", "n": [1, 2]}\n')
    shared.file("two.txt", "one\ntwo\n")
    shared.file("blanks.txt", "a  \r\nb\n\n")
    shared.file("many.txt", "".join(f"{number}\n" for number in range(1, 10)))
    shared.file("old.txt", "old\n")
    return run_cases(shared, [*CASES, *PROVES_NOTHING])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_expectation_decides(result: Result, case: Case) -> None:
    check_case(result, case)


@pytest.mark.parametrize("case", PROVES_NOTHING, ids=str)
def test_own_words_and_old_files_prove_nothing(result: Result, case: Case) -> None:
    row = next(row for row in result.summary()["subtasks"] if row["title"] == case.title)

    assert row["status"] == "succeeded", row
    assert row["verdict"] == "incomplete"
    told = ("nothing was proved", "proves nothing")
    assert any(word in reason for word in told for reason in row["reasons"]), row["reasons"]


def test_a_failed_comparison_shows_what_was_expected_and_what_came(result: Result) -> None:
    finished = [
        event["result"]["judgements"]
        for event in result.of_type("step_finished")
        if event["result"]["outcome"] == "failed"
    ]
    unmet = [each for judgements in finished for each in judgements if not each["passed"]]

    assert len(finished) == len(unmet) > 15
    assert all(each["expected"] and each["got"] is not None for each in unmet), unmet
