"""Writes the expected reports anew: `python -m tests.cases.report.rewrite`; read the difference."""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestrator.report.render import render_subtask, render_summary
from tests.cases.report.runs import CASES, Told

HERE = Path(__file__).parent


def rendered(told: Told) -> dict[str, str]:
    """The reports of a case by file name."""
    report = told.report()
    files = {each.file: render_subtask(report, each) for each in report.subtasks}
    return {report.file: render_summary(report), **files}


def main() -> None:
    for name, case in CASES.items():
        folder = HERE / name
        shutil.rmtree(folder, ignore_errors=True)
        for file, text in rendered(case()).items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
