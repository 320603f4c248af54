"""By which names a server may be called, from where it listens and what was asked for; opens
nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

from orchestrator.diagnostics import InputError

Address = IPv4Address | IPv6Address
_NAME = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*"
)


def address_of(text: str) -> Address:
    """An address as the system names it; one of IPv4 within IPv6 is that of IPv4."""
    address = ip_address(text.partition("%")[0])
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def in_header(address: Address) -> str:
    """The address as it stands in URLs and in Host."""
    return f"[{address}]" if isinstance(address, IPv6Address) else str(address)


def names_of(address: Address, host: str, asked: Iterable[str]) -> frozenset[str]:
    """The names that a server is called by which listens on an address, that `host` led to, and
    that `asked` adds.

    Raises:
        InputError: one is no name, or there is none: every address of a machine names nothing.
    """
    names = {host_name(each) for each in asked}
    if address.is_unspecified:
        if not names:
            raise InputError(
                f"{host} is every address of this machine, and nothing says by which names"
                " clients call it",
                hint="add --allow-host NAME for each, such as the name of this machine",
            )
        return frozenset(names)
    names.add(in_header(address))
    if address.is_loopback:
        names.add("localhost")
    if _NAME.fullmatch(host.lower()):
        names.add(host.lower())
    return frozenset(names)


def host_name(text: str) -> str:
    """The name of a host, or its address, as it stands in Host but without a port.

    Raises:
        InputError: it is none.
    """
    name = text.lower()
    try:
        return in_header(address_of(name[1:-1] if re.fullmatch(r"\[.*\]", name) else name))
    except ValueError:
        pass
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{text!r} is not the name of a host",
            hint="write --allow-host as the name or the address alone: no http://, port or *",
        )
    return name
