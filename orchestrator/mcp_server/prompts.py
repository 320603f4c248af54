"""The one prompt: how to work a task to its end."""

from __future__ import annotations

from mcp.server.mcpserver import MCPServer

_TEXT = """\
Work the task {task} to its end with the tools of orchestrator. `next` in an answer, or in an error,
says what to do now.

1. convert_task {task}: mend the errors that it finds in the file, if you may edit it. If the answer
   says that it is not allowed yet, ask the person to look at the file and to run the command that
   it names; do not run that yourself.
2. execute_task: note the run's id. Commands run by themselves; ask task_status with wait_s.
3. next_subtask: do what it says. It is yours until the lease ends; call it with that lease again to
   keep it. Never edit a check or tick a box to make it look done.
4. complete_subtask: as evidence say what you made and what you saw, or name a file that shows it.
   If the verdict is incomplete, mend what the reasons say and hand in again.
5. Back to 3 until nothing is left. What failed: history last_failed tells of what; mend the cause,
   then control_task retry_failed. Approvals are for people: ask, then execute_task with resume.
6. generate_report, and tell the person the percent and what is incomplete, as it says it.
"""


def add_prompt(server: MCPServer) -> None:
    """Add it to the server."""

    @server.prompt()
    def work_a_task(task: str) -> str:
        """How to work a task from its file to its report."""
        return _TEXT.format(task=task)
