"""`orchestrator mcp --install`: the entry of this server in the settings of a client of MCP, which
is shown, and written into the project where somebody says so. Starts no server."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from orchestrator.atomic import rewrite, write_atomic
from orchestrator.cli.jsontext import append, put
from orchestrator.cli.output import errors, output
from orchestrator.diagnostics import Exit, InputError
from orchestrator.given import MEGABYTE, read_given
from orchestrator.mcp_server.http.token import TOKEN_VARIABLE
from orchestrator.operations.project import Project
from orchestrator.plan.shown import hidden
from orchestrator.report.visible import visible_json, visible_line
from orchestrator.workspace import MCP_TOKEN, STATE_DIR, inside

NAME = "orchestrator"
"""What the server is called among those of a client."""
_MOST_PORT = 65535
_BOM = "\ufeff"


class Client(Struct, frozen=True, kw_only=True):
    """How a client of MCP wants to be told of a server.

    `file` is its settings in a project, `key` has the servers there. `words` follow the command,
    where the client may start it in another folder. `token` stands for the token in a header, and
    `asks` are the questions that the client puts to people for it.
    """

    file: str
    key: str
    words: tuple[str, ...] = ()
    token: str
    asks: tuple[Mapping[str, object], ...] = ()
    http: Mapping[str, str] = field(default_factory=lambda: {"type": "http"})


# Each spells a variable in its own way, and sends on what it does not know as it is written. VS
# Code has been seen to do so with variables of the environment in headers, so it asks instead.
CLIENTS = {
    "claude": Client(
        file=".mcp.json",
        key="mcpServers",
        token=f"${{{TOKEN_VARIABLE}}}",
    ),
    "cursor": Client(
        file=".cursor/mcp.json",
        key="mcpServers",
        words=("-C", "${workspaceFolder}"),
        token=f"${{env:{TOKEN_VARIABLE}}}",
        http={},
    ),
    "vscode": Client(
        file=".vscode/mcp.json",
        key="servers",
        words=("-C", "${workspaceFolder}"),
        token="${input:orchestrator-mcp-token}",
        asks=(
            {
                "type": "promptString",
                "id": "orchestrator-mcp-token",
                "description": f"The token of the orchestrator, from {STATE_DIR}/{MCP_TOKEN}",
                "password": True,
            },
        ),
    ),
}


def install(
    project: Project,
    client: str,
    *,
    http: bool,
    port: int,
    yes: bool,
    words: Sequence[str] = (),
) -> int:
    """Show the entry for a client, and write it into the project: with `yes` at once, on a
    terminal when somebody says so, else not. With `http` it is of a server that listens on `port`;
    `words` are further ones for its start.

    Raises:
        InputError: there is no such client or port, or its file cannot take the entry.
        StorageError: the file cannot be written.
    """
    kind = _client(client)
    entry = _http_entry(kind, port) if http else _stdio_entry(kind, words)
    asks = kind.asks if http else ()
    path = project.workspace.root / kind.file
    output().write(visible_json(_text(_whole(kind, entry, asks))))
    if http:
        started = shlex.join(("orchestrator", "mcp", "--http", "--port", str(port), *words))
        _say(f"the server is to run: {started}")
    if http and not asks:
        token = shlex.quote(str(project.workspace.mcp_token))
        _say(f'and the client to know its token: export {TOKEN_VARIABLE}="$(cat {token})"')
    before = _content(project.workspace.root, path)
    after = _with_entry(path, before, kind, entry, asks)
    if after is None:
        _say(f"{path} has this entry; there is nothing to do")
        return Exit.OK
    if not yes and not _is_wanted(path):
        return Exit.OK
    # Whoever was asked may have taken their time.
    if _content(project.workspace.root, path) != before:
        raise InputError(
            f"{path} was changed meanwhile; it is left as it is", hint="run the command again"
        )
    if before is None:
        write_atomic(path, after)
    else:
        rewrite(path, before, after)
    _say(f"written: {path}")
    return Exit.OK


def program(called: str, python: str) -> list[str]:
    """The words that start this program from anywhere, as clients do, which have a short PATH:
    its own path if it was `called` by that, else those of the Python that runs it."""
    path = os.path.abspath(called)
    if Path(path).name == NAME and os.access(path, os.X_OK) and os.path.isfile(path):
        return [path]
    # With `-P` what lies in the project, where clients start it, is not taken for a part of it.
    return [python, "-P", "-m", "orchestrator"]


def _client(name: str) -> Client:
    if name not in CLIENTS:
        raise InputError(
            f"no client {name!r} is known", hint=f"--install takes {', '.join(CLIENTS)}"
        )
    return CLIENTS[name]


def _stdio_entry(client: Client, further: Sequence[str]) -> dict[str, object]:
    command, *words = program(sys.argv[0], sys.executable)
    return {
        "type": "stdio",
        "command": command,
        "args": [*words, "mcp", *client.words, *further],
        "env": {"NO_COLOR": "1"},
    }


def _http_entry(client: Client, port: int) -> dict[str, object]:
    if not 0 < port <= _MOST_PORT:
        raise InputError(
            f"a client cannot call port {port}", hint="name the server's with --port, as 8931"
        )
    return {
        **client.http,
        "url": f"http://127.0.0.1:{port}/mcp",
        "headers": {"Authorization": f"Bearer {client.token}"},
    }


def _whole(client: Client, entry: object, asks: Sequence[object]) -> dict[str, object]:
    """All that would stand in a file of its own."""
    whole: dict[str, object] = {client.key: {NAME: entry}}
    return {"inputs": list(asks), **whole} if asks else whole


def _content(root: Path, path: Path) -> bytes | None:
    """What is in the file; None where there is none.

    Raises:
        InputError: it is not in the project, or cannot be read.
    """
    if not inside(root, path):
        raise InputError(
            f"{path} leads out of the project, so nothing is written",
            hint="put the entry in by hand, or remove the link",
        )
    try:
        return read_given(path, MEGABYTE)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(
            f"cannot read {path}: {error.strerror or error}",
            hint="put the entry in by hand, or make the file readable",
        ) from error


def _with_entry(
    path: Path, before: bytes | None, client: Client, entry: Mapping[str, Any], asks: Sequence[Any]
) -> bytes | None:
    """What the file is to hold; None where it has the entry. Another one of the name is shown."""
    try:
        if before is None or not before.strip():
            return _text(_whole(client, entry, asks)).encode()
        text = before.decode("utf-8")
        mark, text = text[: text.startswith(_BOM)], text.removeprefix(_BOM)
        there = json.loads(text)
        after = text
        other = there.get(client.key, {}).get(NAME) if _has_objects(there, client.key) else None
        if other != entry:
            after = put(after, (client.key, NAME), entry)
        for ask in asks:
            if ask["id"] not in _asked(there):
                after = append(after, "inputs", ask)
        data = (mark + after).encode()
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path} stays as it is: it is no JSON that an entry can be put into ({error})",
            hint="comments, too, are no JSON: put the entry that is shown in by hand",
        ) from error
    if other is not None and other != entry:
        _say(f"{path} has another entry of this name, which would be replaced:")
        errors().write(visible_json(_text(_without_values(other, entry))))
    return None if after == text else data


def _has_objects(there: object, key: str) -> bool:
    return isinstance(there, dict) and isinstance(there.get(key), dict)


def _asked(there: object) -> list[object]:
    asks = there.get("inputs") if isinstance(there, dict) else None
    asks = asks if isinstance(asks, list) else []
    return [ask.get("id") for ask in asks if isinstance(ask, dict)]


def _is_wanted(path: Path) -> bool:
    """Whether somebody at the terminal says so; nobody does where there is none."""
    if not (sys.stdin is not None and sys.stdin.isatty() and errors().is_terminal):
        _say(f"nothing is written: add --yes to write it into {path}")
        return False
    errors().write(f"write it into {path}? [y/N] ")
    answer = sys.stdin.buffer.readline().strip().lower()
    if answer in (b"y", b"yes"):
        return True
    _say("nothing is written")
    return False


def _without_values(other: object, entry: Mapping[str, Any]) -> object:
    """An entry of somebody's as it may be shown: what it sets may be secret, unless ours sets the
    same."""
    if not isinstance(other, dict):
        return hidden(other)
    shown = dict(other)
    for key in ("env", "headers"):
        if isinstance(other.get(key), dict):
            ours = entry.get(key, {})
            shown[key] = {
                name: value if value == ours.get(name) else "***"
                for name, value in other[key].items()
            }
    return hidden(shown)


def _say(text: str) -> None:
    errors().line(visible_line(text))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
