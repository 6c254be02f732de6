"""A form as it is stored, and as Google shows it. Items are kept in Google's own JSON shape.

The name of the document stays in its Drive file; nothing here decides who may see a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.local_google.api import not_found
from app.local_google.world import World

Json = dict[str, Any]

MIME_TYPE = "application/vnd.google-apps.form"
FORMS = "forms"
PUBLISHED = "forms.published"
PERSONAL_DOMAINS = ("gmail.com", "googlemail.com")


def new_form(world: World, form_id: str, owner: str, title: str, *, published: bool) -> Json:
    """A form without items, stored under its id and its public id."""
    personal = owner.rpartition("@")[2] in PERSONAL_DOMAINS
    form: Json = {
        "formId": form_id,
        "publicId": "1FAIpQLS" + world.new_id(48),
        "title": title,
        "description": "",
        "items": [],
        "settings": {"emailCollectionType": "DO_NOT_COLLECT" if personal else "VERIFIED"},
        "published": published,
        "accepting": published,
        "revision": 1,
    }
    save(world, form)
    return form


def save(world: World, form: Json) -> None:
    """Keeps the form; the caller holds the transaction."""
    world.store.put(FORMS, form["formId"], form)
    world.store.put(PUBLISHED, form["publicId"], {"formId": form["formId"]})


def load(world: World, form_id: str) -> Json:
    """The stored form, or Google's 404."""
    form = world.store.get(FORMS, form_id)
    if form is None:
        raise not_found()
    return form


def find_public(world: World, some_id: str) -> Json | None:
    """The form behind a public id, or behind its own id."""
    named = world.store.get(PUBLISHED, some_id)
    return world.store.get(FORMS, named["formId"] if named else some_id)


def forget(world: World, form_id: str) -> None:
    """Removes the form and its public id. Responses are removed by their own room."""
    form = world.store.get(FORMS, form_id)
    if form is not None:
        world.store.delete(PUBLISHED, form["publicId"])
        world.store.delete(FORMS, form_id)


def revision_id(form: Json) -> str:
    """The revision as Google writes it: opaque, eight digits."""
    return f"{form['revision']:08x}"


def base_address(headers: Mapping[str, str]) -> str:
    """The address by which the caller reached this server."""
    scheme = headers.get("X-Forwarded-Proto", "http")
    return f"{scheme}://{headers.get('Host', '127.0.0.1')}"


def responder_uri(form: Json, base: str) -> str:
    """Where respondents answer."""
    return f"{base}/forms/d/e/{form['publicId']}/viewform"


def resource(form: Json, document_title: str, base: str) -> Json:
    """The Form resource."""
    shown: Json = {
        "formId": form["formId"],
        "info": {
            "title": form["title"],
            "description": form["description"],
            "documentTitle": document_title,
        },
        "settings": form["settings"],
        "revisionId": revision_id(form),
        "responderUri": responder_uri(form, base),
        "items": form["items"],
        "publishSettings": publish_settings(form),
    }
    return without_defaults(shown)


def publish_settings(form: Json) -> Json:
    """The PublishSettings resource."""
    return {"publishState": {"isPublished": form["published"], "isAcceptingResponses": form["accepting"]}}


def without_defaults(value: Json) -> Json:
    """As proto3 JSON writes it: false, zero, empty text and empty lists are left out, messages stay."""
    return {key: _pruned(part) for key, part in value.items() if not _is_default(part)}


def _pruned(part: Any) -> Any:
    if isinstance(part, dict):
        return without_defaults(part)
    if isinstance(part, list):
        return [_pruned(each) for each in part]
    return part


def _is_default(part: Any) -> bool:
    return part is None or part in ("", []) or (isinstance(part, int | float) and part == 0)


def questions(form: Json) -> list[tuple[Json, Json]]:
    """Every question with its item, in order; the rows of a grid one by one."""
    return [(item, question) for item in form["items"] for question in questions_of(item)]


def questions_of(item: Json) -> list[Json]:
    """The questions of one item."""
    if "questionItem" in item:
        return [item["questionItem"]["question"]]
    if "questionGroupItem" in item:
        return list(item["questionGroupItem"]["questions"])
    return []
