"""The school every history begins with: six students, three parents, a counselor, an open survey; at rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.demo.person import Person
from app.flows.setup import create_caseload
from app.flows.sync import sync_until_at_rest
from sheets_schema.model import Shape
from sheets_schema.workbook import WORKBOOK
from tests.machine.people import PARENTS
from tests.machine.place import BASE, OWNER, Kept, Place

COUNSELOR = "counselor@school.test"
ZONE = "Europe/Vienna"
ROWS = 40


@dataclass(frozen=True)
class Prepared:
    place: Place
    kept: Kept


@lru_cache(maxsize=1)
def prepared() -> Prepared:
    """Made once a process; every history puts `kept` back."""
    place = Place()
    deps = place.workers[0].deps
    caseload = create_caseload(deps, OWNER, "Learning support", ZONE)
    place.caseload_id, place.book, place.calendar = caseload.id, caseload.spreadsheet_id, caseload.calendar_id
    owner = Person(BASE, OWNER)
    owner.http.mount("http://", place.local)
    _without_spare_rows(place)
    owner.type_rows(place.book, "Students", [
        {"Name": name, "School Number": f"P{number}", "Status": "direct", "Last Review": review,
         "Counselor": COUNSELOR if number < 3 else "", "Joined": "2026-09-01",
         "Student Email": f"pupil{number}@students.test" if number < 3 else ""}
        for number, (name, review) in enumerate((
            ("Lena Vogt", "2025-12-20"), ("Max Orth", "2025-12-28"), ("Nia Adler", "2026-06-01"),
            ("Oskar Lind", "2026-07-01"), ("Pia Nowak", "2026-08-01"), ("Rami Haddad", "")), 1)
    ], first=2)  # fmt: skip
    owner.type_rows(place.book, "Team", [
        {"Person": f"Parent {at}", "Email": email, "Role": "parent", "Student": f"S00{at}",
         "Household": f"H{at}"}
        for at, email in enumerate(PARENTS, 1)
    ], first=2)  # fmt: skip
    owner.type_rows(place.book, "Accommodations", [
        {"Student": f"S00{at}", "Accommodation": f"more {what}", "Status": "active",
         "Start": "2026-09-01", "Source": f"A{at}"}
        for at, what in ((1, "time"), (2, "room"), (3, "seat"))
    ], first=2)  # fmt: skip
    for setting, value in (("Mail: survey invitation", "send"), ("Date order", "day first")):
        owner.set_setting(place.book, setting, value)
    owner.type_rows(place.book, "Survey Rounds", [
        {"Round": "2026Q4", "Kind": "use", "Opens": "2026-11-20", "Closes": "2026-12-11"}])  # fmt: skip
    reports = sync_until_at_rest(deps, caseload.id)
    assert reports[-1].outcome == "ok", reports[-1].said
    assert not reports[-1].changed
    return Prepared(place, place.keep())


def _without_spare_rows(place: Place) -> None:
    """The owner deletes rows nobody needs yet: six students fill no sheet, and reading blanks takes time."""
    place.edit([
        {"deleteRows": [tab.title, ROWS + 2, tab.capacity - ROWS]}
        for tab in WORKBOOK.tabs
        if tab.columns and not tab.first_rows and tab.capacity > ROWS and tab.shape is not Shape.FREE
    ])  # fmt: skip
