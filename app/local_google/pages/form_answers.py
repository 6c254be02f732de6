"""A form as its owner sees it: whether it is open, for whom, what it asks, what was answered. Read only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.local_google.api import GoogleError
from app.local_google.drive.access import stored
from app.local_google.forms.answers import Asked, asked_in
from app.local_google.forms.responses import all_of
from app.local_google.pages.ask import ask
from app.local_google.pages.look import page, shown_to, the_world

Json = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """One question with its answers: counted where there are choices, listed where there is text."""

    title: str
    kind: str
    required: bool
    given: int
    counts: list[tuple[str, int]]
    texts: list[str]


def answers_page(form_id: str) -> ResponseReturnValue:
    """The page at `/forms/d/ID/edit`, for those who may edit the form."""
    world, who = the_world(), shown_to()
    try:
        with world.transaction():
            form = ask(world, who, "forms.forms.get", {"formId": form_id})
            ask(world, who, "forms.forms.responses.list", {"formId": form_id, "pageSize": 1})
            kept, file = all_of(world, form_id), stored(world, form_id) or {}
    except GoogleError as error:
        return page("form_refused.html", status=error.status, error=error)
    told = [_told(asked, kept) for asked in asked_in(form.get("items", []))]
    readers = [_reader(each) for each in file.get("permissions", []) if each.get("view") == "published"]
    link = f"{form['responderUri'].removeprefix(request.host_url.rstrip('/'))}"
    state = form["publishSettings"]["publishState"]
    return page("form_answers.html", form=form, told=told, kept=kept, readers=readers, link=link, state=state)


def _told(asked: Asked, kept: list[Json]) -> Told:
    answers = [each["answers"][asked.id] for each in kept if asked.id in each["answers"]]
    required = bool(asked.question.get("required"))
    values = [value for answer in answers for value in answer]
    kind = asked.kind.removesuffix("Question")
    if asked.kind in ("textQuestion", "dateQuestion", "timeQuestion"):
        return Told(asked.title, kind, required, len(answers), [], values)
    offered = [option["value"] for option in asked.choice.get("options", []) if not option.get("isOther")]
    counted = Counter(values)
    order = offered + sorted(value for value in counted if value not in offered)
    counts = [(value, counted[value]) for value in order]
    return Told(asked.title, kind, required, len(answers), counts, [])


def _reader(permission: Json) -> str:
    if permission["type"] == "anyone":
        return "anyone with the link"
    return str(permission.get("emailAddress") or permission.get("domain") or permission["type"])
