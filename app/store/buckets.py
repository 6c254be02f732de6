"""Token buckets that all workers share. A bucket is one number: when it will be full again.

They know nothing of Google: who takes how much of what is said by `app.google.quotas`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, select, update

from app.store.database import Database, insert_if_new
from app.store.tables import bucket

TINY = 1e-3  # of a unit: what floating point loses on times since 1970

LOCKED = (
    select(bucket)
    .where(bucket.c.name.in_(bindparam("names", expanding=True)))
    .order_by(bucket.c.name)
    .with_for_update()
)
TAKEN = update(bucket).where(bucket.c.name == bindparam("this"))


class Charge(Protocol):
    """`cost` units from a bucket that holds `capacity`, fills by `per_second`, and keeps `spared`."""

    @property
    def name(self) -> str: ...
    @property
    def cost(self) -> float: ...
    @property
    def capacity(self) -> float: ...
    @property
    def per_second(self) -> float: ...
    @property
    def spared(self) -> float: ...


class Shelf:
    """`clock`: seconds since 1970, alike on all machines that share the database."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = database, clock

    def take(self, charges: Sequence[Charge], /) -> float:
        """0.0 when every bucket had enough; otherwise nothing is taken, and the seconds to wait."""
        with self._database.writing() as connection:
            found = self._locked(connection, [charge.name for charge in charges])
            now = self._clock()
            wait = max((_wait(charge, *found[charge.name], now) for charge in charges), default=0.0)
            if wait > 0:
                return wait
            if charges:
                connection.execute(TAKEN, [_taken(charge, found[charge.name][0], now) for charge in charges])
        return 0.0

    def close(self, names: Sequence[str], seconds: float, /) -> None:
        """Nobody takes from these for so long."""
        with self._database.writing() as connection:
            self._locked(connection, names)
            until = self._clock() + seconds
            later = update(bucket).where(bucket.c.name.in_(names), bucket.c.closed_until < until)
            connection.execute(later.values(closed_until=until))

    def closed(self) -> dict[str, float]:
        """Which nobody takes from now, and for how many seconds more."""
        now = self._clock()
        asked = select(bucket.c.name, bucket.c.closed_until).where(bucket.c.closed_until > now)
        with self._database.reading() as connection:
            return {row.name: row.closed_until - now for row in connection.execute(asked)}

    def _locked(self, connection: Connection, names: Sequence[str]) -> dict[str, tuple[float, float]]:
        """When each is full and until when it is closed; new ones are full and open."""
        fresh = [{"name": name, "full_at": 0.0, "closed_until": 0.0} for name in sorted(names)]
        told = {"names": list(names)}
        found = {row.name: (row.full_at, row.closed_until) for row in connection.execute(LOCKED, told)}
        if len(found) < len(names):
            connection.execute(insert_if_new(connection, bucket).values(fresh))
            found = {row.name: (row.full_at, row.closed_until) for row in connection.execute(LOCKED, told)}
        return found


def _taken(charge: Charge, full_at: float, now: float) -> dict[str, Any]:
    return {"this": charge.name, "full_at": max(full_at, now) + charge.cost / charge.per_second}


def _wait(charge: Charge, full_at: float, closed_until: float, now: float) -> float:
    missing = max(full_at - now, 0.0) * charge.per_second
    over = missing + charge.cost + charge.spared - charge.capacity
    refill = over / charge.per_second if over > TINY else 0.0
    return max(refill, closed_until - now, 0.0)
