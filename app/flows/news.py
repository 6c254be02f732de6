"""What tells whether anything changed: one call a source, no decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.core.meetings import IN_SIGHT
from app.core.model import Agreed, Caseload, Event, EventChanges, FileState, FormRecord
from app.errors import CursorLost, NotAllowed, NotFound, OwnCalendarGone, Refused
from app.flows.cursors import Cursors
from app.flows.deps import Google
from app.flows.form_news import FormNews, read_forms
from app.flows.mail_news import MailNews, mail_news

LOOK_BACK = timedelta(days=60)  # meetings older than this are not brought in
TRASHED = "The workbook is in the bin of Drive. Open Trash there and restore it. Nothing was written."
GONE = (
    "Google does not find the workbook. It was deleted for good, or its case manager has no access to it any "
    "more: ask your Workspace administrator to restore it. Nothing was written."
)
ANOTHERS = (
    "The workbook has another owner now. Let them give it back to the case manager: Share in the workbook, "
    "then Transfer ownership. Nothing was written."
)
HIDDEN = "-"  # in place of a watched calendar's token: it could not be seen


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
    daily: bool = False,
) -> News:
    """One call a source. Refused when the workbook is in the bin, gone, or is not ours."""
    try:
        file = google.drive.state(caseload.spreadsheet_id)
    except NotFound as gone:
        raise Refused("workbook_gone", GONE) from gone
    if file.trashed:
        raise Refused("workbook_trashed", TRASHED)
    if file.owner != caseload.owner:
        raise Refused("wrong_owner", ANOTHERS)
    return News(
        file=file,
        mail=mail_news(google, cursors),
        own_events=_own_news(google, caseload.calendar_id, cursors.own_events, agreed),
        meetings=_meeting_news(google, cursors.meetings, now, daily=daily),
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


def _meeting_news(google: Google, token: str, now: datetime, *, daily: bool) -> EventChanges:
    """What changed on the case manager's calendar. Once a day also what is in sight, for no token tells that
    an instance of a series has come near."""
    until = now + IN_SIGHT + timedelta(days=1)  # the plan counts in days
    near = google.calendar.between("primary", now, until) if daily and token else ()
    news = _event_news(google, "primary", token, now - LOOK_BACK)  # second, for what changes between the two
    events = {event.id: event for event in (*near, *news.events)}
    return replace(news, events=tuple(events.values()))


def _watched_news(google: Google, calendar: str, token: str, now: datetime) -> EventChanges | None:
    try:
        return _event_news(google, calendar, token.removeprefix(HIDDEN), now)
    except (NotFound, NotAllowed):  # its owner does not share it, which stops nothing else
        return None
