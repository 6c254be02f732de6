"""What the side panel shows of each caseload until the next reading run. Encrypted: it names pupils."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from app.core.glance import Glance, glance_from_json, glance_to_json
from app.store.database import Claim, Database
from app.store.secrets import Secrets
from app.store.tables import glance


class Glances:
    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._database, self._secrets = database, secrets

    def get(self, caseload_id: int) -> Glance | None:
        """As of the last run that read the workbook; None before the first."""
        asked = select(glance.c.body).where(glance.c.caseload_id == caseload_id)
        with self._database.reading() as connection:
            body = connection.execute(asked).scalar_one_or_none()
        return None if body is None else glance_from_json(self._secrets.opened(body))

    def save(self, connection: Connection, claim: Claim, seen: Glance, now: datetime) -> None:
        """In the transaction that records the run which saw it."""
        values = {"body": self._secrets.sealed(glance_to_json(seen)), "made_at": now}
        # update, else insert: the caseload's row is locked, so nobody is in between
        known = connection.execute(update(glance).where(glance.c.caseload_id == claim.id).values(values))
        if known.rowcount == 0:
            connection.execute(insert(glance).values(caseload_id=claim.id, **values))
