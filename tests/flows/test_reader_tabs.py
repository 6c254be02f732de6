"""What a reader may see is not what it was: the tabs of a file that is there already follow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sheets_schema.layout import SHEET_IDS
from sheets_schema.model import Audience
from sheets_schema.visible import seen
from sheets_schema.workbook import WORKBOOK
from tests.flows.town import Town

GONE = "Seating Plans"
COUNSELOR = "anna@school.test"


def titles(town: Town, file: str) -> set[str]:
    asked = {"fields": "sheets.properties.title"}
    found = town.owner.call("GET", f"/v4/spreadsheets/{file}", params=asked)["sheets"]
    return {sheet["properties"]["title"] for sheet in found}


def as_of_an_older_version(town: Town) -> str:
    """Settings and a tab that is no more were shown then, Contact Log was not: the file as it is known."""
    (file,) = town.store.observed.files(town.caseload.id)
    now = WORKBOOK.tab("settings"), WORKBOOK.tab("contact_log")
    added = {"properties": {"sheetId": now[0].sheet_id, "title": "Settings"}}
    gone = {"properties": {"sheetId": SHEET_IDS.stop - 1, "title": GONE}}
    changes = [{"deleteSheet": {"sheetId": now[1].sheet_id}}, {"addSheet": added}, {"addSheet": gone}]
    body = {"requests": changes}
    town.owner.call("POST", f"/v4/spreadsheets/{file.spreadsheet_id}:batchUpdate", json=body)
    shown = {key: digest for key, digest in file.shown.items() if key != "contact_log"}
    shown |= {"settings": "as it was", "seating_plans": "as it was"}
    with town.store.claim(town.caseload.id, town.world.now()) as claim:
        town.store.observed.keep_file(claim, replace(file, shown=shown))
    return file.spreadsheet_id


def test_a_tab_that_became_restricted_leaves_and_a_new_one_comes(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    student = {"Name": "Ana Ruiz", "Status": "direct", "Counselor": COUNSELOR, "Last Review": "2026-10-01"}
    town.type("Students", [student], first=2)
    town.rest()
    wanted = {tab.title for tab in seen(WORKBOOK, Audience.COUNSELOR).tabs}
    file = as_of_an_older_version(town)
    assert titles(town, file) == (wanted | {"Settings", GONE}) - {"Contact Log"}
    kept = town.keep()
    town.rest(full=True)
    assert titles(town, file) == wanted

    town.put_back(kept)
    with town.dying(f"{file}:batchUpdate", after=True):
        town.sync(full=True)
    assert titles(town, file) == wanted
    town.rest(full=True)
    assert titles(town, file) == wanted

    town.type("Students", [{"Status": "exited"}], first=2)
    town.rest(full=True)
    assert [row for row in town.rows("Students", book=file) if row.get("Name")] == []
