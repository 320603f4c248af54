"""`history otlp`: a recorded run's trace for a collector of OpenTelemetry."""

from __future__ import annotations

from pathlib import Path

from orchestrator.cli.arguments import ROOT
from orchestrator.cli.output import output
from orchestrator.cli.parameters import argument, option
from orchestrator.diagnostics import Exit
from orchestrator.operations.history.spans import send_run
from orchestrator.wiring import open_project

GIVEN = (
    argument("run", "RUN", "Its id, or the end of it."),
    option("--endpoint", value="URL", help="As http://localhost:4318/v1/traces."),
    ROOT,
)


def otlp(*, run: str, endpoint: str | None, root: Path | None) -> int:
    """Send a run's trace over OTLP/HTTP: the run, its attempts, their commands. Without --endpoint
    it goes where the setting otlp says, or OpenTelemetry's own variables."""
    project = open_project(root, {})
    sent = send_run(project, run, endpoint or project.settings.otlp)
    output().line(f"sent {sent} spans")
    return Exit.OK
