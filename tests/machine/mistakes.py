"""Five ways in which syncs are usually written wrongly, as stand-ins for a function or two of the product.

They are here so that the simulation can show that it notices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from app.core.effects import BookWrite, SendMail
from app.core.mail import build_message
from app.flows import book
from app.flows.cursors import Cursors
from app.flows.deps import Google
from app.flows.mail_news import MailNews
from app.flows.outbox import KIND, VERSION
from app.flows.work import DONE, Work
from app.flows.workbooks import Workbooks
from app.store.ledger import State, effect_key
from sheets_schema.formulas import quoted
from sheets_schema.read import Book


def _do_then_record(work: Work, effect: SendMail) -> bool:
    """Send first, write it down afterwards."""
    key = effect_key(work.claim.id, KIND, effect.natural, VERSION)
    known = work.deps.store.ledger.get(key)
    if known is not None and known.state in DONE:
        return False
    raw = build_message(
        sender=work.caseload.owner,
        to=effect.to,
        subject=effect.subject,
        text=effect.text,
        html=effect.html,
        key=key,
    )
    draft = work.google.gmail.create_draft(bytes(raw))
    if effect.mode == "send":
        work.google.gmail.send_draft(draft.id)
    entry = work.entry(KIND, effect.natural, VERSION, effect.text)
    entry = work.move(entry, State.PREPARED, f"{draft.id} {draft.thread_id}")
    if effect.mode == "send":
        work.move(entry, State.CONFIRMED)
    return True


_requests = book._requests


def _append_by_values(at: Workbooks, seen: Book, write: BookWrite) -> list[Mapping[str, Any]]:
    """New rows by values.append, which nothing refuses the second time."""
    for add in write.adds:
        place = seen.layout[add.tab]
        line: list[Any] = [None] * (max(place.columns.values()) + 1)
        for key, cell in add.cells.items():
            line[place.columns[key]] = cell if isinstance(cell, int | float | None) else str(cell)
        at.google.sheets._http.values_append(
            at.caseload.spreadsheet_id, quoted(place.title), {"valueInputOption": "RAW"}, {"values": [line]}
        )
    return _requests(at, seen, BookWrite(write.fills, (), write.replaces))


def _mail_by_search(google: Google, cursors: Cursors) -> MailNews:
    """Mail that was written since the newest one seen, by Gmail's search."""
    history = cursors.history
    since = history if history.startswith("after:") else "newer_than:1d"
    found = google.gmail.search(since)
    newest = max((google.gmail.message(one).when for one in found), default=None)
    cursor = since if newest is None else f"after:{int(newest.timestamp())}"
    return MailNews(tuple(found), cursor)


class _Remembered:
    """Every row is written where it was first seen, and nobody reads back what was hit."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], int] = {}  # tab, id -> sheet row

    def requests(self, at: Workbooks, seen: Book, write: BookWrite) -> list[Mapping[str, Any]]:
        for tab, rows in seen.tabs.items():
            for row in rows.rows:
                if row.id is not None:
                    self.rows.setdefault((tab, row.id), row.index)
        fills = tuple(
            replace(fill, index=self.rows.get((fill.tab, fill.row_id or 0), fill.index))
            for fill in write.fills
        )
        return _requests(at, seen, BookWrite(fills, write.adds, write.replaces))


def _not_looked_at(*_: Any) -> tuple[()]:
    """What a batch hit stays as it is."""
    return ()


def _remembering() -> Stand:
    return {
        "app.flows.book._requests": _Remembered().requests,
        "app.flows.book.rows_put_right": _not_looked_at,
    }


Stand = Mapping[str, Any]  # what is replaced -> by what
MISTAKES: Mapping[str, Callable[[], Stand]] = {
    "do, then record": lambda: {"app.flows.apply.send_mail": _do_then_record},
    "append by values.append": lambda: {"app.flows.book._requests": _append_by_values},
    "mail by search": lambda: {"app.flows.news.mail_news": _mail_by_search},
    "write by remembered row number": _remembering,
    "believe that every notice comes": lambda: {"app.flows.form_news.DAY": timedelta(days=365)},
}


@contextmanager
def with_mistake(name: str) -> Iterator[None]:
    """The product makes this mistake, from a fresh memory."""
    with ExitStack() as patched:
        for where, stand_in in MISTAKES[name]().items():
            patched.enter_context(patch(where, stand_in))
        yield
