"""Large task files of every shape, by their name; knows nothing of what becomes of them."""

from __future__ import annotations

from collections.abc import Callable

Body = Callable[[int], str]

_SHELL = "f{}() {{ f{}; f{}; }}"
_PYTHON = "def f{}(): f{}(); f{}()"


def tasks(count: int, body: Body = lambda number: "", title: str = "Title {}") -> str:
    """A file of subtasks numbered from 1, each with what `body` says of its number."""
    each = (
        f"### Task {number}: {title.format(number)}\n\n{body(number)}\n\n"
        for number in range(1, count + 1)
    )
    return f"# T\n\n{''.join(each)}"


def graphs(count: int) -> dict[str, str]:
    """Files of `count` subtasks whose plans are whole."""
    return {
        "flat": tasks(count, lambda _: "**Depends on**: none"),
        "without dependencies": tasks(count),
        "chain": tasks(count, lambda n: f"**Depends on**: Task {n - 1}" if n > 1 else ""),
        "chain backwards": tasks(
            count, lambda n: f"**Depends on**: Task {n + 1}" if n < count else ""
        ),
        "chain of blocks": tasks(count, lambda n: f"**Blocks**: Task {n + 1}" if n < count else ""),
        "chain of titles": tasks(
            count,
            lambda n: f"**Depends on**: Do {n - 1}, and more" if n > 1 else "",
            "Do {}, and more",
        ),
        "fan-in": tasks(
            count, lambda n: f"Depends on: 1-{count - 10}" if n > count - 10 else "Depends on: none"
        ),
        "one long list": tasks(
            count,
            lambda n: "Depends on: " + ", ".join(map(str, range(1, n))) if n == count else "",
        ),
        "sequential modes": tasks(count, lambda _: "**Execution Mode**: SEQUENTIAL"),
        "parallel modes": tasks(
            count,
            lambda n: f"**Execution Mode**: PARALLEL (with Task {n + 1})" if n < count else "",
        ),
        "same titles": "# T\n\n## Tasks\n\n" + "### Same\n\n" * count,
        "same boxes": "# T\n\n" + "- [ ] Same\n" * count,
        "prose for dependencies": tasks(count, lambda n: f"**Depends on**: the weather says {n}"),
        "globs": tasks(count, lambda _: "**Inputs**: `**/*`"),
    }  # fmt: skip


def refused(count: int) -> dict[str, tuple[str, str]]:
    """Files of `count` subtasks that have an error, and its code."""
    two = {2: "Depends on: Task 3", 3: "Depends on: Task 2"}
    some = max(count, 1000)
    return {
        "depends on itself": (
            "self-dependency",
            tasks(count, lambda n: "Depends on: Task 7" if n == 7 else ""),
        ),
        "cycle of two": ("cycle", tasks(count, lambda n: two.get(n, ""))),
        "cycle of all": ("cycle", tasks(count, lambda n: f"Depends on: {n % count + 1}")),
        "duplicate ids": ("duplicate-id", "# T\n\n" + "### Task 1: Same\n\n" * count),
        "ids alike but for case": ("duplicate-id", tasks(count) + "### TASK 007: Again\n"),
        "unknown": ("unknown-reference", tasks(count, lambda _: f"Depends on: Task {count + 5}")),
        "nearly titles": (
            "unknown-reference",
            tasks(count, lambda n: f"Depends on: Titel {n - 1}" if n > 1 else ""),
        ),
        "all that come before": (
            "too-many-edges",
            tasks(some, lambda _: "Depends on: all previous"),
        ),
        "everything": (
            "too-many-edges",
            tasks(some, lambda n: f"Depends on: 1-{n - 1}" if n > 2 else ""),
        ),
    }


def heaps(count: int) -> dict[str, str]:
    """One subtask with `count` of something."""
    head = "# T\n\n### Task 1: A\n\n"
    run = f"{head}```bash\nmake a\n```\n\n"
    return {
        "columns": head + "".join(f"|{cell * (count // 2)}\n" for cell in ("a|", "-|", "b|")),
        "rows": f"{head}| Command | Expect |\n|---|---|\n" + "| `ls` | exit 0 |\n" * (count // 2),
        "headings": "# T\n\n" + "## A\n\n" * 2 * count,
        "headings in a subtask": head + "#### B\n\n" * 2 * count,
        "labels": head + "**Run**:\n\n" * 2 * count,
        "labels of keys": head + "**Depends on**:\n\n" * count,
        "labels of expectations": run + "**Expect**: exit 0\n\n" * count,
        "keys": head + "".join(f"**K{number}**: v\n\n" for number in range(count)),
        "key that goes on": head + "Depends on: Task 1,\n" * count,
        "boxes": head + "- [ ] a\n" * count,
        "boxes on one line": head + "- [ ] x " * count + "\n",
        "checks": f"{head}**Verify**:\n" + "- `test -f a`\n" * (count // 2),
        "expectations": f"{run}**Expect**:\n" + '- stdout contains "a"\n' * count,
        "expected lines": f"{run}**Expected output**:\n```\n" + "a (glob)\n" * count + "```\n",
        "code blocks": head + "```bash\nls\n```\n\n" * (count // 4),
        "here-documents": f"{head}```bash\n{_open_documents(count)}```\n",
        "long line": head + "a " * 500 * count + "\n",
        "long paragraph": head + "line of text\n" * 10 * count,
        "link definitions": head + "".join(f"[a{number}]: http://x\n" for number in range(count)),
        "keys of YAML": "---\n" + "".join(f"k{n}: v\n" for n in range(count)) + f"---\n{head}",
        "items of YAML": "---\ninputs:\n" + "- a\n" * count + f"---\n{head}",
        "YAML in YAML": "---\na:\n" + "- " * count + f"x\n---\n{head}",
        "aliases of aliases": _aliases() + head,
        "functions of functions": f"{head}```bash\nf0() {{ true; }}\n{_doubled(_SHELL)}f29\n```\n",
        "functions of Python": f"{head}```python\ndef f0(): pass\n{_doubled(_PYTHON)}f29()\n```\n",
    }  # fmt: skip


def _open_documents(count: int) -> str:
    return "".join(f"cat <<E{n}\nx\n" for n in range(count))


def _aliases() -> str:
    lines = ["---", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    return "\n".join([*lines, "inputs: *a29", "env: *a29", "depends_on: *a29", "---", ""])


def _doubled(form: str) -> str:
    return "".join(form.format(n, n - 1, n - 1) + "\n" for n in range(1, 30))
