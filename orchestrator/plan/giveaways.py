"""Says where a task file holds a token that belongs nowhere but in a variable."""

from __future__ import annotations

from orchestrator.diagnostics import Diagnostic, Findings
from orchestrator.plan.tokens import unmistakable_in

_MOST = 20


def giveaways(text: str, path: str) -> tuple[Diagnostic, ...]:
    """A warning for each line with a well-known token; its value is not shown."""
    findings = Findings(path)
    seen: set[int] = set()
    for token in sorted(unmistakable_in(text), key=lambda each: each.start):
        line = text.count("\n", 0, token.start) + 1
        if line not in seen and len(seen) < _MOST:
            seen.add(line)
            findings.warning(
                "secret-in-file",
                f"here stands what looks like a {token.name}; who reads the file or the "
                "stored plan has it",
                line,
                token.start - text.rfind("\n", 0, token.start),
                hint="revoke it, take it from a variable instead, and name that under `Secrets`",
            )
    return tuple(findings.made)
