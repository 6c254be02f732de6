"""A meeting that its person marked as private is a row without its title: counselors read the tab as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.flows.town import OWNER, Town

MUM, COUNSELOR = "mum@home.test", "anna@school.test"
EVENTS = "/calendar/v3/calendars/primary/events"
HIDDEN = ("Nettlefold", "Quillclinic")


def everything(town: Town) -> str:
    """All cells of all spreadsheets, the workbook's and the readers'."""
    files = town.owner.call("GET", "/drive/v3/files", params={"fields": "*"})["files"]
    found = []
    for file in files:
        asked = {"fields": "sheets(properties.title,data.rowData.values.userEnteredValue)"}
        asked["includeGridData"] = "true"
        if file["mimeType"].endswith("spreadsheet"):
            found.append(repr(town.owner.call("GET", f"/v4/spreadsheets/{file['id']}", params=asked)))
    assert len(found) == 2
    return "\n".join(found)


def meeting(town: Town) -> dict[str, Any]:
    (row,) = town.rows("Meetings")
    return row


def test_the_title_of_a_private_event_is_nowhere(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    student = {"Name": "Ana Ruiz", "Status": "direct", "Counselor": COUNSELOR, "Last Review": "2026-10-01"}
    town.type("Students", [student], first=2)
    town.type("Team", [{"Person": "Ada", "Email": MUM, "Role": "parent", "Student": "S001"}], first=2)
    event = {
        "summary": "Ana Ruiz: Nettlefold test results",
        "location": "Quillclinic",
        "visibility": "private",
        "attendees": [{"email": MUM}, {"email": OWNER}],
        "start": {"dateTime": "2026-11-25T10:00:00Z"},
        "end": {"dateTime": "2026-11-25T11:00:00Z"},
    }
    made = town.owner.call("POST", EVENTS, json=event)
    town.rest()
    town.rest(full=True)
    row = meeting(town)
    assert (row["Title"], row["Kind"], row["Student"]) == ("Private meeting", "parent", "S001")
    assert row["Start"].startswith("2026-11-25 10:00")
    shown = everything(town)
    assert "Private meeting" in shown
    assert not any(word in shown or word.encode() in town.keep().state for word in HIDDEN)

    path = f"{EVENTS}/{made['id']}"
    town.owner.call("PATCH", path, json={"visibility": "default"})
    town.rest()
    assert meeting(town)["Title"] == event["summary"]
    town.owner.call("PATCH", path, json={"visibility": "confidential"})
    town.rest()
    town.rest(full=True)
    assert meeting(town)["Title"] == "Private meeting"
    assert "Nettlefold" not in everything(town)
