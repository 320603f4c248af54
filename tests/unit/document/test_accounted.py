"""No box of a case is lost without a word, and no edge is called stated that is not."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from orchestrator.document.dialects import DIALECTS
from orchestrator.operations.converting.convert import Conversion, convert
from orchestrator.wiring import open_project
from tests.accounted import boxes, lost_boxes, text_of, unstated_edges
from tests.cases.dialects.shape import cases

NAMES = {"mask": "maskfile.md", "xc": "README.md", "task-master": "t.txt"}
CASES = Path(__file__).parents[2] / "cases"
READ = [
    *(case for case in cases() if case.is_file()),
    *sorted(chain.from_iterable(CASES.glob(f"{kind}/*.md") for kind in ("fuzz", "read", "tick"))),
]
ODD_PLACES = (
    "- Notes\n  - more\n    - [ ] in bullets\n",
    "> Said:\n>\n> - [x] in a quotation\n",
    "**Example**:\n- [ ] in an example\n",
    "- [ ] = open\n- [~] = dropped\n- **[x]** = done\n",
    "- Legend:\n  - [ ] open\n  - [x] done\n",
    "1. [ ] counted\n2. [ ] counted on\n   + [~] with a plus\n",
    "<details>\n<summary>More</summary>\n- [ ] in HTML\n+ [v] in HTML too\n</details>\n",
    "Text\n\n    - [ ] in code that is only indented\n",
    "Text\n2. [ ] in running text\n",
    "**Depends on**:\n- [ ] what no subtask is\n",
    "- Depends on:\n  - [ ] what no subtask is\n",
    "- **[ ]** a box in bold\n",
    "#### Acceptance Criteria\n- [ ] outer\n  - [ ] inner\n    - plain\n      - [ ] innermost\n",
    "**Rollback**:\n- [ ] after a failure\n\n**Env**:\n- [ ] A=1\n",
    "- [ ]no blank\n- [x]`make`\n\n-[ ] none before\n\n• [ ] a dot\n\na. [ ] a letter\n",
    "- [ ] a box\n-[ ] glued to it\n• [ ] and this\n  -[x] inside\n",
    "<details><summary>More</summary>\n-[ ] in HTML\n</details>\n",
    "- [ ]\n- []\n- [ ] `make`\n  ```sh\n  make\n  ```\n",
)
each_case = pytest.mark.parametrize(
    "case", READ, ids=lambda case: f"{case.parent.name}-{case.name}"
)


def read(case: Path) -> Conversion:
    return convert(open_project(case.parent, {}), str(case))


@each_case
def test_every_box_is_in_the_plan_or_told(case: Path) -> None:
    assert lost_boxes(read(case), text_of(case)) == []


@each_case
def test_every_stated_edge_is_stated(case: Path) -> None:
    assert unstated_edges(read(case), text_of(case)) == []


@pytest.mark.parametrize("odd", ODD_PLACES)
@pytest.mark.parametrize("dialect", [dialect.name for dialect in DIALECTS])
def test_no_dialect_passes_over_a_box(dialect: str, odd: str, tmp_path: Path) -> None:
    texts = sorted((text_of(case) for case in READ if case.parent.name == dialect), key=len)
    for text in texts[len(texts) // 2 :][:2]:
        blanks = [found.end() for found in re.finditer(r"\n\n", text)]
        for at in (blanks[len(blanks) // 2 :] or [len(text)])[0], len(text):
            case = tmp_path / NAMES.get(dialect, "t.md")
            case.write_text(f"{text[:at]}{odd}\n{text[at:]}", encoding="utf-8")
            assert lost_boxes(read(case), text_of(case)) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- [ ] a\n* [x] b\n+ [~] c\n1. [ ] d\n2) [X] e\n", [1, 2, 3, 4, 5]),
        ("> - [ ] a\n  - - [ ]\n- []\n- **[ ]** b\n- [ ]* c\n", [1, 2, 3, 4, 5]),
        ("- [ ]\\* a\n- [ ]\\ b\n", [1]),
        ("- [P] a\n- [1] b\n- [a](b)\n- [ref]\n[ ] c\n- `[ ]` d\n", []),
        (
            "-[ ] a\n- [ ]b\n• [x] c\na. [ ] d\n1.[ ] e\n- [x](b)\n- [x]: b\n- [x]^2\n",
            [1, 2, 3, 4, 5],
        ),
        ("```\n- [ ] a\n~~~\n````\n- [ ] b\n", [5]),
        ("- ~~~md\n  - [ ] a\n  ~~~\n- [ ] b\n", [4]),
        ("<!-- - [ ] a\n- [ ] b -->\n<!-- c -->\n- [ ] d\n", [4]),
        ("---\na:\n  - [ ]\n---\n- [ ] b\n---\n- [ ] c\n", [5, 7]),
    ],
)
def test_what_is_counted(text: str, lines: list[int]) -> None:
    assert list(boxes(text)) == lines


def test_what_is_lost(tmp_path: Path) -> None:
    case = tmp_path / "t.md"
    case.write_text("# T\n\n- [ ] z\n\n## Task 1: A\n\n- [ ] b\n\n## Task 2: B\n\nDo.\n")
    plain = read(case)
    assert lost_boxes(plain, text_of(case)) == []
    more = text_of(case) + "\n- [ ] c\n"
    assert lost_boxes(plain, more) == [(13, "c")]


def test_what_is_unstated(tmp_path: Path) -> None:
    case = tmp_path / "t.md"
    case.write_text("# T\n\n## Task 1: A\n\nDo.\n\n## Task 2: B\n**Depends on**: Task 1\n\nDo.\n")
    stated = read(case)
    assert unstated_edges(stated, text_of(case)) == []
    other = text_of(case).replace("on**: Task 1", "on**: Task 3")
    assert [edge.id for _, edge in unstated_edges(stated, other)] == ["task_1"]


def test_a_code_names_its_item(tmp_path: Path) -> None:
    case = tmp_path / "t.md"
    case.write_text("- [ ] AB-1 Dig\n- [ ] AB-12 Sow (depends on AB-1)\n")
    stated = read(case)
    assert unstated_edges(stated, text_of(case)) == []
    other = text_of(case).replace("on AB-1)", "on AB-12)")
    assert [edge.id for _, edge in unstated_edges(stated, other)] == ["ab_1_dig"]
