"""What the side panel shows of each caseload until the next reading run. Sealed: it holds pupils' names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from app.core.glance import Glance, glance_from_json, glance_to_json
from app.store.cipher import Cipher
from app.store.database import Claim, Database
from app.store.tables import glance


class Glances:
    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database, self._cipher = database, cipher

    def get(self, caseload_id: int) -> Glance | None:
        """As of the last run that read the workbook; None before the first."""
        asked = select(glance.c.body).where(glance.c.caseload_id == caseload_id)
        with self._database.reading() as connection:
            body = connection.execute(asked).scalar_one_or_none()
        return None if body is None else glance_from_json(self._cipher.unseal(body))

    def save(self, connection: Connection, claim: Claim, seen: Glance, now: datetime) -> None:
        """In the transaction that records the run which saw it."""
        values = {"body": self._cipher.seal(glance_to_json(seen)), "made_at": now}
        # update, else insert: the caseload's row is locked, so nobody is in between
        known = connection.execute(update(glance).where(glance.c.caseload_id == claim.id).values(values))
        if known.rowcount == 0:
            connection.execute(insert(glance).values(caseload_id=claim.id, **values))

    def seal_anew(self) -> int:
        """Under the first key again. How many."""
        return self._cipher.seal_anew(self._database, glance.c.body)
