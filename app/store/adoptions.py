"""Which original of whom was brought into which caseload. The audit tells it; nothing else is kept.

An original is known by a key: a spreadsheet's id, or a digest of a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from app.core.orders import Order
from app.store import audit, orders
from app.store.caseloads import new_caseload
from app.store.database import Database
from app.store.secrets import Secrets
from app.store.tables import audit as lines

BEGUN, ADOPTED = "adoption begun", "adopted"


@dataclass(frozen=True)
class Adoption:
    """The last that happened; not `done`: it was begun and is to be finished."""

    caseload_id: int
    at: datetime
    done: bool


class Adoptions:
    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._database, self._secrets = database, secrets

    def latest(self, owner: str, key: str) -> Adoption | None:
        """What this person had made of it; what others made of a spreadsheet they share is theirs."""
        with self._database.reading() as connection:
            return _latest(connection, owner, key)

    def begin(
        self, owner: str, name: str, zone: ZoneInfo, key: str, now: datetime, order: Order | None = None
    ) -> tuple[Adoption, bool]:
        """A caseload for it, and the `order` to fill it, in one transaction.

        False: it was begun, or done, before.
        """
        with self._database.writing() as connection:
            known = _latest(connection, owner, key)
            if known is not None:
                return known, False
            made = new_caseload(connection, owner, name, zone, now)
            audit.write(connection, now, owner.lower(), BEGUN, key, caseload_id=made.id)
            if order is not None:
                orders.keep(connection, self._secrets, made.id, order)
            return Adoption(made.id, now, done=False), True

    def end(self, owner: str, caseload_id: int, key: str, now: datetime) -> None:
        """All of it is in the workbook."""
        with self._database.writing() as connection:
            audit.write(connection, now, owner.lower(), ADOPTED, key, caseload_id=caseload_id)


def _latest(connection: Connection, owner: str, key: str) -> Adoption | None:
    asked = (
        select(lines.c.caseload_id, lines.c.at, lines.c.action)
        .where(lines.c.action.in_((BEGUN, ADOPTED)), lines.c.subject == key, lines.c.actor == owner.lower())
        .order_by(lines.c.id.desc())
        .limit(1)
    )
    row = connection.execute(asked).one_or_none()
    return None if row is None else Adoption(row.caseload_id, row.at, row.action == ADOPTED)
