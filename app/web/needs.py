"""What the web asks of the rest, and no more. `app.wiring` gives one object that has all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import requests

from app.core.adopt import Proposal
from app.core.glance import Glance
from app.core.orders import Order
from app.core.run_words import ToldRun
from app.core.serving import Channel, Grant, Health, OpenMessage, OpenSheet, OwnedCaseload, WebSettings

__all__ = [
    "Channel",
    "Grant",
    "Health",
    "Needs",
    "OpenMessage",
    "OpenSheet",
    "OwnedCaseload",
    "WebSettings",
]


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

    def connected(self, owner: str) -> bool:
        """Whether Holdfast may work for this account."""
        ...

    def open_sheet(self, owner: str, spreadsheet_id: str) -> OpenSheet:
        """What this spreadsheet is to this person. Google is not asked."""
        ...

    def propose(self, owner: str, spreadsheet_id: str) -> Proposal:
        """What would be brought in of it; read with the owner's own permission. HoldfastError."""
        ...

    def adopt(self, owner: str, spreadsheet_id: str, dates: str) -> OwnedCaseload:
        """Keeps the order to bring it in, and makes its caseload due; twice is once. HoldfastError."""
        ...

    def glance(self, caseload_id: int) -> Glance | None: ...

    def runs(self, caseload_id: int) -> Sequence[ToldRun]:
        """What the latest runs did, newest first."""
        ...

    def set_due(self, caseload_id: int, when: datetime) -> None:
        """The caseload's next sync is due at `when`, or earlier if it was due earlier."""
        ...

    def open_message(self, message_id: str, user_token: str, message_token: str) -> OpenMessage:
        """Who is on the message that is open in Gmail; `app.google.open_message` does it. HoldfastError."""
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

    def form_told(self, form_id: str) -> None:
        """A Pub/Sub notice is about this Form: its caseload is due and asks it. One not ours is ignored."""
        ...

    def health(self) -> Health: ...
