"""Orders from the side panel until a run has carried them out. Sealed: an order may quote a pupil's matter."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from app.core.orders import Order, order_from_json, order_to_json
from app.store.caseloads import due_by
from app.store.cipher import Cipher
from app.store.database import Claim, Database
from app.store.tables import panel_order


class Orders:
    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database, self._cipher = database, cipher

    def add(self, caseload_id: int, order: Order) -> bool:
        """Keep it and make the caseload due now. False: the same one waits already."""
        row = {"key": order.key(caseload_id), "caseload_id": caseload_id, "given_at": order.at}
        known = select(panel_order.c.key).where(panel_order.c.key == row["key"])
        with self._database.writing() as connection:
            # the caseload's row first: it is locked, so of two equal clicks the second finds the first
            connection.execute(due_by(caseload_id, order.at))
            if connection.execute(known).first() is not None:
                return False
            body = self._cipher.seal(order_to_json(order))
            connection.execute(insert(panel_order).values(body=body, **row))
        return True

    def open(self, caseload_id: int) -> tuple[Order, ...]:
        """Those that wait, the oldest first."""
        asked = (
            select(panel_order.c.body)
            .where(panel_order.c.caseload_id == caseload_id)
            .order_by(panel_order.c.given_at, panel_order.c.key)
        )
        with self._database.reading() as connection:
            bodies = list(connection.execute(asked).scalars())
        return tuple(order_from_json(self._cipher.unseal(body)) for body in bodies)

    def seal_anew(self) -> int:
        """Under the first key again. How many."""
        return self._cipher.seal_anew(self._database, panel_order.c.body)


def forget_orders(connection: Connection, claim: Claim, orders: Iterable[Order]) -> None:
    """Gone, in the transaction that records the run which carried them out."""
    keys = [order.key(claim.id) for order in orders]
    if keys:
        connection.execute(delete(panel_order).where(panel_order.c.key.in_(keys)))
