"""Bringing a spreadsheet in with the permission people really give: a file is open to Holdfast once they
allow it, for them alone. Through the side panel, by its address, and as a download.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server

from app.core.scopes import ADDON, INTERNAL
from app.errors import Refused, UserMistake
from app.flows.adopt import adopt_spreadsheet, propose_adoption
from app.flows.adopt_order import order_adoption
from app.flows.sync import sync_caseload
from app.local_google import identity
from app.local_google.drive.access import open_with
from app.local_google.pages.addon_calls import SERVICE_ACCOUNT
from app.local_google.testing import local
from app.settings import Settings
from app.web import create_app
from app.wiring import LOCAL_CLIENT, WebNeeds
from jobs.tick import tick
from tests.flows.side_panel import SidePanel
from tests.flows.town import BASE, KEY, OWNER, Colleague, Kept, Killed, Town, nothing

pytestmark = pytest.mark.slow

COLLEAGUE, STRANGER = "colleague@school.test", "stranger@school.test"
MARKUP, FORMULA = "<b>Locker</b><script>alert(1)</script>", '=HYPERLINK("https://x.test","Bus")'
LINES = [
    ["My caseload 2026-27"],
    ["Student", "Gr.", "Plan Type", "Last IEP", "Services", MARKUP, FORMULA],
    ["Diallo, Amara", "6", "IEP", "3/4/2026", "pull out", "12", "North"],
    ["Nora Lind", "7", "504", "soon", "monitor", "14", "=1+1"],
    ["Teo Brandt", "8", "ILP", "", "push in", "15", ""],
    ["Total", "", "", "", "", "", "3"],
]


@dataclass(frozen=True)
class Place:
    """A town with the web before it, the add-on installed, and the owner's own spreadsheet."""

    town: Town
    web: str
    original: str

    def panel(self, who: str = OWNER) -> SidePanel:
        return SidePanel(self.town.person(who)).open(self.original)

    def connect(self, who: str) -> None:
        scopes = [scope.url for scope in INTERNAL]
        grant = identity.issue(self.town.world, who, scopes)
        self.town.store.accounts.save(who, grant.refresh, scopes, self.town.world.now())

    def call(self, who: str, path: str, spreadsheet: str, **common: Any) -> dict[str, Any]:
        """As Google's service posts a click, with a file that Google said is open."""
        with self.town.world.transaction():
            system = identity.id_token(self.town.world, self.web + path, SERVICE_ACCOUNT)
            user = identity.id_token(self.town.world, LOCAL_CLIENT, who)
        event = {
            "commonEventObject": {"hostApp": "SHEETS", **common},
            "authorizationEventObject": {"userIdToken": user},
            "sheets": {"id": spreadsheet, "title": "My caseload", "addonHasFileScopePermission": True},
        }
        headers = {"Authorization": f"Bearer {system}"}
        answer = requests.post(self.web + path, json=event, headers=headers, timeout=60)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def grid(self) -> Any:
        asked = {"includeGridData": "true"}
        return self.town.owner.call("GET", f"/v4/spreadsheets/{self.original}", params=asked)

    def made(self) -> int:
        return len(self.town.store.caseloads.list())

    def files(self) -> list[dict[str, Any]]:
        return list(self.town.owner.call("GET", "/drive/v3/files")["files"])

    def students(self, caseload: int) -> dict[str, dict[str, Any]]:
        book = self.town.store.caseloads.get(caseload).spreadsheet_id
        return {row["Name"]: row for row in self.town.rows("Students", book) if row["Name"]}


class InProcess(WebNeeds):
    """The web's needs, with Google in this very process."""

    town: Town

    @property
    def http(self) -> requests.Session:
        session = requests.Session()
        session.mount(BASE, local(self.town.world))
        return session


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Kept]]:
    folder = tmp_path_factory.mktemp("town")
    town = Town(folder)
    settings = Settings(google_url=BASE, data=folder, secret_keys=(KEY,))
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    web = f"http://127.0.0.1:{server.server_port}"
    needs = InProcess(town.deps, settings.model_copy(update={"base_url": web}))
    needs.__dict__["town"] = town
    server.app = create_app(needs)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with town.world.transaction():
        scopes = [scope.url for scope in ADDON]
        town.world.store.put("addon", "endpoint", {"base_url": web, "scopes": scopes})
    file = {"mimeType": "application/vnd.google-apps.spreadsheet", "name": "My caseload"}
    original = str(town.owner.call("POST", "/drive/v3/files", json=file)["id"])
    path = f"/v4/spreadsheets/{original}/values/Sheet1!A1"
    town.owner.call("PUT", path, params={"valueInputOption": "RAW"}, json={"values": LINES})
    for who in (COLLEAGUE, STRANGER):
        permission = {"type": "user", "role": "writer", "emailAddress": who}
        town.owner.call("POST", f"/drive/v3/files/{original}/permissions", json=permission)
    place = Place(town, web, original)
    for who in (OWNER, COLLEAGUE):
        place.connect(who)
    place.panel()  # the web keeps Google's keys, which are made at the first use
    yield place, town.keep()
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def place(begun: tuple[Place, Kept]) -> Place:
    place, kept = begun
    place.town.put_back(kept)
    return place


