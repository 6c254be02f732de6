"""All reads of a sync, no decisions: first what tells whether anything changed, then the workbook once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from app.core.model import (
    Agreed,
    Caseload,
    Cell,
    Event,
    EventChanges,
    FileState,
    FormRecord,
)
from app.core.rows import people_tabs
from app.errors import BadRequest, CursorLost, NotAllowed, NotFound, OwnCalendarGone, Refused
from app.flows.cursors import Cursors
from app.flows.deps import Google
from app.flows.form_news import FormNews, read_forms
from app.flows.mail_news import MailNews, mail_news
from sheets_schema.formulas import quoted
from sheets_schema.layout import Layout, TabLayout, column_letters, layout_from_headers
from sheets_schema.live import live_version
from sheets_schema.model import Workbook
from sheets_schema.read import Book, read_book
from sheets_schema.spare_rows import NewRows

MARK = "holdfast"  # the appProperties key that says whose workbook a file is
LOOK_BACK = timedelta(days=60)  # meetings older than this are not brought in
HIDDEN = "-"  # in place of a watched calendar's token: it could not be seen
OLD_WORKBOOK = (
    "The workbook is of version {}, and this Holdfast works with version {}. Nothing was written. "
    "`python -m app migrate {}` brings it up to date and keeps what people typed; with --dry-run it says how."
)


@dataclass(frozen=True)
class News:
    """What the cheap calls say."""

    file: FileState
    mail: MailNews
    own_events: EventChanges
    meetings: EventChanges
    watched: Mapping[str, EventChanges | None]  # by calendar; None: it cannot be seen
    forms: FormNews

    def tokens(self) -> dict[str, str]:
        """Where the walk through each watched calendar has come to."""
        return {one: changes.sync_token if changes else HIDDEN for one, changes in self.watched.items()}

    def anything(self, cursors: Cursors) -> bool:
        """False: nobody did anything since the cursors."""
        changed = self.file.version != cursors.version
        walked = (self.own_events, self.meetings, *self.watched.values())
        shared = any(
            (token == HIDDEN) != (self.watched[one] is None) for one, token in cursors.watched.items()
        )
        events = any(changes is not None and changes.events for changes in walked)
        came = bool(self.mail.ids) or bool(self.forms.answers)
        return changed or came or self.mail.full or events or shared or self.forms.lost


def read_news(
    google: Google,
    caseload: Caseload,
    cursors: Cursors,
    forms: Sequence[FormRecord],
    agreed: Agreed,
    now: datetime,
    *,
    whole: bool = False,
) -> News:
    """One call a source. Refused when the workbook is in the bin or is not ours."""
    file = google.drive.state(caseload.spreadsheet_id)
    if file.trashed:
        raise Refused(
            "workbook_trashed", "The workbook is in the bin. Restore it in Drive; nothing was written."
        )
    if file.owner != caseload.owner:
        said = "The workbook has another owner now. Let them give it back to the case manager."
        raise Refused("wrong_owner", said)
    return News(
        file=file,
        mail=mail_news(google, cursors),
        own_events=_own_news(google, caseload.calendar_id, cursors.own_events, agreed),
        meetings=_event_news(google, "primary", cursors.meetings, now - LOOK_BACK),
        watched={one: _watched_news(google, one, token, now) for one, token in cursors.watched.items()},
        forms=read_forms(google, cursors, forms, agreed, whole=whole),
    )


def _own_news(google: Google, calendar: str, token: str, agreed: Agreed) -> EventChanges:
    """What changed on Holdfast's own calendar.

    Where all of it was listed because the token was lost, an event that the list lacks is asked for by its
    id: that a list lacks it says nothing.
    """
    try:
        news = _event_news(google, calendar, token, None)
    except NotFound as gone:
        raise OwnCalendarGone from gone
    if not news.full:
        return news
    listed = {event.id for event in news.events}
    missed = [event for event in agreed.events.values() if not event.cancelled and event.id not in listed]
    return replace(news, events=(*news.events, *(_as_it_is(google, calendar, event) for event in missed)))


def _as_it_is(google: Google, calendar: str, event: Event) -> Event:
    try:
        return google.calendar.get(calendar, event.id)
    except NotFound:
        return replace(event, cancelled=True)


def _event_news(google: Google, calendar: str, token: str, since: datetime | None) -> EventChanges:
    try:
        return google.calendar.changes(calendar, token or None, since)
    except CursorLost:
        return google.calendar.changes(calendar, None, since)


def _watched_news(google: Google, calendar: str, token: str, now: datetime) -> EventChanges | None:
    try:
        return _event_news(google, calendar, token.removeprefix(HIDDEN), now)
    except (NotFound, NotAllowed):  # its owner does not share it, which stops nothing else
        return None


@dataclass(frozen=True)
class BookRead:
    """The workbook as read, and the layout to remember."""

    book: Book
    layout: Mapping[str, Any]
    headers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # tab key -> header row as read


def read_workbook(
    google: Google, workbook: Workbook, caseload: Caseload, cursors: Cursors, *, anew: bool = False
) -> BookRead:
    """All tabs in one values.batchGet; the structure only when a title or a header is not as remembered.

    `anew` reads the structure in any case, as once a day: rows people inserted make tabs longer, as does what
    stands below the last row that is remembered. Refused while the workbook is of an older version.
    """
    remembered = cursors.layout
    if remembered.get("version") == workbook.version and not anew:
        layout = _layout(remembered)
        try:
            values = google.sheets.values(caseload.spreadsheet_id, _titles(workbook, layout))
        except BadRequest:  # a tab was renamed or is gone
            values = {}
        same = values and _header_digest(values) == remembered["headers"]
        if same and not _outgrown(layout, values):
            return BookRead(_book(workbook, layout, values, caseload), remembered, _heads(layout, values))
    titles = [tab["title"] for tab in remembered["tabs"]] if remembered else []
    structure = google.sheets.structure(caseload.spreadsheet_id, titles)
    version = live_version(structure)
    if version < workbook.version:
        raise Refused("old_workbook", OLD_WORKBOOK.format(version, workbook.version, caseload.id))
    layout, problems = layout_from_headers(workbook, structure)
    layout = _dressed(workbook, layout, remembered)
    values = google.sheets.values(caseload.spreadsheet_id, _titles(workbook, layout))
    book = _book(workbook, layout, values, caseload)
    kept = {
        "version": workbook.version,
        "tabs": [_kept(tab) for tab in layout.tabs.values()],
        "headers": _header_digest(values),
    }
    return BookRead(replace(book, header_problems=problems), kept, _heads(layout, values))


def _outgrown(layout: Layout, values: Mapping[str, list[list[Any]]]) -> bool:
    """Whether something stands below the last row of a tab that is remembered."""
    return any(len(values.get(place.title, ())) > place.row_count for place in layout.tabs.values())


def _dressed(workbook: Workbook, layout: Layout, remembered: Mapping[str, Any]) -> Layout:
    """Which rows of tabs that people made longer are as Holdfast laid them."""
    rows = {tab.key: tab.capacity + 1 for tab in workbook.tabs}
    rows |= {tab["key"]: tab["row_count"] for tab in remembered.get("tabs", ())}
    return Layout(
        {
            key: replace(place, dressed=rows[key]) if rows[key] < place.row_count else place
            for key, place in layout.tabs.items()
        }
    )


def with_rows(remembered: Mapping[str, Any], grows: Sequence[NewRows]) -> dict[str, Any]:
    """What to remember where rows were put in: how many there are, and that the structure is to be read."""
    more = {rows.tab: rows.count for rows in grows}
    tabs = [{**tab, "row_count": tab["row_count"] + more.get(tab["key"], 0)} for tab in remembered["tabs"]]
    return {**remembered, "version": 0, "tabs": tabs}


def read_entered(
    google: Google, workbook: Workbook, caseload: Caseload, book: Book
) -> dict[str, dict[str, list[Cell]]]:
    """What is entered in the formula columns of people's tabs: tab -> column -> cells, header first."""
    ranges: dict[str, tuple[str, str]] = {}
    for tab in people_tabs(workbook):
        if tab.key not in book.tabs:
            continue
        place = book.layout[tab.key]
        for column in tab.columns:
            if column.formula is not None and column.key in place.columns:
                letters = column_letters(place.columns[column.key])
                ranges[f"{quoted(place.title)}!{letters}:{letters}"] = (tab.key, column.key)
    entered: dict[str, dict[str, list[Cell]]] = {}
    for a1, cells in google.sheets.formulas(caseload.spreadsheet_id, list(ranges)).items():
        tab_key, column_key = ranges[a1]
        entered.setdefault(tab_key, {})[column_key] = [cell[0] if cell else None for cell in cells]
    return entered


