"""Writes the expected prompts anew: `python -m tests.cases.prompts.rewrite`; read what differs."""

from __future__ import annotations

from pathlib import Path

from orchestrator.report.render import render_prompt
from tests.cases.prompts.runs import CASES

HERE = Path(__file__).parent


def main() -> None:
    for name, case in CASES.items():
        text = render_prompt(case().prompt)
        (HERE / f"{name}.txt").write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
