"""Words that no command line can hold are refused before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.engines.launched import launch


@pytest.mark.parametrize("word", ["a\0b", "\ud800"])
def test_what_is_no_word_is_refused(tmp_path: Path, word: str) -> None:
    with pytest.raises(InputError, match="no command line can"):
        launch(["--version", word], tmp_path)
