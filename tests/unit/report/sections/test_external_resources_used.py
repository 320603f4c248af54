import pytest

from orchestrator.plan.model import Criterion, LabelledText
from orchestrator.report.sections.external_resources_used import external_resources_used, links
from orchestrator.run import events as ev
from orchestrator.verify.model import Attestation, EvidenceFile
from tests.cases.report.materials import material
from tests.cases.report.runs import plan_of, started, step, subtask


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://e.org/a.", ["https://e.org/a"]),
        ("(https://e.org/a), [b](http://e.org/b)", ["https://e.org/a", "http://e.org/b"]),
        ("https://e.org/a_(b) and (https://e.org/a_(b))", ["https://e.org/a_(b)"] * 2),
        ("<https://e.org/?q=1&r=2#x>", ["https://e.org/?q=1&r=2#x"]),
        ("**https://e.org/a**", ["https://e.org/a"]),
        ("`https://e.org/a`", ["https://e.org/a"]),
        ("HTTPS://E.org", ["HTTPS://E.org"]),
        ("https://e.org/\x1b[2Jx", ["https://e.org/"]),
        ("https:// ftp://e.org javascript:x www.e.org", []),
    ],
)
def test_addresses_in_a_text(text: str, found: list[str]) -> None:
    assert list(links(text)) == found


def test_each_once_in_the_order_of_the_file_then_of_the_evidence() -> None:
    plan = plan_of(
        subtask(
            1,
            "Read https://e.org/title",
            description="https://e.org/description https://e.org/title",
            parts=(LabelledText(label="Notes", line=40, text="https://e.org/part"),),
            steps=(step("1.1", "Look", details=("https://e.org/step",)),),
            criteria=(Criterion(id="c", part="Done", text="as https://e.org/criterion", line=30),),
        )
    )
    word = Attestation(by="ann", evidence="https://e.org/evidence", at="noon")
    found = external_resources_used(material(plan, ev.Attested(subtask="task_1", attestation=word)))
    assert [(one.address or "").rsplit("/", 1)[1] for one in found] == [
        "title",
        "description",
        "step",
        "criterion",
        "part",
        "evidence",
    ]


def test_nothing_was_used_for_what_nobody_did() -> None:
    plan = plan_of(
        subtask(
            1,
            "Read https://e.org/title",
            criteria=(Criterion(id="c", part="Done", text="as https://e.org/criterion", line=30),),
        )
    )
    assert external_resources_used(material(plan)) == ()
    begun = started("task_1")
    assert len(external_resources_used(material(plan, begun))) == 2


def test_what_was_attested_as_a_resource_comes_last_and_an_address_is_told_once() -> None:
    plan = plan_of(subtask(1, "Read"))

    def attested(evidence: str, kind: str | None = "resource", file: EvidenceFile | None = None):
        word = Attestation(by="ann", evidence=evidence, at="noon", kind=kind, file=file)
        return ev.Attested(subtask="task_1", attestation=word)

    paper = EvidenceFile(name="paper.pdf", path="e/paper.pdf", size=3, sha256="0")
    found = external_resources_used(
        material(
            plan,
            attested("RFC 8259, section 7"),
            attested("https://e.org/spec"),
            attested("a paper", file=paper),
            attested("no resource", kind=None),
        )
    )
    assert [(one.address, one.text, one.source, one.file) for one in found] == [
        ("https://e.org/spec", "", "", None),
        (None, "RFC 8259, section 7", "ann, noon", None),
        (None, "a paper", "ann, noon", paper),
    ]
