"""What says that something is done, and shows nothing; and what shows something."""

from __future__ import annotations

import pytest

from orchestrator.verify.claims import only_claims


@pytest.mark.parametrize(
    "text",
    [
        "done",
        "",
        " \n",
        "✅",
        "👍👍",
        "Done ✅ :tada: :white_check_mark:",
        "Task completed successfully ✅",
        "I did it, and everything is fine",
        "I have now done what the task asked.",
        "Done. The step is finished. Nothing else to report.",
        "status: COMPLETE",
        "**done**",
        "<b>done</b> <br/>",
        "&check; done",
        "- [x] done",
        "100 % done, 3/3",
        "ｄｏｎｅ",
        "𝐝𝐨𝐧𝐞",
        "do\u200bne",
        "d\u00adone",
        "d\u0336o\u0336n\u0336e\u0336",
        "d.o.n.e",
        "x",
        "ERLEDIGT",
        "tâche terminé",
        "está hecho",
        "Готово!",
        "完成了。",
        "完了しました",
        "완료",
        "تم",
        "TBD",
        "not done",
        "skipped, will be done later",
        "null",
        "placeholder",
    ],
)
def test_a_claim(text: str) -> None:
    assert only_claims(text)


@pytest.mark.parametrize(
    "text",
    [
        "page.md",
        "42",
        "42 tests passed in 3 s",
        "12/14 passed",
        "commit 4f2a",
        "exit 0",
        "0 errors",
        "the page lists seven states",
        "Готово: в отчёте семь строк",
        "完成了解析器的第七章",
        "https://example.org/build/7",
        '{"passed": 12}',
    ],
)
def test_something_seen_or_made(text: str) -> None:
    assert not only_claims(text)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Task 1.1 done", True),
        ("step 1.1 is done", True),
        ("- [x] 1.1", True),
        ("task_1 is complete", True),
        ("Write page.md about the parser", True),
        ("[x] Write page.md about the parser: done!", True),
        ("the page about the parser has 14 lines", False),
        ("task 2 is done", False),
    ],
)
def test_a_repetition_of_what_is_asked(text: str, claims: bool) -> None:
    asked = "Write page.md about the parser"
    assert only_claims(text, names="task_1 step 1.1", asked=asked) is claims
