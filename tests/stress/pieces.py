"""Texts that fuzzers are given: put together of what task files hold, and real files damaged.

Every strategy gives bytes, as a file does; knows nothing of what becomes of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

MAX_BYTES = 20_000

_LINES = [
    "# Title", "# Task 7: Ship", "## Tasks", "### Task 1: A", "### Task 2: B", "### Task 1.1: C",
    "## Task A: D", "#### Steps", "###### deep", "####### no heading", "## Steps ##", "Title",
    "===", "---", "***", "## Legend", "## Acceptance Criteria", "### T014 [P] [US1] Do",
    "### 1. One", "### ~~Task 3: Gone~~ ✅", "## **Task 4**: Bold", "### Task #5 (optional): X",
    "### Subtask 2 — Y", "**Run**:", "**Verify**: `test -f x`", "**Verify**:",
    "**Expect**: exit code 0", "**Expect**:", "- stdout contains `x`", "- exit code: non-zero",
    "- `.a[0] == 1`", "- stdout matches `(a+)+$`", "**Expected output**:", "**Steps**:",
    "**Acceptance Criteria**:", "**Rollback**:", "**Cleanup**: `rm x`", "**Depends on**: Task 1",
    "**Depends on**:", "**Blocks**: 2", "Depends on: 1-3, 5 and 7", "- Depends on: all previous",
    "_Requirements: 1.1, 2.3_", "**Timeout**: 30s | **Retries**: 2", "**Timeout**: 1e999",
    "**Retry delay**: 99999999999999d", "**Env**: A=1, B=2", "**Env**:", "- A=1",
    "**Outputs**: `dist/*`", "**Inputs**: ../../x", "**Resources**: cpu 2, memory 1GiB",
    "**Locks**: a, b", "**If**: `true`", "**Only if**:", "**Status**: ✅ COMPLETED",
    "**Approval**: sure?", "**Execution Mode**: PARALLEL (with Task 2)",
    "**Execution Mode**: SEQUENTIAL", "**Agent**: claude", "**Shell**: fish",
    "**Retry on**: 1, 75", "- [ ] step", "- [x] 1.1 done", "- [-] going", "- [~] odd",
    "* [ ] star", "+ [ ] plus", "1. [ ] one", "1) [X] two", "- [ ]", "- [ ] `make test`",
    "- [ ]* optional", "- [ ] 2. B (depends on 1)", "-[ ] no", "- [ ] **Run**: `ls`", "☐ sign",
    "- ☐ sign", "- ✅ tick", "- ☑ ticked", "- bullet", "1. number", "10) number", "```bash", "```",
    "````", "~~~", "~~~python title=\"x\"", "```sh {timeout=5s cwd=..}", "``` ", "```console",
    "```json", "```{.bash .run}", "```bash name=a name=b no-run", "$ ls", "> echo x", "echo ok",
    "exit 0", "if [ -f x ]; then", "fi", "cat <<EOF", "EOF", "print('x')", "assert True",
    "    indented", "| Command | Expect |", "|---|:-:|", "| `ls` | exit 0 |", "| a | - [ ] b |",
    "| Key | Value |", "| Timeout | 5s |", "<!-- comment", "-->", "<!-- - [ ] hidden -->", "<div>",
    "</div>", "<details><summary>x</summary>", "<input type=\"checkbox\">", "<?php", "<![CDATA[",
    "> quote", "> - [ ] quoted", "> > deep", "[ref]: http://x", "[a](b \"c\")", "![i](j)",
    "&amp;&#0;", "\\", "text", "Run:", "Steps:", "Verify: `ls`", "Example:", "Output:", "title: x",
    "order: parallel", "...", "", "", "", "  ", "\t", "\u202etxet\u202c", "\ufeff", "\x00",
    "\x1b[31mred", "\u2028", "\x85", "\x0c", "１. full width", "e\u0301 é",
    "\U0001f468\u200d\U0001f469", "\ud7ff\ufffd", "x" * 5000, "* " * 300,
]  # fmt: skip
_INDENTS = [
    "",
    "",
    "",
    "",
    "  ",
    "    ",
    "   ",
    "\t",
    " \t ",
    "> ",
    "- ",
    "1. ",
    "      ",
    "        ",
]
_ENDS = ["\n", "\n", "\n", "\n", "\n\n", "\n\n", "\r\n", "\r", "", " \n", "\\\n", "\n\n\n"]
_YAML = [
    "id: x", "id: ../../etc", "title: T", "title: \"\\ud800\"", "order: parallel", "order: [a]",
    "criteria: advisory", "depends_on: [1, 2]", "retry:", "  max: 3", "  delay_s: 1e999",
    "  max_delay_s: .inf", "  backoff: 2", "  on_exit: [1, 75]", "env:", "  A: 1", "  B: &a x",
    "  C: *a", "a: &a [x, x]", "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]",
    "c: &c [*b, *b, *b, *b, *b, *b, *b]", "d: &d [*c, *c, *c, *c, *c, *c, *c, *c]", "inputs: *d",
    "outputs: *a", "<<: *a", "<<: {a: b}", "r: &r [*r]", "env: &e {A: *e}",
    "!!python/object/apply:os.system [ls]", "x: !!binary aGk=", "x: !!int 1",
    "when: 2001-12-14t21:59:43.10-05:00", "n: 0o777", "n: 1_000", "timeout: 99999999999999h",
    "n: 123456789012345678901234567890", "? complex", ": value", "? [a, b]", "'q': \"r\"", "a: |",
    "  text", "b: >-", "- x", "{a: b, c: [d]}", "{", "]", "\t- tab", "# note", "%YAML 1.1",
    "--- x", "a: b: c", "secrets: [A, B]", "priority: high", "status: done", "assignee: @me",
    "approval: yes", "id: 1", "resources: {cpu: 1e400}", "[[[[", "objective: \"\\0\\x07\"",
    "null: ~", "~: x", "1: 2", "true: no", "!!set {a, b}", "!!omap [a: b]", "*a : x", "&b b: x",
    "title: [a, b]", "env: [A=1, B]", "depends_on: {a: b}",
]  # fmt: skip

_KEYS = [
    "Timeout", "Total timeout", "Retries", "Retry delay", "Retry backoff", "Retry on",
    "Depends on", "Blocks", "Execution Mode", "Priority", "Working directory", "Env", "Secrets",
    "Shell", "If", "Allow failure", "Inputs", "Outputs", "Resources", "Locks", "Queue", "Agent",
    "Approval", "Status", "Expect", "Verify", "Expected output", "Anything",
]  # fmt: skip
_VALUES = [
    "1", "0", "-1", "1e999", "nan", "inf", "-0", "1.5", ".5", "1_000", "0x10", "٣", "²", "½", "Ⅷ",
    "9" * 5000, "9" * 400, "30s", "5 minutes", "1h30m", "1e3s", "99999999999999999999d", "P1D",
    "@daily", "* * * * *", "1-999999999", "1..3", "1 to 2", "Task 1", "task_2", "#2", "T014",
    "1, 2, 1", "A1", "all previous", "previous task", "None", "none", "n/a", "-", "A", "B",
    "A and B", "exit code", "exit code 0", "non-zero", "exit 1 or 2", "stdout contains", "stdout",
    "`x`", "`` ` ``", "\"x\"", "'", "/(a+)+$/", "matches `(`", "`.a.b[0] >= 1e999`", "`.a == nan`",
    "json", "within 5s", "file", "`dist/*.whl` exists", "**/**/**", "[!", "{a,b", "../..",
    "/etc/passwd", "~", "$HOME", "A=1", "A=", "=1", "A=\"x", "cpu 2", "memory 1GiB", "cpu 9e99",
    "cpu nan", "2x up to 60s", "exponential", "2x up to 1e999", "yes", "no", "high", "P0",
    "PARALLEL (with Task 2)", "SEQUENTIAL", "parallel with", "✅", "🚧 in progress", "done", "bash",
    "python3.11", "true", ",", ";", "|", "(", ")", "[", "]", "**", "\\", "\ufeff", "\u202e",
    "\x00", "\x1b",
]  # fmt: skip
_FORMS = [
    "**{}**: {}", "- **{}**: {}", "**{}:** {}", "{}: {}", "- {}: {}", "**{}**:\n- {}",
    "**{}**:\n```\n{}\n```", "| {} | {} |", "_{}: {}_",
]  # fmt: skip
_SEPARATORS = [" ", ", ", "", " and ", " - ", ":", "; ", " | ", "\n- ", "\n"]


def any_bytes() -> st.SearchStrategy[bytes]:
    """Bytes, some of which look like text of another encoding."""
    marked = st.tuples(
        st.sampled_from([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"", b"# T\n"]),
        st.one_of(
            st.binary(max_size=400),
            st.text(max_size=100).map(lambda text: text.encode("utf-16", "replace")),
            st.text(max_size=100).map(lambda text: text.encode("latin-1", "replace")),
        ),
    )
    return marked.map(b"".join)


def any_text() -> st.SearchStrategy[bytes]:
    """Text of any characters below a subtask's heading, or alone."""
    heads = st.sampled_from(["", "# T\n\n### Task 1: A\n\n", "### Task 1: ", "- [ ] "])
    return st.tuples(heads, st.text(max_size=600)).map(_joined)


