"""A DAG as JSON, for other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from orchestrator.asdata import as_data
from orchestrator.report.drawing.dag import Dag

SCHEMA_VERSION = 1


def to_json(dag: Dag, *, task: str, run: str | None, critical_path: Sequence[str]) -> str:
    """One document. `run` is the run that statuses and verdicts are of, if there is one;
    `critical_path` are the ids of a longest chain, first that which comes first."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "task": task,
        "title": dag.title,
        "run": run,
        "nodes": [as_data(node) for node in dag.nodes],
        "edges": [{"from": edge.before, "to": edge.after, "why": edge.why} for edge in dag.edges],
        "critical_path": list(critical_path),
    }
    return json.dumps(document, indent=2) + "\n"
