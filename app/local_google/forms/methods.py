"""forms.create, get, batchUpdate and setPublishSettings, and what Drive does to a form's content."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from app.local_google.api import Call, Caller, bad_request, serves
from app.local_google.drive import files
from app.local_google.drive.access import require, stored
from app.local_google.forms import document
from app.local_google.forms.document import MIME_TYPE, Json, base_address, load, resource, revision_id, save
from app.local_google.forms.edits import EDITS, Edit
from app.local_google.forms.items import ItemError, refused
from app.local_google.forms.masks import MaskError, paths_of
from app.local_google.forms.responses import forget_responses
from app.local_google.world import World

ONLY_TITLE = (
    "Only info.title can be set when creating a form. To add items and change settings, use batchUpdate."
)
REVISION = re.compile(r"[0-9a-f]{8}")


def _shown(call: Call, form: Json) -> Json:
    file = stored(call.world, form["formId"])
    return resource(form, file["name"] if file else form["title"], base_address(call.headers))


@serves("forms.forms.create")
def create(call: Call) -> Json:
    """A form with a title only. Since 30 June 2026 it is unpublished unless the caller says otherwise."""
    info = call.body.get("info", {})
    extra = any(call.body.get(field) for field in call.body if field != "info")
    if extra or any(info.get(field) for field in info if field not in ("title", "documentTitle")):
        raise bad_request(ONLY_TITLE)
    title = info.get("title", "")
    if not title:
        raise bad_request("info.title is required.")
    if "\n" in title:
        raise bad_request("Displayed text cannot contain newlines")
    name = info.get("documentTitle") or "Untitled form"
    file = files.create_file(call.world, call.caller.email, MIME_TYPE, name)
    published = call.params.get("unpublished") is False
    form = document.new_form(call.world, file["id"], call.caller.email, title, published=published)
    return _shown(call, form)


@serves("forms.forms.get")
def get(call: Call) -> Json:
    require(call, call.caller, call.params["formId"], "read")
    return _shown(call, load(call.world, call.params["formId"]))


@serves("forms.forms.batchUpdate")
def batch_update(call: Call) -> Json:
    """All requests or none; the form gets one new revision."""
    form_id = call.params["formId"]
    require(call, call.caller, form_id, "write")
    form = copy.deepcopy(load(call.world, form_id))
    requests = call.body.get("requests", [])
    if not requests:
        raise bad_request("Must specify at least one request.")
    _check_revision(form, call.body.get("writeControl", {}))
    replies = [_applied(call, form, number, request) for number, request in enumerate(requests)]
    form["revision"] += 1
    save(call.world, form)
    files.touch(call.world, form_id, call.caller.email)
    call.world.notify_change("forms.schema", form_id)
    answer: Json = {"replies": replies, "writeControl": {"requiredRevisionId": revision_id(form)}}
    if call.body.get("includeFormInResponse"):
        answer["form"] = _shown(call, form)
    return answer


def _check_revision(form: Json, control: Mapping[str, Any]) -> None:
    required, target = control.get("requiredRevisionId"), control.get("targetRevisionId")
    if required and target:
        raise bad_request("Only one of requiredRevisionId and targetRevisionId can be set.")
    latest = revision_id(form)
    if required and required != latest:
        message = f"The required revision ID '{required}' does not match the latest revision."
        raise bad_request(message, status_text="FAILED_PRECONDITION")
    if target and (not REVISION.fullmatch(target) or int(target, 16) > form["revision"]):
        raise bad_request(f"The target revision ID '{target}' is not a revision of this form.")


def _applied(call: Call, form: Json, number: int, request: Json) -> Json:
    kinds = [kind for kind in request if kind in EDITS]
    if len(kinds) != 1:
        raise bad_request(f"Invalid requests[{number}]: Must specify exactly one kind of request.")
    edit = Edit(call.world, form, request[kinds[0]], base_address(call.headers))
    try:
        return EDITS[kinds[0]](edit)
    except (ItemError, MaskError) as problem:
        raise refused(number, kinds[0], problem) from problem


@serves("forms.forms.setPublishSettings")
def set_publish_settings(call: Call) -> Json:
    """Published and accepting, published and closed, or unpublished."""
    form_id = call.params["formId"]
    require(call, call.caller, form_id, "write")
    try:
        paths_of(call.body.get("updateMask") or "*", ("publishState",))
    except MaskError as problem:
        raise bad_request(str(problem)) from problem
    state = call.body.get("publishSettings", {}).get("publishState")
    if state is None or "isPublished" not in state:
        raise bad_request("publishSettings.publishState.isPublished must be set.")
    published = state["isPublished"]
    if published and "isAcceptingResponses" not in state:
        raise bad_request("publishSettings.publishState.isAcceptingResponses must be set.")
    accepting = state.get("isAcceptingResponses", False)
    if accepting and not published:
        raise bad_request("A form that is not published cannot accept responses.")
    form = load(call.world, form_id)
    form |= {"published": published, "accepting": accepting}
    save(call.world, form)
    return {"formId": form_id, "publishSettings": document.without_defaults(document.publish_settings(form))}


def _fill_copy(world: World, source_id: str, copy_id: str, caller: Caller) -> None:
    """A copy has the items, never the responses, and is unpublished."""
    source = load(world, source_id)
    form = document.new_form(world, copy_id, caller.email, source["title"], published=False)
    save(world, form | {key: source[key] for key in ("description", "items", "settings")})


def _fill_new(world: World, form_id: str, caller: Caller) -> None:
    file = stored(world, form_id)
    title = file["name"] if file else "Untitled form"
    document.new_form(world, form_id, caller.email, title, published=False)


def _forget(world: World, form_id: str) -> None:
    document.forget(world, form_id)
    forget_responses(world, form_id)


files.copy_hooks[MIME_TYPE] = _fill_copy
files.create_hooks[MIME_TYPE] = _fill_new
files.delete_hooks[MIME_TYPE] = _forget
