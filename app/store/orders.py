"""Orders from the side panel until a recorded run has obeyed them; encrypted, then erased but for their key.

The key stays, so that the same click does not come back as a second order.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from app.core.orders import Order, order_from_json, order_to_json
from app.store.caseloads import due_by
from app.store.database import Claim, Database, insert_if_new
from app.store.secrets import Secrets
from app.store.tables import person_order

ERASED = b""

WAITING = (
    select(person_order.c.body)
    .where(person_order.c.caseload_id == bindparam("caseload"), person_order.c.obeyed_at.is_(None))
    .order_by(person_order.c.given_at, person_order.c.key)
)


class Orders:
    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._database, self._secrets = database, secrets

    def add(self, caseload_id: int, order: Order) -> bool:
        """Keep it, and the caseload is due at once. False: the same one was kept before."""
        with self._database.writing() as connection:
            return keep(connection, self._secrets, caseload_id, order)

    def waiting(self, caseload_id: int) -> tuple[Order, ...]:
        """Those not yet obeyed, the oldest first."""
        with self._database.reading() as connection:
            bodies = list(connection.execute(WAITING, {"caseload": caseload_id}).scalars())
        return tuple(order_from_json(self._secrets.opened(body)) for body in bodies)

    def obeyed(self, claim: Claim, orders: Iterable[Order], now: datetime) -> None:
        """These wait no longer, where no run is recorded with it."""
        with self._database.fenced(claim, now) as connection:
            forget(connection, claim, orders, now)


def keep(connection: Connection, secrets: Secrets, caseload_id: int, order: Order) -> bool:
    """As `Orders.add`, inside a transaction that does more."""
    row = {"key": order.key(caseload_id), "caseload_id": caseload_id, "given_at": order.at}
    new = insert_if_new(connection, person_order).values(**row, body=secrets.sealed(order_to_json(order)))
    if connection.execute(new).rowcount != 1:
        return False
    connection.execute(due_by(caseload_id, order.at))
    return True


def forget(connection: Connection, claim: Claim, orders: Iterable[Order], now: datetime) -> None:
    """As `Orders.obeyed`, inside a fenced transaction that does more."""
    keys = [order.key(claim.id) for order in orders]
    if keys:
        done = update(person_order).where(person_order.c.key.in_(keys))
        connection.execute(done.values(obeyed_at=now, body=ERASED))
