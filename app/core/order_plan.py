"""From what a person ordered in the side panel to the cells that say so.

An order fills cells of rows that are there: the message's on the Contact Log, the event's on Meetings, the
student's on Students. What cannot be done yet waits and is told; after a week it is given up. Carrying an
order out twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from app.core.contacts import LINK
from app.core.effects import FillRow, Trouble
from app.core.gathering import Gathering
from app.core.model import Cell
from app.core.orders import Order, OrderKind
from sheets_schema.read import Book, Row

TOLD_AFTER = timedelta(minutes=15)  # a message's row comes with the sync that reads the message
GIVEN_UP_AFTER = timedelta(days=7)
TITLES = {"contact_log": "Contact Log", "meetings": "Meetings", "students": "Students"}

Reason = tuple[str, str]  # the tab, and the end of the sentence "An order … waits: …"


def plan_orders(plan: Gathering, orders: Iterable[Order], book: Book, now: datetime) -> tuple[Order, ...]:
    """Adds the orders' cells to the plan. Returns those to be forgotten once the plan is carried out."""
    desk = _Desk(book, plan.closed)
    over: list[Order] = []
    for order in sorted(orders, key=lambda one: one.at):
        if order.kind not in desk.kinds:
            continue
        reason = desk.obey(order)
        age = now - order.at
        if reason is None or age > GIVEN_UP_AFTER:
            over.append(order)
        elif age > TOLD_AFTER:
            plan.troubles.append(_told(order, *reason))
    plan.fill(desk.fills())
    return tuple(over)


def _told(order: Order, tab: str, why: str) -> Trouble:
    text = f"An order from the side panel ({order.kind.replace('_', ' ')}, {order.student}) waits: {why}."
    return Trouble(TITLES[tab], "", "order_waits", text)


class _Desk:
    """Rows as they were read, and what the orders so far make of them."""

    def __init__(self, book: Book, closed: frozenset[str]) -> None:
        self._closed = closed
        self._messages = _by(book["contact_log"], "link")
        self._events = _by(book["meetings"], "event")
        self._students = _by(book["students"], "code")
        self._rows: dict[tuple[str, int], Row] = {}
        self._cells: dict[tuple[str, int], dict[str, Cell]] = {}
        self._ways: dict[OrderKind, tuple[str, Callable[[Order, _Draft], str | None]]] = {
            OrderKind.LOG_CONTACT: ("contact_log", _log_contact),
            OrderKind.FOLLOW_UP: ("contact_log", _follow_up),
            OrderKind.ADD_THING: ("students", _add_thing),
            OrderKind.MEETING_KIND: ("meetings", _meeting_kind),
            OrderKind.NOTICE_SENT: ("meetings", _notice_sent),
            OrderKind.MEETING_NOTE: ("meetings", _meeting_note),
        }

    @property
    def kinds(self) -> frozenset[OrderKind]:
        """Those that fill cells of rows; a survey round is opened elsewhere."""
        return frozenset(self._ways)

    def obey(self, order: Order) -> Reason | None:
        """None once the cells say what was ordered; else the tab and why they do not."""
        tab, way = self._ways[order.kind]
        if tab in self._closed:
            return tab, "nothing is written to this tab until it is put right"
        row, without = self._row(tab, order)
        if row is None or row.id is None:
            return tab, without
        draft = _Draft(row, dict(self._cells.get((tab, row.id), {})))
        refused = way(order, draft)
        if refused is not None:
            return tab, refused
        self._rows[tab, row.id], self._cells[tab, row.id] = row, draft.cells
        return None

    def fills(self) -> list[FillRow]:
        return [
            FillRow(tab, self._rows[tab, row_id].index, row_id, cells)
            for (tab, row_id), cells in self._cells.items()
            if cells
        ]

    def _row(self, tab: str, order: Order) -> tuple[Row | None, str]:
        if tab == "contact_log":
            return self._messages.get(LINK + order.message), "its message has no row on the Contact Log"
        if tab == "meetings":
            return self._events.get(order.event), "its event has no row on Meetings"
        return self._students.get(order.student), "the student is not on Students"


class _Draft:
    """One row with the cells that are to change."""

    def __init__(self, row: Row, cells: dict[str, Cell]) -> None:
        self._row, self.cells = row, cells

    def text(self, key: str) -> str:
        value = self.cells.get(key, self._row[key])
        return "" if value is None else str(value)

    def put(self, key: str, value: Cell) -> None:
        if key in self.cells or self._row[key] != value:
            self.cells[key] = value

    def add_lines(self, key: str, text: str) -> None:
        """Every line of `text` that the cell does not hold yet, below what is there."""
        here = self.text(key).splitlines()
        new = [line.strip() for line in text.splitlines() if line.strip() and line.strip() not in here]
        if new:
            self.put(key, "\n".join([*here, *new]))


def _log_contact(order: Order, row: _Draft) -> str | None:
    refused = _about(order, row)
    if refused is None:
        row.add_lines("summary", order.text)
    return refused


def _follow_up(order: Order, row: _Draft) -> str | None:
    if row.text("action") not in ("", order.text):
        return "its row on the Contact Log already has an action"
    refused = _about(order, row)
    if refused is None:
        row.put("action", order.text)
        row.put("owner", row.text("owner") or order.by)
        row.put("action_due", order.on)
    return refused


def _about(order: Order, row: _Draft) -> str | None:
    """The row gets the student, unless it is about another one."""
    if row.text("student") not in ("", order.student):
        return "its row on the Contact Log is about another student"
    row.put("student", order.student)
    return None


def _add_thing(order: Order, row: _Draft) -> None:
    # Year, month, day: read the same way whatever the school's date order is.
    day = f" by {order.on.isoformat()}" if order.on else ""
    row.add_lines("random_things_to_do", " ".join(order.text.split()) + day)


def _meeting_kind(order: Order, row: _Draft) -> None:
    row.put("kind", order.text)


def _notice_sent(order: Order, row: _Draft) -> None:
    row.put("notice_sent", order.on)


def _meeting_note(order: Order, row: _Draft) -> None:
    row.add_lines("notes", order.text)


def _by(rows: Iterable[Row], key: str) -> Mapping[str, Row]:
    """Rows by what stands in a column; of two the first."""
    found: dict[str, Row] = {}
    for row in rows:
        if row[key]:
            found.setdefault(str(row[key]), row)
    return found
