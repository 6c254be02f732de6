"""Four ways in which syncs are usually written wrongly, as stand-ins for one function of the product each.

They are here so that the simulation can show that it notices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import patch

from app.core.effects import BookWrite, SendMail
from app.core.mail import build_message
from app.flows import book
from app.flows.book import Workbooks
from app.flows.deps import Google
from app.flows.outbox import KIND, VERSION
from app.flows.work import DONE, Work
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


def _mail_by_search(google: Google, history: str) -> tuple[tuple[str, ...], str, bool]:
    """Mail that was written since the newest one seen, by Gmail's search."""
    since = history if history.startswith("after:") else "newer_than:1d"
    found = google.gmail.search(since)
    newest = max((google.gmail.message(one).when for one in found), default=None)
    cursor = since if newest is None else f"after:{int(newest.timestamp())}"
    return tuple(found), cursor, False


def _by_remembered_row(*_: Any) -> None:
    """Nobody looks whether the rows still stood where they had been read."""


MISTAKES: Mapping[str, tuple[str, Callable[..., Any]]] = {
    "do, then record": ("app.flows.apply.send_mail", _do_then_record),
    "append by values.append": ("app.flows.book._requests", _append_by_values),
    "mail by search": ("app.flows.reading._mail_news", _mail_by_search),
    "write by remembered row number": ("app.flows.book._put_right", _by_remembered_row),
}


def with_mistake(name: str) -> Any:
    """A context in which the product makes this mistake."""
    where, stand_in = MISTAKES[name]
    return patch(where, stand_in)
