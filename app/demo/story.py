"""What happens at the made-up school, step by step: the case manager's first day and the survey after it."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import requests

from app.demo import school
from app.demo.answers import answers_of
from app.demo.person import Person, Typed, day_month
from app.demo.post import LETTERS, MEETINGS, ZONE, recorded_letters
from app.flows.deps import Deps
from app.flows.importing import ImportReport, import_roster
from app.flows.report import Report
from app.flows.setup import create_caseload
from app.flows.survey import open_round
from app.flows.sync import sync_until_at_rest

NAME = "Learning support"
SILENT = frozenset({8, 12, 16})  # pupils who do not answer


@dataclass
class Story:
    """The school's life with Holdfast in it. `tell` hears a sentence at every step."""

    google_url: str
    web_url: str
    deps: Deps
    today: date
    recorded: Path | None
    tell: Callable[[str], None]
    syncs: list[Report] = field(default_factory=list)
    caseload: int = 0
    book: str = ""
    imported: ImportReport | None = None

    def __post_init__(self) -> None:
        self.owner = Person(self.google_url, school.OWNER)
        self.noon = datetime(self.today.year, self.today.month, self.today.day, tzinfo=ZONE)

    def live(self) -> None:
        """All of it."""
        self.tell("The case manager connects their Google account")
        connect(self.web_url, school.OWNER)
        self.tell("A workbook, a calendar, and the roster of 18 students")
        made = create_caseload(self.deps, school.OWNER, NAME, ZONE.key)
        self.caseload, self.book = made.id, made.spreadsheet_id
        for setting, value in _settings(self.today).items():
            self.owner.set_setting(self.book, setting, value)
        self.imported = import_roster(self.deps, made.id, "roster.csv", roster(self.today))
        self.tell("They type what they know: teams, accommodations, things to do")
        self._type()
        self.tell("Mail arrives, meetings are made")
        self._post()
        self.sync()
        self._award()
        self.sync()
        self.tell("A survey round is opened; they look at the first invitation, send it, and let the rest go")
        self.syncs += open_round(self.deps, self.caseload)
        self._invite()
        self.sync()
        self.tell("Students answer on the form's own page")
        self._answer()
        self.sync()

    def sync(self) -> None:
        self.syncs += sync_until_at_rest(self.deps, self.caseload)

    def _day(self, offset: int) -> str:
        return (self.today + timedelta(days=offset)).isoformat()

    def _codes(self) -> list[str]:
        columns = self.owner.columns(self.book, "Students")
        rows = self.owner.values(self.book, "Students")[1:]
        at = columns["Code"]
        return [str(row[at]) for row in rows if len(row) > at and row[at]]

    def _type(self) -> None:
        owner, book = self.owner, self.book
        owner.type_rows(book, "Students", [self._by_hand(pupil) for pupil in school.PUPILS], first=2)
        codes = self._codes()
        team: list[dict[str, Typed]] = [
            {
                "Person": one.name,
                "Email": one.email,
                "Role": one.role,
                "Student": codes[pupil],
                "Household": one.household,
                "Subject": one.subject,
                "Language": one.language,
            }
            for one in school.TEAM
            for pupil in one.pupils
        ]
        owner.type_rows(book, "Team", team)
        owner.type_rows(
            book,
            "Accommodations",
            [
                {
                    "Student": codes[pupil],
                    "Accommodation": what,
                    "Category": category,
                    "Where": where,
                    "Start": self._day(started),
                    "Status": status,
                }
                for pupil, what, category, where, status, started in school.ACCOMMODATIONS
            ],
        )
        holds: list[dict[str, Typed]] = [
            {
                "Date": self._day(ago),
                "Student": codes[pupil],
                "Reason": reason,
                "Until": self._day(until),
                "Recorded By": school.OWNER_NAME,
                "Override Reason": override,
            }
            for pupil, ago, reason, until, override in school.AWARD_HOLDS
        ]
        owner.type_rows(book, "Award Holds", holds)

    def _by_hand(self, pupil: school.Pupil) -> dict[str, Typed]:
        things = pupil.things
        for offset in (1, 3, 6, 10, 14, 20):
            things = things.replace(f"{{date:+{offset}}}", day_month(self.today + timedelta(days=offset)))
        typed: dict[str, Typed] = {
            "Case Manager": school.OWNER,
            "Needs": pupil.needs,
            "Strengths": pupil.strengths,
            "Random Things to Do": things,
            "Reading Level": pupil.reading,
        }
        if pupil.number == "00458":
            typed["Last Review"] = "sometime in May"  # a cell that is wrong on purpose
        return typed

    def _award(self) -> None:
        """Scores go beside the codes that Holdfast put on Award Scores."""
        columns = self.owner.columns(self.book, "Award Scores")
        rows = self.owner.values(self.book, "'Award Scores'")
        places = {str(row[columns["Student"]]): at for at, row in enumerate(rows, 1) if len(row) > 1}
        for pupil, scores in school.AWARD_SCORES.items():
            typed = dict(zip(school.AWARD_CATEGORIES, scores, strict=True))
            self.owner.type_rows(self.book, "Award Scores", [typed], first=places[self._codes()[pupil]])

    def _post(self) -> None:
        for number, letter in enumerate(LETTERS):
            raw = letter.raw(self.noon, number)
            if letter.sent:
                self.owner.send(raw)
            else:
                self.owner.call("POST", "/_control/mail", json={"to": school.OWNER, "raw": raw})
        for odd in recorded_letters(self.recorded):
            raw = base64.b64encode(odd).decode()
            self.owner.call("POST", "/_control/mail", json={"to": school.OWNER, "raw": raw})
        self.owner.call("PATCH", "/calendar/v3/calendars/primary", json={"timeZone": ZONE.key})
        for meeting in MEETINGS:
            self.owner.add_event(meeting.body(self.noon))

    def _invite(self) -> None:
        """The first draft is looked at and sent by hand; then invitations may go by themselves."""
        drafts = self.owner.drafts()
        if drafts:
            self.owner.send_draft(str(drafts[0]["id"]))
        self.owner.set_setting(self.book, "Mail: survey invitation", "send")

    def _answer(self) -> None:
        forms = {form.student: form for form in self.deps.store.observed.forms(self.caseload)}
        for place, code in enumerate(self._codes()):
            if code in forms and place not in SILENT:
                pupil = Person(self.google_url, school.PUPILS[place].email)
                page = pupil.form_page(forms[code].link)
                pupil.submit(page, answers_of(page, place))


