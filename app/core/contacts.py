"""Mail with the team as Contact Log rows: one row a message, metadata only.

The link in a row is what keeps its message from being logged twice. Bodies never come here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import getaddresses

from app.core.addresses import Person, mailbox, people, person_at
from app.core.mail import KEY_HEADER
from app.core.model import Cell, MailMessage
from app.core.names import clean
from sheets_schema.read import Row

LINK = "https://mail.google.com/mail/u/0/#all/"
_NOT_CONTACT = frozenset({"DRAFT", "SPAM", "CHAT"})
_LONGEST_SUBJECT = 250
_OF_A_MACHINE = (
    KEY_HEADER, "X-Google-Calendar-Content-Class", "X-Calendar-Method",
    "X-MS-Exchange-Calendar-Originator-Id", "X-Autoreply", "X-Autorespond",
)  # fmt: skip
# Gmail gives only the headers that it is asked for by name: whatever is looked at below stands here.
HEADERS = (
    *_OF_A_MACHINE, "Sender", "Content-Type", "Auto-Submitted", "Precedence",
    "List-Id", "X-Original-From", "Reply-To",
)  # fmt: skip
# an answer to an invitation; a delivery failure or a receipt
_NOT_WRITTEN = ("text/calendar", "multipart/report")
_CALENDAR_SENDERS = ("calendar-notification@google.com", "calendar-server.bounces.google.com")


@dataclass(frozen=True)
class ContactRow:
    """A row for the Contact Log, keys as on that tab, and the message it came from."""

    message_id: str
    cells: Mapping[str, Cell]


def contact_rows(
    messages: Iterable[MailMessage],
    team: Iterable[Row],
    own: Collection[str],
    zone: tzinfo,
    subjects: bool = True,
    logged: Collection[str] = (),
) -> tuple[ContactRow, ...]:
    """Rows for messages to or from a Team member, oldest first. `own` are the case manager's addresses.

    Students stay blank where the person belongs to several, subjects where there are to be none. Days are
    those of `zone`.
    """
    known = people(team)
    mine = {mailbox(address) for address in own}
    rows: dict[str, tuple[MailMessage, ContactRow]] = {}
    for message in messages:
        if message.id in logged or not is_contact(message):
            continue
        found = _counterpart(message, known, mine)
        if found is not None:
            rows[message.id] = (message, _row(message, *found, zone, subjects))
    ordered = sorted(rows.values(), key=lambda pair: (pair[0].when, pair[0].id))
    return tuple(row for _, row in ordered)


def is_contact(message: MailMessage) -> bool:
    """Whether a person wrote to a person: no draft, notice, automatic reply or receipt, no mail of ours."""
    headers = message.headers
    if message.labels & _NOT_CONTACT or any(name.lower() in headers for name in _OF_A_MACHINE):
        return False
    if headers.get("content-type", "").strip().casefold().startswith(_NOT_WRITTEN):
        return False
    if any(sender in headers.get("sender", "").casefold() for sender in _CALENDAR_SENDERS):
        return False
    automatic = headers.get("auto-submitted", "no").partition(";")[0].strip().casefold()
    return automatic in ("no", "") and headers.get("precedence", "").strip().casefold() != "auto_reply"


def _counterpart(
    message: MailMessage, known: Mapping[str, Person], mine: set[str]
) -> tuple[str, Person, str] | None:
    """(direction, the team member it is logged under, the student or "")."""
    sender = _behind_list(message, known) or (message.sender.email if message.sender else "")
    receivers = dict.fromkeys(one.email for one in message.to if mailbox(one.email) not in mine)
    found = [person_at(known, address) for address in receivers]
    addressed = list(dict.fromkeys(person for person in found if person is not None))
    writer = person_at(known, sender)
    if mailbox(sender) in mine:
        if not addressed:
            return None
        # Contact with a parent is what a reminder waits for, so a parent goes before a colleague in copy.
        person = next((one for one in addressed if one.is_parent), addressed[0])
        return "out", person, _student(person, addressed)
    if writer is not None:
        return "in", writer, _student(writer, [])
    if addressed:
        person = next((one for one in addressed if one.is_parent), addressed[0])
        return "in", person, _student(person, addressed)
    return None


def _behind_list(message: MailMessage, known: Mapping[str, Person]) -> str:
    """Who wrote, where a mailing list put its own address into From."""
    if "list-id" not in message.headers:
        return ""
    said = [message.headers.get(name, "") for name in ("x-original-from", "reply-to")]
    return next((email for _, email in getaddresses(said) if person_at(known, email) is not None), "")


def _student(person: Person, others: Iterable[Person]) -> str:
    """The one student it can be about: the person's only one, and nobody in the mail stands for another."""
    if len(person.students) != 1:
        return ""
    code = person.students[0]
    return code if all(not one.students or code in one.students for one in others) else ""


def _row(
    message: MailMessage, direction: str, person: Person, student: str, zone: tzinfo, subjects: bool
) -> ContactRow:
    cells: dict[str, Cell] = {
        "date": message.when.astimezone(zone).date(),
        "student": student or None,
        "person": person.name,
        "email": person.email,
        "role": person.role or None,
        "direction": direction,
        "method": "mail",
        "subject": readable(message.subject) if subjects else None,
        "link": LINK + message.id,
    }
    return ContactRow(message.id, cells)


def readable(subject: str) -> str:
    """The subject as one line of text, whatever its encoding or length."""
    text = subject
    if "=?" in subject:
        try:
            text = str(make_header(decode_header(subject)))
        except (HeaderParseError, LookupError, ValueError):
            text = subject
    return clean(text)[:_LONGEST_SUBJECT]
