"""The school every history begins with: six students, three parents, a counselor, an open survey; at rest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from app.core.spare_rows import SPARE_SHARE
from app.demo.person import Person
from app.flows.deps import Deps
from app.flows.setup import create_caseload
from app.flows.sync import sync_until_at_rest
from app.local_google.identity import signing_key
from sheets_schema.model import Shape, Tab
from sheets_schema.workbook import WORKBOOK
from tests.machine.people import PARENTS
from tests.machine.place import BASE, OWNER, Kept, Place
from tests.made_once import made_once

COUNSELOR = "counselor@school.test"
ZONE = "Europe/Vienna"
ROWS = 22


@dataclass(frozen=True)
class Prepared:
    place: Place
    kept: Kept


@lru_cache(maxsize=1)
def prepared() -> Prepared:
    """Made once a run of the tests; every history puts `kept` back."""
    made = made_once("school", _made)
    place = Place()
    for name, value in json.loads(made["names"]).items():
        setattr(place, name, value)
    kept = Kept(made["google"], made["state"])
    place.put_back(kept, 0)
    return Prepared(place, kept)


def _made() -> dict[str, bytes]:
    place = Place()
    deps = place.workers[0].deps
    signing_key(place.world)  # takes long to make, and each history that is told something needs it
    caseload = create_caseload(deps, OWNER, "Learning support", ZONE)
    place.caseload_id, place.book, place.calendar = caseload.id, caseload.spreadsheet_id, caseload.calendar_id
    owner = Person(BASE, OWNER)
    owner.http.mount("http://", place.local)
    without_spare_rows(place)
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
    send_an_invitation(deps, caseload.id, owner)
    reports += sync_until_at_rest(deps, caseload.id)
    assert reports[-1].outcome == "ok", reports[-1].said
    assert not reports[-1].changed
    names = {name: getattr(place, name) for name in ("caseload_id", "book", "calendar")}
    kept = place.keep()
    return {"google": kept.google, "state": kept.state, "names": json.dumps(names).encode()}


def send_an_invitation(deps: Deps, caseload: int, owner: Person) -> None:
    """The owner looks at one, so that the others go. The first digest is left to chance."""
    mails = deps.store.ledger.of_kind(caseload, "mail")
    first = next(one for one in mails if one.natural.startswith("invitation/"))
    owner.send_draft(first.remote_id.split(" ")[0])


def without_spare_rows(place: Place) -> None:
    """The owner deletes rows nobody needs yet: six students fill no sheet, and reading blanks takes time."""
    place.edit([
        {"deleteRows": [tab.title, tab.capacity + 2 - spare, spare]}
        for tab in WORKBOOK.tabs
        if (spare := tab.capacity - _kept_rows(tab)) > 0
    ])  # fmt: skip


def _kept_rows(tab: Tab) -> int:
    if tab.lists:
        listed = WORKBOOK.tab(tab.lists)
        return tab.capacity - listed.capacity + _kept_rows(listed)
    if tab.first_rows or not tab.columns or tab.shape is Shape.FREE:
        return tab.capacity
    # With fewer to spare, Holdfast would lay out half a sheet of further ones.
    return max(ROWS, tab.capacity // SPARE_SHARE + 10) if tab.shape is Shape.REGISTER else ROWS
