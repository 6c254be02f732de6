"""Nothing restricted leaves the workbook: a canary word stands in every cell people type, and is looked for.

A history is a caseload of four students and two counselors on which people do things at random. Whatever came
of it is read back through the local Google as the person it is for, and out of everything Holdfast says,
writes down or stores.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from sheets_schema.layout import column_letters
from sheets_schema.model import Audience, Column, Kind, Shape, Tab
from sheets_schema.workbook import WORKBOOK
from tests.flows.first_mails import send_first_mails
from tests.flows.letters import letter_from
from tests.flows.town import MONDAY, OWNER, Kept, Town

CANARY = re.compile(r"zq\d{4}k", re.I)
COUNSELORS = ("anna@school.test", "bela@school.test")
CODES = ("S001", "S002", "S003", "S004")
STUDENTS = WORKBOOK.tab("students")
NOT_OURS = frozenset(
    {"students", "settings", "lists", "survey_links", "survey_rounds", "survey_answers", "reminders"}
)
OPEN = ("counselor", "team")
WHO = ("students", "name")


@dataclass
class Bird:
    """Where one canary was set free: who may hear it follows from this alone."""

    tab: str
    column: str
    student: str
    row: str  # a row of the log, for its visibility


@dataclass
class Truth:
    """What people meant: every canary, the counselor of each student, which log rows are open."""

    birds: dict[str, Bird] = field(default_factory=dict)
    counselor: dict[str, str] = field(default_factory=dict)
    visible: dict[str, str] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)  # renamed headers
    said: list[str] = field(default_factory=list)

    def set_free(self, tab: str, column: str, student: str = "", row: str = "") -> str:
        canary = f"zq{len(self.birds):04}k"
        self.birds[canary] = Bird(tab, column, student, row)
        return canary

    def may_hear(self, canary: str, reader: str) -> bool:
        bird = self.birds[canary]
        if bird.column == "" or not bird.student or self.counselor.get(bird.student) != reader:
            return False
        tab = WORKBOOK.tab(bird.tab)
        if tab.opened_by and self.visible.get(bird.row) not in OPEN:
            return False
        return Audience.COUNSELOR in tab.column(bird.column).seen_by


def words(tab: Tab) -> list[Column]:
    """The columns of a tab into which people may write anything."""
    return [one for one in tab.columns if one.typed and one.kind in (Kind.TEXT, Kind.ANY) and not one.choices]


def student_column(tab: Tab) -> Column | None:
    return next((one for one in tab.columns if one.kind is Kind.STUDENT and one.typed), None)


def sow(town: Town, truth: Truth) -> None:
    """Four students, and a row about each on every tab that takes one."""
    town.open()
    town.owner.set_setting(town.book, "Mail: survey invitation", "send")
    town.type("Students", [_student(truth, code, at) for at, code in enumerate(CODES)], first=2)
    for tab in WORKBOOK.tabs:
        if tab.shape in (Shape.REGISTER, Shape.LOG) and tab.key not in NOT_OURS and words(tab):
            about = CODES if student_column(tab) else ("",)
            rows = [_row(truth, tab, code, number) for code in about for number in (1, 2)]
            town.type(tab.title, [row for row in rows if row])
    town.type(
        "Survey Rounds", [{"Round": "2026Q4", "Kind": "use", "Opens": "2026-11-20", "Closes": "2026-12-10"}]
    )
    send_first_mails(town)


def _student(truth: Truth, code: str, at: int) -> dict[str, Any]:
    truth.counselor[code] = COUNSELORS[at % 2]
    told = [one for one in words(STUDENTS) if one.key != "preferred_name"]
    row: dict[str, Any] = {one.title: truth.set_free("students", one.key, code) for one in told}
    row["Name"] = f"{('Ada', 'Bo', 'Cy', 'Di')[at]} {row['Name']}"
    row |= {
        "Status": "direct",
        "Counselor": truth.counselor[code],
        "Student Email": f"pupil{at}@students.test",
    }
    return row | {"Last Review": town_day(-350 - at), "Joined": town_day(-40)}


def town_day(offset: int) -> str:
    return (MONDAY + timedelta(days=offset)).date().isoformat()


def _row(truth: Truth, tab: Tab, code: str, number: int) -> dict[str, Any]:
    place = f"{tab.key}/{code}/{number}"
    cells: dict[str, Any] = {}
    about = student_column(tab)
    for column in tab.columns:
        if column is about:
            cells[column.title] = code
        elif column in words(tab):
            cells[column.title] = truth.set_free(tab.key, column.key, code, place)
        elif column.typed and column.kind is Kind.DATE:
            cells[column.title] = town_day(-3)
        elif column.typed and column.kind is Kind.EMAIL:
            cells[column.title] = f"{truth.set_free(tab.key, column.key, code, place)}@home.test"
    if tab.key == "accommodations":
        cells |= {"Status": "active", "End": ""}
    if tab.key == "team":
        cells |= {"Role": "parent"}
    if tab.opened_by:
        truth.visible[place] = ("", "counselor", "team", "case manager")[(number + CODES.index(code)) % 4]
        cells[tab.column(tab.opened_by).title] = truth.visible[place]
    return cells


class People:
    """What people do, at random."""

    def __init__(self, town: Town, truth: Truth, random: Random) -> None:
        self.town, self.truth, self.random = town, truth, random

    def act(self) -> None:
        act = self.random.choice(ACTS)
        self.truth.said.append(f"{act.__name__}: {act(self)}")

    def _set(self, tab: str, row: int, title: str, typed: object) -> None:
        shown = self.truth.titles.get((tab, title), title)
        self.town.edit({"set": [f"'{tab}'!{self.town.column(tab, shown)}{row}", typed]})

    def _student_row(self) -> tuple[str, int]:
        row = self.random.choice([one for one in self.town.rows("Students") if one["Code"] in CODES])
        return str(row["Code"]), int(row["#"])

    def new_counselor(self) -> str:
        code, row = self._student_row()
        other = self.random.choice((*COUNSELORS, "cora@school.test", ""))
        self._set("Students", row, "Counselor", other)
        self.truth.counselor[code] = other
        return f"{code} to {other}"

    def leaves(self) -> str:
        code, row = self._student_row()
        self._set("Students", row, "Status", "exited")
        return code

    def sorts(self) -> str:
        tab = self.random.choice(("Students", "Team", "Accommodations", "Contact Log", "Goals"))
        self.town.edit({"sort": [tab, self.random.choice("CDEF"), self.random.choice(("asc", "desc"))]})
        return tab

    def renames_a_column(self) -> str:
        tab = self.random.choice(
            [one for one in WORKBOOK.tabs if one.key in ("students", "goals", "contact_log")]
        )
        column = self.random.choice([one for one in words(tab) if one.key not in ("name", "student")])
        shown = self.truth.titles.get((tab.title, column.title), column.title)
        new = self.truth.set_free(tab.key, "")
        self.town.edit({"renameHeader": [tab.title, self.town.column(tab.title, shown), new]})
        self.truth.titles[tab.title, column.title] = new
        return f"{tab.title} {column.title}"

    def adds_a_column(self) -> str:
        tab = self.random.choice(("Students", "Accommodations", "Contact Log"))
        key = tab.lower().replace(" ", "_")
        at = self.random.choice("CDE")
        cells = [{"set": [f"'{tab}'!{at}{row}", self.truth.set_free(key, "")]} for row in (1, 2, 3)]
        self.town.edit({"insertColumn": [tab, at]}, *cells)
        return f"{tab} {at}"

    def moves_a_column(self) -> str:
        tab = self.random.choice(("Students", "Accommodations", "Contact Log"))
        self.town.edit({"moveColumn": [tab, "J", "D"]})
        return tab

    def types_nonsense(self) -> str:
        code, row = self._student_row()
        title = self.random.choice(("Last Review", "Student Email", "Plan", "Joined"))
        key = "plan" if title == "Plan" else ""  # a plan of another name is told as typed; no date is one
        self._set("Students", row, title, f"about {self.truth.set_free('students', key, code)}")
        return f"{title} of {code}"

    def counselor_is_no_address(self) -> str:
        code, row = self._student_row()
        self._set("Students", row, "Counselor", f"ask {self.truth.set_free('students', '', code)}")
        self.truth.counselor[code] = ""
        return code

    def a_parent_writes(self) -> str:
        sender = self.random.choice([one for one, bird in self.truth.birds.items() if bird.column == "email"])
        subject = f"about {self.truth.set_free('contact_log', '')}"
        name = self.truth.set_free("contact_log", "")
        self.town.mail(letter_from(f'"{name}" <{sender}@home.test>', subject, self.town.world.now()))
        return subject

    def a_meeting(self) -> str:
        guests = [
            one for one, bird in self.truth.birds.items() if (bird.tab, bird.column) == ("team", "email")
        ]
        guest = self.random.choice(guests)
        start = self.town.world.now() + timedelta(days=2)
        told = {"summary": "title", "location": "place", "description": ""}  # as the Meetings tab has them
        about = self.truth.birds[guest].student
        free = {one: self.truth.set_free("meetings", column, about) for one, column in told.items()}
        body: dict[str, Any] = {one: f"talk {canary}" for one, canary in free.items()}
        body["start"] = {"dateTime": start.isoformat()}
        body["end"] = {"dateTime": (start + timedelta(hours=1)).isoformat()}
        self.town.owner.add_event({**body, "attendees": [{"email": f"{guest}@home.test"}]})
        return guest

    def deletes_a_student(self) -> str:
        code, row = self._student_row()
        self.town.edit({"deleteRows": ["Students", row, 1]})
        self.truth.counselor[code] = ""
        return code

    def sorts_without_ids(self) -> str:
        last = column_letters(len(self.town.owner.columns(self.town.book, "Students")) - 1)
        self.town.edit({"sortRange": [f"Students!B2:{last}5", "D", "desc"]})
        return ""


ACTS: tuple[Callable[[People], str], ...] = (
    People.new_counselor, People.new_counselor, People.leaves, People.sorts, People.renames_a_column,
    People.adds_a_column, People.moves_a_column, People.types_nonsense, People.counselor_is_no_address,
    People.a_parent_writes, People.a_meeting, People.deletes_a_student, People.sorts_without_ids,
)  # fmt: skip


def torn(town: Town, truth: Truth) -> bool:
    """A code stands beside the name of another student: then whose row it is can only be guessed."""
    names = {one: bird.student for one, bird in truth.birds.items() if (bird.tab, bird.column) == WHO}
    return any(row["Code"] != names[one] for row in town.rows("Students") for one in heard(str(row["Name"])))


def heard(text: str) -> set[str]:
    return {found.lower() for found in CANARY.findall(text)}


def read_as(town: Town, reader: str, path: str, **asked: str) -> str:
    """What this person gets to see; empty where Google refuses."""
    answer = town.person(reader).http.get(f"http://127.0.0.1{path}", params=asked, timeout=60)
    assert answer.status_code in (200, 403, 404)
    return json.dumps(answer.json()) if answer.status_code == 200 else ""


def seen_by(town: Town, reader: str) -> str:
    """Every file this person can find or open, whole; every mail they got; every event they can see."""
    drive = json.loads(read_as(town, reader, "/drive/v3/files", fields="*", q="trashed=false"))
    known = {file.spreadsheet_id for file in town.store.observed.files(town.caseload.id)} | {town.book}
    seen = [json.dumps(drive)]
    for file in known | {one["id"] for one in drive["files"]}:
        seen.append(read_as(town, reader, f"/v4/spreadsheets/{file}", includeGridData="true"))
        seen.append(read_as(town, reader, f"/drive/v3/files/{file}", fields="*"))
        seen.append(read_as(town, reader, f"/v1/forms/{file}"))
    return "\n".join([*seen, *letters(town, reader), read_as(
        town, reader, f"/calendar/v3/calendars/{town.caseload.calendar_id}/events", maxResults="2500"
    )])  # fmt: skip


def letters(town: Town, reader: str) -> list[str]:
    """Every mail of Holdfast's in this mailbox, body and all."""
    base = "/gmail/v1/users/me/messages"
    listed = json.loads(read_as(town, reader, base, maxResults="500", includeSpamTrash="true"))
    raw = [read_as(town, reader, f"{base}/{one['id']}") for one in listed.get("messages", [])]
    return [one for one in raw if "X-Holdfast-Key" in one]


