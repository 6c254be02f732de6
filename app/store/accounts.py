"""People's grants: refresh tokens, encrypted, with the scopes really given, and whether they still hold.

A lost grant pauses the person's caseloads in the same transaction; a new one lets them go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.store import audit
from app.store.database import Database
from app.store.secrets import Secrets
from app.store.tables import account, caseload

GRANTED, LOST = "granted", "lost"
PAUSED_BY_GRANT = "grant"
A_NEW_GRANT_HELPS = (PAUSED_BY_GRANT, "GrantLost", "NotAllowed")  # pause codes

ONE = select(account).where(account.c.email == bindparam("owner"))


@dataclass(frozen=True)
class Grant:
    email: str
    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...]
    state: str
    reason: str
    granted_at: datetime


class Accounts:
    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._database, self._secrets = database, secrets

    def save(self, email: str, refresh_token: str, scopes: Sequence[str], now: datetime) -> None:
        """A new grant; what was paused for the lack of it is due at once."""
        email = email.lower()
        values: dict[str, Any] = {
            "refresh_token": self._secrets.sealed(refresh_token),
            "scopes": sorted(scopes),
        }
        values |= {"state": GRANTED, "reason": "", "granted_at": now, "changed_at": now}
        waiting = update(caseload).where(
            caseload.c.owner == email, caseload.c.pause_code.in_(A_NEW_GRANT_HELPS)
        )
        with self._database.writing() as connection:
            known = connection.execute(update(account).where(account.c.email == email).values(values))
            if known.rowcount == 0:
                connection.execute(insert(account).values(email=email, **values))
            connection.execute(
                waiting.values(paused_at=None, pause_code="", pause_text="", due_at=now, failures=0)
            )
            audit.write(connection, now, email, "granted", email, facts={"scopes": " ".join(sorted(scopes))})

    def get(self, email: str) -> Grant | None:
        """The grant with its token in the clear, lost ones too; None: never connected."""
        with self._database.reading() as connection:
            row = connection.execute(ONE, {"owner": email.lower()}).one_or_none()
        if row is None:
            return None
        token = self._secrets.opened(row.refresh_token)
        return Grant(row.email, token, tuple(row.scopes), row.state, row.reason, row.granted_at)

    def list(self) -> list[tuple[str, str]]:
        """Addresses and states, without tokens."""
        asked = select(account.c.email, account.c.state).order_by(account.c.email)
        with self._database.reading() as connection:
            return [(row.email, row.state) for row in connection.execute(asked)]

    def lost(self, email: str, reason: str, text: str, now: datetime) -> bool:
        """Google refuses the grant: pause what hangs on it. True the first time: tell the owner now."""
        email = email.lower()
        held: Any = update(account).where(account.c.email == email, account.c.state == GRANTED)
        running = update(caseload).where(caseload.c.owner == email, caseload.c.paused_at.is_(None))
        with self._database.writing() as connection:
            first = connection.execute(held.values(state=LOST, reason=reason, changed_at=now)).rowcount == 1
            connection.execute(running.values(paused_at=now, pause_code=PAUSED_BY_GRANT, pause_text=text))
            if first:
                audit.write(connection, now, "google", "grant lost", email, facts={"reason": reason})
        return first
