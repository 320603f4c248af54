"""Whole pages: what a browser would make of them, whatever the texts are; and how large."""

import re
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from orchestrator.plan.model import Check, Source
from orchestrator.report.drawing.dag import Dag, Edge, Node, dag_of
from orchestrator.report.drawing.picture import picture
from orchestrator.report.marks import is_ours
from orchestrator.report.render import render_html, render_subtask, render_svg
from orchestrator.run import events as ev
from orchestrator.verify.model import Judgement, Outcome
from tests.cases.report.runs import (
    CASES,
    Told,
    checked,
    hostile,
    plan_of,
    result,
    run_finished,
    run_started,
    started,
    step,
    stepped,
    subtask,
    succeeded,
    told,
)
from tests.some import some

SECTIONS = [
    "Task Summary", "Research Findings", "Non-Mocked Results", "Performance Metrics",
    "Code Examples", "Verification Evidence", "Limitations Found", "External Resources Used",
]  # fmt: skip
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
VOID = {"meta", "br", "path", "rect", "use", "link", "img"}
EVIL = (
    "</pre><script>alert(1)</script> ]]> <!-- --> ``` {{ 7*7 }} {% raw %} \" ' & &amp; "
    "\x00\x07\x1b[31mred\x1b[0m \u202etxt.exe \u2066 \u2028 \ufffe \ud800 "
    "<img src=x onerror=alert(1)> <svg onload=alert(1)> javascript:alert(1) </style></title>"
)


class Reader(HTMLParser):
    """Reads a page and notes what is in it; fails where a tag is not closed as it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, tag
        assert self._open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text.append(data)
        if self._open and re.fullmatch(r"h[1-6]", self._open[-1]):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@cache
def page(name: str) -> str:
    return render_html(CASES[name]().report())


@cache
def read(name: str) -> Reader:
    return Reader(page(name))


def evil() -> Told:
    """Every place where a command's output or a judgement shows holds something evil."""
    plan = plan_of(
        subtask(
            1,
            EVIL,
            description=EVIL,
            steps=(step("1.1", EVIL, EVIL),),
            checks=(Check(id="check_1", line=3, language="bash", script=EVIL),),
        ),
        title=EVIL,
        objective=EVIL,
        source=Source(path=EVIL, sha256="0" * 64, dialect="native"),
    )
    judgement = Judgement(
        what=EVIL, passed=False, expected=EVIL, got=EVIL, diff=f"@@ -1 +1 @@\n-{EVIL}\n+{EVIL}"
    )
    broken = result(
        Outcome.FAILED, reason=EVIL, output=f"{EVIL}\n```\n{EVIL}" * 20, output_bytes=10**6,
        judgements=(judgement,), log=EVIL, note=EVIL, agent=EVIL, said=EVIL,
    )  # fmt: skip
    return told(
        plan,
        run_started(plan),
        started("task_1"),
        stepped("task_1", "1.1", result(output=EVIL)),
        checked("task_1", "check_1", broken),
        ev.SubtaskFailed(subtask="task_1", attempt=1, reason=EVIL, duration_ms=1),
        run_finished("failed", 0.0, 1),
    )


