"""Task files whose steps tell of themselves: what each did, and whether a copy of it ran too.

Every step keeps a lock of its own to its end, and so does whatever it started; one that finds
it taken says so. Needs `flock` and `setsid`, so Linux.
"""

from __future__ import annotations

from tests.e2e.project import Project

TASK = "task"
EFFECTS, OVERLAPS = "effects", "overlaps"
_PROBE = f"""\
exec 9>"locks/$ORCHESTRATOR_SUBTASK.$ORCHESTRATOR_STEP"
flock -n 9 || echo "$ORCHESTRATOR_SUBTASK $ORCHESTRATOR_STEP" >>{OVERLAPS}
echo "$ORCHESTRATOR_SUBTASK $ORCHESTRATOR_STEP" >>{EFFECTS}
sleep 0.03
"""
# A session of its own, and deaf to what asks it to end: only its step, or SIGKILL, ends it.
_HARDY = """\
setsid sh -c 'trap "" TERM HUP INT; exec sleep 30' &
sleep 0.08
kill -9 $!
wait $! || true"""
STUCK_AT = "locks/stuck"
_STUCK = f"""\
if [ ! -e {STUCK_AT} ]; then
  setsid sh -c 'trap "" TERM HUP INT; exec sleep 30' &
  : >{STUCK_AT}
  sleep 30
fi"""
_WIDTH = 4


def lay_out(project: Project, text: str, settings: str = "") -> None:
    """Put the task file into the project, with what its steps need."""
    project.file("probe.sh", _PROBE)
    project.file("locks/of_steps", "")
    project.file("orchestrator.toml", f"jobs = {_WIDTH}\n{settings}")
    project.task(TASK, text)


def wide(subtasks: int) -> str:
    """So many subtasks, four side by side; some with several steps, some with outputs and
    checks, some that fail at first, some with children that will not end."""
    return "\n".join(["# Wide\n", *(_piece(number) for number in range(1, subtasks + 1))])


def _piece(number: int) -> str:
    after = [number - _WIDTH] if number > _WIDTH else []
    if number % 3 == 0 and number > _WIDTH:
        after.append(number - _WIDTH + 1)
    head = [f"### Task {number}: Piece {number}"]
    if after:
        head.append(f"**Depends on**: {', '.join(f'Task {each}' for each in after)}")
    if number % 5 == 0:
        head.append(f"**Outputs**: made/{number}.txt")
    if number % 7 == 0:
        head.append("**Retries**: 1")
    steps = [_step(f"{number}.{step}", _script(number)) for step in range(1, 2 + (number % 4 == 0))]
    tail = f"**Verify**:\n- `grep -q {number} made/{number}.txt` -- expected: exit 0\n"
    return "\n".join([*head, "", *steps, tail if number % 5 == 0 else ""])


def _script(number: int) -> str:
    lines = [". ./probe.sh"]
    if number % 5 == 0:
        lines.append(f"mkdir -p made; echo {number} >made/{number}.txt")
    if number % 7 == 0:
        lines.insert(0, f"if mkdir locks/tried_{number} 2>/dev/null; then exit 1; fi")
    if number % 9 == 2:
        lines.append(_HARDY)
    return "\n".join(lines)


# Its first subtask prints more than the settings let stay of a log.
SMALL = 6
SMALL_SETTINGS = "log_limit_bytes = 1000\n"


def small(*, stuck: bool = False) -> str:
    """A few subtasks, with all that a crash may come between; with `stuck` one of them never
    ends, nor does its child, the first time that it runs."""
    return "\n".join(
        (
            "# Small\n",
            "### Task 1: Prints much\n",
            _step("1.1", ". ./probe.sh"),
            _step("1.2", ". ./probe.sh\nseq 1 800"),
            "### Task 2: Has a child that will not end\n**Depends on**: Task 1\n",
            _step("2.1", f". ./probe.sh\n{_STUCK if stuck else _HARDY}"),
            "### Task 3: Makes something\n**Depends on**: Task 1\n**Outputs**: made.txt\n",
            _step("3.1", ". ./probe.sh\necho made >made.txt"),
            "**Verify**:\n- `cat made.txt` -- expected: `made`\n",
            *map(_following, range(4, SMALL + 1)),
        )
    )


def _following(number: int) -> str:
    after = "Task 2, Task 3" if number == 4 else f"Task {number - 1}"
    head = f"### Task {number}: Comes after {after}\n**Depends on**: {after}\n"
    return "\n".join((head, _step(f"{number}.1", ". ./probe.sh")))


def _step(id_: str, script: str) -> str:
    indented = "\n".join(f"  {line}" for line in script.splitlines())
    return f"- [ ] {id_} Do it\n  ```sh\n{indented}\n  ```"
