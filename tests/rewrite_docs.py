"""Writes anew what the documents show of real runs: `python -m tests.rewrite_docs [PAGE…]`.

Sessions whose output no longer agrees get what was really printed. Without a page the reports in
docs/reports and the schema of plans are renewed too, where they differ. Read the difference
before you commit it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestrator.plan.codec import json_schema
from tests.docs_examples import (
    ANY,
    PAGES,
    REPORTS,
    ROOT,
    SCHEMA,
    Session,
    agrees,
    normalised,
    run_page,
    run_tasks,
)


def rewrite_page(page: Path) -> list[str]:
    """Put real output into the sessions that need it; what was done, a line each."""
    with TemporaryDirectory() as folder:
        sessions = list(run_page(page, Path(folder)))
    before = page.read_text(encoding="utf-8")
    lines = before.split("\n")
    told = []
    for session in reversed(sessions):
        example = session.example
        if not agrees(example.text, session.printed):
            lines[example.line : example.last - 1] = session.printed.split("\n")
            told.append(f"{example.name}: rewritten{_cut_again(session)}")
        if session.exit_code != example.exit_code:
            told.append(f"{example.name}: ends with {session.exit_code}; say exit= on its fence")
    if "\n".join(lines) != before:
        page.write_text("\n".join(lines), encoding="utf-8")
    return told[::-1]


def rewrite_reports() -> list[str]:
    """Run the tasks of docs/tasks, and take over the reports that say something new."""
    told = []
    with TemporaryDirectory() as folder:
        run_tasks(Path(folder))
        fresh = {path.name: path for path in (Path(folder) / "docs" / "reports").glob("*.md")}
        REPORTS.mkdir(exist_ok=True)
        # Reports of one run go together, so that their ids and times fit each other.
        stale = {_task_of(name) for name, path in fresh.items() if _differs(path, REPORTS / name)}
        for name, path in sorted(fresh.items()):
            if _task_of(name) in stale:
                (REPORTS / name).write_bytes(path.read_bytes())
                told.append(f"docs/reports/{name}: written")
    for path in sorted(REPORTS.glob("*.md")):
        if path.name not in fresh:
            path.unlink()
            told.append(f"docs/reports/{path.name}: removed, no run writes it")
    return told


def rewrite_schema() -> list[str]:
    """Write the JSON Schema of plans, if it is another."""
    text = json_schema().rstrip("\n") + "\n"
    if SCHEMA.exists() and SCHEMA.read_text(encoding="utf-8") == text:
        return []
    SCHEMA.write_text(text, encoding="utf-8")
    return [f"docs/{SCHEMA.name}: written"]


def main(names: list[str]) -> int:
    """Rewrite the named pages, or all with the reports and the schema."""
    pages = [ROOT / name for name in names] if names else PAGES
    told = [line for page in pages if page.exists() for line in rewrite_page(page)]
    told += [] if names else [*rewrite_reports(), *rewrite_schema()]
    for line in told:
        print(line)
    return 0


def _differs(fresh: Path, kept: Path) -> bool:
    if not kept.exists():
        return True
    new, old = (path.read_text(encoding="utf-8") for path in (fresh, kept))
    return normalised(new) != normalised(old)


def _task_of(report: str) -> str:
    return report.partition("_")[0]


def _cut_again(session: Session) -> str:
    cut = ANY in session.example.text.split("\n")
    return f"; it had lines `{ANY}`, cut it again" if cut else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
