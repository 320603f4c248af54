from orchestrator.plan.model import Criterion, LabelledText
from orchestrator.report.sections.research_findings import research_findings
from orchestrator.run import events as ev
from orchestrator.verify.model import Attestation, EvidenceFile
from tests.cases.report.materials import material
from tests.cases.report.runs import plan_of, step, subtask

PLAN = plan_of(
    subtask(
        1,
        "Choose",
        steps=(step("1.1", "Research parsers"), step("1.2", "Write")),
        criteria=(
            Criterion(id="criterion_1", part="Research Requirements", text="Which?", line=3),
            Criterion(id="criterion_2", part="Done", text="It works", line=4),
        ),
        parts=(
            LabelledText(label="Research Requirements", line=5, text="- find one"),
            LabelledText(label="Key Findings", line=6, text="Two are fast."),
            LabelledText(label="Research Notes", line=7, text="  "),
        ),
    )
)


def attested(evidence: str, **about: str) -> ev.Attested:
    word = Attestation(by="ann", evidence=evidence, at="noon", **about)
    return ev.Attested(subtask="task_1", attestation=word)


def test_answers_to_research_come_before_the_file_s_own_notes() -> None:
    found = research_findings(
        material(
            PLAN,
            attested("this one", criterion="criterion_1"),
            attested("all of it", criterion="criterion_2"),
            attested("read ten", step="1.1"),
            attested("wrote it", step="1.2"),
            attested("the whole"),
        )
    )
    assert [(item.question, item.finding, item.source) for item in found] == [
        ("Which?", "this one", "ann, noon"),
        ("Research parsers", "read ten", "ann, noon"),
        ("Key Findings", "Two are fast.", "the task file's word, docs/tasks/012_ship.md:6"),
    ]


def test_what_is_attested_as_research_is_a_finding_whatever_was_asked() -> None:
    file = EvidenceFile(name="n.md", path="e/n.md", size=1, sha256="0")
    words = (
        Attestation(by="ann", evidence="both work", at="noon", kind="research", file=file),
        Attestation(by="ann", evidence="x = 1", at="noon", kind="code"),
    )
    events = (ev.Attested(subtask="task_1", attestation=word) for word in words)
    found = research_findings(material(plan_of(subtask(1, "x")), *events))
    assert [(item.question, item.finding, item.file) for item in found] == [
        ("Attested", "both work", file)
    ]


def test_a_requirement_alone_is_no_finding() -> None:
    plan = plan_of(
        subtask(1, "x", parts=(LabelledText(label="Research Requirements", line=2, text="a"),))
    )
    assert research_findings(material(plan)) == ()
