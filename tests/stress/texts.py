"""Texts that are more than text to somebody: to templates, Markdown, pages and terminals."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from orchestrator.report.visible import visible_block, visible_line
from tests.stress.hostile_texts import CONTROLS, MARKDOWN, MARKUP, RAN, TEMPLATES, TEXTS
from tests.stress.scene import Scene, play
from tests.stress.seen import (
    Page,
    dot_faults,
    line_faults,
    markdown_faults,
    markdown_text,
    xml_faults,
)
from tests.stress.terminals import on_terminals, raw_in
from tests.stress.trial import Tally, Trial

_AT_ONCE = 60
# A browser takes seconds to start, so only a full trial has one.
_ENOUGH_FOR_A_BROWSER = 50
# Longer texts are cut in places; so many texts, no matter what else, are in a prompt.
_NEVER_CUT = 90
_IN_A_PROMPT = 8


def in_templates(folder: Path, count: int, random: Random) -> Tally:
    """No text is a template: it stands in every report as it was written, and nothing ran."""
    wrong: list[str] = []
    for scene in _scenes(folder, TEMPLATES, count, random):
        wrong += _faults(scene)
        wrong += _lost(scene)
        prompt = _without_blanks("".join(scene.prompts()))
        found = sum(_plain(text) in prompt for text in scene.texts)
        if found < min(_IN_A_PROMPT, len(scene.texts)):
            wrong.append(f"the prompt holds {found} texts")
        if (scene.root / "HERE").exists():
            wrong.append("a command of a text ran")
    return Tally(min(count, len(TEMPLATES)), tuple(wrong))


def in_reports(folder: Path, count: int, random: Random) -> Tally:
    """No text makes an element, a link, a heading or a fence of any report or drawing."""
    wrong: list[str] = []
    read, browsed = 0, 0
    texts = MARKDOWN + MARKUP + CONTROLS + TEMPLATES
    for scene in _scenes(folder, texts, count, random):
        wrong += [*_faults(scene), *_lost(scene)]
        for text in [*scene.reports(".md"), (scene.root / "in/step_summary.md").read_text()]:
            wrong += markdown_faults(text)
            read += 1
        for text in scene.reports(".html"):
            page = Page(text)
            wrong += page.faults
            if page.policy is None or "default-src 'none'" not in page.policy:
                wrong.append(f"the page's policy is {page.policy}")
        wrong += _drawing_faults(scene)
        if count >= _ENOUGH_FOR_A_BROWSER:
            pages = list((scene.root / "docs/reports").glob("*.html"))
            wrong += [fault for page in pages for fault in _in_a_browser(page)]
            browsed += len(pages)
    return Tally(min(count, len(texts)), tuple(wrong), {"reports read": read, "browsed": browsed})


def on_screens(folder: Path, count: int, random: Random) -> Tally:
    """No control character reaches a terminal, a pipe or a report but line ends and tabs."""
    wrong: list[str] = []
    looked = 0
    for scene in _scenes(folder, CONTROLS, count, random):
        wrong += _faults(scene)
        for words, each in scene.done.items():
            for stream in (each.stdout, each.stderr):
                wrong += [f"{words!a}: {found}" for found in raw_in(stream)]
                wrong += [f"{words!a}: {line!r}" for line in _commands_of_workflows(stream)]
                looked += len(stream)
        for path in (scene.root / "docs/reports").rglob("*"):
            wrong += [f"{path.name}: {found}" for found in raw_in(path.read_bytes())]
        wrong += on_terminals(scene.root, most=1 if count < _ENOUGH_FOR_A_BROWSER else 9)
    return Tally(min(count, len(CONTROLS)), tuple(wrong), {"bytes looked at": looked})


def _scenes(folder: Path, texts: Sequence[str], count: int, random: Random) -> Iterator[Scene]:
    chosen = list(texts) if count >= len(texts) else random.sample(texts, k=count)
    for start in range(0, len(chosen), _AT_ONCE):
        yield play(folder / str(start), chosen[start : start + _AT_ONCE])


def _faults(scene: Scene) -> Iterator[str]:
    for words, each in scene.done.items():
        if (fault := each.fault()) is not None:
            yield fault
        elif each.exit in (2, 74) and "broken" not in words:
            yield f"{words!a}: exit {each.exit}: {each.stderr[-500:]!r}"


def _lost(scene: Scene) -> Iterator[str]:
    """Texts that cannot be read, as they were written, where all of them should be."""
    summaries = [text for text in scene.reports(".md") if ", final summary" in text[:5000]]
    status = next(done for words, done in scene.done.items() if words == "task_status in/t.json")
    documents = {
        "the Markdown": markdown_text("\n\n".join(summaries)),
        "the page": Page("".join(scene.reports(".html"))).text,
        "the status": _without_blanks(status.stdout.decode()),
    }
    for what, seen in documents.items():
        for text in scene.texts:
            # Where there is but one line, line ends are shown too.
            forms = {_plain(text), _without_blanks(visible_line(text))}
            if len(text) < _NEVER_CUT and not any(form in seen for form in forms):
                yield f"{what} does not hold {text!a}"


def _plain(text: str) -> str:
    return _without_blanks(visible_block(text))


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def _drawing_faults(scene: Scene) -> Iterator[str]:
    for text in scene.reports(".junit.xml"):
        yield from (f"JUnit: {fault}" for fault in xml_faults(text))
    forms = {"svg": xml_faults, "dot": dot_faults, "mermaid": line_faults}
    for words, each in scene.done.items():
        kind = words.rpartition(" ")[2]
        if words.startswith("task_graph") and kind in forms:
            yield from (f"{kind}: {fault}" for fault in forms[kind](each.stdout.decode()))


def _commands_of_workflows(stream: bytes) -> Iterator[bytes]:
    """Lines that GitHub would obey and are none of ours."""
    for line in stream.splitlines():
        ours = re.fullmatch(
            rb"::(error file=[^:]*,line=\d+,title=[^:]*|notice title=orchestrator)::.*", line
        )
        if line.lstrip().startswith((b"::", b"##[")) and ours is None:
            yield line[:200]


def _in_a_browser(page: Path) -> Iterator[str]:
    """Whether a script of the page ran, where there is a browser to tell."""
    program = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if program is None:
        return
    words = [program, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page.as_uri()]
    done = subprocess.run(words, capture_output=True, timeout=120, check=False)
    dumped = done.stdout.decode("utf-8", "replace")
    if "<html" not in dumped:
        yield f"the browser showed nothing: {done.stderr[-300:]!r}"
    if re.search(rf"<html[^>]*\b{RAN}", dumped):
        yield f"{page.name}: a script of a text ran"


TRIALS = (
    Trial("texts-in-templates", "no text is a template", in_templates, 5, len(TEMPLATES)),
    Trial(
        "texts-in-reports", "no text makes more of a report than text", in_reports, 8, len(TEXTS)
    ),
    Trial("texts-on-screens", "no text steers a terminal", on_screens, 8, len(CONTROLS)),
)
