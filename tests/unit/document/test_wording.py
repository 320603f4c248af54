"""How a file writes that something is completed: its own way where it has one."""

from __future__ import annotations

import pytest

from orchestrator.document.marks import read_marks
from orchestrator.document.wording import Wording

FILE = "### Task 1: A{}\n**Status**: {}\n\n### Task 2: B{}\n**Status**: {}\n"


@pytest.mark.parametrize(
    ("completed", "open_", "after"),
    [
        (("", "None yet"), (" ⏳ Not Started", "Not Started"), ("✅ Completed", "Completed")),
        (("", "None yet"), (" - NOT STARTED", "⏳ pending"), ("COMPLETED", "✅ completed")),
        ((" ✅ COMPLETED", "x"), (" ⏳ Not Started", "Pending"), ("✅ COMPLETED", "COMPLETED")),
        ((" - Done", "x"), (" ⏳ Not Started", "Pending"), ("✅ Done", "Done")),
        ((" - ✔️ Done", "x"), (" - Not Started", "⏳ Pending"), ("✔️ Done", "✔️ Done")),
        (("", "✅ complete"), (" ⏳ Not Started", "Pending"), ("✅ complete", "✅ complete")),
        ((" ✅ Done", "finished"), (" ⏳ Not Started", "Pending"), ("✅ Done", "finished")),
        ((" ✅ Merged", "Passed"), (" ⏳ Not Started", "Pending"), ("✅ Completed", "Completed")),
        (("", "x"), (" ⏳ To Do", "todo"), ("✅ Done", "done")),
    ],
)
def test_the_words_of_the_file(
    completed: tuple[str, str], open_: tuple[str, str], after: tuple[str, str]
) -> None:
    text = FILE.format(*completed, *open_)
    statuses = read_marks(text.encode(), "t.md").statuses
    wording = Wording(statuses)
    title, key = (wording.completed(each)[1] for each in statuses if each.subtask == 4)
    assert (title.removeprefix("Task 2: B").removeprefix(" -").strip(), key) == after


def test_the_front_matter_goes_its_own_way() -> None:
    text = "---\nstatus: in-progress\n---\n# T ✅ DONE\n## Task 1: A\nx\n"
    statuses = read_marks(text.encode(), "t.md").statuses
    assert Wording(statuses).completed(statuses[0])[1] == "completed"
