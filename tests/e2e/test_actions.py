"""What runs and what never does: places, languages, fence words, items, tables, consoles."""

from __future__ import annotations

import shutil

import pytest

from tests.e2e.case import Case, check_case, fails, run_cases
from tests.e2e.project import Project, Result


def leaves(name: str, language: str = "sh") -> str:
    """A block that leaves a trace when it runs."""
    return f"```{language}\necho {name} >> ran.txt\n```\n"


# Under each label of the first list a block runs, under each of the second it is text.
ACTION_LABELS = [
    "Run", "Command", "Commands", "Script", "Setup", "Execute", "Steps", "Implementation Steps",
    "**Run (first)**", "🚀 Run",
]  # fmt: skip
CHECK_LABELS = [
    "Verify", "Verification", "Verification Method", "Check", "Checks", "Test", "Tests",
    "Tests to Run", "Validation", "CLI Testing", "CLI Testing Requirements", "Acceptance Criteria",
]  # fmt: skip
TEXT_LABELS = [
    "Example", "Code Example", "Usage", "Output", "Notes", "Technical Specifications",
    "Research", "Rationale",
]  # fmt: skip


def labelled(labels: list[str], kind: str) -> list[Case]:
    """A case a label, the label once as a line and once as a heading."""
    cases = []
    for number, label in enumerate(labels):
        name = label.strip("*")
        opening = f"#### {name}" if number % 2 else f"**{name}**:"
        title = f"{kind} {number}"
        cases.append(
            Case(
                title,
                f"```sh\ntest -d /etc\n```\n{opening}\n\n{leaves(title.replace(' ', '_'))}",
            )
        )
    return cases


LABELLED = [*labelled(ACTION_LABELS, "action"), *labelled(CHECK_LABELS, "check")]
DOCUMENTED = labelled(TEXT_LABELS, "text")
PLACES = [
    Case("body", leaves("body")),
    Case(
        "step", f"- [ ] 1.1 Do it\n\n  {leaves('step').replace(chr(10), chr(10) + '  ').rstrip()}"
    ),
    Case("tilde", leaves("tilde").replace("```", "~~~")),
    Case("plain label", f"Run:\n\n{leaves('plain_label')}"),
    Case("norun", f"```sh\ntest -d /etc\n```\n{leaves('norun', 'sh norun')}"),
    Case("run under notes", f"**Notes**:\n{leaves('run_under_notes', 'sh run')}"),
    Case("verify in the body", f"{leaves('verify_in_the_body', 'sh verify')}"),
    Case("comments only", "```sh\ntest -d /etc\n```\n```sh\n# nothing\n\n```"),
    Case("hidden", "<!--\n```sh\nexit 1\n```\n-->\n```sh\ntest -d /etc\n```"),
    Case("nested fence", "````text\n```sh\nexit 1\n```\n````\n```sh\ntest -d /etc\n```"),
]
LANGUAGES = [
    Case("sh", leaves("sh")),
    Case("bash", leaves("bash", "bash")),
    Case("python", "```python\nopen('ran.txt', 'a').write('python\\n')\n```"),
    Case("python3", "```python3\nopen('ran.txt', 'a').write('python3\\n')\n```"),
    Case("py", "```py\nopen('ran.txt', 'a').write('py\\n')\n```"),
    Case("text", "```sh\ntest -d /etc\n```\n```text\necho text >> ran.txt\n```"),
    Case("json", '```sh\ntest -d /etc\n```\n```json\n{"a": 1}\n```'),
    Case("no language", "```sh\ntest -d /etc\n```\n```\necho no_language >> ran.txt\n```"),
    Case("shell key", "**Shell**: bash\n```\necho shell_key >> ran.txt; [[ 1 == 1 ]]\n```"),
]
OTHERS = {
    "node": "```js\nrequire('fs').appendFileSync('ran.txt', 'node\\n')\n```",
    "perl": "```perl\nopen my $f, '>>', 'ran.txt' or die; print $f \"perl\\n\";\n```",
    "ruby": "```ruby\nFile.write('ran.txt', \"ruby\\n\", mode: 'a')\n```",
    "zsh": leaves("zsh", "zsh"),
    "fish": leaves("fish", "fish"),
}
INSTALLED = [Case(name, body) for name, body in OTHERS.items() if shutil.which(name)]
WAYS = [
    fails("stops at the first error", "```sh\nfalse\ntest -d /etc\n```"),
    fails("bash too", "```bash\nfalse\ntest -d /etc\n```"),
    fails("pipefail", "```bash\nfalse | cat\n```"),
    Case(
        "sh has none",
        "```sh\nfalse | cat\n```",
        verdict="incomplete",
        reasons=("nothing was proved",),
    ),
    fails("python raises", "```python\nassert False, 'no'\n```"),
    Case("own", "```sh\ncd /\nexport X=1\n```\n```sh\ntest -f two.txt && test -z \"$X\"\n```"),
    Case("dollar and heredoc", "```sh\ncat > h.txt <<'END'\n$VAR `x`  \n\n  y\nEND\n"
         "test \"$(sed -n 1p h.txt)\" = '$VAR `x`  '\ntest \"$(wc -l < h.txt)\" -eq 3\n```"),
    Case("long", "```sh\n" + "".join(f": {n:0100}\n" for n in range(3000)) + "test -d /etc\n```"),
    Case("cwd option", "```sh cwd=sub\ntest -f here.txt\n```"),
    Case("cwd key", "**Working directory**: sub\n```sh\ntest -f here.txt\n```"),
    Case("dir in a span", "- Dir: `sub`\n\n```sh\ntest -f here.txt\n```"),
    Case("block timeout", "```sh timeout=200ms\nsleep 20\n```", "timed_out", "incomplete"),
    Case("stdin is empty", "```sh\ntest -z \"$(cat)\"\n```"),
    Case("named", "```sh name=greet\ntest -d /etc\n```"),
]  # fmt: skip
ITEMS = [
    Case("span", "**Run**:\n- `echo span >> ran.txt`\n"),
    Case("span in text", "```sh\ntest -d /etc\n```\n**Notes**:\n- `exit 1`\n"),
    fails("span as check", "```sh\ntest -d /etc\n```\n**Verify**:\n- `test -d none`\n"),
    Case("bmad", "**Verify**:\n- `test -d /etc && exit 3` -- expected: exit 3\n"),
    fails("bmad not", "```sh\ntest -d /etc\n```\n**Verify**:\n- `exit 2` -- expected: exit 3\n"),
    Case(
        "table",
        "```sh\ntest -d /etc\n```\n**CLI Testing**:\n\n| # | Command | Expected |\n|---|---|---|\n"
        "| 1 | `echo table >> ran.txt` | exit 0 |\n| 2 | `test -d none` | HONEYPOT: must fail |\n",
    ),
    fails(
        "honeypot that passes",
        "```sh\ntest -d /etc\n```\n**Verify**:\n\n| Command | Remark |\n|---|---|\n"
        "| `test -d /etc` | HONEYPOT |\n"),
    Case(
        "expected FAIL",
        "```sh\ntest -d /etc\n```\n**Verify**:\n\n| Command | Expected |\n|---|---|\n"
        "| `test -d none` | expected: FAIL |\n",
    ),
    fails("one line key", "```sh\ntest -d /etc\n```\n**Verify**: `test -d none`\n"),
]  # fmt: skip
CONSOLES = [
    Case("console", "```console\n$ cat two.txt\none\ntwo\n$ echo console >> ran.txt\n```"),
    fails("console not", "```console\n$ cat two.txt\none\nthree\n```"),
    Case("console any", "**Verify**:\n```shell-session\n$ cat two.txt\n...\ntwo\n```"),
]
CASES = [*LABELLED, *DOCUMENTED, *PLACES, *LANGUAGES, *INSTALLED, *WAYS, *ITEMS, *CONSOLES]

