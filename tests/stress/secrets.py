"""Nothing secret is kept or shown, declared or not, and nothing else is hidden."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.e2e.project import CHECKOUT, Project, Result
from tests.stress.secret_places import (
    HANDED_ON,
    found_in,
    handed_on,
    leak,
    look,
    wait_with,
)
from tests.stress.secret_values import traces, values
from tests.stress.trial import Tally, Trial

# As many as a run has time for; each is a subtask with all of its steps and checks.
_AT_ONCE = 10
_MOST_TOLD = 20
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def declared(folder: Path, count: int, random: Random) -> Tally:
    """Each secret in all of its forms, from everywhere to everywhere."""
    wrong: list[str] = []
    looked = forms = finds = 0
    every = values(random)[:count]
    in_full = count > _AT_ONCE
    for start in range(0, len(every), _AT_ONCE):
        secrets = {
            f"SECRET_{number:02}": value
            for number, value in enumerate(every[start : start + _AT_ONCE])
        }
        project = _project(folder / f"declared_{start}")
        results = leak(project, secrets, in_full=in_full)
        sought = {name: traces(value) for name, value in secrets.items()}
        found, size = found_in(project, results, sought)
        wrong += found
        finds += len(found)
        looked += size
        forms += sum(map(len, sought.values()))
        wrong += _not_given_away(results[0], secrets)
    return Tally(
        tried=len(every),
        wrong=tuple(wrong),
        figures={
            "forms": forms,
            "secrets found": finds,
            "MB searched": round(looked / 1e6, 1),
        },
    )


def midway(folder: Path, count: int, random: Random) -> Tally:
    """The same while steps run, after the orchestrator was killed in them, and when the run was
    cancelled then: but for what steps hand on, which lies in one file each until then."""
    secrets = {f"SECRET_{number:02}": value for number, value in enumerate(values(random)[:count])}
    project = _project(folder / "midway")
    sought = {name: traces(value) for name, value in secrets.items()}
    wrong: list[str] = []
    finds = looked = 0

    def search(when: str, *but: str) -> None:
        nonlocal finds, looked
        found, size = found_in(project, (), sought, but=but)
        wrong.extend(f"{when}: {line}" for line in found)
        finds += len(found)
        looked += size

    process = wait_with(project, secrets)
    try:
        search("while it ran", HANDED_ON)
    finally:
        process.kill()
        process.communicate()
    search("after it was killed", HANDED_ON)
    if len(handed_on(project)) != count:
        wrong.append(f"of {count} steps {len(handed_on(project))} have handed something on")
    cancelled = project.run("cancel", "001")
    search("after it was cancelled")
    if cancelled.exit != 0 or handed_on(project):
        wrong.append(f"what nobody can use any more was left: {cancelled!r}")
    return Tally(
        tried=count,
        wrong=tuple(wrong),
        figures={"secrets found": finds, "MB searched": round(looked / 1e6, 1)},
    )


def _not_given_away(result: Result, secrets: dict[str, str]) -> list[str]:
    """Where nothing was printed, so that finding nothing would mean nothing."""
    wrong = []
    for number, name in enumerate(secrets, start=1):
        own = [event for event in result.events() if event.get("subtask") == f"task_{number}"]
        told = [
            "***" in f"{event['result']['output']} {event.get('values')}"
            for event in own
            if event["type"] in ("step_finished", "check_finished")
        ]
        if len(told) != 8 or not all(told):
            wrong.append(f"{name} was not printed everywhere: {told}")
    return wrong


def undeclared(folder: Path, count: int, random: Random) -> Tally:
    """Tokens that nobody declared, printed, compared, handed on, handed in and written down."""
    tokens = _tokens(random)[:count]
    project = _project(folder / "undeclared")
    project.task("001_tokens", _task_with(tokens))
    in_full = count > _AT_ONCE
    ways = (("--json",), ()) if in_full else (("--json",),)
    results = [project.run("execute_task", "001", *way) for way in ways]
    for number, token in enumerate(tokens if in_full else tokens[:1], start=1):
        word = f"rotated {token} today"
        results.append(
            project.run("attest", "001", f"task_{number}", "--evidence", word, "--by", token)
        )
    results += look(project, "001", in_full=in_full)
    wrong, looked = found_in(
        project,
        results,
        {f"token {number}": {token.encode()} for number, token in enumerate(tokens)},
        # Logs are what was printed, and the plan is as it was written.
        but=(".log", "table plans", "state.db", "state.db-wal", ".json", ".plan"),
    )
    failed = results[0].of_type("step_finished")
    if len(failed) != len(tokens) or any(
        "***" not in event["result"]["output"] for event in failed
    ):
        wrong.append("the tokens were not printed")
    warned = results[0].stderr.count("warning[secret-in-file]")
    if warned != min(2 * len(tokens), _MOST_TOLD):
        wrong.append(f"of {2 * len(tokens)} lines with tokens {warned} were told")
    return Tally(
        tried=len(tokens), wrong=tuple(wrong), figures={"MB searched": round(looked / 1e6, 1)}
    )


def _task_with(tokens: list[str]) -> str:
    subtasks = [
        f"""\
### Task {number}: Token {number}
- [ ] 1 Print it
  ```bash
  t={token}
  echo "with $t in it"; echo "T=$t" >> "$ORCHESTRATOR_OUTPUTS"
  ```
