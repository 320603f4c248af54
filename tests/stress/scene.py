"""A project whose every text is hostile, run once with all that a run can show."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.stress.calls import Call, Done, run_calls
from tests.stress.hostile_plans import Data, check, plan, step, subtask
from tests.stress.hostile_texts import RAW

_TASK = "in/t.json"
_FORMATS = ("html", "junit", "json")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Scene:
    """What came of it: every command's end by its words, and where to find the rest."""

    root: Path
    texts: tuple[str, ...]
    done: Mapping[str, Done]

    def reports(self, suffix: str) -> list[str]:
        """The contents of the reports with this ending."""
        found = sorted((self.root / "docs/reports").rglob(f"*{suffix}"))
        return [path.read_text(encoding="utf-8") for path in found]

    def prompts(self) -> list[str]:
        return [path.read_text("utf-8") for path in self.root.glob(".orchestrator/runs/*/*.prompt")]


def play(root: Path, texts: Sequence[str]) -> Scene:
    """Run it, attest what waits, make every kind of report, and show everything."""
    for folder in ("in", "out", "docs/tasks"):
        (root / folder).mkdir(parents=True)
    # NUL is none of a plan's texts: it is what no argument and no variable can hold.
    shown = tuple(text.replace("HERE", str(root / "HERE")) for text in texts)
    (root / _TASK).write_text(json.dumps(_plan(root, shown)))
    (root / "docs/tasks/broken.md").write_bytes(_broken(shown).encode())
    (root / "orchestrator.toml").write_text('[agents]\necho = ["cat", "in/all"]\n')
    (root / "in/all").write_bytes("\n".join(shown).encode() + b"\n" + b"\n".join(RAW))
    said = [text for text in shown if "\0" not in text and any(map(str.isalnum, text))]
    calls = [Call(arguments=words, cwd=root, env=env) for words, env in _commands(root, said)]
    done = run_calls(calls)
    return Scene(
        root,
        shown,
        {
            " ".join(map(str, call.arguments))[:80]: each
            for call, each in zip(calls, done, strict=True)
        },
    )


def _commands(root: Path, said: Sequence[str]) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    plain: dict[str, str] = {}
    yield ("convert_task", _TASK), plain
    yield ("convert_task", _TASK, "--check", "--json"), plain
    yield ("convert_task", "broken"), plain
    yield ("convert_task", "broken", "--json"), plain
    yield ("execute_task", _TASK, "--dry-run"), plain
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(root / "in/step_summary.md")}
    yield ("execute_task", _TASK), github
    for text in said[:: max(1, len(said) // 6)][:6]:
        words = (
            "attest",
            _TASK,
            "wait",
            "--step",
            "1",
            "--evidence",
            f"it was {text}",
            "--by",
            text,
        )
        yield words, plain
    yield (
        ("attest", _TASK, "wait", "--step", "1", "--evidence", _some_file(root), "--by", "me"),
        plain,
    )
    yield ("execute_task", _TASK, "--resume", "--json"), plain
    for kind in _FORMATS[:2]:
        yield ("generate_report", _TASK, "--format", kind), plain
    yield ("generate_report", _TASK), plain
    yield ("generate_report", _TASK, "--format", "json"), plain
    for kind in ("svg", "dot", "mermaid", "json"):
        yield ("task_graph", _TASK, "--format", kind), plain
    yield ("task_status", _TASK), plain
    yield ("task_status", _TASK, "--json"), plain
    yield ("task_status",), plain
    yield ("list_reports", "--search", "o"), plain
    yield ("list_reports", "--json"), plain
    yield ("logs", _TASK, "all"), plain
    yield ("logs", _TASK, "s1"), plain


def _plan(root: Path, texts: Sequence[str]) -> Data:
    subtasks = [_hostile(root, number, text) for number, text in enumerate(texts)]
    ids = [subtask(text) for text in dict.fromkeys(texts) if text.strip()]
    everything = subtask("all", script="cat in/all; exit 1\n", allow_failure=True)
    waits = subtask("wait") | {"steps": [_manual(text, n) for n, text in enumerate(texts, start=1)]}
    agent = {"kind": "agent", "name": "echo", "line": 1}
    asked = subtask("ask", criteria=_criteria(texts)) | {
        "steps": [
            {"id": "1", "text": texts[0], "details": list(texts[:20]), "line": 1, "action": agent}
        ],
        "description": "\n\n".join(texts[:20]),
        "agent": "echo",
    }
    return plan(
        "t",
        [*subtasks, *ids, everything, waits, asked],
        objective="\n".join(texts),
        requirements=list(texts),
        description=texts[-1],
        parts=[{"label": text, "line": 1, "text": text} for text in texts],
        metadata={text: text for text in texts},
        external_dependencies=[
            {"id": text, "title": text, "satisfied": False, "line": 1} for text in texts
        ],
        findings=[
            {"code": "x", "severity": "warning", "message": text, "line": 1, "hint": text}
            for text in texts
        ],
    ) | {"title": texts[0] or "T"}


def _hostile(root: Path, number: int, text: str) -> Data:
    """A subtask with the text in all of its places, and printed."""
    (root / f"in/{number}").write_bytes(text.encode())
    name = "".join(char for char in text if char not in "/\0").encode()[:_LONGEST_NAME]
    (root / f"out/{number}").mkdir()
    (root / f"out/{number}/it-{os.fsdecode(name)}.txt").write_text(text)
    expected = [{"mode": "equals", "text": f"{text}+", "line": 1}]
    script = (
        f'cat in/{number}; printf "v=%s\\n" "$(head -1 in/{number})" >> "$ORCHESTRATOR_OUTPUTS"\n'
        f"touch out/{number}/*\n"
    )
    return subtask(
        f"s{number}",
        allow_failure=True,
        depends_on=[{"id": f"s{number - 1}", "why": "explicit", "line": 1}]
        if number % 3 == 1
        else [],
        description=text,
        parts=[{"label": text, "line": 1, "text": text}],
        metadata={text: text},
        criteria=_criteria([text]),
        outputs=[f"out/{number}/*", text or "x"],
        locks=[text],
        checks=[
            check(text or "check", f"cat in/{number}\n", name=text, expect={"stdout": expected})
        ],
    ) | {"title": text or "x", "steps": [step(script) | {"text": text, "details": [text]}]}


def _criteria(texts: Sequence[str]) -> list[Data]:
    return [
        {"id": f"criterion_{n}", "part": text, "text": text, "line": 1, "details": [text]}
        for n, text in enumerate(texts, start=1)
    ]


def _manual(text: str, number: int) -> Data:
    return {"id": str(number), "text": text, "line": 1, "action": {"kind": "manual", "line": 1}}


def _broken(texts: Sequence[str]) -> str:
    """A task file with an error in front of and behind every text."""
    blocks = [
        f"### Task {n}: {text}\n**Timeout**: {text}\n"
        f"**Depends on**: Task x{n} {text}\n- [ ] {text}\n"
        for n, text in enumerate(texts, start=1)
    ]
    return "# Broken\n\n" + "\n".join(blocks).replace("\0", "")


def _some_file(root: Path) -> str:
    return next(str(path.relative_to(root)) for path in sorted((root / "out").glob("*/*")))
