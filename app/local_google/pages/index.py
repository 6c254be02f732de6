"""The first page: what is here, for whom, and where it leads. It changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import request
from flask.typing import ResponseReturnValue

from app.local_google.calendar.book import zone_of
from app.local_google.drive import stranger
from app.local_google.drive.access import role_in
from app.local_google.forms.document import find_public
from app.local_google.forms.responses import all_of
from app.local_google.pages import addon_calls
from app.local_google.pages.look import page, page_blueprint, shown_to, the_world
from app.local_google.world import World

blueprint = page_blueprint("index", __name__)
SHEET = "application/vnd.google-apps.spreadsheet"
FORM = "application/vnd.google-apps.form"


@dataclass(frozen=True)
class Entry:
    """A file as the list shows it: where it opens, whose it is, when it changed."""

    name: str
    url: str
    kind: str
    owner: str
    changed: str
    shared: str
    note: str = ""


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Everything to the visitor who names nobody; else what that person can open."""
    world, who = the_world(), shown_to("")
    with world.transaction():
        files = [file for _, file in world.store.scan("drive.files") if not file.get("trashed")]
        unshown = {stranger.OWNER, addon_calls.SERVICE_ACCOUNT}
        people = [person for email, person in world.store.scan("people") if email not in unshown]
        known = [file for file in files if file["owner"] not in unshown]
        seen = [file for file in known if not who or role_in(world, who, file)]
        entries = [entry for file in _as_made(seen) if (entry := _entry(world, file, who))]
    books = [entry for entry in entries if entry.kind == "sheet"]
    forms = [entry for entry in entries if entry.kind == "form"]
    seen_people, base = _sorted(people), request.host_url
    return page("index.html", who=who, people=seen_people, books=books, forms=forms, base=base)


def _as_made(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(files, key=lambda file: int(file["number"]))


def _sorted(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted((each for each in people if "@" in each["email"]), key=lambda each: str(each["name"]))


def _entry(world: World, file: dict[str, Any], who: str) -> Entry | None:
    owner = str(file["owner"])
    zone = zone_of(world, who or owner)
    changed = f"{datetime.fromisoformat(file['modifiedTime']).astimezone(zone):%Y-%m-%d %H:%M}"
    person = quote(who or owner)
    if file["mimeType"] == SHEET:
        url = f"/spreadsheets/d/{file['id']}/edit?as={person}"
        return Entry(file["name"], url, "sheet", owner, changed, _shared(file))
    if file["mimeType"] == FORM:
        form = find_public(world, file["id"])
        title = (form["title"] if form else "") or file["name"]
        url = f"/forms/d/{file['id']}/edit?as={person}"
        return Entry(title, url, "form", owner, changed, _respondents(file), _answers(world, file["id"]))
    return None


def _shared(file: dict[str, Any]) -> str:
    others = len(file["permissions"]) - 1
    return "not shared" if others < 1 else f"shared with {others}"


def _respondents(file: dict[str, Any]) -> str:
    """Whom a form was given to."""
    views = [each for each in file["permissions"] if each.get("view") == "published"]
    names = [str(each.get("emailAddress") or each.get("domain") or "anyone with the link") for each in views]
    return ", ".join(names) or "nobody yet"


def _answers(world: World, form_id: str) -> str:
    number = len(all_of(world, form_id))
    return "1 answer" if number == 1 else f"{number} answers"
