"""Who may call, as data: every Host with every Origin with every token."""

from __future__ import annotations

import asyncio
import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from orchestrator.mcp_server.http.guard import (
    WRONG_HOST,
    WRONG_ORIGIN,
    WRONG_TOKEN,
    Allowed,
    Guard,
    Headers,
    Refusal,
    refusal_of,
)
from orchestrator.mcp_server.http.token import Token

TOKEN = "k7Qm-2uT_x9ZcVbN4aLsP0dFgHjKlWeR"
ALLOWED = Allowed(
    hosts=frozenset({"127.0.0.1", "localhost", "[::1]", "box.lan"}),
    port=8931,
    token=Token(TOKEN, Path("mcp.token")),
)

# Each is all headers of the name that a request has.
RIGHT_HOSTS = [
    ["127.0.0.1:8931"], ["127.0.0.1"], ["localhost:8931"], ["localhost"], ["[::1]:8931"], ["[::1]"],
    ["box.lan:8931"], ["box.lan"], ["LocalHost:8931"], ["BOX.lan"],
]  # fmt: skip
WRONG_HOSTS = [
    [], [""], ["evil.example"], ["evil.example:8931"], ["localhost:80"], ["localhost:"],
    ["localhost:08931"], ["localhost:8931:8931"], ["localhost:8931 "], [" localhost"],
    ["localhost."], ["localhost.:8931"], ["localhost.evil.example"], ["evil-localhost"],
    ["xlocalhost"], ["a@localhost"], ["localhost@evil.example"], ["localhost,evil.example"],
    ["localhost#x"], ["localhost/"], ["http://localhost"], ["127.0.0.2"], ["127.1"], ["2130706433"],
    ["0x7f.0.0.1"], ["0.0.0.0"], ["::1"], ["[::1"], ["[::1]x"], ["[0:0:0:0:0:0:0:1]"],
    ["[::ffff:127.0.0.1]"], ["*"], ["box.lan:*"], ["sub.box.lan"], ["box"], ["l\u043ecalhost"],
    ["localhost\x00"],
    ["localhost", "localhost"], ["localhost", "evil.example"], ["evil.example", "localhost"],
]  # fmt: skip
RIGHT_ORIGINS = [
    [], ["http://127.0.0.1:8931"], ["http://localhost"], ["http://[::1]:8931"], ["http://box.lan"],
]  # fmt: skip
WRONG_ORIGINS = [
    [""], ["null"], ["NULL"], ["*"], ["https://localhost:8931"], ["http://localhost:3000"],
    ["http://evil.example"], ["http://localhost.evil.example"], ["http://evil.example#localhost"],
    ["HTTP://localhost"], ["http://LOCALHOST"], ["http://localhost."], ["http://localhost/"],
    ["http://localhost:"], ["http://localhost:8931/"], ["http://a@localhost"], ["http:localhost"],
    ["//localhost"], ["localhost"], ["localhost:8931"], ["file://"], ["ws://localhost"],
    ["chrome-extension://localhost"], ["http://localhost http://evil.example"],
    ["http://localhost", "http://localhost"], ["http://localhost", "null"], ["null", "null"],
]  # fmt: skip
RIGHT_TOKENS = [[f"Bearer {TOKEN}"], [f"bearer {TOKEN}"], [f"BEARER {TOKEN}"]]
WRONG_TOKENS = [
    [], [""], ["Bearer"], ["Bearer "], [TOKEN], [f"Basic {TOKEN}"], [f"Bearer{TOKEN}"],
    [f"Bearer  {TOKEN}"], [f"Bearer\t{TOKEN}"], [f" Bearer {TOKEN}"], [f"Bearer {TOKEN} "],
    [f"Bearer {TOKEN[:-1]}"], [f"Bearer {TOKEN}x"], [f"Bearer {TOKEN[:-1]}x"],
    [f"Bearer {TOKEN.lower()}"], [f"Bearer {TOKEN.swapcase()}"], [f"Bearer {TOKEN},{TOKEN}"],
    [f"Bearer {TOKEN} {TOKEN}"], [f'Bearer "{TOKEN}"'], [f"Bearer token={TOKEN}"],
    ["Bearer null"], ["Bearer undefined"], ["Bearer ${ORCHESTRATOR_MCP_TOKEN}"], ["Bearer k\u00e9"],
    [f"Bearer {TOKEN}\x00"], [f"Bearer {TOKEN}", f"Bearer {TOKEN}"],
    [f"Bearer {TOKEN}", "Bearer x"], ["Bearer x", f"Bearer {TOKEN}"],
]  # fmt: skip


def headers(host: list[str], origin: list[str], token: list[str]) -> Headers:
    named = [("host", host), ("origin", origin), ("authorization", token), ("accept", ["*/*"])]
    return [(name.encode(), text.encode()) for name, texts in named for text in texts]


