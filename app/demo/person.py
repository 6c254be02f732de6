"""What people of the made-up school do with their own hands: type in the sheet, send a draft, fill a form.

Everything goes through the local Google's public addresses, as a browser would, never through Holdfast.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import requests

from sheets_schema.layout import column_letters as letter

Typed = str | int | float | bool | None


class Person:
    """One person of the world, signed in to the local Google at `base_url`."""

    def __init__(self, base_url: str, email: str) -> None:
        self.base_url, self.email = base_url.rstrip("/"), email
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Bearer {email}"

    def call(self, verb: str, path: str, **more: Any) -> Any:
        """One API call as this person; the JSON answer."""
        answer = self.http.request(verb, self.base_url + path, timeout=60, **more)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    # In the sheet

    def values(self, book: str, a1: str) -> list[list[Any]]:
        return list(self.call("GET", f"/v4/spreadsheets/{book}/values/{quote(a1)}").get("values", []))

    def columns(self, book: str, tab: str) -> dict[str, int]:
        """Header title -> 0-based column."""
        return {title: at for at, title in enumerate(self.values(book, f"'{tab}'!1:1")[0])}

    def type_rows(
        self, book: str, tab: str, rows: Sequence[Mapping[str, Typed]], first: int | None = None
    ) -> None:
        """Type rows by column title, from sheet row `first` (1-based), or below what column B holds."""
        columns = self.columns(book, tab)
        if first is None:
            anchor = letter(columns[next(iter(rows[0]))])
            held = self.values(book, f"'{tab}'!{anchor}1:{anchor}")
            first = max((at for at, row in enumerate(held, 1) if row and row[0] != ""), default=1) + 1
        self.edit(book, _typing(tab, columns, rows, first))

    def fill_tabs(self, book: str, tabs: Mapping[str, Sequence[Mapping[str, Typed]]]) -> None:
        """Type rows by column title below the headers of several empty tabs, in one go."""
        ranges = [f"'{tab}'!1:1" for tab in tabs]
        found = self.call("GET", f"/v4/spreadsheets/{book}/values:batchGet", params={"ranges": ranges})
        ops: list[dict[str, Any]] = []
        for (tab, rows), headers in zip(tabs.items(), found["valueRanges"], strict=True):
            columns = {title: at for at, title in enumerate(headers["values"][0])}
            ops += _typing(tab, columns, rows, 2)
        self.edit(book, ops)

    def edit(self, book: str, ops: Sequence[Mapping[str, Any]]) -> None:
        """What a person does in the sheet, as the control's `edit` understands it."""
        self.call("POST", "/_control/edit", json={"spreadsheetId": book, "as": self.email, "ops": list(ops)})

    def set_setting(self, book: str, setting: str, value: Typed) -> None:
        """Type a value beside the setting of that name."""
        columns = self.columns(book, "Settings")
        names = self.values(book, f"Settings!{letter(columns['Setting'])}1:{letter(columns['Setting'])}")
        row = next(at for at, cell in enumerate(names, 1) if cell and cell[0] == setting)
        self.edit(book, [{"set": [f"Settings!{letter(columns['Value'])}{row}", value]}])

    # In mail and calendar

    def send(self, raw: str) -> None:
        text = base64.urlsafe_b64encode(raw.encode()).decode()
        self.call("POST", "/gmail/v1/users/me/messages/send", json={"raw": text})

    def drafts(self) -> list[dict[str, Any]]:
        return list(self.call("GET", "/gmail/v1/users/me/drafts").get("drafts", []))

    def send_draft(self, draft_id: str) -> None:
        self.call("POST", "/gmail/v1/users/me/drafts/send", json={"id": draft_id})

    def inbox(self, query: str) -> list[dict[str, Any]]:
        found = self.call("GET", "/gmail/v1/users/me/messages", params={"q": query})
        return [
            self.call("GET", f"/gmail/v1/users/me/messages/{message['id']}")
            for message in found.get("messages", [])
        ]

    def add_event(self, body: Mapping[str, Any]) -> None:
        self.call("POST", "/calendar/v3/calendars/primary/events", json=dict(body))

    # On a form's page

    def form_page(self, link: str) -> FormPage:
        """The respondent's page as this person sees it."""
        answer = requests.get(link, params={"as": self.email}, timeout=60)
        answer.raise_for_status()
        page = FormPage()
        page.feed(answer.text)
        return page

    def submit(self, page: FormPage, answers: Mapping[str, Sequence[str]]) -> None:
        """Send the page's own form with these answers, hidden fields and all."""
        data = {**page.hidden, **{name: list(values) for name, values in answers.items()}}
        url = page.action if page.action.startswith("http") else self.base_url + page.action
        answer = requests.post(url, data=data, timeout=60)
        answer.raise_for_status()


def _typing(
    tab: str, columns: Mapping[str, int], rows: Sequence[Mapping[str, Typed]], first: int
) -> list[dict[str, Any]]:
    return [
        {"set": [f"'{tab}'!{letter(columns[title])}{first + at}", value]}
        for at, row in enumerate(rows)
        for title, value in row.items()
        if value not in (None, "")
    ]


class FormPage(HTMLParser):
    """The one form with questions on a page: where it goes, what it hides, its choices and text fields."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, list[str]] = {}
        self.choices: dict[str, list[str]] = {}
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what the form would send."""
        field = {name: value or "" for name, value in attrs}
        name = field.get("name", "")
        if tag == "form" and "formResponse" in field.get("action", ""):
            self.action = field["action"]
        elif tag == "input" and field.get("type") == "hidden" and name:
            self.hidden.setdefault(name, []).append(field.get("value", ""))
        elif tag == "input" and field.get("type") in ("radio", "checkbox") and name.startswith("entry."):
            self.choices.setdefault(name, []).append(field.get("value", ""))
        elif (tag == "textarea" or (tag == "input" and field.get("type", "text") == "text")) and (
            name.startswith("entry.") and not name.endswith("other_option_response")
        ):
            self.texts.append(name)


def day_month(day: date) -> str:
    """A date the way this school's people write it by hand: 5/12."""
    return f"{day.day}/{day.month}"