def roster(today: date) -> bytes:
    """The school's roster as its office exports it: Windows-1252, semicolons, day first."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(
        ["School Number", "Name", "Preferred Name", "Grade", "Status", "Plan", "Counselor", "Language",
         "Student Email", "Joined", "Last Review", "Last Evaluation"]
    )  # fmt: skip
    for pupil in school.PUPILS:
        days = (pupil.joined, pupil.review, pupil.evaluation)
        shown = [f"{today + timedelta(days=day):%d.%m.%Y}" if day is not None else "" for day in days]
        first, _, last = pupil.name.rpartition(" ")
        writer.writerow(
            [pupil.number, f"{last}, {first}", pupil.preferred, pupil.grade, pupil.status, pupil.plan,
             pupil.counselor, pupil.language, pupil.email, *shown]
        )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def connect(web_url: str, email: str) -> None:
    """What the person does in the browser: open /connect, leave every box ticked, continue."""
    browser = requests.Session()
    asked = browser.get(f"{web_url}/connect", timeout=30)
    asked.raise_for_status()
    page = _Consent()
    page.feed(asked.text)
    data = {**page.fields, "as": [email], "answer": ["allow"]}
    answer = browser.post(urljoin(asked.url, page.action), data=data, timeout=30)
    answer.raise_for_status()


class _Consent(HTMLParser):
    """The consent page's form: hidden fields and ticked boxes."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what the form would send."""
        field = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action = field.get("action", "")
        elif tag == "input" and field.get("type") in ("hidden", "checkbox") and field.get("name"):
            self.fields.setdefault(field["name"], []).append(field.get("value", ""))


def _settings(today: date) -> dict[str, Typed]:
    start = date(today.year, 8, 1) if today.month >= 8 else date(today.year, 1, 7)
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return {
        "School name": school.SCHOOL,
        "Time zone": ZONE.key,
        "Semester start": start.isoformat(),
        "Semester end": (start + timedelta(days=150)).isoformat(),
        "Date order": "day first",
        "Name style": "first name and initial",
        f"Quarter {(today.month + 2) // 3} start": quarter.isoformat(),
    }