def test_only_the_right_ones_pass() -> None:
    judged = 0
    hosts, origins, tokens = (
        [(each, None) for each in right] + [(each, refusal) for each in wrong]
        for right, wrong, refusal in (
            (RIGHT_HOSTS, WRONG_HOSTS, WRONG_HOST),
            (RIGHT_ORIGINS, WRONG_ORIGINS, WRONG_ORIGIN),
            (RIGHT_TOKENS, WRONG_TOKENS, WRONG_TOKEN),
        )
    )
    for (host, of_host), (origin, of_origin), (token, of_token) in product(hosts, origins, tokens):
        expected = of_host or of_origin or of_token
        assert refusal_of(headers(host, origin, token), ALLOWED) is expected, (host, origin, token)
        judged += 1
    assert judged > 40_000


@pytest.mark.parametrize("name", [b"Host", b"HOST", b"hOST"])
def test_the_names_of_headers_have_no_case(name: bytes) -> None:
    right = headers(["localhost"], [], RIGHT_TOKENS[0])
    assert refusal_of([*right, (name, b"localhost")], ALLOWED) is WRONG_HOST


@pytest.mark.parametrize(
    "name", ["x-forwarded-host", "forwarded", "x-original-host", "proxy-authorization", "cookie"]
)
def test_what_stands_in_other_headers_changes_nothing(name: str) -> None:
    other = [(name.encode(), f"Bearer {TOKEN}".encode()), (name.encode(), b"localhost")]
    assert refusal_of([*headers(["localhost"], [], []), *other], ALLOWED) is WRONG_TOKEN
    evil = headers(["evil.example"], [], RIGHT_TOKENS[0])
    assert refusal_of([*evil, *other], ALLOWED) is WRONG_HOST


@pytest.mark.parametrize("refusal", [WRONG_HOST, WRONG_ORIGIN, WRONG_TOKEN])
def test_a_refusal_says_what_to_do(refusal: Refusal) -> None:
    assert refusal.message
    assert refusal.hint


class Application:
    """What stands behind the guard: notes the scopes that it got."""

    def __init__(self) -> None:
        self.got: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.got.append(scope["type"])


def called(scope: dict[str, Any], *messages: dict[str, Any]) -> tuple[list[str], list[Any]]:
    """The scopes that passed, and what was sent."""
    application, sent, incoming = Application(), [], iter(messages)

    async def receive() -> Any:
        return next(incoming)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Guard(application, ALLOWED)(scope, receive, send))
    return application.got, sent


def scope(kind: str, host: str, token: list[str], **more: Any) -> dict[str, Any]:
    query = f"token={TOKEN}&access_token={TOKEN}".encode()
    made = {"type": kind, "headers": headers([host], [], token), "query_string": query}
    return {**made, "path": f"/mcp/{TOKEN}", **more}


RIGHT = RIGHT_TOKENS[0]


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_what_may_be_passes(kind: str) -> None:
    assert called(scope(kind, "localhost", RIGHT)) == ([kind], [])


def test_the_start_of_the_server_itself_passes() -> None:
    assert called({"type": "lifespan"}) == (["lifespan"], [])


@pytest.mark.parametrize(
    ("host", "token", "status"),
    [("evil.example", RIGHT, 421), ("localhost", [], 401), ("localhost", ["Bearer x"], 401)],
)
def test_a_request_is_refused_with_a_line_of_json(host: str, token: list[str], status: int) -> None:
    passed, (start, body) = called(scope("http", host, token))
    assert passed == []
    assert start["status"] == status
    said = dict(start["headers"])
    assert said[b"content-type"] == b"application/json"
    assert int(said[b"content-length"]) == len(body["body"])
    assert said.get(b"www-authenticate") == (b"Bearer" if status == 401 else None)
    assert body["body"].count(b"\n") == 1
    assert set(json.loads(body["body"])["error"]) == {"message", "hint"}
    assert TOKEN not in repr((start, body))


def test_a_websocket_is_refused_before_it_is_one() -> None:
    connect = {"type": "websocket.connect"}
    passed, sent = called(scope("websocket", "evil.example", RIGHT), connect)
    assert (passed, sent) == ([], [{"type": "websocket.close", "code": 1008}])


def test_a_server_that_can_tells_why_a_websocket_is_refused() -> None:
    can = {"extensions": {"websocket.http.response": {}}}
    connect = {"type": "websocket.connect"}
    passed, (start, body) = called(scope("websocket", "localhost", [], **can), connect)
    assert passed == []
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 401)
    assert b"token" in body["body"]


def test_a_websocket_whose_other_end_is_gone_gets_no_answer() -> None:
    gone = {"type": "websocket.disconnect", "code": 1006}
    assert called(scope("websocket", "localhost", []), gone) == ([], [])


def test_what_nobody_knows_does_not_pass() -> None:
    with pytest.raises(ValueError, match="webtransport"):
        called(scope("webtransport", "localhost", RIGHT))


def test_neither_the_token_nor_who_may_call_shows_it() -> None:
    assert TOKEN not in repr(ALLOWED) + str(ALLOWED.token) + f"{ALLOWED}"