def subjects(letter: str) -> str:
    heads = json.loads(letter)["payload"]["headers"]
    return " ".join(head["value"] for head in heads if head["name"].lower() not in ("to", "from"))


def stored(town: Town) -> str:
    """The bytes of the state database and of what lies beside it."""
    town.store.close()
    files = [file for file in town._state.parent.iterdir() if file.name.startswith(town._state.name)]
    return "\n".join(file.read_bytes().decode("latin-1") for file in files)


def leaks(town: Town, truth: Truth, reports: list[Any], printed: str) -> list[str]:
    """Every canary that was heard where it may not be."""
    found = []
    for reader in (*COUNSELORS, "cora@school.test", "nobody@school.test"):
        here = heard(seen_by(town, reader))
        found += [f"{reader} hears {truth.birds[one]}" for one in here if not truth.may_hear(one, reader)]
    places = {
        "subject": " ".join(subjects(one) for one in letters(town, OWNER)),
        "event": read_as(town, OWNER, f"/calendar/v3/calendars/{town.caseload.calendar_id}/events"),
        "state": stored(town),
        "report": json.dumps([[report.json(), report.said] for report in reports]),
        "printed": printed,
    }
    for place, text in places.items():
        found += [f"the {place} tells {truth.birds[one]}" for one in heard(text)]
    return sorted(found)


