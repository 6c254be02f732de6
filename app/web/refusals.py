"""How the web says no: a status, a stable code and a sentence. Never a token, a name or a trace."""

# ruff: noqa: N818 - the names say the situation

from __future__ import annotations

from app.errors import HoldfastError


class Refusal(HoldfastError):
    """A request that is not obeyed."""

    status = 400

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class BadCall(Refusal):
    """The request cannot be read."""


class Incomplete(HoldfastError):
    """A card's button lacks something the person has yet to fill in; the card stays as it is."""


class NotProved(Refusal):
    """The caller did not prove who they are."""

    status = 401


class NotForThem(Refusal):
    """The caller is known and has no business here."""

    status = 403


class GoogleSilent(Refusal):
    """Google did not answer something that is needed to go on."""

    status = 503