RAN = {
    *(case.title.replace(" ", "_") for case in LABELLED),
    "body", "step", "tilde", "plain_label", "run_under_notes", "verify_in_the_body", "sh", "bash",
    "python", "python3", "py", "shell_key", *(case.title for case in INSTALLED), "span", "table",
    "console",
}  # fmt: skip


@pytest.fixture(scope="module")
def result(shared: Project) -> Result:
    shared.file("two.txt", "one\ntwo\n")
    shared.file("sub/here.txt", "")
    return run_cases(shared, CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_action_does_what_its_file_says(result: Result, case: Case) -> None:
    check_case(result, case)


def test_exactly_what_may_run_ran_and_once(result: Result, shared: Project) -> None:
    ran = shared.lines("ran.txt")

    assert set(ran) == RAN, result
    assert len(ran) == len(RAN)


def test_a_dry_run_lists_exactly_what_ran_with_its_line(result: Result, shared: Project) -> None:
    ran = {
        (event["subtask"], event.get("step") or event.get("check"))
        for event in result.events()
        if event["type"] in ("step_finished", "check_finished")
    }

    coming = shared.execute("001", "--dry-run").json()

    listed = {
        (subtask["id"], command["id"]): command
        for subtask in coming["subtasks"]
        for command in subtask["commands"]
    }
    not_reached = {(f"task_{n}", "1") for n in range(1, 200)} - ran
    assert ran <= set(listed)
    assert set(listed) - ran <= not_reached | {key for key in listed if "check" in key[1]}
    text = shared.read("docs/tasks/001_cases.md").split("\n")
    for command in listed.values():
        first = command["script"].strip().split("\n")[0].strip()
        assert any(first in line for line in text[command["line"] - 1 : command["line"] + 4]), (
            command
        )
