"""What the web asks of the rest, and no more. `app.wiring` gives one object that has all of it.

Only names and shapes; every implementation lives elsewhere (store, google, the clock).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import requests

from app.core.glance import Glance
from app.core.orders import Order
from app.web.open_message import OpenMessage


@dataclass(frozen=True)
class WebSettings:
    """The settings the web uses, already checked."""

    base_url: str  # without a trailing slash; the address Google and people use
    google_url: str = ""  # "" is the real Google
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    addon_client_id: str = ""  # audience of userIdToken; "" where it is client_id
    addon_service_account: str = ""
    push_service_account: str = ""
    allowed_domains: frozenset[str] = frozenset()  # empty: any
    cookie_keys: tuple[str, ...] = field(default=(), repr=False)  # the first signs, all are accepted


@dataclass(frozen=True)
class OwnedCaseload:
    """A caseload as the web sees it."""

    id: int
    name: str
    owner: str
    connected: bool  # False: there is no grant, or Google ended it


@dataclass(frozen=True)
class Grant:
    """What a consent brought. Kept encrypted by whoever takes it."""

    email: str
    refresh_token: str = field(repr=False)
    scopes: frozenset[str] = frozenset()  # whole addresses, as Google returned them
    granted: datetime | None = None


@dataclass(frozen=True)
class Health:
    """How the service is, in numbers: nothing here names a person."""

    problems: Sequence[str] = ()  # sentences; any of them means not ready
    numbers: Mapping[str, float] = field(default_factory=dict)  # e.g. caseloads, caseloads_due


class Needs(Protocol):
    """The one object `create_app` takes."""

    @property
    def settings(self) -> WebSettings: ...

    @property
    def http(self) -> requests.Session:
        """For keys, codes and addresses of accounts. Everything else goes through `app.google`."""
        ...

    def now(self) -> datetime: ...

    def caseload_of(self, owner: str) -> OwnedCaseload | None: ...

    def caseloads_of(self, owner: str) -> Sequence[OwnedCaseload]: ...

    def glance(self, caseload_id: int) -> Glance | None: ...

    def set_due(self, caseload_id: int, when: datetime) -> None:
        """The caseload's next sync is due at `when`, or earlier if it was due earlier."""
        ...

    def open_message(self, message_id: str, user_token: str, message_token: str) -> OpenMessage:
        """Who is on the message that is open in Gmail; `app.web.open_message` does it. HoldfastError."""
        ...

    def add_order(self, caseload_id: int, order: Order) -> bool:
        """Keeps the order for the sync. False: the same one (by `order.key`) was kept before."""
        ...

    def save_grant(self, grant: Grant) -> None:
        """Keeps the grant encrypted and takes the account's caseloads out of their pause."""
        ...

    def channel(self, channel_id: str) -> Channel | None:
        """The push channel of Drive or Calendar with this id; None when it is not ours or has ended."""
        ...

    def caseload_of_mailbox(self, email: str) -> OwnedCaseload | None:
        """Whose mailbox a Pub/Sub notice is about."""
        ...

    def health(self) -> Health: ...


@dataclass(frozen=True)
class Channel:
    """A Drive or Calendar push channel: whose, and the secret its notices must carry."""

    caseload_id: int
    token: str = field(repr=False)
