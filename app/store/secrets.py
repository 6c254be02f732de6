"""What lies encrypted in the state database: refresh tokens, and what a person wrote into an order."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.errors import BadSettings


class Secrets:
    """`keys`: the first one seals, all of them open."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._cipher = MultiFernet([Fernet(key) for key in keys]) if keys else None

    def sealed(self, text: str) -> bytes:
        return self._fernet().encrypt(text.encode())

    def opened(self, sealed: bytes) -> str:
        try:
            return self._fernet().decrypt(sealed).decode()
        except InvalidToken as wrong:
            raise BadSettings(
                "HOLDFAST_SECRET_KEYS does not open what is stored. Put the key it was sealed with back "
                "into the list, after the new one."
            ) from wrong

    def resealed(self, sealed: bytes) -> bytes:
        """The same under the first key."""
        return self._fernet().rotate(sealed)

    def _fernet(self) -> MultiFernet:
        if self._cipher is None:
            raise BadSettings(
                "HOLDFAST_SECRET_KEYS is not set, so nothing secret can be kept. Set a Fernet key."
            )
        return self._cipher