@dataclass(frozen=True)
class Sown:
    town: Town
    kept: Kept
    truth: str


@pytest.fixture(name="sown", scope="module")
def a_sown_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sown]:
    town, truth = Town(tmp_path_factory.mktemp("sown")), Truth()
    with closing(town.world.store):
        sow(town, truth)
        yield Sown(town, town.keep(), json.dumps([truth.counselor, truth.visible, {
            canary: [bird.tab, bird.column, bird.student, bird.row] for canary, bird in truth.birds.items()
        }]))  # fmt: skip
        town.store.close()


def history(sown: Sown, seed: int, printed: Callable[[], str]) -> tuple[list[str], Truth]:
    town, random = sown.town, Random(seed)
    counselor, visible, birds = json.loads(sown.truth)
    truth = Truth({canary: Bird(*bird) for canary, bird in birds.items()}, counselor, visible)
    town.put_back(sown.kept)
    people = People(town, truth, random)
    reports, meant = [], dict(counselor)
    for full in (False, True):
        for _ in range(random.randint(1, 3)):
            people.act()
        if not torn(town, truth):
            meant = dict(truth.counselor)
        reports += [town.sync(full=full), town.sync()]
        town.pass_time(minutes=16)
    truth.counselor = meant  # where rows are torn nothing moves: it stays with whom it was before
    return leaks(town, truth, reports, printed()), truth


