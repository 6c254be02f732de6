"""What flows between the floors: what was seen in Google, as plain frozen values.

Only facts live here. How they were fetched belongs to `app.google`, what follows from them
to `app.core.plan` and its neighbours. Every time is aware.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.core.orders import Order
from sheets_schema.read import Book

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Caseload:
    """One case manager's students: one workbook, one calendar, one mailbox."""

    id: int
    owner: str  # the case manager's address
    name: str
    spreadsheet_id: str
    calendar_id: str  # Holdfast's own calendar
    zone: ZoneInfo


@dataclass(frozen=True)
class Address:
    """One address of a mail header; `name` is the display name, empty when there is none."""

    email: str  # lower case
    name: str = ""


@dataclass(frozen=True)
class MailMessage:
    """What the metadata of one Gmail message says. There is no body: it is never read."""

    id: str
    thread_id: str
    labels: frozenset[str]
    when: datetime  # Gmail's internalDate
    sender: Address | None  # None: the message has no readable From
    to: tuple[Address, ...]  # To, Cc and, in what its owner sent, Bcc together
    subject: str
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names: list-id, x-holdfast-key, …


@dataclass(frozen=True)
class MailChanges:
    """What Gmail's history says since a history id."""

    added: tuple[str, ...]  # message ids, oldest first, drafts left out
    deleted: frozenset[str]
    history_id: str


@dataclass(frozen=True)
class Draft:
    """A draft and the message and thread it is."""

    id: str
    message_id: str
    thread_id: str


@dataclass(frozen=True)
class Event:
    """One calendar event, single or an instance; all-day events have dates, the rest aware times."""

    id: str
    etag: str
    title: str
    start: date | datetime | None  # None only when cancelled
    end: date | datetime | None  # exclusive, as Google has it
    place: str = ""
    cancelled: bool = False
    organizer: str = ""
    attendees: tuple[str, ...] = ()  # lower case addresses
    recurring_id: str = ""
    private: Mapping[str, str] = field(default_factory=dict)  # extendedProperties.private
    link: str = ""
    secret: bool = False  # its visibility is private or confidential


@dataclass(frozen=True)
class EventChanges:
    """One walk through events.list to its last page."""

    events: tuple[Event, ...]
    sync_token: str
    full: bool  # True: a full list; absence in it is no deletion


@dataclass(frozen=True)
class FormAnswer:
    """One response of a Form. Values by question id; several for check boxes."""

    form_id: str
    response_id: str
    submitted: datetime  # lastSubmittedTime
    respondent: str  # address, empty when not collected
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class FileState:
    """What Drive says of one file."""

    id: str
    name: str
    version: int
    trashed: bool
    owner: str
    app_properties: Mapping[str, str]


class ShareRole(StrEnum):
    READER = "reader"
    COMMENTER = "commenter"
    WRITER = "writer"
    OWNER = "owner"


@dataclass(frozen=True)
class Permission:
    """Who may do what with a file. `view` is "published" for a Form's respondents."""

    id: str
    email: str  # empty for "anyone" and domains
    role: ShareRole
    kind: str = "user"  # user, group, domain, anyone
    view: str = ""


@dataclass(frozen=True)
class FormRecord:
    """A Form Holdfast made: what it is for, and how its questions map back.

    `questions` maps question id -> (accommodation row id, field key); field key alone (row 0) for
    questions about the whole round.
    """

    form_id: str
    round: str  # "2026Q4"
    kind: str  # "use" or "knowledge"
    student: str  # student code
    link: str  # the respondent's address
    revision: str
    questions: Mapping[str, tuple[int, str]]
    closed: bool = False
    shared_with: str = ""  # digest of the address it is open to; empty: anyone, or not noted
    shows: str = ""  # digest of the rows that stand on it to be ticked