@pytest.mark.parametrize("name", CASES)
def test_the_page_is_well_formed_and_its_ids_are_unique(name: str) -> None:
    ids = [attributes["id"] for _, attributes in read(name).tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for attributes in read(name).all("a") + read(name).all("use"):
        target = attributes.get("href") or ""
        if target.startswith("#"):
            assert target[1:] in ids


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_loaded_and_nothing_runs(name: str) -> None:
    found = read(name)
    names = {tag for tag, _ in found.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    for _, attributes in found.tags:
        assert "src" not in attributes
        assert not [key for key in attributes if key.startswith("on")]
    (policy,) = [
        each["content"] for each in found.all("meta") if each.get("http-equiv") is not None
    ]
    assert policy is not None
    assert policy.startswith(POLICY)
    assert "url(http" not in page(name)
    assert "@import" not in page(name)


@pytest.mark.parametrize("name", CASES)
def test_links_lead_into_the_page_or_to_resources_that_are_told(name: str) -> None:
    told_of = {
        item.address
        for each in CASES[name]().report().subtasks
        for item in each.external_resources_used
    }
    for attributes in read(name).all("a"):
        target = attributes["href"] or ""
        if not target.startswith("#"):
            assert target.startswith(("http://", "https://"))
            assert attributes["rel"] == "noopener noreferrer nofollow"
            assert target in told_of or "%" in target


@pytest.mark.parametrize("name", CASES)
def test_a_screen_reader_finds_its_way(name: str) -> None:
    found = read(name)
    names = [tag for tag, _ in found.tags]
    for landmark in ("header", "nav", "main", "footer"):
        assert names.count(landmark) == 1
    levels = [level for level, _ in found.headings]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert names.count("table") == names.count("thead")
    for attributes in found.all("svg"):
        assert (
            attributes.get("aria-hidden")
            or "node" in (attributes["class"] or "")
            or (attributes.get("aria-labelledby"))
        )
    assert found.all("html") == [{"lang": "en"}]


@pytest.mark.parametrize("name", CASES)
def test_every_subtask_has_its_sections_in_order(name: str) -> None:
    headings = [words for level, words in read(name).headings if level == 4]
    assert headings == SECTIONS * len(CASES[name]().report().subtasks)


@pytest.mark.parametrize("name", CASES)
def test_a_page_is_signed_like_every_report(name: str) -> None:
    assert is_ours(page(name))
    assert not is_ours(page(name).replace("</h1>", "!</h1>"))


@pytest.mark.parametrize("case", [evil, hostile], ids=["evil", "hostile"])
def test_evil_texts_are_shown_and_do_nothing(case: object) -> None:
    told_: Told = case()  # type: ignore[operator]
    text = render_html(told_.report())
    found = Reader(text)
    assert "script" not in {tag for tag, _ in found.tags}
    assert "img" not in {tag for tag, _ in found.tags}
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\ufffe]", text
    )
    assert "&amp;amp;" in text
    shown = "".join(found.text)
    assert "<script>alert(1)</script>" in shown
    assert "\\x1b[" in shown
    assert "{{ 7*7 }}" in shown
    assert not [a for a in found.all("a") if "javascript" in (a["href"] or "")]
    text.encode()


def test_a_difference_shows_its_lines_by_kind() -> None:
    text = page("diamond")
    assert '<span class="del">-ok</span>' in text
    assert '<span class="add">+not | ok' in text


def test_what_did_not_end_well_shows_how_it_differs_before_all_else() -> None:
    attention = page("diamond").partition('id="matrix"')[0]
    assert "<b>check_1</b>" in attention
    assert ": exit code 0 as expected; stdout is not as expected</p>" in attention
    assert '<span class="del">-ok</span>' in attention
    assert "Exit code 0." not in attention


def test_what_did_not_end_well_shows_its_last_lines() -> None:
    plan = plan_of(subtask(1, "x", steps=(step("1.1", "x", "make"),)))
    broken = result(
        Outcome.FAILED, output="".join(f"line {n}\n" for n in range(99)), output_bytes=12_345
    )
    failed = ev.SubtaskFailed(subtask="task_1", attempt=1, reason="no", duration_ms=1, exit_code=1)
    case = told(
        plan, run_started(plan), started("task_1"), stepped("task_1", "1.1", broken), failed
    )
    attention = render_html(case.report()).partition('id="matrix"')[0]
    assert "The end of the 12345 bytes that it printed:" in attention
    assert "line 98</pre>" in attention
    assert "line 80\n" not in attention


def test_what_waits_names_what_is_open_besides() -> None:
    plan = plan_of(
        subtask(1, "x", steps=(step("1.1", "Look"), step("1.2", "Sign the list")), approval="Go?")
    )
    waits = ev.SubtaskWaiting(subtask="task_1", reason="step", kind="approval")
    text = render_html(told(plan, run_started(plan), waits).report()).partition('id="matrix"')[0]
    assert "Approval: Go?" in text
    assert "<li>step 1.2: Sign the list</li>" in text


def test_every_answer_to_an_approval_is_told() -> None:
    report = CASES["rounds"]().report()
    shown = "".join(Reader(render_html(report, "task_1")).text)
    first, last = shown.index("rejected by ben, 2026-03-01"), shown.index("approved by ann, 2026-")
    assert first < last
    assert "UTC: Go on." in shown
    text = render_subtask(report, report.subtasks[0])
    assert "| Earlier answer | **rejected** by ben, " in text
    assert "| Answer | **approved** by ann, 2026-03-01T12:00:04.000Z: Go on. |" in text


def test_the_drawings_are_xml() -> None:
    for case in (*CASES.values(), evil):
        text = render_html(case().report())
        drawings = re.findall(r'(<svg class="(?:dag|bars)".*?</svg>)\s*</div>', text, re.DOTALL)
        assert drawings
        for drawing in drawings:
            ElementTree.fromstring(drawing)


