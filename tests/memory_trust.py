"""What people allowed, in memory; the contract of the port is asked of it like of the real one."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.operations.project import Allowed


class MemoryTrust:
    """Permissions that end with the test."""

    def __init__(self) -> None:
        self._entries: dict[str, Allowed] = {}

    def allowed(self, key: str) -> bool:
        return key in self._entries

    def allow(self, key: str, about: Allowed) -> None:
        self._entries[key] = about

    def forget(self, key: str) -> None:
        self._entries.pop(key, None)

    def entries(self) -> Mapping[str, Allowed]:
        return dict(self._entries)
