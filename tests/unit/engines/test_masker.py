"""Tests of the masker: nothing of a secret comes out, everything else does."""

from __future__ import annotations

import base64
import html
import json
import quopri
import random
import re
import shlex
import time
from collections.abc import Callable
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


HARD = [
    "hunter2-plain", "k" * 40 + "9", "with 'quotes' and \"more\"", "blank  and\ttab",
    "ünïcödé-ß€🔑", "back\\slash\\",
    "*?[a-z]+(.|x){2}$^", "a&b<c>d;e=f/g+h", "C0mpl3x!@#%^&()_+-=",
]  # fmt: skip
ENCODERS: dict[str, Callable[[str], str]] = {
    "quote": lambda s: quote(s, safe=""),
    "lower": lambda s: re.sub("%..", lambda m: m[0].lower(), quote(s, safe="")),
    "all percent": lambda s: "".join(f"%{byte:02X}" for byte in s.encode()),
    "json": lambda s: json.dumps(s)[1:-1],
    "json, slashes": lambda s: json.dumps(s)[1:-1].replace("/", "\\/"),
    "json twice": lambda s: json.dumps(json.dumps(s)),
    "json twice, not ascii": lambda s: json.dumps(json.dumps(s, ensure_ascii=False)),
    "html": lambda s: html.escape(s),
    "apos": lambda s: s.replace("&", "&amp;").replace("'", "&apos;").replace('"', "&#34;"),
    "decimal": lambda s: "".join(f"&#{ord(c)};" for c in s),
    "hexadecimal": lambda s: "".join(f"&#x{ord(c):X};" for c in s),
    "0x": lambda s: ", ".join(f"0x{byte:02x}" for byte in s.encode()),
    "colons": lambda s: ":".join(f"{byte:02X}" for byte in s.encode()),
    "openssl": lambda s: s.encode().hex(":").replace(":61", ":\n    61"),
    "xxd -p": lambda s: re.sub("(.{60})", "\\1\n", s.encode().hex()),
    "pairs": lambda s: re.sub("(....)", "\\1 ", s.encode().hex()),
    "shlex": lambda s: shlex.quote(f"{s} ")[1:-2],
    "back quoted": lambda s: "'\\''".join(s.split("'")),
    "double quoted": lambda s: re.sub(r'([\\\\"$`])', r"\\\1", s),
    "printf %q": lambda s: re.sub(r"([^\w-])", r"\\\1", s, flags=re.ASCII) if s.isascii() else s,
    "repr": lambda s: repr(s)[1:-1],
    "repr of bytes": lambda s: repr(s.encode())[2:-1],
    "ascii": lambda s: ascii(s)[1:-1],
    "octal": lambda s: "".join(f"\\{byte:03o}" for byte in s.encode()),
    "base64, lines": lambda s: base64.encodebytes(b"user:" + s.encode()).decode(),
    "base64, 64": lambda s: re.sub("(.{64})", "\\1\r\n", base64.b64encode(s.encode()).decode()),
    "base32": lambda s: base64.b32encode(b"a" + s.encode()).decode(),
}


