"""What a sync may do, as values: sorted, printable, countable, refusable.

A plan is a tuple of these. Nothing here knows how an effect is carried out; `app.flows.apply` does.
Every outward effect has a `natural` id: the same intent always has the same one, which is what lets
the ledger and the receiver refuse a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from app.core.model import Agreed, Cell, ShareRole
from app.core.orders import Order
from sheets_schema.spare_rows import NewRows


@dataclass(frozen=True)
class FillRow:
    """Cells of one row that is there already. `index` is its place as read, checked after the write."""

    tab: str
    index: int  # 0-based sheet row
    row_id: int | None  # the id in that row as read; None: the row has none yet
    cells: Mapping[str, Cell]
    formulas: bool = False  # also give the row its id and formulas (a person typed it)
    spared: frozenset[str] = frozenset()  # columns that get no formula all the same


@dataclass(frozen=True)
class AddRow:
    """One new row at the end of a log or service tab; `cells` has its id."""

    tab: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class ReplaceTab:
    """The whole content of a tab that the service alone owns."""

    tab: str
    rows: tuple[Mapping[str, Cell], ...]
    old_rows: int  # how many there were, so that what is left over is cleared


@dataclass(frozen=True)
class ShowTab:
    """A tab is shown, or hidden."""

    tab: str
    shown: bool


@dataclass(frozen=True)
class BookWrite:
    """The one atomic batch of a sync into the workbook."""

    fills: tuple[FillRow, ...] = ()
    adds: tuple[AddRow, ...] = ()
    replaces: tuple[ReplaceTab, ...] = ()
    grows: tuple[NewRows, ...] = ()
    shows: tuple[ShowTab, ...] = ()
    dresses: tuple[str, ...] = ()  # tabs that people made longer
    zone: str = ""  # the workbook's own time zone from now on

    def __bool__(self) -> bool:
        rows = self.fills or self.adds or self.replaces or self.grows
        return bool(rows or self.shows or self.dresses or self.zone)

    @property
    def computed(self) -> frozenset[str]:
        """The tabs on which rows get formulas."""
        filled = {fill.tab for fill in self.fills if fill.formulas}
        return frozenset(filled | {add.tab for add in self.adds} | {rows.tab for rows in self.grows})

    def __add__(self, other: BookWrite) -> BookWrite:
        return BookWrite(
            self.fills + other.fills,
            self.adds + other.adds,
            self.replaces + other.replaces,
            self.grows + other.grows,
            self.shows + other.shows,
            self.dresses + other.dresses,
            other.zone or self.zone,
        )


@dataclass(frozen=True)
class PutEvent:
    """An event of ours as it should be. `etag` empty: it is to be inserted with this id.

    `again` counts how often its reason came back after Holdfast itself had taken it away.
    """

    natural: str
    event_id: str
    body: Mapping[str, Any]
    etag: str = ""
    again: int = 0


@dataclass(frozen=True)
class DropEvent:
    natural: str
    event_id: str
    etag: str


@dataclass(frozen=True)
class SendMail:
    """One mail to one person. `mode` is "draft" or "send". `quiet` are the coming quiet hours."""

    natural: str
    kind: str
    to: str
    subject: str
    text: str
    html: str
    mode: str
    not_after: datetime | None = None  # never sent late
    quiet: tuple[datetime, datetime] | None = None
    carries: tuple[str, ...] = ()  # natural ids of the letters that it is made of

    def goes(self, now: datetime) -> bool | None:
        """Whether it may be sent at this moment; None: now it may not, but it still may after quiet hours."""
        if self.not_after is not None and now > self.not_after:
            return False
        if self.quiet is None or now < self.quiet[0]:
            return True
        return None if self.not_after is None or self.quiet[1] <= self.not_after else False


@dataclass(frozen=True)
class MakeForm:
    """One student's Form of one round."""

    natural: str
    round: str
    kind: str
    student: str
    title: str
    description: str
    requests: tuple[Mapping[str, Any], ...]
    questions: Mapping[str, tuple[int, str]]
    share_with: str  # the student's address; empty: anyone with the link
    shows: str = ""  # digest of the rows that stand on it to be ticked


