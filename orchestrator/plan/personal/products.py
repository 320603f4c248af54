r"""Tells four numbers with dots that are a version by the name before them: `Gradle 8.6.0.1`.

Asked only where no sign says what they are. The middle two of a version are low, as of one address
in a hundred; of those, one is told by a name before it that is of nothing with an address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SMALL, _LOW, _HIGH = 40, 10, 100
# Resolvers that everybody names by their address.
_RESOLVERS = frozenset({"1.1.1.1", "1.0.0.1", "4.4.4.4", "8.8.8.8", "8.8.4.4", "9.9.9.9"})
# `rails 7.1.3.2`, `openssl@3 3.2.1.1`, `Newtonsoft.Json 13.0.3.0`, `app-4.12.0 4.12.0.7`; an
# image, `redis:7.2.4.1`; a folder of Windows.
_NAMED = re.compile(
    r"(?:\A|[^\w./:@-])(?:(?P<name>[0-9]*[A-Za-z][\w+-]*(?:@[0-9.]+)?|[A-Z]\w*(?:\.[A-Z]\w*)+"
    r"|[A-Za-z][\w+-]*-[0-9.]+)[\"']? v?|(?P<image>[a-z][\w-]*):)\Z"
)
_IN_A_FOLDER = re.compile(r"[\w)]\\{1,2}\Z")
_CHANGED = re.compile(
    r"\b(?:(?:up|down)grad|updat|bump|revert|roll(?:ed|ing|s)? ?back)"
    r"(?P<what>(?:\w* [\w./@-]+){0,4}?) (?:to|from) v?\Z"
    r"|\b(?:newer|older|later|earlier|higher|lower) than v?\Z"
    r"|\b(?:install|requires?|compatible with|git tag(?: -\w+)*) v?\Z",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# A package of that name is the program.
_CLIENT = re.compile(r"(?<=\w)-client\Z")
# What is done to something with an address: `pinging`, `blocked`.
_DOING = re.compile(r"\w*(?:ing|ed)\Z", re.IGNORECASE)
_RELEASING = re.compile(
    r"(?:us|install|fetch|upgrad|download|remov|unpack|collect|compil|build|updat|downgrad|bump"
    r"|releas|deploy|publish|runn|tagg|start|boot)(?:ed|ing)",
    re.IGNORECASE,
)
_WITH_AN_ADDRESS = frozenset({
    "addr", "address", "addresses", "allow", "as", "attacker", "backend", "ban", "bastion", "bind",
    "block", "bound", "brd", "broadcast", "client", "clients", "connect", "connection", "curl",
    "deny", "dest", "destination", "device", "dial", "dig", "dns", "drop", "dst", "endpoint",
    "eth", "external", "forwarder", "gateway", "gw", "host",
    "hostname", "hosts", "inet", "internal", "ip", "ips", "ipv", "lb", "listen", "local",
    "localhost", "login", "lookup", "machine", "master", "member", "mx", "nameserver",
    "nameservers", "net", "netmask", "network", "node", "nodes", "ns", "nslookup",
    "origin", "peer", "peers", "ping", "pod", "primary", "private", "proxy", "ptr", "public",
    "range", "record", "reject", "remote", "replica", "request", "resolver",
    "rip", "route", "router", "scan", "secondary", "server", "servers", "session", "sip", "slave",
    "source", "src", "ssh", "subnet", "target", "telnet", "tracepath", "traceroute", "unban",
    "unreachable", "upstream", "user", "visitor", "vm", "vpn", "wget", "whois", "worker",
})  # fmt: skip
_NO_NAMES = frozenset({
    "found", "get", "got", "hit", "new", "open", "reach", "recap",
    "a", "again", "an", "and", "any", "are", "at", "be", "because", "but", "by", "for", "from",
    "had", "has", "have", "here", "if", "in", "into", "is", "it", "like", "no", "not", "now", "of",
    "off", "on", "only", "or", "out", "per", "so", "than", "that", "the", "then", "there", "this",
    "to", "up", "via", "was", "were", "when", "where", "which", "while", "who", "with",
})  # fmt: skip


def is_of_a_product(before: str, numbers: Sequence[str]) -> bool:
    """Whether these numbers, of which the first is low, are the version of what the line up to
    them names or tells to be changed."""
    less, more = sorted(map(int, numbers[1:3]))
    if not (more < _SMALL or (less < _LOW and more < _HIGH)) or ".".join(numbers) in _RESOLVERS:
        return False
    changed = _CHANGED.search(before)
    if changed is not None:
        return _WITH_AN_ADDRESS.isdisjoint((changed["what"] or "").lower().split())
    if _IN_A_FOLDER.search(before):
        return True
    named = _NAMED.search(before)
    return named is not None and _is_a_product(named["name"] or named["image"])


def has_no_address(name: str) -> bool:
    """Whether a name is of nothing that has an address, as `web-host` and `clientIp` are."""
    parts = _PARTS.findall(_CLIENT.sub("", name))
    return _WITH_AN_ADDRESS.isdisjoint(map(str.lower, parts))


def _is_a_product(name: str) -> bool:
    if name.lower() in _NO_NAMES or (_DOING.match(name) and not _RELEASING.fullmatch(name)):
        return False
    return has_no_address(name)
