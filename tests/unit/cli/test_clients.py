"""Entries of clients: what they hold, and that nothing of anybody else's is lost."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.cli.clients import CLIENTS, program

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from pathlib import Path
from orchestrator.cli.boundary import guarded
from orchestrator.cli.clients import install
from orchestrator.cli.signals import Leaving
from orchestrator.wiring import open_project
client, port, *flags = sys.argv[1:]
further = flags[flags.index("--") + 1:] if "--" in flags else []
with Leaving():
    sys.exit(guarded(lambda: install(open_project(Path.cwd(), {}), client, http="--http" in flags,
        port=int(port), yes="--yes" in flags, words=further), as_json=False))
"""
STDIO = {
    "type": "stdio",
    "command": sys.executable,
    "args": ["-P", "-m", "orchestrator", "mcp"],
    "env": {"NO_COLOR": "1"},
}
HERE = {**STDIO, "args": [*STDIO["args"], "-C", "${workspaceFolder}"]}
URL = "http://127.0.0.1:8931/mcp"
QUESTION = {
    "type": "promptString",
    "id": "orchestrator-mcp-token",
    "description": "The token of the orchestrator, from .orchestrator/mcp.token",
    "password": True,
}


def bearer(token: str) -> dict[str, object]:
    return {"url": URL, "headers": {"Authorization": f"Bearer {token}"}}


# client, flags -> its file, and what stands in it where there was none
ENTRIES = {
    ("claude",): (".mcp.json", {"mcpServers": {"orchestrator": STDIO}}),
    ("cursor",): (".cursor/mcp.json", {"mcpServers": {"orchestrator": HERE}}),
    ("vscode",): (".vscode/mcp.json", {"servers": {"orchestrator": HERE}}),
    ("claude", "--http"): (
        ".mcp.json",
        {"mcpServers": {"orchestrator": {"type": "http", **bearer("${ORCHESTRATOR_MCP_TOKEN}")}}},
    ),
    ("cursor", "--http"): (
        ".cursor/mcp.json",
        {"mcpServers": {"orchestrator": bearer("${env:ORCHESTRATOR_MCP_TOKEN}")}},
    ),
    ("vscode", "--http"): (
        ".vscode/mcp.json",
        {
            "inputs": [QUESTION],
            "servers": {
                "orchestrator": {"type": "http", **bearer("${input:orchestrator-mcp-token}")}
            },
        },
    ),
}


def words(client: str, *flags: str, port: int = 8931) -> list[str]:
    return [sys.executable, "-c", PROGRAM, client, str(port), *flags]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "ORCHESTRATOR_MCP_TOKEN": "of-a-client"}


