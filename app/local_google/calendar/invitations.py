"""The mail Calendar sends to guests where a request asks for it: invitation, update, cancellation, answer.

What changed and for whom is told by the caller; mailboxes are Gmail's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any
from zoneinfo import ZoneInfo

from app.local_google.api import Call
from app.local_google.calendar import times
from app.local_google.calendar.book import Entry
from app.local_google.gmail import sending
from app.local_google.world import World

SENDER = "Google Calendar <calendar-notification@google.com>"
_WORDS = {"REQUEST": "Invitation", "UPDATE": "Updated invitation", "CANCEL": "Canceled event"}
_ANSWERS = {"accepted": "Accepted", "declined": "Declined", "tentative": "Tentatively Accepted"}
_STATES = {
    "accepted": "ACCEPTED",
    "declined": "DECLINED",
    "tentative": "TENTATIVE",
    "needsAction": "NEEDS-ACTION",
}


def tell(call: Call, before: Entry | None, after: Entry) -> None:
    """Write to those whom `sendUpdates` names; without it Calendar writes to nobody."""
    wanted = call.params.get("sendUpdates") or ("all" if call.params.get("sendNotifications") else "none")
    if wanted == "none":
        return
    if after.home != after.calendar:
        _answer(call.world, before, after)
        return
    own = after.event.get("organizer", {}).get("email", "")
    was = {guest["email"] for guest in before.event.get("attendees", [])} if before else set()
    now = {guest["email"] for guest in after.event.get("attendees", []) if not guest.get("resource")}
    for guest in sorted((was | now) - {own, call.caller.email.lower()}):
        if wanted == "externalOnly" and guest.rpartition("@")[2] == call.caller.email.rpartition("@")[2]:
            continue
        kind = "CANCEL" if after.cancelled or guest not in now else "UPDATE" if guest in was else "REQUEST"
        shown = before if kind == "CANCEL" and before and "start" in before.event else after
        if "start" in shown.event:
            _write(call.world, shown, guest, kind)


def _write(world: World, entry: Entry, guest: str, kind: str) -> None:
    host = entry.event.get("creator", entry.event["organizer"])["email"]
    title = entry.event.get("summary", "(No title)")
    when = _when(entry.event)
    text = f"{_WORDS[kind]}\n\n{title}\n{when}\n"
    for name in ("location", "description"):
        if entry.event.get(name):
            text += f"{entry.event[name]}\n"
    message = _letter(world, host, guest, f"{_WORDS[kind]}: {title} @ {when} ({guest})", text)
    _attach(message, _ics(entry, "CANCEL" if kind == "CANCEL" else "REQUEST", world.now()))
    sending.arrive(world, guest, message.as_bytes(), world.now())


def _answer(world: World, before: Entry | None, after: Entry) -> None:
    """A guest's answer, written to the organizer."""
    answer = _response(after)
    if after.cancelled:
        answer = "declined"
    if before is None or answer not in _ANSWERS or answer == _response(before):
        return
    title = after.event.get("summary", "(No title)")
    subject = f"{_ANSWERS[answer]}: {title} @ {_when(after.event)}"
    host = after.event.get("creator", after.event["organizer"])["email"]
    text = f"{after.calendar} has {_ANSWERS[answer].lower()} this invitation.\n"
    message = _letter(world, after.calendar, host, subject, text)
    _attach(message, _ics(after, "REPLY", world.now()))
    sending.arrive(world, host, message.as_bytes(), world.now())


def _response(entry: Entry) -> str:
    found = (g["responseStatus"] for g in entry.event.get("attendees", []) if g["email"] == entry.calendar)
    return next(found, "needsAction")


def _letter(world: World, sender: str, to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Reply-To"] = sender
    message["Sender"] = SENDER
    message["From"] = formataddr((world.person(sender)["name"], sender), charset="utf-8")
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Message-ID"] = f"<calendar-{world.random.randbytes(16).hex()}@google.com>"
    message["Date"] = format_datetime(world.now().replace(microsecond=0))
    message.set_content(text)
    return message


def _attach(message: EmailMessage, ics: str) -> None:
    method = ics.partition("METHOD:")[2].partition("\r\n")[0]
    message.add_alternative(ics, subtype="calendar", params={"method": method})
    message.add_attachment(ics.encode(), maintype="application", subtype="ics", filename="invite.ics")


def _when(event: dict[str, Any]) -> str:
    if times.is_day(event["start"]):
        return f"{datetime.fromisoformat(event['start']['date']):%a %b %-d, %Y}"
    zone = ZoneInfo(event["start"].get("timeZone", "UTC"))
    start, end = (times.at(event[key], zone).astimezone(zone) for key in ("start", "end"))
    return f"{start:%a %b %-d, %Y %H:%M} - {end:%H:%M} ({start:%Z})"


def _ics(entry: Entry, method: str, now: datetime) -> str:
    """The event as iCalendar text."""
    event = entry.event
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        _moment(event, "start"),
        _moment(event, "end"),
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"ORGANIZER:mailto:{event['organizer']['email']}",
        f"UID:{event['iCalUID']}",
    ]
    for guest in event.get("attendees", []):
        state = _STATES[guest["responseStatus"]]
        lines.append(f"ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT={state};X-NUM-GUESTS=0:mailto:{guest['email']}")
    lines += event.get("recurrence", [])
    for name in ("summary", "location", "description"):
        if event.get(name):
            lines.append(f"{name.upper()}:{_escaped(event[name])}")
    status = "CANCELLED" if method == "CANCEL" else event.get("status", "confirmed").upper()
    lines += [f"SEQUENCE:{event.get('sequence', 0)}", f"STATUS:{status}", "END:VEVENT", "END:VCALENDAR"]
    return "\r\n".join(lines) + "\r\n"


def _moment(event: dict[str, Any], name: str) -> str:
    value = event[name]
    if times.is_day(value):
        return f"DT{name.upper()};VALUE=DATE:{value['date'].replace('-', '')}"
    return f"DT{name.upper()}:{times.at(value, ZoneInfo('UTC')):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(sign, safe)
    return text
