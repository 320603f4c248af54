"""What stands above the subtasks: front matter, title, keys, prose and parts of the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from orchestrator.document import values as read_values
from orchestrator.document.headings import document_title
from orchestrator.native import values
from orchestrator.native.front import front_matter
from orchestrator.native.headings import CONTAINER, harmless
from orchestrator.native.plain import plain
from orchestrator.native.settings import metadata_pairs, pair
from orchestrator.native.subtasks import fields_block, part_written
from orchestrator.plan.model import CriteriaPolicy, Plan

STYLES = ("heading", "label", "none", "bare")
_SHOWN_TITLE = "Plan"


class Opening(Struct):
    """The document of a plan as it will be written. `order` and `dialect` are the front
    matter's, `given` is what the prose is read as by itself, `said` is what a block says,
    `fits` whether the whole is read without an error."""

    plan: Plan
    order: str | None = None
    contained: bool = False
    dialect: str | None = None
    style: str = STYLES[0]
    given: Plan | None = None
    said: dict[str, Any] = field(default_factory=dict)
    fits: bool = False

    def says(self, *names: str) -> None:
        """Say these fields as they are from now on."""
        self.said.update({name: plain(getattr(self.plan, name)) for name in names})

    @property
    def head(self) -> str:
        """As much of it as the meaning of subtasks depends on."""
        return self._joined([self._front(), "# Title", self._container()])

    @property
    def text(self) -> str:
        heading, _ = title(self.plan.number, self.plan.title)
        prose = "" if "description" in self.said else self.plan.description
        parts = () if self.style in ("none", "bare") or "parts" in self.said else self.plan.parts
        block = fields_block(self.said) if self.said else ""
        shown = [part_written(part, self.style, "##") for part in parts]
        return self._joined(
            [self._front(), heading, self._keys(), prose, *shown, block, self._container()]
        )

    def _container(self) -> str:
        return CONTAINER if self.contained else ""

    def _joined(self, pieces: list[str]) -> str:
        stripped = (piece.strip("\n") for piece in pieces)
        return "".join(f"{piece}\n\n" for piece in stripped if piece)

    def _front(self) -> str:
        plan = self.plan
        _, own = title(plan.number, plan.title)
        told: dict[str, str | tuple[str, ...] | Mapping[str, str]] = {"id": plan.id, **own}
        if self.dialect is not None:
            told["dialect"] = self.dialect
        if self.order is not None:
            told["order"] = self.order
        if plan.criteria_policy is CriteriaPolicy.ADVISORY:
            told["criteria"] = plan.criteria_policy.value
        env = {name: value for name, value in plan.env.items() if _is_pair(name, value)}
        if env:
            told["env"] = env
        if plan.secrets and read_values.variables([*plan.secrets]) == plan.secrets:
            told["secrets"] = plan.secrets
        return front_matter(told)

    def _keys(self) -> str:
        given, plan = self.given, self.plan
        if given is None:
            return ""
        pairs: list[tuple[str, str | None]] = []
        if plan.objective is not None and plan.objective != given.objective:
            pairs.append(("Objective", _unless("objective", self.said, plan.objective)))
        if plan.declared_status is not None and plan.declared_status != given.declared_status:
            status = plan.declared_status.replace("_", " ")
            pairs.append(("Status", _unless("declared_status", self.said, status)))
        if "metadata" not in self.said:
            pairs += metadata_pairs(plan.metadata, given.metadata)
        if "external_dependencies" not in self.said and plan.external_dependencies:
            pairs.append(("Depends on", _external(plan)))
        return "\n".join(pair(name, value) for name, value in pairs if value is not None)


def title(number: str | None, text: str) -> tuple[str, dict[str, str]]:
    """The heading of a file, and what the front matter has to say because no heading does."""
    heading = f"Task {number}: {text}" if number is not None else text
    found = document_title(heading)
    if (found.number, found.text) == (number, text) and not (
        found.status or values.spans_lines(heading)
    ):
        return f"# {heading}", {}
    own = {"title": text, **({"number": number} if number is not None else {})}
    return f"# {harmless(text) or _SHOWN_TITLE}", own


def heading_of_file(number: str, text: str, status: str) -> tuple[str, str]:
    """The heading of a new file with a status behind the title, and the front matter that it
    needs, if any."""
    heading = f"Task {number}: {text} {status}"
    found = document_title(heading)
    if (found.number, found.text) == (number, text) and found.status:
        return f"# {heading}", ""
    shown = harmless(text) or _SHOWN_TITLE
    return f"# Task {number}: {shown} {status}", f"{front_matter({'title': text})}\n"


def _external(plan: Plan) -> str | None:
    pieces = []
    for each in plan.external_dependencies:
        name = f"Task {each.id}" if each.id[:1].isdigit() else each.id
        said = f" ({each.title})" if each.title is not None else ""
        pieces.append(f"{name}{said}{' ✅ COMPLETED' if each.satisfied else ''}")
    return values.one_line(", ".join(pieces))


def _unless(name: str, said: Mapping[str, Any], value: str) -> str | None:
    return None if name in said else values.one_line(value)


def _is_pair(name: str, value: str) -> bool:
    """Whether the front matter can say a variable."""
    return value == value.strip() and read_values.env_pairs([f"{name}={value}"]) == {name: value}