def test_one_subtask_has_a_page_of_its_own() -> None:
    report = CASES["diamond"]().report()
    found = Reader(render_html(report, "task_3"))
    assert [words for level, words in found.headings if level == 4] == SECTIONS
    assert "Completion matrix" not in "".join(found.text)


def test_without_an_end_a_page_says_so() -> None:
    shown = "".join(read("untouched").text)
    assert "not started" in shown
    assert "No time was recorded." in shown


def large(count: int, output: str) -> Told:
    """Layers of twenty subtasks, each with three steps and a check that print so much."""
    subtasks = [
        subtask(
            n,
            f"Subtask number {n} with a title of some length",
            *(range(max(1, n - 22), n - 19) if n > 20 else ()),
            steps=tuple(step(f"{n}.{k}", f"Step {k}", output[:2_000]) for k in (1, 2, 3)),
            checks=(Check(id="check_1", line=1, language="bash", script="test -d dist\n"),),
            description=output[:500],
        )
        for n in range(1, count + 1)
    ]
    plan = plan_of(*subtasks)
    events: list[ev.Event] = [run_started(plan)]
    for each in subtasks:
        judgement = Judgement(what="stdout", passed=True, expected="x" * 80, got="y" * 80)
        printed = result(
            output=output, output_bytes=len(output) * 9, judgements=(judgement,),
            log=f".orchestrator/runs/0198c0de-0000-7000-8000-000000000001/{each.id}.1.log",
        )  # fmt: skip
        differs = replace(judgement, passed=False, diff=output[:9_000])
        events.append(started(each.id))
        events += [stepped(each.id, one.id, printed) for one in each.steps]
        events += [checked(each.id, "check_1", replace(printed, judgements=(differs,)))]
        events.append(succeeded(each.id))
    return told(plan, *events, run_finished("succeeded", 100.0, 0))


@pytest.mark.long
@pytest.mark.parametrize(
    "output",
    some(
        [
            "a line of output, as they are\n" * 500,
            "<&>\"'" * 4_000,
            "\x1b\u202e" * 6_000,
            "漢字\n" * 6_000,
        ]
    ),
    ids=lambda output: output[:2].strip(),
)
def test_two_hundred_subtasks_are_less_than_two_megabytes(output: str) -> None:
    report = large(200, output).report()
    text = render_html(report)
    assert 500_000 < len(text.encode()) < 2_000_000
    assert "characters left out here" in text
    assert text.count("Log <code>.orchestrator/runs/") == 200
    assert len(re.findall(r'<svg class="node', text)) == 200


def test_an_svg_is_a_document_with_any_title() -> None:
    nodes = tuple(Node(id=f"{EVIL}{n}", number=EVIL, title=EVIL, line=n) for n in range(3))
    edges = (Edge(before=nodes[0].id, after=nodes[1].id, why="explicit"),)
    for dag in (Dag(title=EVIL, nodes=nodes, edges=edges), Dag(title="", nodes=(), edges=())):
        root = ElementTree.fromstring(render_svg(picture(dag, {})))
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        tags = {each.tag.partition("}")[2] for each in root.iter()}
        assert not tags & {"script", "a", "image", "foreignObject"}


def test_an_svg_has_its_own_colours_for_both_schemes() -> None:
    case = CASES["diamond"]()
    text = render_svg(picture(dag_of(case.plan, case.summary), {}))
    assert "prefers-color-scheme: dark" in text
    assert text.count('class="node l-failed"') == 1


def test_the_colours_of_both_schemes_can_be_read() -> None:
    style = page("diamond")
    light, dark = style.split("prefers-color-scheme: dark", 1)
    for scheme in (light, dark.split("}", 1)[0]):
        colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", scheme))
        grounds = ("ground", "panel", "code")
        pairs = [(one, other) for one in ("ink", "soft", "link") for other in grounds]
        for name in ("complete", "failed", "unproved", "waiting", "running", "blocked", "quiet"):
            pairs += [(name, f"{name}-ground"), (name, "panel"), ("panel", f"{name}-solid")]
        for one, other in pairs:
            assert contrast(colours[one], colours[other]) >= 4.5, (one, other)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_run_that_goes_on_is_shown_as_it_stands() -> None:
    plan = plan_of(subtask(1, "Runs", steps=(step("1.1", "x", "sleep 9"),)), subtask(2, "Waits", 1))
    report = told(plan, run_started(plan), started("task_1")).report()
    shown = "".join(Reader(render_html(replace(report, objective=None))).text)
    assert "not ended" in shown
    assert "running" in shown
