"""What every flow is given: the state, a way to reach Google as somebody, a clock. Made in `app.wiring`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.google.calendar import Calendar
from app.google.drive import Drive
from app.google.forms import Forms
from app.google.gmail import Gmail
from app.google.session import Session
from app.google.sheets import Sheets
from app.store.opened import Store


@dataclass(frozen=True)
class Google:
    """One account's gateways over one session. Not for two threads."""

    session: Session
    sheets: Sheets
    drive: Drive
    calendar: Calendar
    gmail: Gmail
    forms: Forms


def gateways(session: Session) -> Google:
    """All gateways of a session."""
    return Google(session, Sheets(session), Drive(session), Calendar(session), Gmail(session), Forms(session))


@dataclass(frozen=True)
class Deps:
    """`connect` goes from an owner's address to their Google, or raises GrantLost; `now` is aware.

    `book_url` is the address of a spreadsheet's page, with {id} in it; `tell` hears how far a long piece of
    work has come, for whoever waits for it; `forms_topic` is the Pub/Sub topic on which Google tells of new
    answers, empty where there is none. Runs are forgotten after `keep_runs`.
    """

    store: Store
    connect: Callable[[str], Google]
    now: Callable[[], datetime]
    book_url: str
    tell: Callable[[str], None] = lambda _: None
    forms_topic: str = ""
    keep_runs: timedelta = timedelta(days=90)
