"""What happens at the made-up school, step by step: the case manager's first day and the survey after it."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import requests

from app.demo import growth, paperwork, school, school_year
from app.demo.answers import answers_of
from app.demo.person import Person, Typed, day_month
from app.demo.post import LETTERS, MEETINGS, ZONE, recorded_letters
from app.demo.tables import school_day
from app.flows.deps import Deps
from app.flows.importing import ImportReport, import_roster
from app.flows.report import Report
from app.flows.setup import create_caseload
from app.flows.survey import open_round
from app.flows.sync import sync_until_at_rest
from sheets_schema.layout import column_letters

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
        self.tell("They look at the first digest and send it to themselves: later ones go out by themselves")
        self._send_first("digest/")
        self.tell("They type what was measured towards the goals, and choose a student on the card")
        self._measure()
        self.sync()
        self.tell("A survey round is opened; they look at the first invitation, send it, and let the rest go")
        self.syncs += open_round(self.deps, self.caseload)
        self._invite()
        self.sync()
        self.tell("Students answer on the form's own page")
        self._answer()
        self.sync()
        self.tell("They sort the award by rank")
        rank = column_letters(self.owner.columns(self.book, "Award")["Rank"])
        self.owner.edit(self.book, [{"sort": ["Award", rank, "asc"]}])
        self.sync()

    def sync(self) -> None:
        self.syncs += sync_until_at_rest(self.deps, self.caseload)

    def _day(self, offset: int) -> str:
        return (self.today + timedelta(days=offset)).isoformat()

    @cached_property
    def _codes(self) -> list[str]:
        columns = self.owner.columns(self.book, "Students")
        rows = self.owner.values(self.book, "Students")[1:]
        at = columns["Code"]
        return [str(row[at]) for row in rows if len(row) > at and row[at]]

    def _type(self) -> None:
        """Students first: the codes of all other tabs come from there."""
        by_hand = [self._by_hand(place, pupil) for place, pupil in enumerate(school.PUPILS)]
        self.owner.type_rows(self.book, "Students", by_hand, first=2)
        tabs = self._first_tables()
        for table in (*school_year.TABLES, *growth.TABLES, *paperwork.TABLES):
            tabs[table.tab] = table.typed(self.today, self._codes)
        self.owner.fill_tabs(self.book, tabs)

    def _first_tables(self) -> dict[str, list[dict[str, Typed]]]:
        """Team, Accommodations, Award Holds, whose days are calendar days from today."""
        codes = self._codes
        team: list[dict[str, Typed]] = [
            {
                "Person": one.name,
                "Email": one.email,
                "Role": one.role,
                "Student": codes[pupil],
                "Household": one.household,
                "Subject": one.subject,
                "Language": one.language,
                **self._release(one.role),
            }
            for one in school.TEAM
            for pupil in one.pupils
        ]
        accommodations: list[dict[str, Typed]] = [
            {
                "Student": codes[pupil],
                "Accommodation": what,
                "Category": category,
                "Where": where,
                "Start": self._day(started),
                "Status": status,
                "Source": "plan review",
            }
            for pupil, what, category, where, status, started in school.ACCOMMODATIONS
        ]
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
        return {"Team": team, "Accommodations": accommodations, "Award Holds": holds}

    def _release(self, role: str) -> dict[str, Typed]:
        """Who is not of the school may be told what the family has released, for a year."""
        outside = role in ("tutor", "psychologist", "speech", "occupational")
        given = {"Release On File": self._day(-345), "Release Expires": self._day(20)}
        return {"May Receive": True, **(given if outside else {})} if outside or role == "parent" else {}

    def _by_hand(self, place: int, pupil: school.Pupil) -> dict[str, Typed]:
        things = pupil.things
        for offset in (1, 3, 6, 10, 14, 20):
            things = things.replace(f"{{date:+{offset}}}", day_month(self.today + timedelta(days=offset)))
        path, level, category, minutes, make_up, assessments, notes, private = school.FILES[place]
        typed: dict[str, Typed] = {
            "Case Manager": school.OWNER,
            "Needs": pupil.needs,
            "Strengths": pupil.strengths,
            "Random Things to Do": things,
            "Reading Level": pupil.reading,
            "Homeroom": list(school.TEACHERS)[int(pupil.grade) % len(school.TEACHERS)],
            "Make-up Time": make_up,
            "Assessments": assessments,
            "Graduation Path": path,
            "Service Level": level,
            "Category": category,
            "Service Minutes": minutes,
            "Notes": notes,
            "Private Notes": private,
        }
        if pupil.number == "00458":
            typed["Last Review"] = "sometime in May"  # a cell that is wrong on purpose
        return typed

    def _measure(self) -> None:
        """Measures name their goal by the id that the sync has given to its row."""
        columns = self.owner.columns(self.book, "Goals")
        rows = self.owner.values(self.book, "Goals")[1 : len(growth.GOALS) + 1]
        measures = growth.progress([int(row[columns["Id"]]) for row in rows])
        self.owner.fill_tabs(self.book, {measures.tab: measures.typed(self.today, self._codes)})
        began = school_day(self.today, -school_year.SEMESTER_BEGAN)
        looked_up = (
            ("'Student Card'!B2", school.PUPILS[0].name),
            ("'Advocacy Search'!B2", "fairness exams"),
            ("Workload!H3", began.isoformat()),
            ("Workload!H4", self.today.isoformat()),
        )
        self.owner.edit(self.book, [{"set": list(asked)} for asked in looked_up])

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
        self._send_first("invitation/")
        self.owner.set_setting(self.book, "Mail: survey invitation", "send")

    def _send_first(self, begins: str) -> None:
        """Send one of the drafts whose names in the ledger begin so."""
        mails = self.deps.store.ledger.of_kind(self.caseload, "mail")
        drafts = [one for one in mails if one.natural.startswith(begins) and one.state == "prepared"]
        for draft in drafts[:1]:
            self.owner.send_draft(draft.remote_id.split(" ")[0])

    def _answer(self) -> None:
        forms = {form.student: form for form in self.deps.store.observed.forms(self.caseload)}
        for place, code in enumerate(self._codes):
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
    """Whenever it is lived, the semester is in its sixteenth week: so its story is always the same."""
    start = school_day(today, -school_year.SEMESTER_BEGAN)
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return {
        "School name": school.SCHOOL,
        "Time zone": ZONE.key,
        "Semester start": start.isoformat(),
        "Semester end": (start + timedelta(days=140)).isoformat(),
        "Date order": "day first",
        "Name style": "first name and initial",
        f"Quarter {(today.month + 2) // 3} start": quarter.isoformat(),
    }
