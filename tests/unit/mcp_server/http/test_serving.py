"""The server over real sockets: who passes, how it starts, how it ends."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from tests.unit.mcp_server.http.listening import REAL, Listening, end_of, listening, start

pytestmark = pytest.mark.long

PORT, TOKEN = "{port}", "{token}"
HOSTS = {
    True: ["Host: 127.0.0.1:{port}", "Host: localhost", "host: LOCALHOST:{port}", "Host: box.lan"],
    False: [
        "", "Host:", "Host: evil.example", "Host: evil.example:{port}", "Host: localhost:1",
        "Host: localhost.:{port}", "Host: [::1]:{port}", "Host: 0.0.0.0:{port}",
        "Host: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}",
        "Host: 127.0.0.1:{port}\r\nHost: evil.example",
        "Host: evil.example\r\nX-Forwarded-Host: localhost",
    ],
}  # fmt: skip
ORIGINS = {
    True: ["", "Origin: http://127.0.0.1:{port}", "origin: http://box.lan:{port}"],
    False: [
        "Origin: null", "Origin:", "Origin: https://127.0.0.1:{port}", "Origin: http://evil.example",
        "Origin: http://127.0.0.1:1", "Origin: http://127.0.0.1.:{port}", "Origin: HTTP://localhost",
        "Origin: http://localhost\r\nOrigin: http://localhost",
        "Origin: http://localhost\r\nOrigin: http://evil.example",
    ],
}  # fmt: skip
TOKENS = {
    True: ["Authorization: Bearer {token}", "authorization: bearer {token}"],
    False: [
        "", "Authorization:", "Authorization: {token}", "Authorization: Basic {token}",
        "Authorization: Bearer", "Authorization: Bearer x", "Authorization: Bearer {token}x",
        "Authorization: Bearer  {token}", "X-Token: {token}", "Cookie: token={token}",
        "Authorization: Bearer {token}\r\nAuthorization: Bearer {token}",
        "Authorization: Bearer x\r\nAuthorization: Bearer {token}",
    ],
}  # fmt: skip
METHODS = ("GET", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "PATCH")


def both(choices: dict[bool, list[str]]) -> list[tuple[str, bool]]:
    return [(text, is_right) for is_right, texts in choices.items() for text in texts]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with listening(tmp_path_factory.mktemp("served"), names=["box.lan"]) as made:
        yield made


def asked(server: Listening, *lines: str, method: str = "POST", path: str = "/mcp") -> bytes:
    """The answer to a request with these lines of headers."""
    lines = ("Connection: close", "Content-Length: 0", *filter(None, lines))
    head = "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""])
    filled = head.replace(PORT, str(server.port)).replace(TOKEN, server.token)
    return server.ask(filled.encode("latin-1"))


def status(answer: bytes) -> int:
    assert answer.startswith(b"HTTP/1.1 "), answer
    return int(answer[9:12])


def test_only_the_right_ones_pass(server: Listening) -> None:
    before, sent, right = counted(server), 0, 0
    for host, origin, token in product(both(HOSTS), both(ORIGINS), both(TOKENS)):
        answer = asked(server, host[0], origin[0], token[0])
        got = status(answer)
        expected = (
            # Without one Host it is no HTTP, which is told before anybody looks at it.
            {400, 421} if not host[1] else {403} if not origin[1] else {200 if token[1] else 401}
        )
        assert got in expected, (host, origin, token, answer)
        assert server.token.encode() not in answer
        sent += 1
        right += host[1] and origin[1] and token[1]
    assert sent >= 400
    assert right == len(HOSTS[True]) * len(ORIGINS[True]) * len(TOKENS[True])
    assert counted(server) - before == right


def counted(server: Listening) -> int:
    answer = asked(server, HOSTS[True][0], TOKENS[True][0], method="GET")
    assert status(answer) == 200
    found = re.findall(rb"^(\d+)\r?$", answer.partition(b"\r\n\r\n")[2], re.MULTILINE)
    return int(found[1] if len(found) > 2 else found[0])  # between the sizes of chunks


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Host: evil.example", TOKENS[True][0]), 421),
        ((HOSTS[True][0], "Origin: null", TOKENS[True][0]), 403),
        ((HOSTS[True][0],), 401),
        ((HOSTS[True][0], TOKENS[True][0]), 200),
    ],
)
def test_it_is_the_same_with_every_method(
    server: Listening, method: str, lines: tuple[str, ...], expected: int
) -> None:
    assert status(asked(server, *lines, method=method)) == expected


@pytest.mark.parametrize(
    "path",
    ["/", "/mcp?token={token}", "/mcp?access_token={token}", "/mcp/{token}", "/.well-known/x",
     "//mcp", "/mcp/../mcp", "http://localhost:{port}/mcp", "*"],
)  # fmt: skip
def test_no_path_goes_without_the_header(server: Listening, path: str) -> None:
    answer = asked(server, HOSTS[True][0], path=path)
    assert status(answer) == 401
    assert b"\r\nwww-authenticate: Bearer\r\n" in answer
    said = json.loads(answer.rpartition(b"\r\n")[2])
    assert "Authorization: Bearer TOKEN" in said["error"]["hint"]


def test_a_name_in_the_path_is_no_host(server: Listening) -> None:
    answer = asked(
        server, "Host: evil.example", TOKENS[True][0], path="http://localhost:{port}/mcp"
    )
    assert status(answer) == 421


def test_a_request_of_old_without_a_host_is_refused(server: Listening) -> None:
    answer = server.ask(
        f"GET /mcp HTTP/1.0\r\nAuthorization: Bearer {server.token}\r\n\r\n".encode()
    )
    assert status(answer) == 421


def test_a_websocket_does_not_go_round_the_guard(server: Listening) -> None:
    wanted = ("Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eDEyMw==")
    answer = asked(server, HOSTS[True][0], *wanted, method="GET")
    assert status(answer) == 401


def test_what_is_refused_is_not_read(server: Listening) -> None:
    """The connection is closed, however much is still to come."""
    head = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert status(server.ask(head.encode() + b"5\r\nhello\r\n")) == 401


def test_nonsense_harms_nobody(server: Listening) -> None:
    for nonsense in (
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\r\n\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x00" * 99,
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
            connection.sendall(nonsense)
    assert counted(server) >= 0


def test_the_start_tells_where_it_is_and_not_the_token(tmp_path: Path) -> None:
    with listening(tmp_path) as server:
        assert server.token not in server.said
        where = str(tmp_path / ".orchestrator" / "mcp.token")
        assert f"its token is in {where}\n" in server.said
        assert f'export ORCHESTRATOR_MCP_TOKEN="$(cat {where})"\n' in server.said
        assert "warning" not in server.said


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_it_in_order(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with listening(tmp_path) as server:
        server.process.send_signal(number)
        assert end_of(server.process) == (code, "the application ended in order\n", "")
        with pytest.raises(ConnectionRefusedError):
            server.ask(b"")


def test_an_answer_without_an_end_holds_the_end_up_for_seconds_only(tmp_path: Path) -> None:
    with listening(tmp_path) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
            head = "GET /endless HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\r\n"
            connection.sendall(head.format(server.token).encode())
            assert b"200 OK" in connection.recv(4096)
            server.process.send_signal(signal.SIGTERM)
            code, said, errors = end_of(server.process)
        assert (code, said) == (143, "the application ended in order\n")
        assert "Traceback" not in errors


def test_a_taken_port_is_one_error(server: Listening, tmp_path: Path) -> None:
    code, said, errors = end_of(start(tmp_path, port=server.port))
    assert code == 2
    assert errors.splitlines() == [
        f"error: cannot listen on port {server.port} of 127.0.0.1: Address already in use",
        "next: choose another with --port, or any that is free with --port 0",
    ]
    assert said == ""


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        ("no-such-host.invalid", 0, "is no host that is known here"),
        ("", 0, "is no host that is known here"),
        ("a" * 70, 0, "is no host that is known here"),
        ("203.0.113.7", 0, "cannot listen on port 0 of 203.0.113.7"),
        ("127.0.0.1", -1, "there is no port -1"),
        ("127.0.0.1", 65536, "there is no port 65536"),
        ("0.0.0.0", 0, "nothing says by which names"),
        ("0", 0, "nothing says by which names"),
    ],
)
def test_where_it_cannot_listen_is_one_error(
    tmp_path: Path, host: str, port: int, said: str
) -> None:
    code, _, errors = end_of(start(tmp_path, host=host, port=port))
    assert code == 2
    error, hint = errors.splitlines()
    assert error.startswith("error: ")
    assert said in error
    assert hint.startswith("next: ")
    assert hint != "next: None"


def test_on_every_address_it_goes_by_the_names_that_were_given(tmp_path: Path) -> None:
    process = start(tmp_path, host="0.0.0.0", names=["box.lan"])
    try:
        assert process.stderr is not None
        said = [process.stderr.readline() for _ in range(4)]
        found = re.fullmatch(r"the MCP server listens on http://box\.lan:(\d+)/mcp\n", said[0])
        assert found, said
        assert said[3].startswith("warning: other machines can reach it")
        token = (tmp_path / ".orchestrator" / "mcp.token").read_text().strip()
        server = Listening(process, int(found[1]), token, "")
        assert status(asked(server, "Host: box.lan", TOKENS[True][0])) == 200
        assert status(asked(server, "Host: localhost", TOKENS[True][0])) == 421
    finally:
        process.kill()
        process.communicate()


def test_an_application_that_does_not_start_is_a_bug_and_no_success(tmp_path: Path) -> None:
    broken = "async def application_of_(scope, receive, send):\n    raise KeyError('broken')\n"
    broken += "application_of = lambda **given: application_of_\n"
    code, _, errors = end_of(start(tmp_path, broken))
    assert code == 1
    assert "KeyError: 'broken'" in errors
    assert "RuntimeError: the application of the server did not start" in errors
    assert "listens on" not in errors


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with listening(tmp_path_factory.mktemp("real"), REAL, names=["box.lan"]) as made:
        yield made


@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.parametrize(
    "headers", [{}, {"Host": "box.lan"}, {"Origin": "http://box.lan"}, {"Host": "localhost"}]
)
def test_the_official_client_gets_through(
    real: Listening, mode: str, headers: dict[str, str]
) -> None:
    """Names that the SDK's own check would refuse, too: ours is the one that decides."""

    async def add() -> object:
        authorized = {"Authorization": f"Bearer {real.token}", **headers}
        async with httpx2.AsyncClient(headers=authorized) as http:
            transport = streamable_http_client(real.url, http_client=http)
            async with Client(transport, mode=mode) as client:
                return (await client.call_tool("add", {"a": 2, "b": 3})).structured_content

    assert asyncio.run(add()) == {"result": 5}


def test_a_server_with_a_client_that_listens_ends_in_order(tmp_path: Path) -> None:
    with listening(tmp_path, REAL) as server:

        async def listen_and_end() -> float:
            authorized = {"Authorization": f"Bearer {server.token}"}
            async with httpx2.AsyncClient(headers=authorized, timeout=20) as http:
                transport = streamable_http_client(server.url, http_client=http)
                async with Client(transport, mode="legacy") as client:
                    await client.call_tool("add", {"a": 2, "b": 3})
                    began = time.monotonic()
                    server.process.send_signal(signal.SIGTERM)
                    await asyncio.to_thread(server.process.wait, 20)
                    return time.monotonic() - began

        took = asyncio.run(listen_and_end())
        assert server.process.returncode == 143
        assert took < 10
        assert server.process.stderr is not None
        assert "Traceback" not in server.process.stderr.read()
