"""Who may call the server over HTTP: the right Host, Origin and token; knows no protocol above.

A page in a browser can call what listens on loopback: by its own name, which it lets lead to
127.0.0.1 for that (DNS rebinding), or as a stranger. Host tells the one, Origin the other, and a
program of somebody else on this machine has no token. So all three are looked at in every request,
before anything else sees it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from orchestrator.mcp_server.http.token import Token
from orchestrator.workspace import MCP_TOKEN, STATE_DIR

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = Iterable[tuple[bytes, bytes]]
_POLICY_VIOLATION = 1008  # of RFC 6455: what ends a websocket that may not be


class Allowed(Struct, frozen=True):
    """Who may call: by these names (lower case, IPv6 in brackets), with or without the port, and
    with the token."""

    hosts: frozenset[str]
    port: int
    token: Token


class Refusal(Struct, frozen=True):
    """Why a request is not answered, and what whoever sent it does next."""

    status: int
    message: str
    hint: str


WRONG_HOST = Refusal(
    421,
    "this server is not called by that Host",
    "call it by the address that it printed when it started, or start it with --allow-host NAME",
)
WRONG_ORIGIN = Refusal(
    403,
    "pages of that Origin may not call this server",
    "call it from a program, or from a page whose address begins with http:// and a name of the"
    " server that is allowed (--allow-host NAME)",
)
WRONG_TOKEN = Refusal(
    401,
    "the token is missing or wrong",
    "send one header `Authorization: Bearer TOKEN`; the token is the text of"
    f" {STATE_DIR}/{MCP_TOKEN} in the folder of the project",
)


def refusal_of(headers: Headers, allowed: Allowed) -> Refusal | None:
    """Why a request with these headers is refused; None where it is not."""
    values: dict[bytes, list[bytes]] = {b"host": [], b"origin": [], b"authorization": []}
    for name, value in headers:
        if name.lower() in values:
            values[name.lower()].append(value)
    names = _names(allowed)
    # Names of hosts have no case. Browsers write an Origin in one way alone, so that one that is
    # written otherwise comes from none.
    if [host.lower() for host in values[b"host"]] not in [[name] for name in names]:
        return WRONG_HOST
    if values[b"origin"] not in [[], *([b"http://" + name] for name in names)]:
        return WRONG_ORIGIN
    if not _has_token(values[b"authorization"], allowed.token):
        return WRONG_TOKEN
    return None


class Guard:
    """An ASGI application in front of another, which gets only the requests that may be."""

    def __init__(self, app: ASGIApp, allowed: Allowed) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or hand it on.

        Raises:
            ValueError: it is of a kind that nothing is known of, so that it could not be judged.
        """
        if scope["type"] not in ("http", "websocket", "lifespan"):
            raise ValueError(f"nothing is known of ASGI's {scope['type']!r}")
        refusal = None
        if scope["type"] != "lifespan":  # that is the server itself, which starts and ends
            refusal = refusal_of(scope["headers"], self._allowed)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await _answer("http.response", refusal, send)
        else:
            await _close(scope, refusal, receive, send)


def _names(allowed: Allowed) -> list[bytes]:
    hosts = [host.encode("ascii") for host in sorted(allowed.hosts)]
    return hosts + [host + b":%d" % allowed.port for host in hosts]


def _has_token(values: list[bytes], token: Token) -> bool:
    if len(values) != 1:
        return False
    scheme, _, given = values[0].partition(b" ")
    # How long it takes tells nothing of how much of a guess is right.
    is_right = hmac.compare_digest(given, token.value.encode("ascii"))
    return is_right and scheme.lower() == b"bearer"


async def _close(scope: Scope, refusal: Refusal, receive: Receive, send: Send) -> None:
    """Refuse a websocket before it is one."""
    message = await receive()
    if message["type"] != "websocket.connect":
        return
    if "websocket.http.response" in scope.get("extensions", {}):
        await _answer("websocket.http.response", refusal, send)
    else:
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})


async def _answer(kind: str, refusal: Refusal, send: Send) -> None:
    said = {"error": {"message": refusal.message, "hint": refusal.hint}}
    body = json.dumps(said).encode("ascii") + b"\n"
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        # What else comes of it, perhaps without an end, is not read.
        (b"connection", b"close"),
    ]
    if refusal.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    start: Message = {"type": f"{kind}.start", "status": refusal.status, "headers": headers}
    await send(start)
    await send({"type": f"{kind}.body", "body": body})
