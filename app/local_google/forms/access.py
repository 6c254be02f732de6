"""Who may answer a form: whoever Drive gave the published view, and its editors. Nothing else decides it."""

from __future__ import annotations

from enum import Enum

from app.local_google.drive.access import applies, counts, role_in, stored
from app.local_google.forms.document import Json
from app.local_google.world import World


class Door(Enum):
    """How a person finds a form."""

    OPEN = "open"
    CLOSED = "closed"
    UNPUBLISHED = "unpublished"
    GONE = "gone"
    SIGN_IN = "sign in"
    NOT_ALLOWED = "not allowed"


def door(world: World, form: Json | None, email: str) -> Door:
    """Whether `email` ("" when nobody is signed in) may answer the form now, and if not, why."""
    file = stored(world, form["formId"]) if form else None
    if form is None or file is None or file.get("trashed"):
        return Door.GONE
    if not form["published"]:
        return Door.UNPUBLISHED
    if not (_anyone(world, file) or email):
        return Door.SIGN_IN
    if not may_respond(world, file, email):
        return Door.NOT_ALLOWED
    if not form["accepting"]:
        return Door.CLOSED
    if form["settings"]["emailCollectionType"] == "VERIFIED" and not email:
        return Door.SIGN_IN
    return Door.OPEN


def may_respond(world: World, file: Json, email: str) -> bool:
    """Whether the file's permissions let this person answer."""
    if email and role_in(world, email, file) in ("owner", "writer"):
        return True
    return any(_is_for(world, each, email) for each in _published(world, file))


def _is_for(world: World, permission: Json, email: str) -> bool:
    # The published view counts for no right in Drive, so it is asked about as if it were a plain one.
    return applies(world, {**permission, "view": None}, email)


def _anyone(world: World, file: Json) -> bool:
    return any(each["type"] == "anyone" for each in _published(world, file))


def _published(world: World, file: Json) -> list[Json]:
    views = [each for each in file["permissions"] if each.get("view") == "published"]
    return [each for each in views if counts(world=world, permission={**each, "view": None})]
