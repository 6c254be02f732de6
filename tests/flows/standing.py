"""What a school looks like from outside once it is at rest, without what two histories may differ in:
the ids Google gives, and the moments at which Holdfast worked."""

from __future__ import annotations

import re
from typing import Any

from app.store.ledger import State
from tests.flows.town import OWNER, Town

FORM, SHEET = "application/vnd.google-apps.form", "application/vnd.google-apps.spreadsheet"
TABS = (
    "Students", "Team", "Accommodations", "Survey Rounds", "Survey Links", "Survey Answers", "Contact Log",
    "Meetings", "Reminders", "Award Rules", "Award Scores", "Award Holds", "Award", "Settings", "_Holdfast",
)  # fmt: skip
GIVEN = ("Form Link", "Invited", "Value")  # an id of Google's, a moment: that there is one is what counts


def standing(town: Town) -> dict[str, Any]:
    """Everything a person could find, comparable."""
    return {
        "tabs": {title: _rows(town, title) for title in TABS},
        "problems": sorted(row["What"] for row in town.rows("Sync") if row["Kind"] == "problem"),
        "ids": _ids_once(town),
        "sent": sent(town),
        "drafts": sorted(_heads(town, draft["message"]["id"]) for draft in town.owner.drafts()),
        "events": events(town),
        "forms": [_form(town, file) for file in files(town, FORM)],
        "files": [_file(town, file) for file in files(town, SHEET)],
        "unfinished": [entry.kind for entry in town.store.ledger.open(town.caseload.id) if _stuck(entry)],
    }


def differences(found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """What only one of two ends has, each on a line."""
    lines = []
    for what in wanted:
        one, other = _flat(found[what]), _flat(wanted[what])
        lines += [f"{what}: only now: {line}" for line in one if one.count(line) > other.count(line)]
        lines += [f"{what}: missing: {line}" for line in other if other.count(line) > one.count(line)]
    return lines


def _flat(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [f"{title}: {line}" for title, lines in part.items() for line in lines]
    return [repr(line) for line in part] if isinstance(part, list) else [repr(part)]


def _rows(town: Town, title: str) -> list[str]:
    kept = []
    for row in town.rows(title):
        row = {
            key: bool(cell) if key in GIVEN else cell for key, cell in row.items() if key not in ("#", "Id")
        }
        if title == "_Holdfast":
            row["Key"] = row["Key"].partition(":")[0]  # what follows is a row id
        kept.append(repr(sorted(row.items(), key=str)))
    return kept if title in ("Students", "Team", "Award") else sorted(kept)


def _ids_once(town: Town) -> bool:
    ids = [
        cells[0]
        for title in TABS[:-3]
        for cells in town.owner.values(town.book, f"{title}!A2:A")
        if cells and cells[0] != ""
    ]
    return len(ids) == len(set(ids))


def _stuck(entry: Any) -> bool:
    return not (entry.kind == "mail" and entry.state is State.PREPARED)


def sent(town: Town) -> list[tuple[str, str]]:
    """To and subject of every mail in Sent."""
    found = town.owner.call("GET", "/gmail/v1/users/me/messages", params={"q": "in:sent", "maxResults": 500})
    return sorted(_heads(town, message["id"]) for message in found.get("messages", []))


def _heads(town: Town, message_id: str) -> tuple[str, str]:
    message = town.owner.call("GET", f"/gmail/v1/users/me/messages/{message_id}")
    heads = {head["name"].lower(): head["value"] for head in message["payload"]["headers"]}
    subject = re.sub(
        r"\d+ things? due", "things due", heads.get("subject", "")
    )  # a later digest may say more
    return heads.get("to", ""), subject


def events(town: Town) -> list[tuple[str, str]]:
    """Day and title of every event on Holdfast's own calendars."""
    calendars = town.owner.call("GET", "/calendar/v3/users/me/calendarList")["items"]
    found = []
    for calendar in calendars:
        if calendar["id"] not in (OWNER, "primary"):
            listed = town.owner.call("GET", f"/calendar/v3/calendars/{calendar['id']}/events?maxResults=2500")
            found += [(event["start"].get("date", ""), event.get("summary", "")) for event in listed["items"]]
    return sorted(found)


def files(town: Town, kind: str) -> list[dict[str, Any]]:
    """The owner's files of a kind that are not in the bin, by name."""
    query = f"mimeType='{kind}' and trashed=false"
    listed = town.owner.call("GET", "/drive/v3/files", params={"q": query, "pageSize": 1000, "fields": "*"})
    return sorted(listed["files"], key=lambda file: file["name"])


def _form(town: Town, file: dict[str, Any]) -> tuple[Any, ...]:
    form = town.owner.call("GET", f"/v1/forms/{file['id']}")
    state = form.get("publishSettings", {}).get("publishState", {})
    asked = {"fields": "*", "includePermissionsForView": "published"}
    shared = town.owner.call("GET", f"/drive/v3/files/{file['id']}/permissions", params=asked)
    readers = sorted(
        (one.get("emailAddress", one["type"]), one["role"], one.get("view", ""))
        for one in shared["permissions"]
    )
    return file["name"], len(form.get("items", [])), state.get("isAcceptingResponses", False), readers


def _file(town: Town, file: dict[str, Any]) -> tuple[Any, ...]:
    """Name, who may read it, and, of readers' files, what it shows."""
    shared = town.owner.call("GET", f"/drive/v3/files/{file['id']}/permissions", params={"fields": "*"})
    readers = sorted((one.get("emailAddress", one["type"]), one["role"]) for one in shared["permissions"])
    if file["id"] == town.book:
        return file["name"], readers, ()
    sheets = town.owner.call(
        "GET", f"/v4/spreadsheets/{file['id']}", params={"fields": "sheets.properties.title"}
    )
    titles = [sheet["properties"]["title"] for sheet in sheets["sheets"]]
    shown = {
        title: [_without_links(line) for line in town.owner.values(file["id"], title)] for title in titles
    }
    return file["name"], readers, sorted((title, repr(lines)) for title, lines in shown.items())


def _without_links(line: list[Any]) -> list[Any]:
    return ["LINK" if "/forms/d/" in str(cell) else cell for cell in line]
