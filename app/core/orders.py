"""What a person ordered at their own click in the side panel, as plain values.

The web takes orders, the store keeps them, the sync obeys them and then forgets them. An order is the only
reason for which Holdfast writes a typed cell, and only while the cell is as it was last read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from pydantic import TypeAdapter

TEXT_LENGTH = 2000


class OrderKind(StrEnum):
    """What to do, and with what of the order.

    LOG_CONTACT: the Contact Log row of message `message` gets `student` and, as Summary, `text`; the row is
    added if the message has none. ADD_THING: `text` (with "by" and `on`, if given) becomes the last line of
    the student's Random Things to Do. FOLLOW_UP: as LOG_CONTACT, with `text` as Action, the owner as Owner
    and `on` as Action Due. MEETING_KIND, NOTICE_SENT and MEETING_NOTE: the Meetings row of event `event`
    gets `text` as Kind, `on` as Notice Sent, `text` as a further line of Notes; the row is added if the
    event has none. OPEN_ROUND: the survey round of today is open from today; it needs nothing of the order.
    ADOPT: the caseload is made from spreadsheet `text`, where 3/4/2026 is read as `dates` says.
    """

    LOG_CONTACT = "log_contact"
    ADD_THING = "add_thing"
    FOLLOW_UP = "follow_up"
    MEETING_KIND = "meeting_kind"
    NOTICE_SENT = "notice_sent"
    MEETING_NOTE = "meeting_note"
    OPEN_ROUND = "open_round"
    ADOPT = "adopt"


@dataclass(frozen=True)
class Order:
    """One click. `by` gave it, at `at`; fields that its kind does not use are empty."""

    kind: OrderKind
    student: str  # student code
    by: str
    at: datetime
    text: str = ""
    on: date | None = None
    message: str = ""  # Gmail message id
    event: str = ""  # Calendar event id
    calendar: str = ""
    dates: str = ""  # dmy, mdy, ymd

    def key(self, caseload_id: int) -> str:
        """The same for two clicks on one button with one content on one day: the store keeps the first."""
        day = self.at.date().isoformat()
        facts = (self.kind, self.student, self.by, day, self.text, str(self.on), self.message, self.event)
        return sha256("\x1f".join((str(caseload_id), *facts)).encode()).hexdigest()


_JSON = TypeAdapter(Order)


def order_to_json(order: Order) -> str:
    return _JSON.dump_json(order).decode()


def order_from_json(text: str) -> Order:
    """The order in `text`. pydantic's ValidationError when it is none."""
    return _JSON.validate_json(text)
