"""Starts the real program and kills it with SIGKILL where a function of it begins or ends.

Usage: python -m tests.stress.crashing FUNCTION MOMENT BUILTIN UNDER NTH ARGUMENT ...

Of the program no line knows of this: the interpreter tells of each function that it enters and
leaves. FUNCTION and UNDER are `module:qualified.name`; BUILTIN and UNDER may be empty.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

BEFORE, AFTER = "before", "after"
_EVENTS = {BEFORE: ("call", "c_call"), AFTER: ("return", "c_return")}


class Mine:
    """Goes off when a function is entered (`before`) or left (`after`) for the n-th time; with a
    `builtin` when the function calls that; with `under` only below a call of that function."""

    def __init__(self, function: str, moment: str, builtin: str, under: str, nth: int) -> None:
        self._module, _, self._name = function.partition(":")
        self._event = _EVENTS[moment][bool(builtin)]
        self._builtin = builtin
        self._under = under
        self._left = nth
        self._owner = os.getpid()

    def lay(self) -> None:
        """From now on, in every thread."""
        threading.setprofile(self._seen)
        sys.setprofile(self._seen)

    def _seen(self, frame: FrameType, event: str, argument: object) -> None:
        if event != self._event or frame.f_code.co_qualname != self._name:
            return
        if self._builtin and getattr(argument, "__name__", None) != self._builtin:
            return
        if frame.f_globals.get("__name__") != self._module or not self._is_under(frame):
            return
        self._left -= 1
        # A child that was forked is not the one that is to die.
        if self._left == 0 and os.getpid() == self._owner:
            os.kill(self._owner, signal.SIGKILL)

    def _is_under(self, frame: FrameType | None) -> bool:
        while self._under and frame is not None:
            name = f"{frame.f_globals.get('__name__')}:{frame.f_code.co_qualname}"
            if name == self._under:
                return True
            frame = frame.f_back
        return not self._under


def main() -> int:
    """The exit code of the program, if it lives to have one."""
    function, moment, builtin, under, nth, *arguments = sys.argv[1:]
    from orchestrator.__main__ import main as program

    sys.argv = ["orchestrator", *arguments]
    Mine(function, moment, builtin, under, int(nth)).lay()
    return program()


if __name__ == "__main__":
    sys.exit(main())
