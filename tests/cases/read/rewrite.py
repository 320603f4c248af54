"""Writes the expected documents anew: `python -m tests.cases.read.rewrite`; read the difference."""

from __future__ import annotations

from pathlib import Path

from orchestrator.document.parse import read
from tests.cases.read.shape import shape

HERE = Path(__file__).parent


def main() -> None:
    for case in sorted(HERE.glob("*.md")):
        document, findings, _ = read(case.read_bytes(), case.name)
        case.with_suffix(".json").write_text(shape(document, findings), encoding="utf-8")


if __name__ == "__main__":
    main()
