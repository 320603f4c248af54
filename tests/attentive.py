"""Lets the programs that tests start hear Ctrl-C and hang-ups, wherever the tests were started."""

from __future__ import annotations

import signal


def hear_signals() -> None:
    """What is ignored here would be in every program started from here: a shell's background
    job ignores SIGINT, a job of `nohup` SIGHUP. What has a handler is not handed on."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda number, frame: None)
