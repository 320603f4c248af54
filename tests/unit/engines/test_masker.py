"""Tests of the masker: nothing of a secret comes out, everything else does."""

from __future__ import annotations

import base64
import json
import random
import shlex
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.engines.masker import Masker

SECRETS = ["s3cr", "pa ss/wörd+'\"&<", "a" * 40, "line one\nline two of it\n", "{}[]\\\t~"]


def shapes(secret: str) -> list[bytes]:
    raw = secret.encode()
    return [
        raw,
        raw.hex().encode(),
        raw.hex().upper().encode(),
        quote(secret).encode(),
        quote(secret, safe="").encode(),
        quote_plus(secret).encode(),
        json.dumps(secret).encode(),
        json.dumps(secret, ensure_ascii=False).encode(),
        secret.replace("&", "&amp;").replace("<", "&lt;").encode(),
        shlex.quote(secret).encode(),
    ]


def masked(secrets: list[str], chunks: list[bytes]) -> bytes:
    stream = Masker(secrets).stream()
    return b"".join(stream.feed(chunk) for chunk in chunks) + stream.end()


@pytest.mark.parametrize("secret", SECRETS)
def test_every_shape_is_masked_wherever_it_is_cut(secret: str) -> None:
    for shape in shapes(secret):
        text = b"before " + shape + b" after"
        whole = masked([secret], [text])
        assert shape not in whole
        assert whole.startswith(b"before ")
        assert whole.endswith(b" after")
        for cut in range(len(text) + 1):
            assert masked([secret], [text[:cut], text[cut:]]) == whole
        assert masked([secret], [bytes([byte]) for byte in text]) == whole


@pytest.mark.parametrize("secret", ["s3cr", "longer-secret", "ünïcödé"])
@pytest.mark.parametrize("before", range(7))
@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_is_masked_whatever_stands_around(
    secret: str, before: int, after: int, encode: object
) -> None:
    assert callable(encode)
    text = encode(b"x" * before + secret.encode() + b"y" * after)
    assert b"***" in masked([secret], [text])


@pytest.mark.parametrize("values", [[], [""], ["abc"], ["   "]])
def test_values_too_short_mask_nothing(values: list[str]) -> None:
    assert not Masker(values)
    assert masked(values, [b"abc abc"]) == b"abc abc"


def test_overlapping_secrets_leave_nothing_over() -> None:
    assert masked(["abcdef", "defghi"], [b"xabcdefghiy"]) == b"x***y"
    for cut in range(12):
        text = b"xabcdefghiy"
        assert masked(["abcdef", "defghi"], [text[:cut], text[cut:]]) == b"x***y"


def test_secret_within_a_longer_one_goes_with_it() -> None:
    assert masked(["abcd", "xabcdx"], [b"-xabcdx-abcd-"]) == b"-***-***-"


def test_text_keeps_everything_but_secrets() -> None:
    masker = Masker(["geheim"])
    assert masker.text("das ist geheim\udcff ß") == "das ist ***\udcff ß"
    assert Masker([]).text("geheim") == "geheim"


def test_nothing_but_the_possible_start_of_a_secret_is_held_back() -> None:
    stream = Masker(["secret"]).stream()
    longest = len(Masker(["secret"]).shapes[0])
    out = stream.feed(b"x" * 1000)
    assert len(out) == 1000 - longest + 1


@given(st.data())
def test_cuts_never_change_what_comes_out(data: st.DataObject) -> None:
    secrets = data.draw(st.lists(st.text("ab", min_size=4, max_size=6), min_size=1, max_size=3))
    text = data.draw(st.text("abc", max_size=60)).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    whole = masked(secrets, [text])
    assert masked(secrets, pieces) == whole
    assert not any(secret.encode() in whole for secret in secrets)


def test_random_bytes_come_through_unchanged() -> None:
    noise = random.Random(7).randbytes(300_000)
    chunks = [noise[start : start + 65536] for start in range(0, len(noise), 65536)]
    assert masked(["not-in-there-at-all"], chunks) == noise
