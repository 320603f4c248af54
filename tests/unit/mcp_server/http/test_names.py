from __future__ import annotations

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.mcp_server.http.names import address_of, host_name, names_of


@pytest.mark.parametrize(
    ("address", "host", "asked", "names"),
    [
        ("127.0.0.1", "127.0.0.1", [], {"127.0.0.1", "localhost"}),
        ("127.0.0.1", "127.1", [], {"127.0.0.1", "localhost", "127.1"}),
        ("127.0.0.1", "localhost", [], {"127.0.0.1", "localhost"}),
        ("127.0.0.1", "127.0.0.1", ["Box.LAN"], {"127.0.0.1", "localhost", "box.lan"}),
        ("::1", "::1", [], {"[::1]", "localhost"}),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1", [], {"127.0.0.1", "localhost"}),
        ("192.168.1.5", "Box", [], {"192.168.1.5", "box"}),
        ("fe80::1%eth0", "fe80::1%eth0", [], {"[fe80::1]"}),
        ("0.0.0.0", "0.0.0.0", ["box.lan", "10.0.0.7"], {"box.lan", "10.0.0.7"}),
        ("::", "::", ["::1"], {"[::1]"}),
    ],
)
def test_names_follow_from_the_address(
    address: str, host: str, asked: list[str], names: set[str]
) -> None:
    assert names_of(address_of(address), host, asked) == names


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "::ffff:0.0.0.0"])
def test_every_address_of_a_machine_names_nothing(address: str) -> None:
    with pytest.raises(InputError) as caught:
        names_of(address_of(address), address, [])
    assert "--allow-host NAME" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("localhost", "localhost"), ("Box.LAN", "box.lan"), ("my_box-2", "my_box-2"),
        ("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("[::1]", "[::1]"),
        ("0:0:0:0:0:0:0:1", "[::1]"), ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ],
)  # fmt: skip
def test_a_name_is_written_as_in_host(text: str, name: str) -> None:
    assert host_name(text) == name


@pytest.mark.parametrize(
    "text",
    ["", "*", "*.lan", "http://box", "box:80", "box/", "box.", ".box", "a..b", "-box", "box-",
     "a b", "[::1", "::1]", "fe80::g", "b\u00fccher.example", "box\n", "a" * 254,
     "[::1]:80", "[box]", "a@box"],
)  # fmt: skip
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not the name of a host"):
        host_name(text)
