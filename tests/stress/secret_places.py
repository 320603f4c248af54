"""A project whose steps give their secrets away wherever they can, and a search of all that
came of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from subprocess import Popen

from orchestrator.packed import unpack
from tests.e2e.project import Project, Result

_SHOW = """\
import os, sys, time
from tests.stress.secret_values import forms
value = os.environ[sys.argv[1]]
for stream in (sys.stdout.buffer, sys.stderr.buffer):
    for form in forms(value):
        stream.write(b"<" + form + b">\\n")
    stream.flush()
"""
# The end of a chunk falls on every place of the value, one after the other.
_SPLIT = """\
import os, sys, time
value = os.environb[sys.argv[1].encode()]
out = sys.stdout.fileno()
def write(data):
    while data:
        data = data[os.write(out, data):]
step = max(1, len(value) // int(sys.argv[2]))
for cut in range(0, len(value) + 1, step):
    write(b"." * (65536 - cut) + value[:cut])
    time.sleep(0.002)
    write(value[cut:] + b"\\n")
"""
_AGENT = """\
import os, sys
print(sys.stdin.read())
print({name: value for name, value in os.environ.items() if name.startswith("SECRET_")})
"""
_SETTINGS = '[agents]\nstandin = ["python3", "agent.py"]\n'
_PROGRAMS = {
    "base64": 'printf %s "$S" | base64; printf %s "$S" | base64 -w 0',
    "xxd": 'printf %s "$S" | xxd -p; printf %s "$S" | xxd -i',
    "od": 'printf %s "$S" | od -An -v -tx1',
    "openssl": 'printf %s "$S" | openssl base64; printf "u:%s" "$S" | openssl base64 -A',
    "jq": 'jq -n --arg v "$S" \'$v, ($v|@json), ($v|@json|@json), ($v|@uri), ($v|@html), ($v|@sh),'
    " ($v|@base64), {$v}'",
    "python3": "python3 -c 'import os; v = os.environ[\"S\"]; print(repr(v), [v], ascii(v))'",
    "node": "node -e 'v = process.env.S;"
    " console.log(JSON.stringify(v), encodeURIComponent(v), [v])'",
    "bash": 'printf "%q\\n" "$S"; declare -p S; set -x; : "$S"; set +x',
    "env": "env | grep -A3 '^S='",
}


def task_of(names: Iterable[str], programs: int, cuts: int) -> str:
    """A task file with a subtask for each secret; so many of the real programs print it, and so
    many times the end of a chunk falls into it."""
    every = list(names)
    present = [line for name, line in _PROGRAMS.items() if shutil.which(name)][:programs]
    subtasks = "\n".join(_subtask(name, present, cuts) for name in every)
    head = f"secrets: [{', '.join(every)}]\norder: parallel"
    return f"---\n{head}\n---\n# Task 001: Leak\n\n{subtasks}"


def _subtask(name: str, programs: list[str], cuts: int) -> str:
    printing = "\n".join(f"{line} || true" for line in programs)
    return f"""\
### Task {int(name[-2:]) + 1}: Print {name}
**Agent**: standin
**Outputs**: out/*{name}*
- [ ] 1 In every form
  ```bash
  python3 show.py {name}
  python3 split.py {name} {cuts}
  ```
- [ ] 2 By programs
  ```bash
  export S="${name}"
  {printing.replace(chr(10), chr(10) + "  ")}
  ```
- [ ] 3 In names and values
  ```bash
  mkdir -p out && touch "out/{name}" && touch "out/{name}-${name}" || true
  printf 'COPY=%s\\n' "$(printf %s "${name}" | head -n 1)" >> "$ORCHESTRATOR_OUTPUTS"
  printf 'CODED=%s\\n' "$(printf %s "${name}" | base64 -w 0)" >> "$ORCHESTRATOR_OUTPUTS"
  ```
- [ ] 4 Say what the secret is
- [ ] 5 See it again
  ```bash
  test -n "$COPY"; echo "$COPY $CODED"
  ```

**Verify (it differs)**:
```bash
printf '%s\\n' "${name}"; printf '%s\\n' "${name}" >&2
```
**Expect**:
- stdout equals "something else"
- stderr equals "something else"

**Verify (a program that is not there)**:
```bash
"./no-such-${name}" "${name}"
```

**Verify (an exception)**:
```python
import os
raise ValueError(os.environ["{name}"])
```
"""


_WAITS = """\
### Task {number}: Wait with {name}
- [ ] 1 Give it away, and wait
  ```bash
  python3 show.py {name}
  printf 'COPY=%s\\n' "$(printf %s "${name}" | head -n 1)" >> "$ORCHESTRATOR_OUTPUTS"
  touch begun_{name}; sleep 600
  ```
"""
# Where a value lies in clear while its step runs, as it is documented.
HANDED_ON = ".values"


def wait_with(project: Project, secrets: Mapping[str, str]) -> Popen[str]:
    """A run whose steps have all given a secret away, have handed it on and wait now."""
    project.file("show.py", _SHOW)
    waiting = "\n".join(_WAITS.format(number=int(name[-2:]) + 1, name=name) for name in secrets)
    head = f"secrets: [{', '.join(secrets)}]\norder: parallel"
    project.task("001_wait", f"---\n{head}\n---\n# Task 001: Wait\n\n{waiting}")
    process = project.start("execute_task", "001", "--jobs", str(len(secrets)), env=secrets)
    try:
        for name in secrets:
            project.wait_for(f"begun_{name}")
    except AssertionError:
        process.terminate()
        process.communicate()
        raise
    return process


def handed_on(project: Project) -> list[Path]:
    """The files in which steps have handed values on."""
    return list((project.root / ".orchestrator").rglob(f"*{HANDED_ON}"))


def leak(project: Project, secrets: Mapping[str, str], *, in_full: bool) -> list[Result]:
    """Have all of them given away, and look at what came of it in every way there is."""
    programs, cuts = (len(_PROGRAMS), 40) if in_full else (3, 4)
    for name, text in (("show.py", _SHOW), ("split.py", _SPLIT), ("agent.py", _AGENT)):
        project.file(name, text)
    project.file("orchestrator.toml", _SETTINGS)
    project.task("001_leak", task_of(secrets, programs, cuts))
    summary = project.root / "summary.md"
    given = {**secrets, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    results = [project.run("execute_task", "001", "--json", env=given)]
    if in_full:
        results.append(project.run("execute_task", "001", "--resume", env=given))
    return results + look(project, "001", in_full=in_full)


def look(project: Project, task: str, *, in_full: bool) -> list[Result]:
    """What commands show of the latest run."""
    asked = [
        ("generate_report", task, "--format", "html"),
        ("task_status", task),
        ("task_status", task, "--json"),
        ("generate_report", task, "--format", "junit"),
        ("generate_report", task, "--format", "json"),
        ("logs", task, "task_1", "-f"),
    ]
    return [project.run(*words) for words in asked[: None if in_full else 1]]


def found_in(
    project: Project,
    results: Iterable[Result],
    traces: Mapping[str, set[bytes]],
    *,
    but: tuple[str, ...] = (),
) -> tuple[list[str], int]:
    """Where traces of which secret were found, and in how many bytes they were looked for;
    places that end as `but` says are left out."""
    wrong, looked = [], 0
    for place, data in _everything(project.root, results):
        if place.endswith(but):
            continue
        looked += len(data)
        for name, forms in traces.items():
            wrong += [
                f"{name} in {place}: {form[:60]!r}" for form in sorted(forms) if form in data
            ][:3]
    return wrong, looked


def _everything(root: Path, results: Iterable[Result]) -> Iterator[tuple[str, bytes]]:
    for result in results:
        yield f"output of {' '.join(result.arguments)}", result.stdout.encode()
        yield f"messages of {' '.join(result.arguments)}", result.stderr.encode()
    for folder in (".orchestrator", "docs/reports", "summary.md"):
        for path in sorted([root / folder, *(root / folder).rglob("*")]):
            yield f"the name of {path.name}", os.fsencode(path.name)
            if path.is_file():
                yield str(path.relative_to(root)), path.read_bytes()
    with closing(sqlite3.connect(f"file:{root}/.orchestrator/state.db?mode=ro", uri=True)) as file:
        tables = file.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in tables:
            for row in file.execute(f'select * from "{table}"'):
                texts = (each if isinstance(each, bytes) else str(each).encode() for each in row)
                yield f"table {table}", b"\0".join(texts)
        for (content,) in file.execute("select content from plans"):
            yield "table plans", b"".join(unpack(content))
