"""Modules come from what is installed, also where the path leads into a project."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

import orchestrator
from orchestrator.importing import installed

HOME = str(Path(orchestrator.__file__).parents[1])


def test_what_lies_in_the_folder_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = ["", str(tmp_path), str(tmp_path / "src"), f"{tmp_path}/../{tmp_path.name}"]
    beside = [f"{tmp_path}2", HOME, "/nowhere"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*inside, *beside])
    assert installed(tmp_path) == beside


def test_an_environment_and_the_program_itself_may_lie_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = sysconfig.get_paths()["purelib"]
    monkeypatch.setattr(sys, "path", [environment, HOME, f"{HOME}/tests"])
    assert installed(Path(HOME)) == [environment, HOME]
    assert environment in installed(Path(environment).parent)
