"""What the side panel shows of each caseload until the next reading run. Encrypted: it names pupils."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from app.core.glance import Glance, glance_from_json, glance_to_json
from app.store.database import Claim, Database, put
from app.store.secrets import Secrets
from app.store.tables import glance

LATEST = select(glance.c.body).where(glance.c.caseload_id == bindparam("caseload"))


class Glances:
    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._database, self._secrets = database, secrets

    def get(self, caseload_id: int) -> Glance | None:
        """As of the last run that read the workbook; None before the first."""
        with self._database.reading() as connection:
            body = connection.execute(LATEST, {"caseload": caseload_id}).scalar_one_or_none()
        return None if body is None else glance_from_json(self._secrets.opened(body))

    def save(self, connection: Connection, claim: Claim, seen: Glance, now: datetime) -> None:
        """In the transaction that records the run which saw it."""
        body = self._secrets.sealed(glance_to_json(seen))
        put(connection, glance, [{"caseload_id": claim.id, "body": body, "made_at": now}])