def test_from_the_panel_a_spreadsheet_becomes_one_workbook(place: Place) -> None:
    before = place.grid()
    panel = place.panel()
    assert "Holdfast cannot see this spreadsheet" in panel.page
    assert "Bring this spreadsheet in" not in panel.page
    assert "The add-on asks to work with this spreadsheet" in panel.press("Allow this file")
    assert "This spreadsheet is not one of Holdfast" in panel.press("Allow")
    shown = panel.press("Bring this spreadsheet in")
    assert "3 rows of students" in shown
    assert "D Last IEP → Students · Last Review" in shown
    assert "<script>" not in shown
    assert "<b>Locker" not in shown
    assert "F &lt;b&gt;Locker&lt;/b&gt;" in shown
    assert "Diallo" not in shown
    assert (place.made(), place.grid()) == (0, before)
    second = place.panel()
    second.press("Bring this spreadsheet in")

    assert "is being made from this spreadsheet" in panel.press("Make the new workbook", dates="dmy")
    assert "is being made from this spreadsheet" in second.press("Make the new workbook", dates="dmy")
    assert place.made() == 1
    assert "is being made from this spreadsheet" in place.panel().page
    assert tick(place.town.deps) == {1: "ok"}
    students = place.students(1)
    assert set(students) == {"Amara Diallo", "Nora Lind", "Teo Brandt"}
    amara, nora = students["Amara Diallo"], students["Nora Lind"]
    assert (amara["Status"], amara["Last Review"], amara[MARKUP]) == ("direct", "2026-04-03", "12")
    assert (nora["Notes"], nora[FORMULA]) == ("Last IEP: soon", "=1+1")
    assert place.grid() == before
    after = place.panel().page
    assert "This spreadsheet was brought into My caseload (Holdfast)" in after
    assert "3 students" in after

    book = place.town.store.caseloads.get(1).spreadsheet_id
    assert "This spreadsheet" not in str(place.call(OWNER, "/addon/sheets/home", book))
    shared = str(place.call(COLLEAGUE, "/addon/sheets/home", book))
    assert "Bring this spreadsheet in" not in shared
    assert "3 students" not in shared
    place.call(OWNER, "/addon/sheets/adopt", place.original, parameters={"spreadsheet": place.original})
    assert tick(place.town.deps) == {}
    assert (place.made(), len(place.students(1))) == (1, 3)


def test_without_the_files_permission_both_ways_are_named_and_the_address_works_later(place: Place) -> None:
    address = f"https://docs.google.com/spreadsheets/d/{place.original}/edit?gid=0#gid=0"
    deps = place.town.deps
    with pytest.raises(Refused, match=r"(?s)Allow this file.*caseload adopt FILE\.xlsx"):
        adopt_spreadsheet(deps, OWNER, "Learning support", "UTC", address, "dmy")
    assert place.made() == 0
    open_with(place.town.world, place.original, LOCAL_CLIENT, OWNER)
    report = adopt_spreadsheet(deps, OWNER, "Learning support", "UTC", address, "dmy")
    assert (report.untouched, report.own_columns) == (True, (MARKUP, FORMULA))
    assert len(place.students(report.caseload)) == 3
    with pytest.raises(Refused, match="already"):
        adopt_spreadsheet(deps, OWNER, "Another", "UTC", place.original, "dmy")