def _titles(workbook: Workbook, layout: Layout) -> list[str]:
    return [layout[tab.key].title for tab in workbook.tabs if tab.key in layout and tab.columns]


def _book(
    workbook: Workbook, layout: Layout, values: Mapping[str, list[list[Any]]], caseload: Caseload
) -> Book:
    by_key = {tab.key: values[tab.title] for tab in layout.tabs.values() if tab.title in values}
    return read_book(workbook, layout, by_key, caseload.zone)


def _heads(layout: Layout, values: Mapping[str, list[list[Any]]]) -> dict[str, list[str]]:
    return {
        tab.key: [str(cell) for cell in values[tab.title][0]]
        for tab in layout.tabs.values()
        if values.get(tab.title)
    }


def _header_digest(values: Mapping[str, list[list[Any]]]) -> str:
    headers = {title: [str(cell) for cell in rows[0]] if rows else [] for title, rows in values.items()}
    return hashlib.sha256(json.dumps(headers, sort_keys=True).encode()).hexdigest()[:16]


def _kept(tab: TabLayout) -> dict[str, Any]:
    return {
        "key": tab.key,
        "sheet_id": tab.sheet_id,
        "title": tab.title,
        "columns": dict(tab.columns),
        "row_count": tab.row_count,
        "column_count": tab.column_count,
        "extra": dict(tab.extra),
    }


def _layout(kept: Mapping[str, Any]) -> Layout:
    return Layout({tab["key"]: TabLayout(**tab) for tab in kept["tabs"]})
