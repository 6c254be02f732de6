"""What is kept so that only a holder of the secret keys reads it: grants, orders, glances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Column, select, update

from app.errors import BadSettings
from app.store.database import Database


class Cipher:
    """`secret_keys`: the first encrypts, all decrypt. Without any, nothing can be sealed or opened."""

    def __init__(self, secret_keys: Sequence[str] = ()) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in secret_keys]) if secret_keys else None

    def seal(self, text: str) -> bytes:
        return self._keys().encrypt(text.encode())

    def unseal(self, sealed: bytes) -> str:
        try:
            return self._keys().decrypt(sealed).decode()
        except InvalidToken as wrong:
            raise BadSettings(
                "HOLDFAST_SECRET_KEYS does not open what is stored. Put the key it was sealed with back "
                "into the list, after the new one."
            ) from wrong

    def seal_anew(self, database: Database, column: Column[Any]) -> int:
        """Everything in this column under the first key again. How many."""
        table = column.table
        keys = tuple(table.primary_key.columns)
        with database.writing() as connection:
            rows = connection.execute(select(column, *keys)).all()
            for sealed, *key in rows:
                this = [place == value for place, value in zip(keys, key, strict=True)]
                fresh = {column.name: self._keys().rotate(sealed)}
                connection.execute(update(table).where(*this).values(fresh))
        return len(rows)

    def _keys(self) -> MultiFernet:
        if self._fernet is None:
            raise BadSettings(
                "HOLDFAST_SECRET_KEYS is not set, so nothing private can be kept. Set it to a Fernet key."
            )
        return self._fernet
