"""The socket that the MCP server listens on over HTTP, from its start to its end in order; knows
neither tools nor who may call (`guard`)."""

from __future__ import annotations

import asyncio
import errno
import logging
import shlex
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings

from orchestrator.diagnostics import InputError
from orchestrator.mcp_server.http.guard import Allowed, Guard
from orchestrator.mcp_server.http.names import Address, address_of, in_header, names_of
from orchestrator.mcp_server.http.token import TOKEN_VARIABLE, Token

if TYPE_CHECKING:
    from starlette.types import ASGIApp

PATH = "/mcp"
_MOST_PORT = 65535
# What is being answered when the server is to end gets so long.
_LAST_ANSWERS_S = 3
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_NEXT = {
    errno.EADDRINUSE: "choose another with --port, or any that is free with --port 0",
    errno.EACCES: "choose a port from 1024 on with --port",
    errno.EADDRNOTAVAIL: "name an address of this machine after --host, or leave --host out",
}


def serve(
    app_of: Callable[..., ASGIApp],
    *,
    host: str,
    port: int,
    token: Token,
    allowed_hosts: Iterable[str],
    say: Callable[[str], None] | None = None,
) -> int:
    """Serve over HTTP until a signal comes; the exit code that a shell expects then.

    `app_of` makes the application: `MCPServer.streamable_http_app`, or one with its keywords.
    Port 0 is any that is free. `allowed_hosts` are names by which it may be called beside those
    that follow from `host`. `say` gets the lines that tell where it is, standard error unless
    something else is given.

    Raises:
        InputError: it cannot listen there, or nothing says by which names it is called.
    """
    with _listening(host, port, allowed_hosts) as (listening, address, names):
        allowed = Allowed(hosts=names, port=listening.getsockname()[1], token=token)
        # The SDK looks at Host and Origin too, but by rules that know no port and no other name.
        theirs = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        app = app_of(streamable_http_path=PATH, host=host, transport_security=theirs)
        lines = list(_about(address, allowed))
        server = _Server(Guard(app, allowed), lambda: _say(lines, say))
        try:
            server.run(sockets=[listening])
        except SystemExit as error:
            raise RuntimeError("the application of the server did not start") from error
    return 0 if server.received is None else 128 + server.received


class _Server(uvicorn.Server):
    """Tells when it listens, and ends in order on the first signal, at once on a second Ctrl-C.
    `received` is the first."""

    def __init__(self, app: ASGIApp, on_started: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="on",
                # Addresses may hold what is nobody's business, and errors are few.
                access_log=False,
                log_config=None,
                log_level="error",
                # Nobody in front of it is believed in who a caller is.
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_LAST_ANSWERS_S,
            )
        )
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        self.received: int | None = None
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and tell so."""
        await super().startup(sockets)
        self._on_started()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals over, but raise none again after the end, as uvicorn's own does. What
        is ignored stays ignored, and beside the main thread none can be taken."""
        before = {}
        with suppress(ValueError):
            for number in _SIGNALS:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    # A method of the server's: that is how streams find out that it ends.
                    before[number] = signal.signal(number, self.handle_exit)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End; the second Ctrl-C waits for nobody."""
        self.received = self.received or sig
        super().handle_exit(sig, frame)


def _is_news(record: logging.LogRecord) -> bool:
    """Not where an answer was when it was cut off at the end."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


@contextmanager
def _listening(
    host: str, port: int, asked: Iterable[str]
) -> Iterator[tuple[socket.socket, Address, frozenset[str]]]:
    """A socket that is bound, its address, and the names that it may be called by."""
    if not 0 <= port <= _MOST_PORT:
        raise InputError(
            f"there is no port {port}", hint=f"name one up to {_MOST_PORT} after --port"
        )
    family, place = _resolved(host, port)
    address = address_of(place[0])
    names = names_of(address, host, asked)
    with socket.socket(family) as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind(place)
            made.listen()
        except OSError as error:
            raise InputError(
                f"cannot listen on port {port} of {host}: {error.strerror or error}",
                hint=_NEXT.get(error.errno or 0, "see --host and --port"),
            ) from error
        yield made, address, names


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    """Where a host's name leads to; to IPv4 where it leads to both."""
    try:
        if not host:
            raise ValueError("it is empty")
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    # A name that cannot be one is a ValueError.
    except (OSError, ValueError) as error:
        raise InputError(
            f"{host!r} is no host that is known here: {getattr(error, 'strerror', None) or error}",
            hint="name an address of this machine after --host, or leave --host out",
        ) from error
    family, _, _, _, place = min(found, key=lambda one: one[0] != socket.AF_INET)
    return family, place  # type: ignore[return-value]  # more of it than this is of IPv6 alone


def _about(address: Address, allowed: Allowed) -> Iterator[str]:
    shown = min(allowed.hosts) if address.is_unspecified else in_header(address)
    yield f"the MCP server listens on http://{shown}:{allowed.port}{PATH}"
    path = shlex.quote(str(allowed.token.path))
    yield f"its token is in {allowed.token.path}"
    yield f'for clients that take it from a variable: export {TOKEN_VARIABLE}="$(cat {path})"'
    if not address.is_loopback:
        yield (
            "warning: other machines can reach it, and read the token on its way: put a proxy"
            " with TLS in front, or use ssh -L"
        )


def _say(lines: Iterable[str], say: Callable[[str], None] | None) -> None:
    # Who does not read them may still call.
    with suppress(OSError):
        for line in lines:
            if say is not None:
                say(line)
            else:
                print(line, file=sys.stderr, flush=True)
