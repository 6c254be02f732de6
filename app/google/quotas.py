"""What a session asks before each call: may it go now? Shared buckets live in the state database.

The store must not be seen from here, so this room holds only the interface and the one that always says yes.
"""

from __future__ import annotations

from typing import Protocol


class Buckets(Protocol):
    """Token buckets per project and per user, by discovery method id."""

    def take(self, method: str, account: str, /) -> float:
        """0.0: taken, go. Otherwise nothing was taken: the seconds after which asking again makes sense."""
        ...

    def slow(self, method: str, account: str, seconds: float, /) -> None:
        """Google said "slow down": nobody calls this API as this account for so long."""
        ...


class Unlimited:
    """Always yes: for the local Google, which keeps its own quotas."""

    def take(self, _method: str, _account: str, /) -> float:
        return 0.0

    def slow(self, _method: str, _account: str, _seconds: float, /) -> None:
        return None
