"""Files of results: which are read, and which values are in them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.operations.history.backfill.files import Unread, Value, files_in, values_in


def values(path: Path, data: str | bytes) -> list[object]:
    """The values of a file with this content, a line and the reason of what is none."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return [
        (each.line, each.value) if isinstance(each, Value) else (each.line, f"!{each.why[:15]}")
        for each in values_in(str(path))
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ('{"a": 1}', [(1, {"a": 1})]),
        ('{\n "a": 1\n}\n', [(None, {"a": 1})]),
        ('[\n{"a": 1},\n{"a": 2}]', [(None, [{"a": 1}, {"a": 2}])]),
        ('{"a": 1}\n{"a": 2}\n', [(1, {"a": 1}), (2, {"a": 2})]),
        ('\n\n{"a": 1}\r\n\r\n{"a": 2}', [(3, {"a": 1}), (5, {"a": 2})]),
        ('{"a": 1}\n{"a"\n{"a": 3}', [(1, {"a": 1}), (2, "!it is no JSON: "), (3, {"a": 3})]),
        ('{"a"\n{"a": 2}', [(1, "!it is no JSON: "), (2, {"a": 2})]),
        (b'\xef\xbb\xbf{"a": 1}', [(1, {"a": 1})]),
        ('{"a": NaN}', None),
        ('{"a": "\\ud800"}', [(1, {"a": "\ud800"})]),
        (b'{"a": "\xff"}', [(None, "!it is no JSON: ")]),
        ("# Notes\nnothing", [(None, "!it is no JSON: ")]),
        ("[" * 100_000, [(None, "!it is no JSON: ")]),
        ("", []),
        (" \n", []),
    ],
)
def test_values_of_a_file(data: str | bytes, found: list[object] | None, tmp_path: Path) -> None:
    read = values(tmp_path / "r.json", data)
    if found is None:  # what is no number is not itself
        assert str(read) == "[(1, {'a': nan})]"
    else:
        assert read == found


def test_lines_are_told_one_after_the_other(tmp_path: Path) -> None:
    read = values(tmp_path / "r.ndjson", '{\n"a": 1}\n{"a": 2}')
    assert [line for line, _ in read] == [1, 2, 3]  # type: ignore[misc]
    assert read[2] == (3, {"a": 2})


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "link.json").symlink_to("nowhere")
    for name, why in (("pipe.json", "not a file"), ("link.json", "No such file")):
        (found,) = values_in(str(tmp_path / name))
        assert isinstance(found, Unread)
        assert why in found.why


def test_files_of_folders(tmp_path: Path) -> None:
    for name in ("b.json", "a.ndjson", "in/c.jsonl", "in/notes.md", ".hidden/d.json", ".e.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "round").symlink_to(tmp_path)
    found = files_in([str(tmp_path / "in/notes.md"), "-", str(tmp_path)])
    assert [os.path.relpath(each, tmp_path) for each in found if each != "-"] == [
        "in/notes.md", "a.ndjson", "b.json", "in/c.jsonl",
    ]  # fmt: skip
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no results"):
        files_in([str(tmp_path / "empty")])
    with pytest.raises(InputError, match="no file"):
        files_in([str(tmp_path / "gone.json")])
