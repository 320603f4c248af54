"""Each dialect's notations: a case is a file and the plan that comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.document.dialects import DIALECTS
from orchestrator.operations.converting.convert import Asked, convert
from orchestrator.wiring import open_project
from tests.cases.dialects.shape import CASES, beside, cases, outcome


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_file_gives_the_plan_beside_it(case: Path) -> None:
    assert outcome(case) == beside(case).read_text(encoding="utf-8")


def test_every_dialect_has_cases() -> None:
    assert {path.name for path in CASES.iterdir() if path.is_dir()} >= {
        dialect.name for dialect in DIALECTS if dialect.name != "native"
    }


@pytest.mark.parametrize("dialect", [dialect.name for dialect in DIALECTS])
@pytest.mark.parametrize("text", ["", "# T\n", "- [ ] a\n", "## Task 1: A\n", "---\nid: a\n---\n"])
def test_any_file_may_be_asked_to_be_read_as_any(dialect: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "t.md"
    path.write_text(text)
    read = convert(open_project(tmp_path, {}), str(path), Asked(dialect=dialect))
    if read.plan is None:
        assert any(finding.severity == "error" for finding in read.findings)
    else:
        assert read.plan.source.dialect in (dialect, "native")


@pytest.mark.parametrize(
    ("name", "read_as", "warned"),
    [("checklist", "checklist", False), ("native", "native", False), ("postgres", "native", True)],
)
def test_the_front_matter_may_name_the_dialect(
    name: str, read_as: str, warned: bool, tmp_path: Path
) -> None:
    path = tmp_path / "t.md"
    path.write_text(f"---\ndialect: {name}\n---\n# T\n\n### Task 1: A\n- [ ] b\n")
    read = convert(open_project(tmp_path, {}), str(path))
    assert read.plan is not None
    assert read.plan.source.dialect == read_as
    assert ("unknown-dialect" in {each.code for each in read.findings}) is warned
