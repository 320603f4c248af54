"""Values that are hard to mask, and how programs print them; knows nothing of the product."""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
import string
from collections.abc import Iterator
from random import Random
from urllib.parse import quote, quote_plus

_LINE = 8  # characters of a line that is a secret by itself
_SHORTEST = 6  # characters of a piece that tells something


def values(random: Random) -> list[str]:
    """Twenty secrets, each of another kind; the first are those that are worth most."""

    def letters(count: int) -> str:
        return "".join(random.choices(string.ascii_letters + string.digits, k=count))

    body = "\n".join(letters(64) for _ in range(20))
    jwt = ".".join(
        base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        for text in ('{"alg":"HS256"}', f'{{"sub":"{letters(9)}"}}', letters(32))
    )
    short = letters(6)
    return [
        letters(24),
        f"-----BEGIN PRIVATE KEY-----\n{body}\n{letters(20)}==\n-----END PRIVATE KEY-----\n",
        f"it's \"{letters(5)}\" & <{letters(4)}> 'twice'",
        f"blank {letters(4)}  and\t{letters(4)}",
        f"*?[{letters(3)}]+(.|x){{2}}$^{letters(3)}",
        f"back\\slash\\\\{letters(6)}\\n",
        f"ünïcödé-ß€🔑{letters(6)}",
        short,
        f"{short}{letters(10)}",  # the one before is its beginning
        f"{letters(5)}{short}{letters(5)}",  # and within this one
        letters(4000),
        f"postgres://app:{letters(12)}@db.example:5432/app?x=1&y=2",
        jwt,
        f"line one {letters(8)}\nline two {letters(8)}\n",
        f"{letters(3)}=/+{letters(3)}==,;:%41%{letters(4)}",
        f"$HOME`id`$({letters(5)})!{letters(3)}#",
        "-".join(letters(4) for _ in range(6)),
        f'{{"key": "{letters(12)}", \'n\': 1}}',
        "~!@#%^&()_+|" + letters(2) + "<>?:,./;'[]-=",
        f"{letters(50)}\r\n{letters(50)}",
    ]


def forms(value: str) -> Iterator[bytes]:
    """The value in every form that is asked for. What a code cuts off at its ends depends on
    what stands beside the value, and tells nothing."""
    for text in _texts(value):
        yield text.encode("utf-8", "surrogatepass")
    raw = value.encode()
    yield from _hexes(raw)
    for shift in range(3):
        coded = base64.b64encode(b"~" * shift + raw)
        inner = coded[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6]
        for alphabet in (inner, inner.replace(b"+", b"-").replace(b"/", b"_")):
            yield alphabet
            yield quote(alphabet, safe="").encode()
            for width in (64, 76):
                yield re.sub(rb"(.{%d})" % width, rb"\1\n", alphabet)
    yield base64.b32encode(raw)[: len(raw) * 8 // 5]


def lines(value: str) -> Iterator[bytes]:
    """The lines of a value that has several, but for the brackets of a key."""
    every = [line.strip() for line in value.splitlines()]
    if len(every) > 1:
        for line in every:
            if len(line) >= _LINE and not line.startswith("-----"):
                yield line.encode()


def traces(value: str) -> set[bytes]:
    """What must be nowhere. A line end at the very end tells nothing."""
    found = {*forms(value.strip()), *lines(value)}
    return {each for each in found if len(each) >= _SHORTEST}


def _texts(value: str) -> Iterator[str]:
    raw = value.encode()
    yield value
    once, plain = json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]
    for text in (once, plain):
        yield text
        yield text.replace("/", "\\/")
        twice = json.dumps(text, ensure_ascii=False)[1:-1]
        yield twice
        yield json.dumps(twice)[1:-1]
    for url in (quote(value), quote(value, safe=""), quote_plus(value)):
        yield url
        yield quote(url, safe="")
        yield re.sub("%..", lambda match: match[0].lower(), url)
    yield "".join(f"%{byte:02X}" for byte in raw)
    yield "".join(f"%{byte:02x}" for byte in raw)
    yield html.escape(value)
    yield html.escape(html.escape(value))
    yield html.escape(value, quote=False)
    yield html.escape(value).replace("&#x27;", "&apos;")
    yield html.escape(value).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    yield "".join(f"&#{ord(char)};" for char in value)
    yield "".join(f"&#x{ord(char):x};" for char in value)
    yield "".join(f"&#x{ord(char):X};" for char in value)
    yield shlex.quote(f"{value} ")[1:-2]
    yield value.replace("'", "'\\''")
    yield re.sub(r'([\\"$`!])', r"\\\1", value)
    yield re.sub(r'([\\"$`])', r"\\\1", value)
    yield repr(value)[1:-1]
    yield ascii(value)[1:-1]
    yield repr(raw)[2:-1]
    yield "".join(f"\\x{byte:02x}" for byte in raw)
    yield "".join(f"\\{byte:03o}" for byte in raw)
    units = value.encode("utf-16-be")
    yield "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    yield str(list(raw))
    yield " ".join(map(str, raw))


def _hexes(raw: bytes) -> Iterator[bytes]:
    for text in (raw.hex(), raw.hex().upper()):
        pairs = re.findall("..", text)
        for between in ("", " ", ":", ", "):
            yield between.join(pairs).encode()
        for between in ("", " ", ", ", ","):
            yield between.join(f"0x{pair}" for pair in pairs).encode()
        yield re.sub("(....)", r"\1 ", text).strip().encode()
        yield re.sub("(.{60})", r"\1\n", text).strip().encode()
