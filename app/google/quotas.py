"""What Google allows a minute, what each call costs, and the question a session asks before each call.

The numbers are Google's for projects made since May 2026 and may be replaced where a school has others.
The levels are kept on a shelf that all workers share; it lives in the state database, which is not seen here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Protocol


@dataclass(frozen=True)
class Rate:
    """Units a minute, for the whole Cloud project and for one account."""

    project: float
    user: float


RATES: Mapping[str, Rate] = MappingProxyType(
    {
        "sheets.read": Rate(300, 60),
        "sheets.write": Rate(300, 60),
        "drive": Rate(1_000_000, 325_000),
        "calendar": Rate(10_000, 600),
        "gmail": Rate(1_200_000, 6_000),
        "forms.read": Rate(975, 390),
        "forms.responses": Rate(450, 180),
        "forms.write": Rate(375, 150),
    }
)
COSTS: Mapping[str, float] = MappingProxyType(
    {
        "drive.files.list": 100,
        "drive.files.create": 50,
        "drive.files.update": 50,
        "drive.files.copy": 50,
        "drive.permissions.create": 50,
        "drive.permissions.delete": 50,
        "gmail.users.history.list": 2,
        "gmail.users.messages.get": 20,
        "gmail.users.messages.list": 5,
        "gmail.users.threads.get": 40,
        "gmail.users.drafts.create": 10,
        "gmail.users.drafts.list": 5,
        "gmail.users.drafts.delete": 10,
        "gmail.users.drafts.send": 100,
        "gmail.users.watch": 100,
        "gmail.users.stop": 50,
    }
)
OTHERWISE: Mapping[str, float] = MappingProxyType({"drive": 5, "gmail": 1})
READS = ("get", "batchGet", "getByDataFilter", "batchGetByDataFilter", "search", "list")
AT_ONCE = 0.25  # of a minute's units; the rest comes evenly, so no minute ever holds more than the limit


class Lane(Enum):
    """Who waits for the call; the value is the share of each bucket that is left to those before."""

    PERSON = 0.0
    SYNC = 0.2
    BACKFILL = 0.5


@dataclass(frozen=True)
class Charge:
    """`cost` units from a bucket that holds `capacity` and fills by `per_second`; `spared` stay in it."""

    name: str
    cost: float
    capacity: float
    per_second: float
    spared: float = 0.0


class Buckets(Protocol):
    """What a session asks. `method` is a discovery method id."""

    def take(self, method: str, account: str, /) -> float:
        """0.0: taken, go. Otherwise nothing was taken: the seconds after which asking again makes sense."""
        ...

    def slow(self, method: str, account: str, seconds: float, everybody: bool, /) -> None:
        """Google said "slow down": this account, or everybody, leaves this API alone for so long."""
        ...


class Shelf(Protocol):
    """Where the levels are kept. All charges are taken, or none."""

    def take(self, charges: Sequence[Charge], /) -> float: ...

    def close(self, names: Sequence[str], seconds: float, /) -> None: ...


class Unlimited:
    """Always yes: for the local Google, which keeps its own quotas."""

    def take(self, _method: str, _account: str, /) -> float:
        return 0.0

    def slow(self, _method: str, _account: str, _seconds: float, _everybody: bool, /) -> None:
        return None


class SharedBuckets:
    """Google's rates over a shelf that every worker of the installation takes from."""

    def __init__(self, shelf: Shelf, lane: Lane = Lane.SYNC, rates: Mapping[str, Rate] = RATES) -> None:
        self._shelf, self._lane, self._rates = shelf, lane, rates

    def take(self, method: str, account: str, /) -> float:
        group = group_of(method)
        if group not in self._rates:
            return 0.0
        rate, cost = self._rates[group], cost_of(method)
        limits = zip(_names(group, account), (rate.user, rate.project), strict=True)
        return self._shelf.take([self._charge(name, cost, limit) for name, limit in limits])

    def slow(self, method: str, account: str, seconds: float, everybody: bool, /) -> None:
        own, project = _names(group_of(method), account)
        self._shelf.close([own, project] if everybody else [own], seconds)

    def _charge(self, name: str, cost: float, a_minute: float) -> Charge:
        capacity = a_minute * AT_ONCE
        spared = capacity * self._lane.value
        return Charge(name, min(cost, capacity - spared), capacity, (a_minute - capacity) / 60, spared)


def group_of(method: str) -> str:
    """The quota a method counts against: "sheets.read", "gmail", …"""
    api, last = method.split(".")[0], method.rsplit(".", 1)[-1]
    if method == "forms.forms.responses.list":
        return "forms.responses"
    if api in ("sheets", "forms"):
        return f"{api}.{'read' if last in READS else 'write'}"
    return api


def cost_of(method: str) -> float:
    """Units of its quota that one call takes."""
    return COSTS.get(method, OTHERWISE.get(method.split(".")[0], 1))


def _names(group: str, account: str) -> tuple[str, str]:
    return f"user/{account}/{group}", f"project/{group}"