def task_files() -> st.SearchStrategy[bytes]:
    """Lines of task files in any order, indentation and kind of line end."""
    line = st.tuples(st.sampled_from(_INDENTS), st.sampled_from(_LINES), st.sampled_from(_ENDS))
    head = st.sampled_from(["", "# T\n\n### Task 1: A\n\n", "# T\n\n", "---\ntitle: x\n---\n"])
    lines = st.lists(line.map("".join), max_size=40).map("".join)
    return st.tuples(head, lines).map(_joined)


def front_matters() -> st.SearchStrategy[bytes]:
    """Lines of YAML above a task."""
    line = st.tuples(st.sampled_from(["", "", "", "  ", "- ", "    "]), st.sampled_from(_YAML))
    odd = st.text(alphabet=":-[]{}&*!|>'\"%@`#,?\\ \n\tab1~", max_size=30)
    lines = st.lists(st.one_of(line.map("".join), line.map("".join), odd), max_size=12)
    return lines.map(
        lambda given: (
            "---\n" + "\n".join(given) + "\n---\n# T\n\n### Task 1: A\n- [ ] b\n"
        ).encode()
    )


def key_values() -> st.SearchStrategy[bytes]:
    """Keys of a subtask with values of any shape."""
    value = st.lists(
        st.one_of(st.sampled_from(_VALUES), st.sampled_from(_SEPARATORS), st.text(max_size=8)),
        max_size=8,
    ).map("".join)
    form = st.sampled_from(_FORMS)
    key = st.tuples(form, st.sampled_from(_KEYS), value).map(lambda one: one[0].format(*one[1:]))
    return st.lists(key, min_size=1, max_size=6).map(
        lambda keys: (
            "# T\n\n### Task 1: A\n\n```bash\nls\n```\n\n" + "\n\n".join(keys)
            + "\n\n### Task 2: B\n\n- [ ] c\n"
        ).encode("utf-8", "surrogatepass")
    )  # fmt: skip


