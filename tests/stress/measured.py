"""What converting a file costs: processor time and memory, each in a process of its own.

`python -m tests.stress.measured FILE …` prints a line of JSON for each; one that takes far too
long is ended. Knows nothing of what the files hold.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]
_TOO_LONG_S = 20
_MEMORY_BYTES = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What became of one file: seconds of the processor, memory at its peak, the subtasks of its
    plan (None where it was refused) and the codes of its findings; `problem` is a traceback's
    last line, or what ended it."""

    seconds: float = 0.0
    peak_mb: int = 0
    subtasks: int | None = None
    codes: tuple[str, ...] = ()
    problem: str | None = None

    def over(self, seconds: float, megabytes: int) -> str | None:
        """Which limit it does not keep, in words."""
        if self.problem is not None:
            return self.problem
        if self.seconds > seconds:
            return f"{self.seconds:.1f} s, more than {seconds:g} s"
        if self.peak_mb > megabytes:
            return f"{self.peak_mb} MB, more than {megabytes} MB"
        return None


def costs(paths: Sequence[Path]) -> list[Cost]:
    """What converting each of the files costs, in their order."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.stress.measured"],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        cwd=_CHECKOUT,
        check=False,
    )
    found = [Cost(**json.loads(line)) for line in done.stdout.splitlines()]
    if len(found) != len(paths):
        raise RuntimeError(f"measured {len(found)} of {len(paths)} files: {done.stderr[-2000:]}")
    return found


def main() -> int:
    """Convert each file named on standard input in a fork of this process."""
    from tests.stress.reading import converted

    # What is loaded when first needed is loaded here, once for all.
    converted(b"---\na: b\n---\n# T\n\n### Task 1: A\n\n```bash\nls\n```\n\n```python\n1\n```\n")
    for line in sys.stdin.read().splitlines():
        sys.stdout.write(json.dumps(_in_a_fork(Path(line))) + "\n")
        sys.stdout.flush()
    return 0


def _in_a_fork(path: Path) -> dict[str, object]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (_TOO_LONG_S, _TOO_LONG_S))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        os.write(writing, json.dumps(_cost(path)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if said:
        return dict(json.loads(said))
    return {"problem": f"ended by signal {status & 127} (more than {_TOO_LONG_S} s?)"}


def _cost(path: Path) -> dict[str, object]:
    from tests.stress.reading import converted

    data = path.read_bytes()
    began = time.process_time()
    try:
        plan, findings, _ = converted(data)
    except Exception as error:
        return {"problem": f"traceback {type(error).__name__}: {error}"[:300]}
    return {
        "seconds": time.process_time() - began,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "subtasks": len(plan.subtasks) if plan is not None else None,
        "codes": sorted({one.code for one in findings}),
    }


if __name__ == "__main__":
    sys.exit(main())