def test_a_download_is_read_as_the_spreadsheet_is(place: Place, tmp_path: Path) -> None:
    """Nobody allowed the file; what a person downloads is proposed and copied all the same."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    path = f"{BASE}/drive/v3/files/{place.original}/export"
    file = tmp_path / "My caseload.xlsx"
    file.write_bytes(place.town.owner.http.get(path, params={"mimeType": kind}).content)
    deps = place.town.deps
    proposed = propose_adoption(deps, OWNER, file, "UTC", "dmy")
    report = adopt_spreadsheet(deps, OWNER, "Learning support", "UTC", file, "dmy")
    assert (report.untouched, report.own_columns) == (True, (MARKUP, FORMULA))
    students = place.students(report.caseload)
    assert (students["Amara Diallo"]["Last Review"], students["Nora Lind"][FORMULA]) == ("2026-04-03", "=1+1")
    with pytest.raises(Refused, match="already"):
        adopt_spreadsheet(deps, OWNER, "Another", "UTC", file, "dmy")
    open_with(place.town.world, place.original, LOCAL_CLIENT, OWNER)
    assert proposed.json() == propose_adoption(deps, OWNER, place.original, "UTC", "dmy").json()


def test_a_file_that_is_no_workbook_is_refused_in_words(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"PK not really")
    with pytest.raises(UserMistake, match=r"list\.xlsx: The file is damaged"):
        propose_adoption(place.town.deps, OWNER, file, "UTC", None)


def test_one_persons_permission_is_nobody_elses(place: Place) -> None:
    """All three may write it; the owner allowed it, the colleague did not, the stranger never connected."""
    open_with(place.town.world, place.original, LOCAL_CLIENT, OWNER)
    assert "Holdfast cannot see this spreadsheet" in place.panel(COLLEAGUE).page
    click = {"parameters": {"spreadsheet": place.original}}
    forged = place.call(COLLEAGUE, "/addon/sheets/adopt", place.original, **click)
    assert "Allow this file" in str(forged)
    asked = place.call(STRANGER, "/addon/sheets/bring", place.original)
    assert "/connect" in str(asked)
    assert "/connect" in str(place.call(STRANGER, "/addon/sheets/adopt", place.original, **click))
    other = {"parameters": {"spreadsheet": "1another"}}
    told = place.call(OWNER, "/addon/sheets/adopt", place.original, **other)
    assert "about another spreadsheet" in str(told)
    assert place.made() == 0


def test_an_order_waits_until_it_can_be_done_and_is_finished_after_a_kill(place: Place) -> None:
    town = place.town
    open_with(town.world, place.original, LOCAL_CLIENT, OWNER)
    order_adoption(town.deps, OWNER, place.original, "dmy")
    with town.world.transaction():
        file = town.world.store.get("drive.files", place.original)
        assert file is not None
        town.world.store.put("drive.files", place.original, {**file, "apps": []})
    assert tick(town.deps) == {1: "refused"}
    dry = sync_caseload(town.deps, 1, dry_run=True)
    assert (dry.outcome, "no workbook yet" in dry.said[0]) == ("refused", True)
    town.pass_time(minutes=11)
    open_with(town.world, place.original, LOCAL_CLIENT, OWNER)
    assert "has not worked yet" in place.panel().page
    town.pass_time(minutes=10)
    left = 2  # the workbook, then its rows

    def die(request: requests.PreparedRequest) -> None:
        nonlocal left
        left -= str(request.url).partition("?")[0].endswith(":batchUpdate")
        if not left:
            town.dead = True
            raise Killed

    town.wire.after = die
    with pytest.raises(Killed):
        tick(town.deps)
    town.live_again()
    assert tick(town.deps) == {1: "ok"}
    students = place.students(1)
    assert [students[name][MARKUP] for name in sorted(students)] == ["12", "14", "15"]
    assert town.store.orders.waiting(1) == ()
    assert place.made() == 1


def test_two_workers_at_one_order_make_one_workbook(place: Place) -> None:
    town = place.town
    open_with(town.world, place.original, LOCAL_CLIENT, OWNER)
    order_adoption(town.deps, OWNER, place.original, "dmy")
    other, outcomes = Colleague(town), []

    def meanwhile(request: requests.PreparedRequest) -> None:
        if str(request.url).partition("?")[0].endswith(":batchUpdate"):
            town.store.caseloads.set_due(1, town.world.now())
            outcomes.append(tick(other.deps))

    town.wire.after = meanwhile
    tick(town.deps)
    town.wire.after = nothing
    other.leave()
    town.pass_time(minutes=20)
    assert tick(town.deps) == {1: "ok"}
    assert place.made() == 1
    students = place.students(1)
    assert [students[name][MARKUP] for name in sorted(students)] == ["12", "14", "15"]
    assert f"{MARKUP} (2)" not in students["Nora Lind"]
    made = [name for name in (file["name"] for file in place.files()) if name == "My caseload (Holdfast)"]
    assert (len(made), len(outcomes) >= 3) == (1, True)
