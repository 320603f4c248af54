from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from orchestrator.asdata import as_data
from orchestrator.cli.findings import render
from orchestrator.diagnostics import Diagnostic, Related, Severity


def finding(**more: object) -> Diagnostic:
    values: dict[str, object] = {
        "code": "unknown-id",
        "severity": Severity.ERROR,
        "message": "no subtask “Task 9”",
        "path": "a.md",
        "line": 2,
        "column": 5,
        **more,
    }
    return Diagnostic(**values)  # type: ignore[arg-type]


def shown(found: Diagnostic, text: str) -> str:
    return render([found], {"a.md": text})


def test_a_finding_shows_place_line_caret_and_next_step() -> None:
    text = "# Task\n**Depends on**: Task 9\n"
    assert shown(finding(column=17, hint="did you mean Task 8?"), text) == dedent("""\
        a.md:2:17: error[unknown-id]: no subtask “Task 9”
            2 | **Depends on**: Task 9
              |                 ^
          next: did you mean Task 8?
        """)


def caret_column(rendered: str) -> int:
    _, source, caret, *_ = rendered.splitlines()
    assert caret.rstrip().endswith("^")
    assert source.index("|") == caret.index("|")
    return caret.index("^") - caret.index("|") - 2


def test_tabs_and_wide_characters_count_as_they_are_shown() -> None:
    assert caret_column(shown(finding(column=2), "\n\tx\n")) == 4
    assert caret_column(shown(finding(column=3), "\n任务x\n")) == 4
    assert caret_column(shown(finding(column=3), "\ne\u0301x\n")) == 1
    assert caret_column(shown(finding(column=2), "\n\x1bx\n")) == 4


def test_no_control_character_reaches_the_terminal() -> None:
    evil = "\x1b]0;title\x07\x9b31m\u202eabc\r"
    found = finding(
        message=evil, hint=evil, path=f"a{evil}.md", related=(Related(line=1, message=evil),)
    )
    rendered = render([found], {f"a{evil}.md": f"{evil}\n{evil}\n"})
    assert not any(char in rendered for char in "\x1b\x07\x9b\u202e\r")
    assert "\\x1b" in rendered


def test_a_finding_about_a_whole_line_points_at_its_text() -> None:
    assert shown(finding(column=None), "\n  - item\n").startswith("a.md:2:3: error")
    assert caret_column(shown(finding(column=None), "\n  - item\n")) == 2


def test_other_places_are_shown_with_their_lines() -> None:
    found = finding(related=(Related(line=1, message="the first one"),))
    assert "  line 1: the first one: ### Task 1\n" in shown(found, "### Task 1\n### Task 1\n")


def test_a_place_in_another_file_is_shown_with_its_name() -> None:
    found = finding(related=(Related(1, "the first one", "b.md"),))
    rendered = render([found], {"a.md": "one\ntwo\n", "b.md": "three\n"})
    assert "  b.md, line 1: the first one: three\n" in rendered


def test_a_place_far_to_the_right_stays_in_sight() -> None:
    text = "\n" + "x" * 5000 + "HERE" + "y" * 5000
    rendered = shown(finding(column=5001), text)
    _, source, caret = rendered.splitlines()
    assert source[caret.index("^")] == "H"
    assert len(source) < 130


def test_without_a_place_only_the_message_is_shown() -> None:
    bare = finding(path=None, line=None, column=None)
    assert render([bare]) == "error[unknown-id]: no subtask “Task 9”\n"
    assert render([finding(path="missing.md")]).count("\n") == 1
    assert render([finding(line=99)], {"a.md": "one line"}).count("\n") == 1


def test_a_file_that_was_not_given_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"\xef\xbb\xbffirst\r\nsec\xffond\r\n")
    rendered = render([finding(path=str(path), column=1)])
    assert "    2 | sec\ufffdond\n" in rendered


def test_as_data_every_field_is_there() -> None:
    (data,) = as_data([finding(related=(Related(line=1, message="other"),))])
    assert data == {
        "code": "unknown-id",
        "severity": "error",
        "message": "no subtask “Task 9”",
        "path": "a.md",
        "line": 2,
        "column": 5,
        "hint": None,
        "related": [{"line": 1, "message": "other", "path": None}],
    }
