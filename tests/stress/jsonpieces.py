"""JSON and TOML that fuzzers are given: any, and real plans damaged; knows nothing of plans."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

_ODD: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**30, -(10**400), float("nan"), float("inf"), "", "x", "\0",
    "\ud800", "../..", "/", "x" * 3000, "\u202e", "\n", [], {}, [[]], ["a", "a"], {"a": 1},
    {"id": "task_1"}, "task_1", [{"id": "task_1", "why": "explicit", "line": 1}], [0], "non_zero",
    [10**10], "bash", "command", -0.0, 1e308,
]  # fmt: skip
_NAMES = ["id", "subtasks", "steps", "schema_version", "expect", "extra", "line", "retry", "source"]
_RAW = [
    b"[" * 100_000, b'{"a":' * 100_000, b"[" * 500 + b"]" * 500, b"[" * 990 + b"]" * 990,
    b"1" * 5000, b'{"subtasks": [], "subtasks": []}', b"NaN", b"[Infinity, -Infinity]", b"{}",
    b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"{'a': 1}", b'{"a": 1,}', b'"\\ud800"', b"{", b"",
    b"null", b'{"schema_version": 99}', b'{"schema_version": 1e999}', b'{"schema_version": -1}',
    b'{"schema_version": "1"}', b"-", b'{"\\u0000": 1}',
]  # fmt: skip
_TOML = [
    "jobs = 4", 'jobs = "auto"', "jobs = 0", "jobs = -1", "jobs = 1e400", "jobs = nan",
    "grace_s = inf", "grace_s = -0.0", "grace_s = 1e308", "jobs = 0x" + "f" * 5000,
    "jobs = " + "9" * 5000, "agent = 'a'", "agent = ''", 'agent = "\\u0000"', "[agents]",
    'x = "claude -p \\"x"', 'x = ["a", 1]', "x = []", "[languages]", 'lua = "lua"', "[[agents]]",
    "tasks_dir = '/'", "tasks_dir = '..'", 'tasks_dir = "a\\u0000b"', "report = 1",
    "report = true", "log_limit_bytes = 10", "log_limit_bytes = 99999999999999999999", "a.b.c = 1",
    "a = " + "[" * 5000, "a = " + "{a=" * 3000, "jobs = 1979-05-27T07:32:00Z", "jobs = 2024-02-30",
    "=", "[", '"', "'''", "log_file = 'x'", "jobs = [1]", "unknown = 1", "report = 'yes'",
    "agents = 1", '"" = 1', "#", "\x00", "agents.x.y = 1", "agents = {X = 'a', x = 'b'}",
    "jobs = 1_0", "jobz = 1", '"jobs\\n" = 1', "\ufeffjobs = 1",
]  # fmt: skip


def any_json() -> st.SearchStrategy[bytes]:
    """JSON of any shape, what is nearly JSON, and bytes that are none."""
    leaf = st.one_of(st.sampled_from(_ODD), st.text(max_size=10), st.integers(), st.floats())
    names = st.one_of(st.sampled_from(_NAMES), st.text(max_size=5))
    tree = st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)
        ),
        max_leaves=20,
    )
    return st.one_of(
        tree.map(_bytes), tree.map(_bytes), st.sampled_from(_RAW), st.binary(max_size=60)
    )


def damaged_plans(plans: Sequence[Any]) -> st.SearchStrategy[bytes]:
    """A real plan in which some values were left out, doubled, or replaced by others."""

    @st.composite
    def hurt_plan(draw: st.DrawFn) -> bytes:
        plan = copy.deepcopy(draw(st.sampled_from(plans)))
        for _ in range(draw(st.integers(1, 4))):
            _hurt(plan, draw)
        return _bytes(plan)

    return hurt_plan()


def _hurt(plan: Any, draw: st.DrawFn) -> None:
    """Change one value somewhere: go down for as long as chance has it."""
    node = plan
    while isinstance(node, dict | list) and node:
        key: Any = draw(st.sampled_from(sorted(node))) if isinstance(node, dict) else None
        key = draw(st.integers(0, len(node) - 1)) if key is None else key
        inner = node[key]
        if isinstance(inner, dict | list) and inner and draw(st.integers(0, 9)):
            node = inner
            continue
        how = draw(st.sampled_from(["replace", "replace", "replace", "remove", "add", "double"]))
        if how == "remove":
            del node[key]
        elif how == "double" and isinstance(node, list):
            node.append(copy.deepcopy(inner))
        elif how == "add" and isinstance(node, dict):
            node[draw(st.sampled_from(_NAMES))] = copy.deepcopy(draw(st.sampled_from(_ODD)))
        else:
            node[key] = copy.deepcopy(draw(st.sampled_from(_ODD)))
        return


def tables() -> st.SearchStrategy[bytes]:
    """Lines of TOML, bytes among them."""
    line = st.one_of(
        st.sampled_from(_TOML),
        st.sampled_from(_TOML),
        st.text(alphabet="=[]{}.'\"#\\ \n1ajobs", max_size=20),
    )
    text = st.lists(line, max_size=6).map(lambda lines: "\n".join(lines).encode("utf-8", "replace"))
    return st.one_of(text, text, text, st.binary(max_size=40))


def _bytes(value: Any) -> bytes:
    return json.dumps(value).encode()
