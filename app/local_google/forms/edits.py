"""What each request of forms.batchUpdate does to a form.

The batch, its revision and its answer are methods.py's.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

from app.local_google.forms.document import Json, questions_of
from app.local_google.forms.items import ITEM_KINDS, ItemError, check_item, give_ids, keep_images
from app.local_google.forms.masks import paths_of, updated
from app.local_google.world import World

ITEM_FIELDS = ("itemId", "title", "description", *ITEM_KINDS)
INFO_FIELDS = ("title", "description")
SETTING_FIELDS = ("quizSettings", "emailCollectionType")
COLLECTIONS = ("DO_NOT_COLLECT", "VERIFIED", "RESPONDER_INPUT")


@dataclass(frozen=True)
class Edit:
    """One request on a form that may be changed in place."""

    world: World
    form: Json
    request: Json
    base: str


def _index(edit: Edit, field: str, beyond: int) -> int:
    location = edit.request.get(field)
    if location is None or "index" not in location:
        raise ItemError(f"{field}.index is required.")
    index = int(location["index"])
    if not 0 <= index < beyond:
        raise ItemError(f"{field}.index must be in the range [0..{beyond}), but was {index}.")
    return index


def _placed(edit: Edit, item: Json) -> None:
    check_item(item, edit.form)
    give_ids(edit.world, item, edit.form)
    keep_images(item, edit.base)


def create_item(edit: Edit) -> Json:
    """A new item at an index; the one at the end is the number of items."""
    index = _index(edit, "location", len(edit.form["items"]) + 1)
    if "item" not in edit.request:
        raise ItemError("item is required.")
    item = copy.deepcopy(edit.request["item"])
    _placed(edit, item)
    edit.form["items"].insert(index, item)
    reply: Json = {"itemId": item["itemId"]}
    asked = [question["questionId"] for question in questions_of(item)]
    return {"createItem": reply | ({"questionId": asked} if asked else {})}


def update_item(edit: Edit) -> Json:
    """The masked parts of an item are replaced; an id that is in the mask and blank is made anew."""
    index = _index(edit, "location", len(edit.form["items"]))
    paths = paths_of(edit.request.get("updateMask", ""), ITEM_FIELDS)
    old, new = edit.form["items"][index], edit.request.get("item", {})
    changed = updated(old, new, paths)
    kinds = {path[0] for path in paths if path[0] in ITEM_KINDS and path[0] in new}
    for kind in ITEM_KINDS:
        if kinds and kind not in kinds:
            changed.pop(kind, None)
    edit.form["items"][index] = changed
    _placed(edit, changed)
    return {}


def move_item(edit: Edit) -> Json:
    """The item stands at the new index afterwards."""
    number = len(edit.form["items"])
    start, end = _index(edit, "originalLocation", number), _index(edit, "newLocation", number)
    edit.form["items"].insert(end, edit.form["items"].pop(start))
    return {}


def delete_item(edit: Edit) -> Json:
    """The item and its questions are gone; answers already given keep their question ids."""
    index = _index(edit, "location", len(edit.form["items"]))
    del edit.form["items"][index]
    return {}


def update_form_info(edit: Edit) -> Json:
    """Title and description; the document's title is Drive's."""
    info, mask = edit.request.get("info", {}), edit.request.get("updateMask", "")
    if "documentTitle" in mask or "document_title" in mask:
        raise ItemError("info.documentTitle cannot be changed by batchUpdate; use the Drive API.")
    shown = {"title": edit.form["title"], "description": edit.form["description"]}
    changed = updated(shown, info, paths_of(mask, INFO_FIELDS))
    if "\n" in changed.get("title", ""):
        raise ItemError("Displayed text cannot contain newlines")
    edit.form["title"] = changed.get("title", "")
    edit.form["description"] = changed.get("description", "")
    return {}


def update_settings(edit: Edit) -> Json:
    """Quiz or not, and how addresses are collected; a form that is no quiz any more loses its gradings."""
    settings = edit.request.get("settings", {})
    paths = paths_of(edit.request.get("updateMask", ""), SETTING_FIELDS)
    changed = updated(edit.form["settings"], settings, paths)
    collection = changed.setdefault("emailCollectionType", "DO_NOT_COLLECT")
    if collection not in COLLECTIONS:
        raise ItemError("emailCollectionType must be DO_NOT_COLLECT, VERIFIED or RESPONDER_INPUT.")
    edit.form["settings"] = changed
    if not changed.get("quizSettings", {}).get("isQuiz"):
        for item in edit.form["items"]:
            for question in questions_of(item):
                question.pop("grading", None)
    return {}


EDITS: dict[str, Callable[[Edit], Json]] = {
    "createItem": create_item,
    "updateItem": update_item,
    "moveItem": move_item,
    "deleteItem": delete_item,
    "updateFormInfo": update_form_info,
    "updateSettings": update_settings,
}
