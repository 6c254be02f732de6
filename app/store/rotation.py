"""A new secret key: everything that lies encrypted, sealed again under the first key of the list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, select, update

from app.store.database import Database
from app.store.observed import is_sealed_cursor, is_sealed_part
from app.store.orders import ERASED
from app.store.secrets import Secrets
from app.store.tables import account, cursor, glance, observed, person_order


def _always(_: Any) -> bool:
    return True


def rotate(database: Database, secrets: Secrets) -> int:
    """In one transaction: all of it or nothing. How many values there were."""
    sealed: tuple[tuple[Table, str, Any], ...] = (
        (account, "refresh_token", _always),
        (glance, "body", _always),
        (person_order, "body", lambda row: row.body != ERASED),
        (observed, "body", lambda row: is_sealed_part(row.part, row.body)),
        (cursor, "value", lambda row: is_sealed_cursor(row.name, row.value)),
    )
    count = 0
    with database.writing() as connection:
        for table, column, is_sealed in sealed:
            for row in connection.execute(select(table)).all():
                if not is_sealed(row):
                    continue
                value = getattr(row, column)
                fresh = secrets.resealed(value if isinstance(value, bytes) else value.encode())
                kept = fresh if isinstance(value, bytes) else fresh.decode()
                this = [key == getattr(row, key.name) for key in table.primary_key.columns]
                connection.execute(update(table).where(*this).values({column: kept}))
                count += 1
    return count