@dataclass(frozen=True)
class ReviseForm:
    """One item of a Form says something else: the rows that stand there to be ticked."""

    natural: str
    form_id: str
    item: Mapping[str, Any]
    shows: str


@dataclass(frozen=True)
class MoveForm:
    """A Form is open to another address from now on, and to the one before no more."""

    natural: str
    form_id: str
    email: str


@dataclass(frozen=True)
class CloseForm:
    natural: str
    form_id: str


@dataclass(frozen=True)
class ReopenForm:
    """A Form that was closed takes answers again: the round was prolonged, or the student came back."""

    natural: str
    form_id: str


@dataclass(frozen=True)
class WriteFile:
    """What one reader's own spreadsheet shows, tab by tab, as plain values by column key."""

    natural: str
    audience: str
    email: str
    spreadsheet_id: str  # empty: to be made
    name: str
    tabs: Mapping[str, tuple[Mapping[str, Cell], ...]]  # only the tabs that changed
    digests: Mapping[str, str]  # tab key -> digest, of all tabs
    other_tabs: bool = False  # the reader may see other tabs than when the file was last written


@dataclass(frozen=True)
class Share:
    natural: str
    spreadsheet_id: str
    email: str
    role: ShareRole


@dataclass(frozen=True)
class Unshare:
    natural: str
    spreadsheet_id: str
    email: str
    permission_id: str


Effect = (
    PutEvent
    | DropEvent
    | SendMail
    | MakeForm
    | ReviseForm
    | MoveForm
    | CloseForm
    | ReopenForm
    | WriteFile
    | Share
    | Unshare
)


@dataclass(frozen=True)
class Trouble:
    """Something a person must look at, as the Sync tab and the JSON show it."""

    tab: str
    cell: str  # A1, empty when it is no cell's fault
    code: str
    text: str  # a sentence: what happened, where, what to do
    example: str = ""
    kept: str = ""  # a person's value that Holdfast moved out of the way: for the Sync tab, never printed
    row_id: int = 0
    column: str = ""
    noticed: datetime | None = None  # since when it stands on Sync; None: told as long as it is so


@dataclass(frozen=True)
class Plan:
    """All that one sync will do."""

    book: BookWrite = BookWrite()
    effects: tuple[Effect, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    agreed: Agreed = field(default_factory=Agreed)  # what holds once everything below is confirmed
    today: date | None = None
    obeyed: tuple[Order, ...] = ()  # orders that need no further run
    again_at: datetime | None = None  # when something that waits now may go on, news or not
    closed: frozenset[str] = frozenset()  # tabs that must not be written to: what they wait for stays unread
    held: tuple[Effect, ...] = ()  # wanted, but Google refused it lately: it waits
    held_back: bool = False  # nothing goes out to anybody but the case manager: students are mixed up

    def of(self, *kinds: type[Effect]) -> tuple[Any, ...]:
        return tuple(effect for effect in self.effects if isinstance(effect, kinds))

    def wanted(self, *kinds: type[Effect]) -> frozenset[str]:
        """The natural ids of these kinds, also of what waits."""
        return frozenset(one.natural for one in (*self.effects, *self.held) if isinstance(one, kinds))

    @property
    def empty(self) -> bool:
        return not self.book and not self.effects

    def plus(self, book: BookWrite | None = None, *effects: Effect) -> Plan:
        return replace(self, book=self.book + (book or BookWrite()), effects=self.effects + effects)


def sort_key(effect: Effect) -> tuple[str, str]:
    """Plans are printed and applied in this order: by kind, then by natural id."""
    return type(effect).__name__, effect.natural
