"""Which sinks show a run: a live view, plain lines or JSON, and what GitHub Actions reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from orchestrator.cli.hiding import hide_secrets
from orchestrator.cli.output import Output, errors, output
from orchestrator.operations.concealing import hiding
from orchestrator.operations.project import Project
from orchestrator.plan.model import Plan
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import Hide, as_shown, hidden
from orchestrator.run.ports import Sink
from orchestrator.run.summary import RunSummary

if TYPE_CHECKING:
    from orchestrator.sinks.github import GithubSink


class Progress:
    """Makes the sinks when the plan is known, and ends them with the summary."""

    def __init__(
        self, project: Project, *, env: Mapping[str, str], as_json: bool, quiet: bool
    ) -> None:
        self._project = project
        self._env = env
        self._hide: Hide = scrub
        self._as_json = as_json
        self._quiet = quiet
        self._github: GithubSink | None = None

    def sinks_for(self, plan: Plan, notes: tuple[str, ...]) -> Sequence[Sink]:
        """The sinks for a run of the plan; the notes are shown first."""
        hide_secrets(self._project, plan, self._env)
        self._hide = hiding(self._project, plan, self._env)
        words = errors() if self._as_json else output()
        for note in notes:
            if not self._quiet or note.startswith("warning: "):
                from orchestrator.sinks.safe import printable

                words.line(printable(note))
        return [*self._showing(plan), *self._on_github(plan, words), *self._log()]

    def _on_github(self, plan: Plan, words: Output) -> Sequence[Sink]:
        """On --json standard output is data, and GitHub reads annotations from either."""
        if self._project.environ.get("GITHUB_ACTIONS") != "true":
            return []
        from orchestrator.sinks.github import GithubSink

        shown = as_shown(plan, self._hide)
        self._github = GithubSink(self._project.environ, shown, words.write)
        return [self._github]

    def _log(self) -> Sequence[Sink]:
        name = self._project.settings.log_file
        if name is None:
            return []
        from orchestrator.sinks.log import LogSink

        return [LogSink(self._project.workspace.root / name)]

    def finish(self, summary: RunSummary) -> RunSummary:
        """The run is over, and its summary known; gives it without secrets."""
        shown = hidden(summary, self._hide)
        if self._github is not None:
            self._github.finish(shown)
        return shown

    def _showing(self, plan: Plan) -> Sequence[Sink]:
        if self._as_json:
            from orchestrator.sinks.jsonl import JsonSink

            return [JsonSink(output().json_line)]
        if self._quiet:
            return []
        plan = as_shown(plan, self._hide)
        if output().is_terminal:
            from orchestrator.cli.live import LiveSink, can_animate

            if can_animate(output(), self._project.environ):
                return [LiveSink(output(), plan, self._project.workspace.root)]
        from orchestrator.sinks.lines import PlainSink

        return [PlainSink(output().write, plan)]
