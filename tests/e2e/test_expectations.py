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
    Case("exit 0 is expected", "```sh\ntest -d /etc\n```"),
    fails("exit 1 is not", "```sh\nexit 1\n```", "exit code 1, expected 0"),
    Case("option", "```sh expect-exit=3\ntest -d /etc && exit 3\n```"),
    fails("option not met", "```sh expect-exit=3\ntest -d /etc\n```", "exit code"),
    Case("bullet", bullets("cat two.txt; exit 3", "exit code 3")),
    Case("list", bullets("cat two.txt; exit 4", "exit code 3, 4")),
    fails("not of the list", bullets("exit 5", "exit code 3, 4"), "exit code 5"),
    Case("non-zero", bullets("test -d none", "exit code non-zero")),
    fails("non-zero but 0", bullets("test -d /etc", "exit code non-zero")),
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
    Case("stderr contains", bullets("test -d /etc && echo x >&2", 'stderr contains "x"')),
    fails("stderr is not stdout", bullets(TWO, 'stderr contains "two"'), "stderr"),
    Case("file exists", bullets("touch e.txt", "file e.txt exists")),
    fails("file missing", bullets("test -d /etc", "file none.txt exists"), "none.txt"),
    Case("file contains", bullets("echo abc > c.txt", 'file c.txt contains "b"')),
    fails("file lacks", bullets("echo abc > l.txt", 'file l.txt contains "z"'), "l.txt"),
    Case("file not empty", bullets("echo a > n.txt", "file n.txt is not empty")),
    fails("file empty", bullets(": > m.txt", "file m.txt is not empty"), "m.txt"),
    Case("file sha256", bullets("echo sum > s.txt", f"file s.txt sha256 {SHA}")),
    fails("file other sha256", bullets("echo x > o.txt", f"file o.txt sha256 {SHA}")),
    Case("json", bullets("cat status.json", 'json .status == "ok"', "json .n[1] >= 2")),
    fails("json not", bullets("cat status.json", 'json .status == "no"'), ".status"),
    Case("duration", bullets("test -d /etc", "duration < 10s")),
    fails("too long", bullets("sleep 0.3", "duration < 100ms"), "duration"),
    Case("output on stdout", bullets(TWO, 'output contains "two"')),
    Case("output on stderr", bullets(f"{TWO} >&2", "output matches /^tw/")),
    fails("output nowhere", bullets(f"{TWO}; echo x >&2", 'output contains "y"'), "on stderr"),
    Case("whole output", bullets(f"{TWO} >&2", 'output equals "one\\ntwo"')),
    fails("output and more", bullets(f"{TWO}; echo x >&2", 'output equals "x"'), "output"),
    Case("several in one", bullets(f"{TWO}; exit 3", 'exit 3, stdout contains "two"')),
    Case("file missing as asked", bullets(TWO, "file none.txt does not exist")),
    fails("file there", bullets(TWO, "file two.txt does not exist"), "two.txt"),
    Case("no output", bullets("test -d /etc", "no output")),
    fails("output", bullets("test -d /etc && echo x >&2", "no output"), "output"),
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
    Case("any number", output("cat many.txt", "", "[1-5] (regex+)\n? (glob*)\nx (?)")),
    fails("not any number", output("cat many.txt", "", "[1-5] (regex+)\nx (+)"), "stdout"),
    Case(
        "escaped",
        output("printf 'a\\tb\\033[1m\\n'; cat one.txt", "", "a\\tb\\x1b[1m (escaped)\none"),
    ),
    fails("escaped not", output(TWO, "", "one\\t (escaped)\ntwo"), "stdout"),
    Case("no line end", output("cat one.txt; printf two", "", "one (equal)\ntwo (no-eol)")),
    fails("line end", output(TWO, "", "one (eq)\ntwo (no-eol)"), "line end after its last line"),
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
    Case(
        "pattern in a comment",
        f'```sh\n{TWO}\n```\n<!-- expected_similarity="^t.o$" -->\n```text\na sample\n```',
    ),
    fails(
        "pattern in a comment not",
        f'```sh\n{TWO}\n```\n<!-- expected_similarity="^x" -->\n```text\na sample\n```',
        "stdout",
    ),
    Case("expected results", f"```sh\n{TWO}\n```\n**Expected Results**:\n```\none\ntwo\n```"),
    fails("expected", f"```sh\n{TWO}\n```\n**Expected**:\n```\none\n```", "stdout"),
    fails("expected bullets", f"```sh\n{TWO}\n```\n**Expected**:\n- exit code 3", "exit code"),
]
SESSIONS = [
    Case("console", "```console\n$ cat two.txt \\\n> one.txt\none\ntwo\none\n```"),
    fails("console not", "```console\n$ cat two.txt\none\n```", "stdout"),
    Case("its exit code", "```console\n$ cat two.txt; exit 4\n...\ntwo\n[4]\n```"),
    fails("not its exit code", "```console\n$ cat two.txt\none\ntwo\n[4]\n```", "exit code 0"),
    Case("scrut", "```scrut {timeout: 10s}\n# what it is\n$ cat two.txt\n* (glob)\ntwo\n```"),
    fails("scrut prints nothing", "```scrut\n$ cat two.txt\n```", "stdout"),
    Case("scrut on stderr", "```scrut {output_stream: stderr}\n$ cat two.txt >&2\none\ntwo\n```"),
    fails("scrut on stdout", "```scrut {output_stream: stderr}\n$ cat two.txt\none\ntwo\n```"),
    Case("scrut on both", "```scrut {output_stream: combined}\n$ cat two.txt >&2\none\n...\n```"),
    Case(
        "scrut in time",
        "```scrut {timeout: 200ms}\n$ sleep 20; cat two.txt\n```",
        status="timed_out",
        verdict="incomplete",
        reasons=("0.2 s",),
    ),
]
TABLES = [
    Case(
        "table",
        "**Verify**:\n\n| Command | Expected |\n|---|---|\n"
        '| `cat two.txt` | contains "two" |\n| `test -d none` | HONEYPOT: must FAIL |\n'
        "| `cat two.txt; exit 3` | exit 3 |\n",
    ),
    fails(
        "table not",
        '**Verify**:\n\n| Command | Expected |\n|---|---|\n| `cat two.txt` | contains "three" |\n',
        "stdout",
    ),
    Case(
        "exit codes in a column",
        "**Verify**:\n\n| Command | Exit code |\n|---|---|\n| `cat two.txt; exit 3` | 3 |\n",
    ),
    fails(
        "honeypot that passes",
        "**Verify**:\n\n| Command | Note |\n|---|---|\n| `cat two.txt` | HONEYPOT |\n",
        "exit code 0, expected non-zero",
    ),
    Case("bmad", '**Verify**:\n- `cat two.txt` -- expected: stdout contains "two"\n'),
    fails("bmad not", '**Verify**:\n- `cat two.txt` -- expected: stdout contains "x"\n', "stdout"),
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
    Case("succeeds or fails", bullets("test -d none", "exit code 0 or 1")),
    Case("fails as it must", "**Verify**:\n- `false` -- expected: FAIL\n"),
    Case("quits as it must", bullets("exit 3", "exit code 3")),
    Case(
        "a likeness of none",
        "```sh\ncat two.txt | cat\n```\n<!-- expected_similarity=0 -->\n```\n```",
    ),
    Case("any lines of a pipe", output("cat none.txt | cat", "", "...")),
    Case("any text of a pipe", bullets("cat none.txt | cat", "stdout matches /.*/")),
    Case("an old output", "**Outputs**: old.txt\n```sh\ntrue\n```"),
]
PROVED_ALL_THE_SAME = [
    Case("echo with a check", "```sh\necho working\n```\n**Verify**:\n- `test -f old.txt`"),
    Case("echo with an output", "**Outputs**: new.txt\n```sh\necho new > new.txt\n```"),
]
CASES = [*EXIT_CODES, *BULLETS, *OUTPUT, *SESSIONS, *TABLES, *PROVED_ALL_THE_SAME]


