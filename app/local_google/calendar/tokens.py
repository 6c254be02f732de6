"""Page and sync tokens: what they hold, how they are written, when they are refused.

A token is text to clients. It holds where it was given out, so that it cannot be used elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from app.local_google.api import GoogleError, bad_request
from app.local_google.world import World

T = TypeVar("T")
_EXPIRED = "calendar.expired"
DEFAULT_SIZE, MOST = 250, 2500


def write(facts: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(facts, separators=(",", ":")).encode()).decode()


def read(text: str, where: str, place: str) -> dict[str, Any]:
    """The facts of a token given out for this place; Google's 400 for any other text."""
    try:
        facts = json.loads(base64.urlsafe_b64decode(text.encode("ascii")))
    except (UnicodeError, binascii.Error, ValueError) as error:
        raise _refused(where) from error
    if not isinstance(facts, dict) or facts.get("kind") != where or facts.get("place") != place:
        raise _refused(where)
    return facts


def _refused(where: str) -> GoogleError:
    name = "sync token" if where == "syncToken" else "page token"
    return bad_request(f"Invalid {name} value.", reason="invalid", location=where)


def expire(world: World, email: str) -> int:
    """Make every sync token that this person holds invalid; says that one person is meant."""
    world.store.put(_EXPIRED, email.lower(), {"times": _generation(world, email) + 1})
    return 1


def _generation(world: World, email: str) -> int:
    return int((world.store.get(_EXPIRED, email.lower()) or {"times": 0})["times"])


def sync_token(world: World, email: str, place: str, change: int, facts: dict[str, Any]) -> str:
    told = {"kind": "syncToken", "place": place, "change": change, "life": _generation(world, email)}
    return write(told | facts)


def read_sync_token(world: World, email: str, place: str, text: str) -> dict[str, Any]:
    facts = read(text, "syncToken", place)
    if facts.get("life") != _generation(world, email) or not isinstance(facts.get("change"), int):
        raise gone()
    return facts


def gone() -> GoogleError:
    return GoogleError(
        410,
        "Sync token is no longer valid, a full sync is required.",
        reason="fullSyncRequired",
        domain="calendar",
        location="syncToken",
    )


def current(world: World) -> int:
    """The number of the last change in Calendar."""
    row = world.store.db.execute("SELECT value FROM counters WHERE name = 'calendar.changes'").fetchone()
    return int(row[0]) if row else 0


def page(
    world: World, params: dict[str, Any], place: str, items: Sequence[T]
) -> tuple[list[T], str | None, int]:
    """The page asked for, the token of the next, and the change number at which the first page was read."""
    size = min(int(params.get("maxResults", DEFAULT_SIZE)), MOST)
    start, change = 0, current(world)
    if params.get("pageToken"):
        facts = read(str(params["pageToken"]), "pageToken", place)
        start, change = int(facts["from"]), int(facts["change"])
    end = start + size
    more = write({"kind": "pageToken", "place": place, "from": end, "change": change})
    return list(items[start:end]), more if end < len(items) else None, change


def listing(
    world: World, email: str, params: dict[str, Any], place: str, items: Sequence[T]
) -> tuple[list[T], dict[str, str]]:
    """A page of a list, with nextPageToken or, on the last page, nextSyncToken."""
    shown, more, change = page(world, params, place, items)
    if more:
        return shown, {"nextPageToken": more}
    return shown, {"nextSyncToken": sync_token(world, email, place, change, {})}