def all_said(capture: pytest.CaptureFixture[str], logs: pytest.LogCaptureFixture) -> Callable[[], str]:
    return lambda: "".join(capture.readouterr()) + logs.text


def test_the_canaries_sing_where_they_may(sown: Sown) -> None:
    """Without this, silence elsewhere would prove nothing."""
    counselor, visible, birds = json.loads(sown.truth)
    truth = Truth({canary: Bird(*bird) for canary, bird in birds.items()}, counselor, visible)
    sown.town.put_back(sown.kept)
    for reader in COUNSELORS:
        here = heard(seen_by(sown.town, reader))
        assert {one for one in truth.birds if truth.may_hear(one, reader)} - here == set()
    cells = "sheets.data.rowData.values(userEnteredValue,formattedValue,note)"
    everywhere = heard(read_as(sown.town, OWNER, f"/v4/spreadsheets/{sown.town.book}", fields=cells))
    assert everywhere == set(truth.birds)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 3, 7, 35])
def test_no_canary_is_heard_where_it_may_not_be(
    sown: Sown, seed: int, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    found, truth = history(sown, seed, all_said(capsys, caplog))
    assert found == [], truth.said


@pytest.mark.proof
@pytest.mark.parametrize("first", range(4, 504, 50))
def test_no_canary_in_many_histories(
    sown: Sown, first: int, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    for seed in range(first, first + 50):
        found, truth = history(sown, seed, all_said(capsys, caplog))
        assert found == [], (seed, truth.said)