def damaged(files: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of the files, after some of its bytes were lost, doubled, moved or changed."""
    place = st.integers(0, 2**20)
    hurt = st.tuples(st.sampled_from(["cut", "double", "swap", "flip", "end", "put"]), place, place)
    put = st.sampled_from([line.encode("utf-8", "replace")[:60] for line in _LINES])

    @st.composite
    def hurt_file(draw: st.DrawFn) -> bytes:
        data = draw(st.sampled_from(files))[:MAX_BYTES]
        for how, at, to in draw(st.lists(hurt, min_size=1, max_size=8)):
            data = _hurt(data, how, at % (len(data) + 1), to, draw(put) if how == "put" else b"")
        return data[: 2 * MAX_BYTES]

    return hurt_file()


def _hurt(data: bytes, how: str, at: int, to: int, put: bytes) -> bytes:
    length = to % 200 + 1
    if how == "cut":
        return data[:at] + data[at + length :]
    if how == "double":
        return data[:at] + data[at : at + length] * (to % 5 + 2) + data[at + length :]
    if how == "swap":
        other = data[at + length : at + 2 * length]
        return data[:at] + other + data[at : at + length] + data[at + 2 * length :]
    if how == "flip" and data:
        at = min(at, len(data) - 1)
        return data[:at] + bytes([data[at] ^ (1 << to % 8)]) + data[at + 1 :]
    if how == "end":
        return data[:at]
    return data[:at] + b"\n" * (to % 3) + put + b"\n" * (to % 2) + data[at:]


def _joined(parts: Sequence[str]) -> bytes:
    return "".join(parts).encode("utf-8", "surrogatepass")