@pytest.fixture(scope="module")
def result(shared: Project) -> Result:
    shared.file("status.json", '{"status": "ok", "n": [1, 2]}\n')
    shared.file("two.txt", "one\ntwo\n")
    shared.file("one.txt", "one\n")
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
        for kind in ("step_finished", "check_finished")
        for event in result.of_type(kind)
        if event["result"]["outcome"] == "failed"
    ]
    unmet = [each for judgements in finished for each in judgements if not each["passed"]]

    assert len(finished) == len(unmet) > 30
    assert all(each["expected"] and each["got"] is not None for each in unmet), unmet


def test_the_terminal_and_the_report_show_what_differs(project: Project) -> None:
    body = output("printf '%s\\n' 1 2 3 4; test -d /etc", "text", "1\n2\n\\d (regex)\nfour")
    project.task("001_lines", f"# Task 001: Lines\n### Task 1: Count\n{body}")
    ran = project.run("execute_task", "001")
    report = project.read("docs/reports/001_task_1_count.md")

    assert ran.exit == 1
    for shown in (ran.stdout, report):
        lines = [line.strip(" |") for line in shown.splitlines()]
        at = lines.index("-four")
        assert lines[at - 2 : at + 2] == ["2", "3", "-four", "+4"], shown


@pytest.mark.long
def test_an_expectation_that_cannot_be_read_is_an_error(project: Project) -> None:
    unreadable = {
        "bullet": bullets(TWO, "it works"),
        "line": output(TWO, "", "o.e (regexp)"),
        "times": output(TWO, "", "one (glob**)"),
        "pattern": output(TWO, "", "o( (regex)"),
        "inner": output(TWO, "", "one (no-eol)\ntwo"),
        "word": output(TWO, "text contain", "two"),
        "json": output(TWO, "json", "{one"),
        "regex": output(TWO, "regex", "one("),
        "likeness": f"```sh\n{TWO}\n```\n<!-- expected_similarity=80% -->\n```\none\n```",
        "no block": f"```sh\n{TWO}\n```\n<!-- expected_similarity=0.8 -->\n",
        "scrut": "```scrut {timeout: soon}\n$ cat two.txt\n```",
        "stream": "```scrut {output_stream: both}\n$ cat two.txt\n```",
        "braces": "```scrut {timeout: [}\n$ cat two.txt\n```",
    }
    for name, body in unreadable.items():
        project.task(f"00_{name.replace(' ', '_')}", f"# Task 1: {name}\n### Task 1: It\n{body}")
        told = project.run("convert_task", f"docs/tasks/00_{name.replace(' ', '_')}.md")
        assert told.exit == 2, (name, told)
        assert "error[bad-" in told.stderr, (name, told)


def test_an_expectation_on_nothing_is_told(project: Project) -> None:
    body = (
        output(TWO, "", "...")
        + output(TWO, "contains", "")
        + output(TWO, "regex", ".*")
        + output(TWO, "glob", "*")
        + output(TWO, "json-contains", "{}")
        + output(TWO, "", "* (glob*)")
        + bullets(TWO, 'output contains ""')
        + f"**Run**:\n```sh\n{TWO}\n```\n<!-- expected_similarity=0.0 -->\n```\nx\n```\n"
    ).replace("```sh", "```sh run")
    project.task("001_none", f"# Task 001: None\n### Task 1: It\n{body}")
    told = project.run("convert_task", "docs/tasks/001_none.md").stderr

    assert told.count("warning[expects-nothing]") == 8, told
