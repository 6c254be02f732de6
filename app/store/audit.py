"""What happened, in order, never changed afterwards: the database itself refuses UPDATE and DELETE.

Subjects are ids, keys and codes; a pupil's name never enters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from app.store.database import Database
from app.store.tables import audit

Fact = str | int | bool | None

LINE = insert(audit)


@dataclass(frozen=True)
class Entry:
    id: int
    caseload_id: int | None
    at: datetime
    actor: str
    action: str
    subject: str
    facts: Mapping[str, Fact]


def write(
    connection: Connection,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    *,
    caseload_id: int | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> None:
    """One line, in the transaction of what it tells of."""
    row = {"caseload_id": caseload_id, "at": at, "actor": actor, "action": action, "subject": subject}
    connection.execute(LINE, {**row, "facts": dict(facts or {})})


class Audit:
    def __init__(self, database: Database) -> None:
        self._database = database

    def write(
        self,
        at: datetime,
        actor: str,
        action: str,
        subject: str,
        *,
        caseload_id: int | None = None,
        facts: Mapping[str, Fact] | None = None,
    ) -> None:
        """One line by itself: what a person ordered, an export, a removal."""
        with self._database.writing() as connection:
            write(connection, at, actor, action, subject, caseload_id=caseload_id, facts=facts)

    def entries(self, caseload_id: int | None = None, after: int = 0, limit: int = 1000) -> list[Entry]:
        """In order, from the one after `after`; of one caseload or of all."""
        asked = select(audit).where(audit.c.id > after).order_by(audit.c.id).limit(limit)
        if caseload_id is not None:
            asked = asked.where(audit.c.caseload_id == caseload_id)
        with self._database.reading() as connection:
            return [Entry(*row) for row in connection.execute(asked)]

    def replayed_effects(self, caseload_id: int) -> dict[str, str]:
        """The ledger's states as the audit alone tells them; equal to the ledger, or something is wrong."""
        asked = select(audit).where(audit.c.caseload_id == caseload_id, audit.c.action == "effect")
        with self._database.reading() as connection:
            return {
                row.subject: str(row.facts["to"]) for row in connection.execute(asked.order_by(audit.c.id))
            }
