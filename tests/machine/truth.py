"""What people did, remembered outside the machine: the measure for what the machine may not lose.

A row is known by its mark, a text in one column that nobody else types. Nothing of Holdfast's enters here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import requests

from tests.machine.place import BASE, OWNER, Place

EPOCH = date(1899, 12, 30)
MARKS = {
    "Students": ("School Number",),
    "Team": ("Household",),
    "Accommodations": ("Source",),
    "Contact Log": ("Link", "Summary"),
    "Meetings": ("Event", "Notes"),
    "Reminders": ("Event",),
}
LINK = "https://mail.google.com/mail/u/0/#all/"
Rows = list[dict[str, Any]]


def serial(day: date) -> int:
    """The number a sheet keeps for a day."""
    return (day - EPOCH).days


def letter(index: int) -> str:
    """0 -> A, 26 -> AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass
class Truth:
    """`typed` goes tab -> mark -> column -> what was typed there last, as the sheet keeps it."""

    typed: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    deleted: dict[str, set[str]] = field(default_factory=dict)  # tab -> marks of rows people deleted
    headers: dict[tuple[str, str], str] = field(default_factory=dict)  # (tab, title) -> what it is called now
    contacts: set[str] = field(default_factory=set)  # message ids that are contact with the team
    strangers: set[str] = field(default_factory=set)  # and those that are not
    meetings: dict[str, dict[str, Any]] = field(default_factory=dict)  # event id -> as the calendar has it
    called_off: set[str] = field(default_factory=set)
    touched: dict[tuple[str, str, str], list[Any]] = field(
        default_factory=dict
    )  # shared cells: all that was said
    dropped_events: set[str] = field(default_factory=set)  # events of Holdfast's that a person deleted
    titles: dict[str, str] = field(default_factory=dict)  # and the titles people gave them, unmarked
    drafts_sent: set[str] = field(default_factory=set)  # keys
    drafts_discarded: set[str] = field(default_factory=set)
    answered: dict[str, int] = field(default_factory=dict)  # student code -> answers given
    ids: dict[tuple[str, str], int] = field(default_factory=dict)  # (tab, mark) -> row id at the last rest
    said: list[str] = field(default_factory=list)  # what happened, for who reads a failure

    def type(self, tab: str, mark: str, column: str, value: Any) -> None:
        self.typed.setdefault(tab, {}).setdefault(mark, {})[column] = value

    def delete(self, tab: str, mark: str) -> None:
        self.typed.get(tab, {}).pop(mark, None)
        self.deleted.setdefault(tab, set()).add(mark)

    def header(self, tab: str, title: str) -> str:
        return self.headers.get((tab, title), title)


class Eyes:
    """Somebody who looks at Google's own addresses, never through Holdfast."""

    def __init__(self, place: Place, truth: Truth) -> None:
        self.place, self.truth = place, truth
        self.http = requests.Session()
        self.http.mount("http://", place.local)
        self.http.trust_env = False  # else every call looks through the environment for a proxy
        self.http.headers["Authorization"] = f"Bearer {OWNER}"

    def call(self, verb: str, path: str, **more: Any) -> Any:
        answer = self.http.request(verb, BASE + path, **more)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def values(self, title: str, book: str = "") -> list[list[Any]]:
        asked = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}
        path = f"/v4/spreadsheets/{book or self.place.book}/values/{quote(title)}"
        return list(self.call("GET", path, params=asked).get("values", []))

    def rows(self, tab: str) -> Rows:
        """Rows with any mark, by the titles of the definition; "#" is the sheet row, "mark" the mark."""
        values = self.values(tab)
        now = {self.truth.header(tab, title): title for title in self._titles(tab, values)}
        heads = [now.get(str(cell), str(cell)) for cell in values[0]]
        found = []
        for number, line in enumerate(values[1:], 2):
            cells = dict(zip(heads, [*line, *[""] * (len(heads) - len(line))], strict=False))
            mark = next((str(cells[one]) for one in MARKS.get(tab, ()) if cells.get(one)), "")
            if mark:
                found.append({**cells, "#": number, "mark": mark})
        return found

    def _titles(self, tab: str, values: list[list[Any]]) -> list[str]:
        renamed = {new: old for (of, old), new in self.truth.headers.items() if of == tab}
        return [renamed.get(str(cell), str(cell)) for cell in values[0]]

    def column(self, tab: str, title: str) -> str:
        heads = [str(cell) for cell in self.values(f"'{tab}'!1:1")[0]]
        return letter(heads.index(self.truth.header(tab, title)))

    def events(self, calendar: str) -> list[dict[str, Any]]:
        path = f"/calendar/v3/calendars/{quote(calendar)}/events"
        return list(self.call("GET", path, params={"maxResults": 2500})["items"])

    def event(self, calendar: str, event_id: str) -> dict[str, Any]:
        return dict(self.call("GET", f"/calendar/v3/calendars/{quote(calendar)}/events/{event_id}"))

    def messages(self, query: str) -> list[dict[str, Any]]:
        asked = {"q": query, "maxResults": 500}
        found = self.call("GET", "/gmail/v1/users/me/messages", params=asked).get("messages", [])
        return [self.message(one["id"]) for one in found]

    def message(self, message_id: str) -> dict[str, Any]:
        asked = {"format": "metadata"}
        message = self.call("GET", f"/gmail/v1/users/me/messages/{message_id}", params=asked)
        heads = {head["name"].lower(): head["value"] for head in message["payload"]["headers"]}
        return {**message, "heads": heads}

    def drafts(self) -> list[dict[str, Any]]:
        """Draft id and headers of every draft."""
        found = self.call("GET", "/gmail/v1/users/me/drafts", params={"maxResults": 500}).get("drafts", [])
        return [{"id": one["id"], **self.message(one["message"]["id"])} | {"id": one["id"]} for one in found]


def soon(place: Place, days: int) -> date:
    return place.now().date() + timedelta(days=days)
