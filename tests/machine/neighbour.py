"""A second caseload in the same world and the same state: another owner, some of the same people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.demo.person import Person
from app.flows.setup import create_caseload
from app.flows.sync import sync_until_at_rest
from tests.machine.people import PARENTS
from tests.machine.place import BASE, Kept, Place
from tests.machine.prepared import ZONE, prepared, send_an_invitation, without_spare_rows
from tests.made_once import made_once

OTHER, OTHER_COUNSELOR = "other@school.test", "second@school.test"
PUPILS = ("Zoe Quast", "Yan Brill", "Xia Torm")
OWN = frozenset({"place", "owner", "caseload_id", "book", "calendar"})


class Seat:
    """The place as another owner has it before them: their own workbook and calendar, all else the same."""

    expire, connect, deliver, edit = Place.expire, Place.connect, Place.deliver, Place.edit

    def __init__(self, place: Place, owner: str) -> None:
        self.place, self.owner = place, owner
        self.caseload_id, self.book, self.calendar = 0, "", ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.place, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in OWN:
            object.__setattr__(self, name, value)
        else:
            setattr(self.place, name, value)


@dataclass(frozen=True)
class Both:
    place: Place
    seat: Any
    kept: Kept


@lru_cache(maxsize=1)
def both() -> Both:
    """The usual school and its neighbour, at rest. Made once a run."""
    made = made_once("two caseloads", _made)
    place = prepared().place
    seat = Seat(place, OTHER)
    for name, value in json.loads(made["names"]).items():
        setattr(seat, name, value)
    return Both(place, seat, Kept(made["google"], made["state"]))


def _made() -> dict[str, bytes]:
    school = prepared()
    place = school.place
    place.put_back(school.kept, 0)
    seat: Any = Seat(place, OTHER)
    seat.connect()
    deps = place.workers[0].deps
    caseload = create_caseload(deps, OTHER, "Learning support", ZONE)
    seat.caseload_id, seat.book, seat.calendar = caseload.id, caseload.spreadsheet_id, caseload.calendar_id
    without_spare_rows(seat)
    other = Person(BASE, OTHER)
    other.http.mount("http://", place.local)
    other.type_rows(seat.book, "Students", [
        {"Name": name, "School Number": f"Q{at}", "Status": "direct", "Last Review": "2025-12-20",
         "Counselor": OTHER_COUNSELOR if at == 1 else "", "Joined": "2026-09-01",
         "Student Email": f"neighbour{at}@students.test" if at == 1 else ""}
        for at, name in enumerate(PUPILS, 1)
    ], first=2)  # fmt: skip
    other.type_rows(seat.book, "Team", [
        {"Person": "Parent", "Email": email, "Role": "parent", "Student": "S001", "Household": f"K{at}"}
        for at, email in enumerate(PARENTS, 1)
    ], first=2)  # fmt: skip
    other.type_rows(seat.book, "Accommodations", [
        {"Student": "S001", "Accommodation": "more light", "Status": "active", "Start": "2026-09-01",
         "Source": "B1"}
    ], first=2)  # fmt: skip
    for setting, value in (("Mail: survey invitation", "send"), ("Date order", "day first")):
        other.set_setting(seat.book, setting, value)
    other.type_rows(seat.book, "Survey Rounds", [
        {"Round": "2026Q4", "Kind": "use", "Opens": "2026-11-20", "Closes": "2026-12-11"}])  # fmt: skip
    reports = sync_until_at_rest(deps, caseload.id)
    send_an_invitation(deps, caseload.id, other)
    reports += sync_until_at_rest(deps, caseload.id)
    assert reports[-1].outcome == "ok", reports[-1].said
    assert not reports[-1].changed
    kept = place.keep()
    names = {name: getattr(seat, name) for name in ("caseload_id", "book", "calendar")}
    return {"google": kept.google, "state": kept.state, "names": json.dumps(names).encode()}
