import pytest

from orchestrator.report.drawing.looks import LOOKS, look_of, words_of
from orchestrator.run.status import Status


@pytest.mark.parametrize(
    ("status", "verdict", "name", "words"),
    [
        ("succeeded", "complete", "complete", "complete"),
        ("succeeded", "incomplete", "unproved", "succeeded, unproved"),
        ("timed_out", "incomplete", "failed", "timed out"),
        ("interrupted", "incomplete", "stopped", "interrupted"),
        ("attested", "incomplete", "complete", "attested"),
        (None, None, "plain", "not run"),
        ("of another version", "incomplete", "plain", "of another version"),
    ],
)
def test_a_standing_has_a_look_and_words(
    status: str | None, verdict: str | None, name: str, words: str
) -> None:
    assert look_of(status, verdict) == LOOKS[name]
    assert words_of(status, verdict) == words


def test_every_status_has_a_look_of_its_own_kind() -> None:
    assert all(look_of(status, "incomplete").name != "plain" for status in Status)


def test_no_two_looks_share_a_sign() -> None:
    assert len({look.sign for look in LOOKS.values()}) == len(LOOKS)
