"""Plans whose every text may be one that a reader of Markdown takes for something else."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]

TEXTS = (
    "", "plain words", "### Task 2: Build", "# Title", "Task 3: x", "T014 x", "[x] ticked",
    "[ ] open", "[ ]* maybe", "- [ ] 1.1 box", "Fix ✅", "✅", "Done - ✅ COMPLETED",
    "Write (P) it",
    "Write (optional) parts", "**Timeout**: 5s", "Timeout: 5s", "**Verify**:", "Verify:", "Run:",
    "**Verify**: `make test`", "`make test`", "```", "```bash\nmake\n```", "~~~\nopen", "<!-- open",
    "<div>", "| a | b |\n|---|---|\n| Timeout | 5s |", "> quoted", "1. one\n2. two", "---", "===",
    "one\n\ntwo", "one\ntwo\nthree", " led by a blank", "behind a blank ", "a\tb", "\ta", "a\r\nb",
    "a\rb", "nul \0", "\ufffd", "\u2028", "\x85", "\x1b[31m", "a, B=c", 'say "so"', "it's", "\\n",
    "back\\slash", "*it*", "**bold**", "_it_", "__it__", "[link](http://x)", "~~gone~~", "None",
    "none", "no", "yes", "all previous tasks", "docs/reports/001_a.md", "1.1 numbered", "3. third",
    "Step 1 - Select", "${HOME}", "{{ x }}", "%", "#", "# comment", "a #", "&amp;", "ó Not Started",
    "x" * 300, "word " * 60, "☑ ticked", "☐", "json fields", "```json fields\n{}\n```",
    "Depends on",
    "Depends on: Task 1", "`", "``", "a `b", "a,", "a;b", "a | b", "| **B**: c", "key: value",
    "For example:", "- a\n- b", "* a\n\n  b", "    indented", "Task 1", "task_1", "Needs: x",
)  # fmt: skip
NAMES = ("A", "B_2", "_x", "PATH")
LANGUAGES = ("sh", "bash", "python", "bash +e", "PYTHON", "cobol", "py", "")
SCRIPTS = (
    "make\n", "make", "a\n\nb\n", "# only\n", "echo '```'\n", "x\r\n", "\n", " \n", "\tx\n",
    "cat <<'E'\n  # x\n\n- [ ] y\nE\n", "$ make\n", "a  \n", "~~~\n", "", "````\n```\n", "a\0b\n",
)  # fmt: skip

text = st.sampled_from(TEXTS) | st.text(max_size=12)
some_text = text.filter(str.strip)
seconds = st.sampled_from((0.001, 0.25, 1.0, 90.0, 3600.0, 5400.0, 86400.0, 0.1 + 0.2, 1e9, 1e-9))
folder = st.sampled_from((None, "web", "a b", "./x", "x/..", 'a"b', "a'b"))


def optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def match(modes: tuple[str, ...]) -> st.SearchStrategy[Data]:
    return st.fixed_dictionaries(
        {"mode": st.sampled_from(modes), "text": text, "line": st.just(1)},
        optional={"negated": st.booleans(), "strip_ansi": st.booleans(), "threshold": seconds},
    )


_ALL = ("equals", "contains", "regex", "glob", "json", "json_contains", "similarity")
expect = st.fixed_dictionaries(
    {},
    optional={
        "exit_code": st.sampled_from(([3], [0, 1], "non_zero")),
        "stdout": st.lists(match(_ALL), max_size=2),
        "stderr": st.lists(match(_ALL), max_size=1),
        "output": st.lists(match(_ALL), max_size=1),
        "files": st.lists(
            st.fixed_dictionaries(
                {
                    "path": text,
                    "is": st.sampled_from(("exists", "missing", "not_empty", "contains")),
                    "value": optional(text),
                    "line": st.just(1),
                }
            ),
            max_size=1,
        ),
        "json": st.lists(
            st.fixed_dictionaries(
                {
                    "path": st.sampled_from((".a", ".", ".a[0].b", "x y")),
                    "op": st.sampled_from(("==", "!=", "<", "exists", "missing")),
                    "value": st.sampled_from(('"x"', "1", "null", "[1, 2]", "nonsense")),
                    "line": st.just(1),
                }
            ),
            max_size=1,
        ),
        "max_duration_ms": st.sampled_from((1, 100, 10**9)),
        "no_output": st.booleans(),
        "skip_code": st.just(80),
    },
)


def command(more: Data) -> st.SearchStrategy[Data]:
    return st.fixed_dictionaries(
        {
            "language": st.sampled_from(LANGUAGES[:-1]),
            "script": st.sampled_from(SCRIPTS).filter(bool),
            "line": st.just(1),
            **more,
        },
        optional={"name": optional(text), "timeout_s": optional(seconds), "cwd": folder},
    )


script = command({})
action = command({"kind": st.just("command"), "expect": expect}) | st.fixed_dictionaries(
    {"kind": st.just("manual"), "line": st.just(1)}
)


@st.composite
def work(draw: st.DrawFn) -> Data:
    """Steps, checks and criteria that are tied to each other."""
    count = draw(st.integers(0, 3))
    checks = [
        {**draw(command({"expect": expect})), "id": f"check_{n}"} for n in range(1, count + 1)
    ]
    tied = st.lists(st.sampled_from([check["id"] for check in checks]), max_size=2, unique=True)
    ties = tied if checks else st.just([])
    owner = {
        "text": text,
        "line": st.just(1),
        "details": st.lists(text, max_size=2),
        "done": st.booleans(),
        "optional": st.booleans(),
        "checks": ties,
    }
    names = draw(
        st.lists(
            st.sampled_from(("1", "2", "1.1", "3", "T01", "x y", "1_2")), unique=True, max_size=3
        )
    )
    steps = [draw(st.fixed_dictionaries({**owner, "action": action})) for _ in names]
    part = st.sampled_from(("Acceptance Criteria", "", "Steps", "Notes", "Verify"))
    criteria = draw(st.lists(st.fixed_dictionaries({**owner, "part": part}), max_size=2))
    return {
        "steps": [{**step, "id": name} for step, name in zip(steps, names, strict=True)],
        "checks": checks,
        "criteria": [{**each, "id": f"criterion_{n}"} for n, each in enumerate(criteria, 1)],
    }


part = st.fixed_dictionaries(
    {
        "label": some_text | st.sampled_from(("Notes", "Steps", "Verify", "Expect", "Run", "Env")),
        "text": text,
        "line": st.just(1),
    }
)
mapping = st.dictionaries(some_text | st.sampled_from(("Owner", "Status", "Dependencies")), text,
                          max_size=2)  # fmt: skip
param = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES), "line": st.just(1)},
    optional={
        "required": st.booleans(),
        "type": st.sampled_from(("string", "number", "boolean")),
        "choices": st.lists(text, max_size=2),
        "default": optional(text),
        "inherits": st.booleans(),
        "description": text,
    },
)
retry = st.fixed_dictionaries(
    {},
    optional={
        "max": st.integers(0, 3),
        "delay_s": st.just(0.0) | seconds,
        "backoff": st.sampled_from((0.5, 1.0, 2.0, 1.1, 5000.0)),
        "max_delay_s": optional(seconds),
        "on_exit": st.lists(st.integers(0, 300), max_size=2),
    },
)
_FIELDS = {
    "declared_status": optional(text | st.sampled_from(("completed", "in_progress"))),
    "priority": st.sampled_from(("critical", "high", "medium", "low")),
    "metadata": mapping,
    "description": text,
    "parts": st.lists(part, max_size=2),
    "compensations": st.lists(script, max_size=1),
    "cleanups": st.lists(script, max_size=1),
    "retry": retry,
    "timeout_s": optional(seconds),
    "total_timeout_s": optional(seconds),
    "env": st.dictionaries(st.sampled_from(NAMES), text.filter(lambda each: "\0" not in each)),
    "secrets": st.lists(st.sampled_from((*NAMES, "a b")), max_size=2, unique=True),
    "cwd": folder,
    "shell": st.sampled_from((None, "bash", "sh", "python", "odd one")),
    "condition": optional(script),
    "allow_failure": st.booleans(),
    "optional": st.booleans(),
    "inputs": st.lists(text, max_size=2),
    "outputs": st.lists(text, max_size=2),
    "resources": st.dictionaries(st.sampled_from(("cpu", "memory", "Odd One")),
                                 st.sampled_from((1.0, 0.5, 2.0**30, 1e22, 0.0))),
    "locks": st.lists(text, max_size=2),
    "queue": optional(text),
    "agent": st.sampled_from((None, "claude")),
    "approval": optional(text),
    "params": st.lists(param, max_size=2),
    "report_path": st.sampled_from((None, "docs/reports/x.md", "x")),
}  # fmt: skip


@st.composite
def subtasks(draw: st.DrawFn) -> list[Data]:
    """Subtasks with edges to those before them, and any ids."""
    kinds = st.sampled_from(("number", "T", "slug", "any"))
    kind = draw(kinds)
    ids: list[str] = []
    made: list[Data] = []
    for at in range(1, draw(st.integers(1, 4)) + 1):
        title = draw(text)
        kind_ = draw(kinds) if kind == "any" else kind
        id_, number = {
            "number": (f"task_{at}", str(at)),
            "T": (f"T{at:03}", f"{at:03}"),
            "slug": (f"a_slug_{at}", None),
            "any": (draw(some_text), draw(optional(text))),
        }[kind_]
        if id_ in ids:
            continue
        before = draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
        ids.append(id_)
        more = draw(st.fixed_dictionaries({}, optional=_FIELDS))
        made.append(
            {
                "id": id_,
                "title": title,
                "number": number,
                "line": 1,
                "fingerprint": "",
                "depends_on": [{"id": each, "why": "explicit", "line": 1} for each in before],
                **draw(work()),
                **more,
            }
        )
    return made


@st.composite
def plans(draw: st.DrawFn) -> Data:
    """A plan as JSON has it."""
    more = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "number": optional(text),
                "objective": optional(text),
                "requirements": st.lists(text, max_size=2),
                "description": text,
                "parts": st.lists(part, max_size=2),
                "declared_status": optional(text | st.just("completed")),
                "metadata": mapping,
                "order": st.sampled_from(("explicit", "sequential", "parallel")),
                "env": _FIELDS["env"],
                "secrets": _FIELDS["secrets"],
                "criteria_policy": st.sampled_from(("required", "advisory")),
                "external_dependencies": st.lists(
                    st.fixed_dictionaries(
                        {
                            "id": st.sampled_from(("036", "T12", "BACK-3", "odd one")),
                            "title": optional(text),
                            "satisfied": st.booleans(),
                            "line": st.just(1),
                        }
                    ),
                    max_size=2,
                ),
            },
        )
    )
    return {
        "id": draw(st.sampled_from(("t", "001_a", "a b", "no", "x: y", "Ä"))),
        "title": draw(text),
        "source": {"path": "t.md", "sha256": "0" * 64, "dialect": "native"},
        "subtasks": draw(subtasks()),
        **more,
    }