def run(root: Path, client: str, *flags: str, port: int = 8931) -> tuple[int, str, str]:
    done = subprocess.run(
        words(client, *flags, port=port),
        cwd=root,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def on_terminal(
    root: Path,
    answer: bytes,
    client: str,
    *flags: str,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[int, str]:
    """The exit code and what the terminal showed. The answer is typed once it is asked for, and
    something else happened."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        words(client, *flags), cwd=root, env=environment(), stdin=theirs, stdout=theirs,
        stderr=theirs, close_fds=True, start_new_session=True,
        # So that Ctrl-C in it is a signal.
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(theirs)
    seen, until, asked = b"", time.monotonic() + 30, False
    try:
        while time.monotonic() < until:
            if not select.select([ours], [], [], 0.2)[0]:
                continue
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # Linux says so when the other side is closed.
                break
            if not chunk:
                break
            seen += chunk
            if not asked and b"[y/N] " in seen:
                asked = True
                meanwhile()
                os.write(ours, answer)
        return process.wait(timeout=10), seen.decode(errors="replace").replace("\r\n", "\n")
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@pytest.mark.parametrize(("asked", "made"), ENTRIES.items(), ids=map(" ".join, ENTRIES))
def test_the_entry_is_shown_and_with_yes_written(
    tmp_path: Path, asked: tuple[str, ...], made: tuple[str, dict[str, object]]
) -> None:
    name, whole = made
    code, shown, said = run(tmp_path, *asked)
    assert (code, json.loads(shown)) == (0, whole)
    assert f"nothing is written: add --yes to write it into {tmp_path / name}\n" in said
    assert list(tmp_path.iterdir()) == []

    code, shown, said = run(tmp_path, *asked, "--yes")
    assert (code, json.loads(shown)) == (0, whole)
    assert said.endswith(f"written: {tmp_path / name}\n")
    assert json.loads((tmp_path / name).read_text()) == whole
    assert (tmp_path / name).read_text() == shown

    code, _, said = run(tmp_path, *asked, "--yes")
    assert code == 0
    assert said.endswith("has this entry; there is nothing to do\n")
    assert (tmp_path / name).read_text() == shown
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_an_entry_starts_the_server_that_was_asked_for(tmp_path: Path) -> None:
    _, shown, _ = run(tmp_path, "cursor", "--", "--tools", "all")
    args = json.loads(shown)["mcpServers"]["orchestrator"]["args"]
    assert args == [*HERE["args"], "--tools", "all"]
    _, _, said = run(tmp_path, "cursor", "--http", "--", "--tools", "all")
    assert "the server is to run: orchestrator mcp --http --port 8931 --tools all\n" in said


def test_over_http_it_says_how_the_token_gets_there(tmp_path: Path) -> None:
    _, _, said = run(tmp_path, "claude", "--http", port=4711)
    assert "the server is to run: orchestrator mcp --http --port 4711\n" in said
    where = tmp_path / ".orchestrator" / "mcp.token"
    assert f'export ORCHESTRATOR_MCP_TOKEN="$(cat {where})"\n' in said
    assert "of-a-client" not in said


@pytest.mark.parametrize("answer", [b"y\n", b"Y\n", b"yes\n", b" yes \n"])
def test_on_a_terminal_somebody_says_yes(tmp_path: Path, answer: bytes) -> None:
    code, seen = on_terminal(tmp_path, answer, "claude")
    assert code == 0
    assert f"write it into {tmp_path}/.mcp.json? [y/N] " in seen
    assert f"written: {tmp_path}/.mcp.json\n" in seen
    written = json.loads((tmp_path / ".mcp.json").read_text())
    assert written == {"mcpServers": {"orchestrator": STDIO}}


@pytest.mark.parametrize(
    "answer", [b"\n", b"n\n", b"no\n", b"yep\n", b"\x04", b"\xff\n", b"yes no\n"]
)
def test_on_a_terminal_anything_else_is_no(tmp_path: Path, answer: bytes) -> None:
    code, seen = on_terminal(tmp_path, answer, "cursor")
    assert code == 0
    assert seen.endswith("nothing is written\n")
    assert list(tmp_path.iterdir()) == []


def _made_meanwhile(root: Path) -> None:
    (root / ".cursor").mkdir()
    (root / ".cursor" / "mcp.json").write_text("{}")


def _linked_meanwhile(root: Path) -> None:
    (root / ".cursor").symlink_to(root.parent)


@pytest.mark.parametrize(
    ("change", "said"),
    [(_made_meanwhile, "was changed meanwhile"), (_linked_meanwhile, "leads out of the project")],
)
def test_what_came_while_it_asked_is_left(
    tmp_path: Path, change: Callable[[Path], None], said: str
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    code, seen = on_terminal(root, b"y\n", "cursor", meanwhile=lambda: change(root))
    assert code == 2
    assert said in seen
    assert (root / ".cursor" / "mcp.json").exists() is (change is _made_meanwhile)
    assert not (tmp_path / "mcp.json").exists()
    if change is _made_meanwhile:
        assert (root / ".cursor" / "mcp.json").read_text() == "{}"


def test_ctrl_c_at_the_question_writes_nothing(tmp_path: Path) -> None:
    code, _ = on_terminal(tmp_path, b"\x03", "claude")
    assert code == 130
    assert list(tmp_path.iterdir()) == []


def test_with_yes_nobody_is_asked_on_a_terminal(tmp_path: Path) -> None:
    code, seen = on_terminal(tmp_path, b"", "vscode", "--yes")
    assert code == 0
    assert "[y/N]" not in seen
    assert (tmp_path / ".vscode" / "mcp.json").is_file()


OTHERS = """\
{
    "x-note": "1.10 stays \\u00e9",
    "limit": 1.10,
    "mcpServers": {
        "other": {"command": "other", "args": []}
    },
    "inputs": [ {"id": "theirs"} ]
}
"""


def test_what_else_is_in_the_file_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / ".mcp.json"
    path.write_text(OTHERS)
    path.chmod(0o640)
    assert run(tmp_path, "claude", "--yes")[0] == 0
    after = path.read_text()
    begins = '"args": []}'
    head, tail = OTHERS.split(begins)
    assert after.startswith(head + begins + ',\n        "orchestrator": {\n            "type"')
    assert after.endswith(tail)
    there = json.loads(OTHERS)
    there["mcpServers"]["orchestrator"] = STDIO
    assert json.loads(after) == there
    assert path.stat().st_mode & 0o777 == 0o640


def test_the_questions_of_others_stay_and_ours_is_put_once(tmp_path: Path) -> None:
    path = tmp_path / ".vscode" / "mcp.json"
    path.parent.mkdir()
    path.write_text('{\n\t"inputs": [\n\t\t{"id": "theirs"}\n\t],\n\t"servers": {}\n}\n')
    for port in (8931, 8932):
        assert run(tmp_path, "vscode", "--http", "--yes", port=port)[0] == 0
    there = json.loads(path.read_text())
    assert there["inputs"] == [{"id": "theirs"}, QUESTION]
    assert there["servers"]["orchestrator"]["url"] == "http://127.0.0.1:8932/mcp"


@pytest.mark.parametrize("text", ["", " \n", "{}", "{}\n", "\ufeff{}", '{"mcpServers": {}}'])
def test_an_empty_file_takes_the_entry(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".mcp.json"
    path.write_text(text)
    assert run(tmp_path, "claude", "--yes")[0] == 0
    after = path.read_text()
    assert after.startswith("\ufeff") is text.startswith("\ufeff")
    assert json.loads(after.removeprefix("\ufeff")) == {"mcpServers": {"orchestrator": STDIO}}


ANOTHER = {
    "command": "/opt/mine",
    "env": {"NO_COLOR": "1", "PASSWORD": "hunter22"},
    "headers": {"X-Key": "s3cret"},
    "note": "ghp_" + "a1B2c3D4e5" * 4,
}


@pytest.mark.parametrize("way", ["no", "yes", "--yes", "none"])
def test_another_entry_of_the_name_is_shown_and_asked_about(tmp_path: Path, way: str) -> None:
    path = tmp_path / ".mcp.json"
    before = json.dumps({"mcpServers": {"orchestrator": ANOTHER, "other": 1}})
    path.write_text(before)
    if way in ("yes", "no"):
        code, seen = on_terminal(tmp_path, way.encode() + b"\n", "claude")
    else:
        code, _, seen = run(tmp_path, "claude", *([way] if way == "--yes" else []))
    assert code == 0
    assert "has another entry of this name, which would be replaced:\n" in seen
    assert '"command": "/opt/mine"' in seen
    assert '"PASSWORD": "***"' in seen
    assert not [secret for secret in ("hunter22", "s3cret", "ghp_a1") if secret in seen]
    if way in ("yes", "--yes"):
        assert json.loads(path.read_text()) == {"mcpServers": {"orchestrator": STDIO, "other": 1}}
    else:
        assert path.read_text() == before


@pytest.mark.parametrize(
    "text",
    [
        '{\n  // mine\n  "mcpServers": {}\n}\n', '{"mcpServers": {},}', '{"mcpServers": []}', "[]",
        '{"mcpServers": {"orchestrator": {}}', "nonsense", '{"inputs": {}} //', "[" * 50_000,
        b"\xff\xfe{\x00}\x00", b'{"a": "\xff"}',
    ],
)  # fmt: skip
def test_what_is_no_json_stays_and_the_entry_is_shown(tmp_path: Path, text: str | bytes) -> None:
    path = tmp_path / ".mcp.json"
    before = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(before)
    code, shown, said = run(tmp_path, "claude", "--yes")
    assert code == 2
    assert json.loads(shown) == {"mcpServers": {"orchestrator": STDIO}}
    error, hint = said.splitlines()
    assert error.startswith(f"error: {path} stays as it is: ")
    assert hint.startswith("next: ")
    assert "by hand" in hint
    assert path.read_bytes() == before


def test_questions_that_are_no_array_stay(tmp_path: Path) -> None:
    path = tmp_path / ".vscode" / "mcp.json"
    path.parent.mkdir()
    path.write_text('{"inputs": {}}')
    assert run(tmp_path, "vscode", "--http", "--yes")[0] == 2
    assert path.read_text() == '{"inputs": {}}'


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    made = tmp_path / "outside"
    made.mkdir()
    (made / "mcp.json").write_text("{}")
    (tmp_path / "root").mkdir()
    return made


@pytest.mark.parametrize("target", ["outside/mcp.json", "outside/new.json", "outside", "/dev/zero"])
def test_a_link_out_of_the_project_is_not_followed(
    outside: Path, tmp_path: Path, target: str
) -> None:
    (tmp_path / "root" / ".mcp.json").symlink_to(tmp_path / target)
    code, shown, said = run(tmp_path / "root", "claude", "--yes")
    assert code == 2
    assert "leads out of the project" in said
    assert json.loads(shown)
    assert [path.name for path in outside.iterdir()] == ["mcp.json"]
    assert (outside / "mcp.json").read_text() == "{}"


def test_a_linked_folder_out_of_the_project_is_not_followed(outside: Path, tmp_path: Path) -> None:
    (tmp_path / "root" / ".vscode").symlink_to(outside)
    code, _, said = run(tmp_path / "root", "vscode", "--yes")
    assert code == 2
    assert "leads out of the project" in said
    assert (outside / "mcp.json").read_text() == "{}"


def test_a_link_within_the_project_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "shared.json").write_text("{}")
    (tmp_path / ".mcp.json").symlink_to("shared.json")
    assert run(tmp_path, "claude", "--yes")[0] == 0
    assert (tmp_path / ".mcp.json").is_symlink()
    assert "orchestrator" in (tmp_path / "shared.json").read_text()


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".mcp.json")
    code, _, said = run(tmp_path, "claude", "--yes")
    assert code == 2
    assert "is a pipe or a device" in said


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_client_needs_a_port_that_can_be_called(tmp_path: Path, port: int) -> None:
    code, _, said = run(tmp_path, "claude", "--http", "--yes", port=port)
    assert code == 2
    assert f"cannot call port {port}" in said
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_client_is_told_of_those_that_are_known(tmp_path: Path) -> None:
    code, shown, said = run(tmp_path, "emacs", "--yes")
    assert (code, shown) == (2, "")
    assert "next: --install takes claude, cursor, vscode\n" in said


def test_the_program_is_named_by_a_path_that_a_client_finds(tmp_path: Path) -> None:
    installed = tmp_path / "bin" / "orchestrator"
    installed.parent.mkdir()
    installed.write_text("#!/bin/sh\n")
    by_module = ["/py", "-P", "-m", "orchestrator"]
    assert program(str(installed), "/py") == by_module  # it cannot be run
    installed.chmod(0o755)
    assert program(str(installed), "/py") == [str(installed)]
    assert program(os.path.relpath(installed), "/py") == [str(installed)]
    assert program("/x/orchestrator/__main__.py", "/py") == by_module
    assert program("-c", "/py") == by_module
    assert program(str(installed.parent / "pytest"), "/py") == by_module
    linked = tmp_path / "orchestrator"
    linked.symlink_to(installed)
    assert program(str(linked), "/py") == [str(linked)]  # what it leads to may move
    assert program(str(tmp_path), "/py") == by_module


def test_the_entry_in_this_repository_is_that_of_an_installed_program() -> None:
    entry = {**STDIO, "command": "orchestrator", "args": ["mcp"]}
    there = json.loads((ROOT / CLIENTS["claude"].file).read_text())
    assert there == {"mcpServers": {"orchestrator": entry}}
