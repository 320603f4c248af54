"""An end is told, also one that came before anybody looked."""

from __future__ import annotations

import os
import selectors
import subprocess
from collections.abc import Callable

import pytest

from orchestrator.engines.reaper import PidfdReaper


@pytest.mark.skipif(not PidfdReaper.works(), reason="no pidfds here")
def test_a_process_that_is_gone_already_has_ended() -> None:
    process = subprocess.Popen(["true"])
    os.waitpid(process.pid, 0)
    ends: list[str] = []
    with selectors.DefaultSelector() as selector:
        reaper = PidfdReaper(selector)
        reaper.watch(process, lambda: ends.append("ended"))
        for key, _ in selector.select(timeout=5):
            told: Callable[[], None] = key.data
            told()
        reaper.close()
        assert not selector.get_map()
    process.returncode = 0
    assert ends == ["ended"]
