import hashlib

import pytest

from orchestrator.report.marks import is_ours, run_of, sign

TEXT = "# Report\n\nNone recorded.\n"


def test_the_mark_names_run_and_digest_of_all_before_it() -> None:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    mark = f"<!-- orchestrator report: run 0198-a, sha256 {digest} -->\n"
    assert sign(TEXT, "0198-a") == TEXT + mark


@pytest.mark.parametrize("text", [TEXT, "no line end", "", "ü\ud800", "a\r\n"])
def test_what_was_signed_is_ours(text: str) -> None:
    assert is_ours(sign(text, "r1")) or "\r" in text


def test_a_signed_text_is_not_signed_again() -> None:
    signed = sign(TEXT, "r1")
    assert sign(signed, "r1") == signed


@pytest.mark.parametrize("run", ["", "a --> b\n", "a, sha256 x", "--"])
def test_no_run_id_breaks_the_mark(run: str) -> None:
    signed = sign(TEXT, run)
    assert is_ours(signed)
    assert signed.count("-->") == 1
    assert signed.count("\n") == TEXT.count("\n") + 1


def test_the_run_is_known_also_when_people_wrote_on() -> None:
    signed = sign(TEXT, "r1")
    assert run_of(signed) == "r1"
    assert run_of(signed + "\nA note.\n") == "r1"
    assert run_of(signed.replace("\n", "\r\n")) == "r1"
    assert run_of(TEXT) is None
    assert run_of("    " + signed.splitlines()[-1]) is None


def test_line_ends_changed_by_a_checkout_are_no_edit() -> None:
    assert is_ours(sign(TEXT, "r1").replace("\n", "\r\n"))


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("None", "Much"),
        lambda text: "\n" + text,
        lambda text: text + "A note.\n",
        lambda text: text.replace("sha256 ", "sha256 0", 1),
        lambda text: text[: text.index("<!--")],
        lambda _: "",
    ],
)
def test_an_edited_report_is_not_ours(edit) -> None:
    assert not is_ours(edit(sign(TEXT, "r1")))