@dataclass(frozen=True)
class AudienceFile:
    """A spreadsheet for one reader, and what it showed when last written (digest per tab)."""

    audience: str  # sheets_schema Audience value
    email: str
    spreadsheet_id: str
    shown: Mapping[str, str]  # tab key -> digest of the rows last written
    permissions: tuple[Permission, ...] = ()
    batches: int = 0  # that went into it, so that each is applied once


@dataclass(frozen=True)
class Failed:
    """So many effects of one kind failed alike."""

    what: str  # the kind's class
    code: str
    text: str
    count: int


@dataclass(frozen=True)
class SurveyNote:
    """Something about a survey answer or form that a person must look at. `text` names only the code."""

    day: date
    round: str
    student: str
    kind: str
    text: str


@dataclass(frozen=True)
class Notice:
    """A value that lost or could not be read, told on the Sync tab until its person has dealt with it."""

    noticed: datetime
    tab: str
    row_id: int
    column: str
    code: str  # "conflict", "typed_over" or "not_brought_in"
    text: str
    kept: str  # the value, as a person would say it
    shown: str = ""  # the line on Sync as written last


@dataclass(frozen=True)
class Agreed:
    """What both sides had when they last agreed: the third leg of every comparison.

    `rows` holds a digest of the typed content of every row by tab and row id, never the content;
    `shared` the values of two-way fields; `logged` the Gmail message ids that became rows (so that a
    row a person deleted stays deleted).
    """

    rows: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    shared: Mapping[str, Mapping[int, Mapping[str, Cell]]] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)  # our own events by event id
    logged: frozenset[str] = frozenset()
    answered: Mapping[str, datetime] = field(default_factory=dict)  # response id -> submitted
    survey_notes: Mapping[str, SurveyNote] = field(default_factory=dict)  # by response or form id and kind
    notices: tuple[Notice, ...] = ()
    next_id: int = 1


@dataclass(frozen=True)
class Snapshot:
    """All that one sync looks at. Everything in it was read before any decision."""

    caseload: Caseload
    taken: datetime
    book: Book
    agreed: Agreed
    mail: tuple[MailMessage, ...] = ()
    aliases: frozenset[str] = frozenset()  # the owner's own further addresses, as Gmail knows them
    no_label: bool = False  # only labelled mail counts, and Gmail has no such label
    own_events: EventChanges | None = None
    meetings: EventChanges | None = None
    watched: Mapping[str, EventChanges | None] = field(default_factory=dict)  # by calendar; None: not seen
    answers: tuple[FormAnswer, ...] = ()
    forms: tuple[FormRecord, ...] = ()
    polled: Mapping[str, bool] = field(default_factory=dict)  # form id -> whether it was still there
    files: tuple[AudienceFile, ...] = ()
    entered: Mapping[str, Mapping[str, Sequence[Cell]]] = field(default_factory=dict)  # formulas, daily
    mail_states: Mapping[str, str] = field(default_factory=dict)  # natural id of a mail -> ledger state
    mail_sent: Mapping[str, datetime] = field(default_factory=dict)  # natural id -> when it went out
    mail_by_itself: tuple[datetime, ...] = ()  # when each mail went out without a person's click
    mail_by_hand: frozenset[str] = frozenset()  # natural ids of drafts that their person sent
    zone_before: ZoneInfo | None = None  # where Settings says another one now, by which the caseload goes
    done: Mapping[str, int] = field(default_factory=dict)  # what went out and is not on Sync yet, by sentence
    failed: tuple[Failed, ...] = ()  # what did not go out when it was last tried
    mail_within: Mapping[str, str] = field(default_factory=dict)  # natural id of a part -> of its letter
    meant: bool = False  # a person asked for all of it: rows that are gone were deleted on purpose
    whole: bool = False  # the day's whole look: what Google refused is tried again
    refused: Mapping[str, str] = field(default_factory=dict)  # what Google refused last -> its reason
    orders: tuple[Order, ...] = ()  # from the side panel, not yet obeyed
