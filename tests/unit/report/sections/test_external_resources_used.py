import pytest

from orchestrator.plan.model import Criterion, LabelledText
from orchestrator.report.sections.external_resources_used import external_resources_used, links
from orchestrator.run import events as ev
from orchestrator.verify.model import Attestation
from tests.cases.report.materials import material
from tests.cases.report.runs import plan_of, step, subtask


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
    assert [link.rsplit("/", 1)[1] for link in found] == [
        "title",
        "description",
        "step",
        "criterion",
        "part",
        "evidence",
    ]
