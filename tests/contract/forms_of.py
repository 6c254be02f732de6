"""Forms built through Google's client, and answered as a browser does; shared by the form tests."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import requests

OWNER = "owner@school.test"
Json = dict[str, Any]


def question(title: str, kind: Json, **more: Any) -> Json:
    """An item that asks one question."""
    return {"title": title, "questionItem": {"question": {**kind, **more}}}


def choice(kind: str, *values: str, other: bool = False) -> Json:
    options: list[Json] = [{"value": value} for value in values]
    return {"choiceQuestion": {"type": kind, "options": options + ([{"isOther": True}] if other else [])}}


def create_items(*items: Json, start: int = 0) -> list[Json]:
    """The requests that put these items one after the other."""
    return [
        {"createItem": {"item": item, "location": {"index": number}}}
        for number, item in enumerate(items, start)
    ]


def collect(kind: str) -> Json:
    return {
        "updateSettings": {"settings": {"emailCollectionType": kind}, "updateMask": "emailCollectionType"}
    }


def make(google: Any, *items: Json, emails: str = "DO_NOT_COLLECT", share: Json | None = None) -> Json:
    """A published form with these items that anyone, or whom `share` names, may answer."""
    forms, drive = google.service("forms", "v1"), google.service("drive", "v3")
    form = forms.forms().create(body={"info": {"title": "Survey", "documentTitle": "survey-1"}}).execute()
    body = {"requests": [collect(emails), *create_items(*items)], "includeFormInResponse": True}
    made = forms.forms().batchUpdate(formId=form["formId"], body=body).execute()["form"]
    publish(google, form["formId"])
    permission = {"view": "published", "role": "reader", **(share or {"type": "anyone"})}
    drive.permissions().create(fileId=form["formId"], body=permission, sendNotificationEmail=False).execute()
    return dict(made)


def publish(google: Any, form_id: str, *, published: bool = True, accepting: bool = True) -> Json:
    state = {"isPublished": published, "isAcceptingResponses": accepting}
    body = {"publishSettings": {"publishState": state}, "updateMask": "publishState"}
    service = google.service("forms", "v1")
    return dict(service.forms().setPublishSettings(formId=form_id, body=body).execute())


def entry(question_id: str) -> str:
    """The name of a question's field on the respondent's page."""
    return f"entry.{int(question_id, 16)}"


def ids(form: Json) -> list[str]:
    """Every question id of a form, in order."""
    found = []
    for item in form["items"]:
        if "questionItem" in item:
            found.append(item["questionItem"]["question"]["questionId"])
        found += [row["questionId"] for row in item.get("questionGroupItem", {}).get("questions", [])]
    return found


def post(form: Json, fields: Json, who: str = "") -> requests.Response:
    """The answers sent to the form's own submit address."""
    address = form["responderUri"].replace("/viewform", "/formResponse")
    return requests.post(address, data={**fields, **({"as": who} if who else {})}, timeout=20)


def responses(google: Any, form: Json, **wanted: Any) -> list[Json]:
    service = google.service("forms", "v1")
    return list(
        service.forms().responses().list(formId=form["formId"], **wanted).execute().get("responses", [])
    )


def texts(response: Json) -> dict[str, list[str]]:
    """The answers' texts by question id."""
    given = response.get("answers", {})
    return {
        key: [each["value"] for each in answer["textAnswers"]["answers"]] for key, answer in given.items()
    }


class Page(HTMLParser):
    """The fields, links and buttons of a page, as a browser without JavaScript would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.links: list[str] = []
        self.named: set[str] = set()
        self.labels: set[str] = set()
        self.ids: set[str] = set()
        self._text: str | None = None
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given["id"]} if "id" in given else set()
        name = given.get("name", "")
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "label" and "for" in given:
            self.labels.add(given["for"])
        elif tag == "input" and name:
            self.named.add(name)
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea":
            self.named.add(name)
            self._text = name
            self.fields.setdefault(name, []).append("")
        elif tag == "select":
            self.named.add(name)
            self._select = name
        elif tag == "option" and "selected" in given:
            self.fields[self._select] = [given["value"]]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            # A browser drops the first line feed of a text area.
            self.fields[self._text][-1] = self.fields[self._text][-1].removeprefix("\n")
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.fields[self._text][-1] += data
