"""What there is to read after a plan was carried out: the same snapshot with all that the plan did in it.

Pure: it stands for Google, the ledger and the state at once, where nothing fails and nobody meddles. It says
what each effect means in its own words and never asks the planner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import singledispatch
from hashlib import sha256
from itertools import count
from typing import Any

from app.core.effects import (
    BookWrite,
    CloseForm,
    DropEvent,
    Effect,
    MakeForm,
    MoveForm,
    Plan,
    PutEvent,
    ReopenForm,
    ReviseForm,
    SendMail,
    Share,
    Unshare,
    WriteFile,
)
from app.core.form_access import address_digest
from app.core.model import AudienceFile, Event, EventChanges, FormRecord, Permission, Snapshot
from app.core.plan import plan_sync
from sheets_schema.layout import Layout
from sheets_schema.model import Column, Kind, Value, student_code
from sheets_schema.read import Book, Row, TabRows
from sheets_schema.spare_rows import NewRows, grown
from sheets_schema.workbook import WORKBOOK

PASS = timedelta(minutes=5)
MOST_PASSES = 6
NOTHING = EventChanges((), "token", full=False)
Passes = list[tuple[Snapshot, Plan]]


def planned(seen: Snapshot) -> Plan:
    return plan_sync(WORKBOOK, seen)


def applied(plan: Plan, seen: Snapshot) -> Snapshot:
    """The snapshot of the next pass, with all there is of mail, events and answers in it once more."""
    after = replace(seen, taken=seen.taken + PASS, book=_written(plan.book, seen.book), agreed=plan.agreed)
    for effect in plan.effects:
        after = _done(effect, after)
    return replace(after, orders=tuple(order for order in seen.orders if order not in plan.obeyed))


def without_news(seen: Snapshot) -> Snapshot:
    """As where every cursor stands at the end: nothing came since."""
    return replace(seen, mail=(), own_events=NOTHING, meetings=NOTHING, answers=(), polled={})


def at_rest(seen: Snapshot) -> tuple[Snapshot, Passes]:
    """Passes until one has nothing to do; what each of them saw, and its plan."""
    passes: Passes = []
    for _ in range(MOST_PASSES):
        plan = planned(seen)
        if plan.empty:
            return replace(seen, agreed=plan.agreed), passes
        passes.append((seen, plan))
        seen = applied(plan, seen)
    told = [[*map(str, plan.effects), str(plan.book)[:2000]] for _, plan in passes[-2:]]
    raise AssertionError(f"not at rest after {MOST_PASSES} passes: {told}")


# The workbook


def _written(write: BookWrite, book: Book) -> Book:
    tabs = {key: list(rows.rows) for key, rows in book.tabs.items()}
    for fill in write.fills:
        tabs[fill.tab] = [
            _filled(fill.tab, row, fill.cells) if row.index == fill.index else row for row in tabs[fill.tab]
        ]
    for add in write.adds:
        last = max((row.index for row in tabs[add.tab]), default=0)
        tabs[add.tab].append(_filled(add.tab, Row(None, last + 1, {}, blank=True), add.cells))
    for whole in write.replaces:
        tabs[whole.tab] = [
            _filled(whole.tab, Row(None, at, {}, blank=True), cells) for at, cells in enumerate(whole.rows, 1)
        ]
    for rows in write.grows:
        if rows.tab in tabs:
            tabs[rows.tab] = _grown(tabs[rows.tab], rows)
    layout = grown(book.layout, write.grows)
    layout = Layout({key: replace(place, dressed=None) for key, place in layout.tabs.items()})
    return replace(book, layout=layout, tabs={key: TabRows(tuple(rows), ()) for key, rows in tabs.items()})


def _filled(tab: str, row: Row, cells: Mapping[str, Any]) -> Row:
    both: dict[str, Value] = {**row.cells, **{key: _read_back(tab, key, cell) for key, cell in cells.items()}}
    row_id = both.get("id")
    number = row_id if isinstance(row_id, int) else None
    if tab == "students" and number is not None:
        both["code"] = student_code(number)
    telling = any(cell is not None and _tells(WORKBOOK.tab(tab).column(key)) for key, cell in cells.items())
    return Row(number, row.index, both, row.blank and not telling, row.faulty - cells.keys())


def _tells(column: Column) -> bool:
    return column.kind is not Kind.ID and column.formula is None


def _read_back(tab: str, key: str, cell: Any) -> Value:
    """As a sheet holds it: blank texts are blank cells, an unticked box is one."""
    column = WORKBOOK.tab(tab).column(key)
    if cell == "" and isinstance(cell, str):
        return None
    return None if column.kind is Kind.BOOL and cell is False else cell


def _grown(rows: list[Row], new: NewRows) -> list[Row]:
    """Spare rows above the last one; one that is in use comes to stand above them again."""
    at = new.last if new.in_use is None else new.last + 1
    above = [row for row in rows if row.index < at]
    below = [replace(row, index=row.index + new.count) for row in rows if row.index >= at]
    numbers = range(new.first_id, new.first_id + new.count) if new.first_id else ()
    return [*above, *(Row(one, at + n, {"id": one}, blank=True) for n, one in enumerate(numbers)), *below]


# What goes out


@singledispatch
def _done(effect: Effect, seen: Snapshot) -> Snapshot:
    raise TypeError(type(effect).__name__)


def _with_event(seen: Snapshot, event: Event, *, agreed: bool = True) -> Snapshot:
    """On the calendar, and, where Holdfast did it itself, as agreed."""
    here = {one.id: one for one in seen.own_events.events} if seen.own_events else {}
    changed = EventChanges(tuple({**here, event.id: event}.values()), "token", full=True)
    known = {**seen.agreed.events, event.id: event} if agreed else seen.agreed.events
    return replace(seen, own_events=changed, agreed=replace(seen.agreed, events=known))


def event_now(seen: Snapshot, event_id: str) -> Event | None:
    events = seen.own_events.events if seen.own_events else ()
    return next((one for one in events if one.id == event_id), None)


@_done.register
def _(effect: PutEvent, seen: Snapshot) -> Snapshot:
    there = event_now(seen, effect.event_id)
    if there is None:
        assert not effect.etag, f"{effect.natural} is to be changed and is not there"
    elif there.cancelled:
        assert effect.again, f"{effect.natural} was deleted and is put there again"
    else:
        assert effect.etag == there.etag, f"{effect.natural} is there already"
    etag = sha256(f"{there} {effect}".encode()).hexdigest()[:8]
    before = there or Event(effect.event_id, "", "", None, None)
    changed: dict[str, Any] = {
        end: date.fromisoformat(effect.body[end]["date"]) for end in ("start", "end") if end in effect.body
    }
    if "summary" in effect.body:
        changed |= {"title": effect.body["summary"], "private": effect.body["extendedProperties"]["private"]}
    return _with_event(seen, replace(before, etag=etag, cancelled=False, **changed))


@_done.register
def _(effect: DropEvent, seen: Snapshot) -> Snapshot:
    there = event_now(seen, effect.event_id)
    assert there is not None, effect.natural
    assert not there.cancelled, f"{effect.natural} is gone already"
    gone = Event(effect.event_id, "", "", None, None, cancelled=True)
    return _with_event(seen, gone)


@_done.register
def _(effect: SendMail, seen: Snapshot) -> Snapshot:
    states = {**seen.mail_states, **dict.fromkeys(effect.carries, "dead")}
    states[effect.natural] = "confirmed" if effect.mode == "send" else "prepared"
    seen = replace(seen, mail_within={**seen.mail_within, **dict.fromkeys(effect.carries, effect.natural)})
    if effect.mode != "send":
        return replace(seen, mail_states=states)
    assert seen.mail_states.get(effect.natural) != "confirmed", f"{effect.natural} goes out again"
    went = {**seen.mail_sent, effect.natural: seen.taken}
    return replace(
        seen, mail_states=states, mail_sent=went, mail_by_itself=(*seen.mail_by_itself, seen.taken)
    )


@_done.register
def _(effect: MakeForm, seen: Snapshot) -> Snapshot:
    form = FormRecord(
        f"form {effect.natural}", effect.round, effect.kind, effect.student, f"http://form/{effect.natural}",
        "1", effect.questions, shared_with=address_digest(effect.share_with), shows=effect.shows,
    )  # fmt: skip
    assert form.form_id not in {one.form_id for one in seen.forms}, f"{effect.natural} is made already"
    return replace(seen, forms=(*seen.forms, form), polled={**seen.polled, form.form_id: True})


def _with_form(seen: Snapshot, form_id: str, **changed: Any) -> Snapshot:
    assert form_id in {form.form_id for form in seen.forms}
    forms = tuple(replace(one, **changed) if one.form_id == form_id else one for one in seen.forms)
    return replace(seen, forms=forms)


@_done.register
def _(effect: ReviseForm, seen: Snapshot) -> Snapshot:
    return _with_form(seen, effect.form_id, shows=effect.shows)


@_done.register
def _(effect: MoveForm, seen: Snapshot) -> Snapshot:
    return _with_form(seen, effect.form_id, shared_with=address_digest(effect.email))


@_done.register
def _(effect: CloseForm, seen: Snapshot) -> Snapshot:
    return _with_form(seen, effect.form_id, closed=True)


@_done.register
def _(effect: ReopenForm, seen: Snapshot) -> Snapshot:
    return _with_form(seen, effect.form_id, closed=False)


@_done.register
def _(effect: WriteFile, seen: Snapshot) -> Snapshot:
    known = {(one.audience, one.email): one for one in seen.files}
    before = known.get((effect.audience, effect.email))
    owner = (Permission("owner", seen.caseload.owner, "owner"),)  # type: ignore[arg-type]
    file = AudienceFile(effect.audience, effect.email, f"file {effect.email}", effect.digests, owner)
    if before is not None:
        file = replace(before, shown=effect.digests, batches=before.batches + 1)
    return replace(seen, files=tuple({**known, (effect.audience, effect.email): file}.values()))


def _with_permissions(seen: Snapshot, spreadsheet: str, kept: Iterable[Permission]) -> Snapshot:
    there = tuple(kept)
    return replace(
        seen,
        files=tuple(
            replace(one, permissions=there) if one.spreadsheet_id == spreadsheet else one
            for one in seen.files
        ),
    )


def _permissions(seen: Snapshot, spreadsheet: str) -> tuple[Permission, ...]:
    return next(one.permissions for one in seen.files if one.spreadsheet_id == spreadsheet)


@_done.register
def _(effect: Share, seen: Snapshot) -> Snapshot:
    there = _permissions(seen, effect.spreadsheet_id)
    assert effect.email not in {one.email for one in there}, f"{effect.natural} is shared already"
    new = Permission(f"reader {next(_NUMBERS)}", effect.email, effect.role)
    return _with_permissions(seen, effect.spreadsheet_id, (*there, new))


@_done.register
def _(effect: Unshare, seen: Snapshot) -> Snapshot:
    there = _permissions(seen, effect.spreadsheet_id)
    kept = [one for one in there if one.id != effect.permission_id]
    return _with_permissions(seen, effect.spreadsheet_id, kept)


_NUMBERS = count(1)
