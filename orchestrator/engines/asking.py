"""One agent being asked: its command line, its standard input, and what its result then says.

Its word is told and proves nothing. How its process runs is not known here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from orchestrator.engines.agents import Reads, agent_of, command_line
from orchestrator.engines.layout import lay_out_prompt
from orchestrator.engines.masker import Masker
from orchestrator.engines.output import Printed
from orchestrator.engines.said import in_a_line, read_said, shortened
from orchestrator.verify.model import CommandResult, Outcome


class Asking:
    """An agent that is about to get its prompt, which is in `prompt_file` from now on.

    Raises:
        InputError: there is no such agent.
        OSError: the prompt cannot be written.
    """

    def __init__(
        self,
        name: str,
        prompt: str,
        prompt_file: str,
        *,
        agents: Mapping[str, tuple[str, ...]],
        masker: Masker,
    ) -> None:
        self._name = name
        self._masker = masker
        self._agent = agent_of(name, agents)
        self.stdin = lay_out_prompt(prompt, prompt_file, masker)

    @property
    def apart(self) -> bool:
        """Whether its standard output must be told apart to be read."""
        return self._agent.reads is not Reads.TEXT

    def words(self, search_path: str, root: Path) -> tuple[str, ...]:
        """Its command line.

        Raises:
            InputError: its program is not there.
        """
        return command_line(self._name, self._agent, search_path=search_path, root=root)

    def close(self) -> None:
        """The process has its standard input, or will never have it."""
        os.close(self.stdin)

    def told(self, result: CommandResult, printed: Printed) -> CommandResult:
        """The result with what the agent says of it."""
        result = replace(result, agent=self._name, proves=False)
        ended = result.outcome in (Outcome.SUCCEEDED, Outcome.FAILED)
        said = read_said(self._agent.reads, printed.stdout) if ended and self.apart else None
        if said is None:
            note = "what it printed is not the JSON that was asked for" if self.apart else None
            words = shortened(result.output) or None
            return replace(result, said=words, note=_joined(result.note, note if ended else None))
        hide = self._masker.text
        result = replace(
            result,
            said=shortened(hide(said.text)) or None,
            note=_joined(result.note, *said.notes),
        )
        if said.error is None:
            return result
        reason = f"the agent reports an error: {in_a_line(hide(said.error))}"
        return replace(result, outcome=Outcome.FAILED, reason=reason)


def _joined(*notes: str | None) -> str | None:
    return "; ".join(filter(None, notes)) or None