@pytest.mark.parametrize("secret", HARD)
@pytest.mark.parametrize("name", ENCODERS)
def test_every_encoding_of_hard_values_is_masked(secret: str, name: str) -> None:
    encoded = ENCODERS[name](secret).encode()
    whole = masked([secret], [b"< " + encoded + b" >"])
    # Of a code, a letter at each end may depend on what stands beside the value.
    assert len(whole) <= len(b"< *** >") + 16, whole
    assert b"***" in whole
    for cut in range(0, len(encoded) + 5, max(1, len(encoded) // 12)):
        text = b"< " + encoded + b" >"
        assert masked([secret], [text[:cut], text[cut:]]) == whole


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
    assert stream.feed(b"x" * 1000) == b"x" * 1000
    assert stream.feed(b"no sec") == b"no "
    assert stream.feed(b"ond") == b"second"
    assert stream.feed(b"a secr") == b"a "
    assert stream.feed(b"et") + stream.end() == b"***"


def test_values_learned_later_are_masked_from_then_on() -> None:
    masker = Masker([])
    masker.learn(["geheim"])
    assert masker
    assert masker.text("das ist geheim") == "das ist ***"


def test_text_loses_tokens_that_nobody_declared() -> None:
    token = "ghp_aZ3bY4cX5dW6eV7fU8gT9hS1iR2jQ3kP4lO5"
    assert Masker([]).text(f"push with {token}") == "push with ***"
    assert masked([], [token.encode()]) == token.encode()


@pytest.mark.parametrize("secrets", [[], ["geheim"]])
def test_text_names_nobody_and_what_has_to_work_stays_exact(secrets: list[str]) -> None:
    masker, token = Masker(secrets), "ghp_aZ3bY4cX5dW6eV7fU8gT9hS1iR2jQ3kP4lO5"
    said = f"bob@example.com at 203.0.113.9 with {token}"
    assert masker.text(said) == "[email] at [ip] with ***"
    assert masker.exact(said) == "bob@example.com at 203.0.113.9 with ***"
    assert (masker.exact("geheim") == "***") is bool(secrets)


def test_a_secret_that_overlaps_itself_takes_no_memory() -> None:
    stream = Masker(["ababab"]).stream()
    out = b"".join(stream.feed(b"ab" * 500) for _ in range(20)) + stream.end()
    assert out == b"***"


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


OVER_ONE_ANOTHER: dict[str, Callable[[str], str]] = {
    "URL twice": lambda s: quote(quote(s, safe=""), safe=""),
    "URL twice, all of it": lambda s: "".join(f"%25{byte:02X}" for byte in s.encode()),
    "HTML twice": lambda s: html.escape(html.escape(s)),
    "JSON three deep": lambda s: json.dumps(json.dumps(json.dumps(s))),
    "JSON in HTML": lambda s: html.escape(json.dumps(s)),
    "JSON in a URL": lambda s: quote(json.dumps(s)),
    "a URL in HTML": lambda s: html.escape(quote(s)),
    "each letter as \\u": lambda s: "".join(
        f"\\u{int.from_bytes(unit):04x}" for unit in units_of(s)
    ),
    "quoted-printable": lambda s: quopri.encodestring(s.encode()).decode(),
    "decimal list": lambda s: str(list(s.encode())),
    "decimal, blanks": lambda s: "  ".join(f"{byte}" for byte in s.encode()),
    "hex list": lambda s: str([f"0x{byte:02x}" for byte in s.encode()]).replace("'", ""),
    "xxd": lambda s: dump(s, "xxd"),
    "hexdump -C": lambda s: dump(s, "hexdump"),
    "od": lambda s: dump(s, "od"),
    "base64 in JSON": lambda s: json.dumps(base64.encodebytes(b"a:" + s.encode() * 2).decode()),
}


def units_of(text: str) -> list[bytes]:
    data = text.encode("utf-16-be")
    return [data[at : at + 2] for at in range(0, len(data), 2)]


def dump(text: str, kind: str) -> str:
    """As those programs print it, six bytes before it."""
    data = b"user: " + text.encode()
    lines = []
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        if kind == "xxd":
            words = re.sub("(....)", r"\1 ", row.hex())
            lines.append(f"{at:08x}: {words:<40} {shown}")
        elif kind == "hexdump":
            pairs = f"{row[:8].hex(' ')}  {row[8:].hex(' ')}"
            lines.append(f"{at:08x}  {pairs:<48}  |{shown}|")
        else:
            lines.append(f"{at:07o} {row.hex(' ')}")
    return "\n".join(["", *lines, f"{len(data):08x}", ""])


@pytest.mark.parametrize("secret", [each for each in HARD if each != "k" * 40 + "9"])
@pytest.mark.parametrize("name", OVER_ONE_ANOTHER)
def test_codes_over_one_another_and_lists_are_masked_too(secret: str, name: str) -> None:
    encoded = OVER_ONE_ANOTHER[name](secret).encode()
    whole = masked([secret], [b"< " + encoded + b" >"])
    assert b"***" in whole
    # Beside the bytes of a dump their text stands, torn; what is told here is the bytes.
    limit = 150 if name in ("xxd", "hexdump -C") else 46
    assert len(whole) <= limit, whole
    for cut in range(0, len(encoded) + 5, max(1, len(encoded) // 12)):
        text = b"< " + encoded + b" >"
        assert masked([secret], [text[:cut], text[cut:]]) == whole


SLOW = {
    "runs": ("a" * 36 + "x", b"a"),
    "long runs": ("a" * 4000 + "x", b"a"),
    "pairs": ("ab" * 1000 + "c", b"ab"),
    "all of it secret": ("a" * 36, b"a"),
    "no letter in a row": ("-a+b,c;d.e/", b"-a+b,c;d.e"),
    "nearly base64": ("s3cret-value-0123456789", base64.b64encode(b"s3cret-value-012345")),
    "nearly hex": ("s3cret-value-0123456789", b"73 33 63 72 65 74 2d 76 61 6c 75 65 "),
    "escapes": ("a" * 100 + "x", b"%61"),
    "backslashes": ("a" * 100 + "\\x", b"a" * 100 + b"\\" * 30),
    "blanks of a dump": ("s3cret-value-0123456789", b"\n00000010: 7333  " + b" " * 50),
}


@pytest.mark.parametrize("name", SLOW)
def test_no_output_takes_long(name: str) -> None:
    secret, piece = SLOW[name]
    data = piece * (1_000_000 // len(piece))
    stream = Masker([secret]).stream()
    began = time.process_time()
    for start in range(0, len(data), 65536):
        stream.feed(data[start : start + 65536])
    stream.end()
    # A fifth of a second it takes at most; a loaded machine may take longer.
    assert time.process_time() - began < 1


def test_a_value_of_any_length_is_ready_soon() -> None:
    began = time.process_time()
    assert masked(["ab" * 50_000], [b"x" * 65536, b"ab" * 60_000]) == b"x" * 65536 + b"***"
    assert time.process_time() - began < 3