- [ ] 2 Ask somebody about it

**Verify**:
```bash
echo {token[:4]}{token[4:]}
```
**Expect**:
- stdout equals "another"
"""
        for number, token in enumerate(tokens, start=1)
    ]
    return "---\norder: parallel\n---\n# Task 001: Tokens\n\n" + "\n".join(subtasks)


def _tokens(random: Random) -> list[str]:
    def letters(length: int) -> str:
        return "".join(random.choices(_LETTERS, k=length))

    return [
        f"ghp_{letters(36)}",
        f"eyJ{letters(20)}.eyJ{letters(30)}.{letters(43)}",
        f"AKIA{''.join(random.choices('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', k=16))}",
        f"sk-proj-{letters(48)}",
        f"glpat-{letters(20)}",
        f"xoxb-123456789012-{letters(24)}",
        f"AIza{letters(35)}",
        f"sk_live_{letters(24)}",
        f"npm_{letters(36)}",
        f"pypi-AgEIcHlwaS5vcmc{letters(60)}",
        f"github_pat_{letters(22)}_{letters(59)}",
        f"sk-ant-api03-{letters(80)}",
    ]


def environment(folder: Path, count: int, random: Random) -> Tally:
    """Values of variables, inherited, given by a flag or secret, that no step prints."""
    values_ = {f"VARIABLE_{number}": random.randbytes(12).hex() for number in range(count)}
    flags = {f"FLAG_{number}": random.randbytes(12).hex() for number in range(count)}
    given = [word for name, value in flags.items() for word in ("--env", f"{name}={value}")]
    project = _project(folder / "environment")
    asked = " && ".join(f'test -n "${name}"' for name in (*values_, *flags))
    project.task(
        "001_env",
        f"---\nsecrets: [VARIABLE_0, FLAG_0]\n---\n# Task 001: Env\n### Task 1: See\n"
        f"```bash\n{asked}\n```\n### Task 2: Wait\n- [ ] 2.1 Somebody\n",
    )
    results = [
        project.run("execute_task", "001", "--json", *given, env=values_),
        *look(project, "001", in_full=count > _AT_ONCE),
    ]
    sought = {name: {value.encode()} for name, value in {**values_, **flags}.items()}
    wrong, looked = found_in(project, results, sought)
    if results[0].exit != 3:
        wrong.append(f"the step did not see all of them: {results[0]!r}")
    return Tally(
        tried=2 * count, wrong=tuple(wrong), figures={"MB searched": round(looked / 1e6, 1)}
    )


def ordinary(folder: Path, count: int, random: Random) -> Tally:
    """Lines that look a little like secrets, with all the secrets declared: not one is hidden."""
    secrets = {f"SECRET_{number:02}": value for number, value in enumerate(values(random))}
    lines = list(_ordinary_lines(count, random))
    project = _project(folder / "ordinary")
    text = "\n".join(lines) + "\n"
    project.file("ordinary.txt", text)
    project.task(
        "001_ordinary",
        f"---\nsecrets: [{', '.join(secrets)}]\n---\n# Task 001: Words\n"
        "### Task 1: Print\n```bash\ncat ordinary.txt; tail -n 20 ordinary.txt >&2\n```\n"
        '**Expect**:\n- exit 1\n- stderr equals "another"\n',
    )
    result = project.run("execute_task", "001", "--json", env=secrets)
    log = project.read(result.rows()["task_1"]["log"])
    wrong = [line for line in lines if line not in log]
    (finished,) = result.of_type("step_finished")
    shown = finished["result"]["output"] + str(finished["result"]["judgements"])
    if "***" in log + shown or lines[-1] not in shown:
        at = (log + shown).find("***")
        wrong.append(f"something ordinary was hidden: {(log + shown)[max(0, at - 80) : at + 20]!r}")
    return Tally(tried=len(lines), wrong=tuple(wrong))


def _ordinary_lines(count: int, random: Random) -> Iterator[str]:
    docs = [
        line
        for path in sorted((CHECKOUT / "docs").glob("*.md"))
        for line in path.read_text().splitlines()
        if line.strip() and "://" not in line and "***" not in line
    ]
    for number in range(count):
        noise = random.randbytes(20)
        yield (
            random.choice(docs),
            f"commit {noise.hex()}",
            f"run {uuid.UUID(bytes=noise[:16])}",
            f"sha256:{hashlib.sha256(noise).hexdigest()} token: expected {number}",
            f"/usr/lib/python3.11/site-packages/key_{number}/token.py:{number}: password: str",
            f"data:image/png;base64,{base64.b64encode(noise * 3).decode()}",
        )[number % 6]


def _project(folder: Path) -> Project:
    folder.mkdir(parents=True)
    return Project(folder)


TRIALS = (
    Trial("secrets", "0 declared secrets in any form kept or shown", declared, 3, 20),
    Trial(
        "midway", "0 secrets kept midway or after a kill, but for values handed on", midway, 2, 20
    ),
    Trial("tokens", "0 undeclared tokens in records, reports or on screen", undeclared, 2, 12),
    Trial("environment", "0 values of variables kept or shown", environment, 3, 40),
    Trial("ordinary", "0 ordinary words hidden", ordinary, 60, 3000),
)
