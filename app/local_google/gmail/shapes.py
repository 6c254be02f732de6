"""A stored message as Gmail's answers show it: minimal, metadata, full, raw; whose mailbox a call means.

Reads only.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from app.local_google.api import Call, bad_request, forbidden, not_found
from app.local_google.gmail import mailbox, mime
from app.local_google.world import World

T = TypeVar("T")
METADATA = "https://www.googleapis.com/auth/gmail.metadata"


def owner_of(call: Call) -> str:
    """The mailbox that the path names, which can only be the caller's own."""
    named = str(call.params["userId"]).strip().lower()
    own = call.caller.email.lower()
    if named not in ("me", own):
        raise forbidden(f"Delegation denied for {own}", reason="forbidden")
    return own


def sees_bodies(call: Call) -> bool:
    """False for a token whose only way to this method is gmail.metadata."""
    scopes = call.caller.scopes
    return scopes is None or bool((scopes & call.method.scopes) - {METADATA})


def asked_format(call: Call, default: str = "full") -> str:
    """The `format` of a request; Google's 403 where the token may see headers only."""
    wanted = str(call.params.get("format", default)).lower()
    if wanted in ("full", "raw") and not sees_bodies(call):
        raise forbidden(f"Metadata scope doesn't allow format {wanted.upper()}")
    return wanted


def message_of(call: Call, owner: str, own_id: str) -> mailbox.Stored:
    if not own_id.isalnum():
        raise bad_request("Invalid id value", reason="invalidArgument")
    found = mailbox.get(call.world, owner, own_id)
    if found is None:
        raise not_found()
    return found


def reference(stored: mailbox.Stored) -> dict[str, Any]:
    return {"id": stored.id, "threadId": stored.thread}


def brief(stored: mailbox.Stored) -> dict[str, Any]:
    """What changing calls answer with."""
    return {**reference(stored), "labelIds": sorted(stored.labels)}


def resource(
    world: World, stored: mailbox.Stored, wanted: str, only_headers: Sequence[str] = ()
) -> dict[str, Any]:
    """Gmail's Message in one of its four formats."""
    shown = {
        **brief(stored),
        "snippet": stored.snippet,
        "sizeEstimate": stored.size,
        "historyId": str(stored.history),
        "internalDate": str(stored.at),
    }
    if not stored.labels:
        del shown["labelIds"]
    if wanted == "raw":
        shown["raw"] = mime.b64(mailbox.raw(world, stored))
    elif wanted == "full":
        shown["payload"] = mime.payload(mime.parse(mailbox.raw(world, stored)), stored.id)
    elif wanted == "metadata":
        shown["payload"] = _headers_only(mime.parse(mailbox.raw(world, stored)), only_headers)
    return shown


def _headers_only(message: Any, only: Sequence[str]) -> dict[str, Any]:
    names = {name.lower() for name in only}
    found = [h for h in mime.headers(message) if not names or h["name"].lower() in names]
    shown: dict[str, Any] = {"mimeType": message.get_content_type()}
    return shown | ({"headers": found} if found else {})


def page_of(
    items: Sequence[T], call: Call, mark: Callable[[T], str], default: int = 100, most: int = 500
) -> tuple[list[T], str | None]:
    """The page a request asks for and the token of the next; a token names the last item given out."""
    size = max(1, min(int(call.params.get("maxResults", default)), most))
    start = 0
    token = call.params.get("pageToken")
    if token:
        start = _after(items, _unmark(str(token)), mark)
    page = list(items[start : start + size])
    more = start + size < len(items)
    return page, base64.urlsafe_b64encode(mark(page[-1]).encode()).decode() if more else None


def _unmark(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token.encode("ascii")).decode("utf-8")
    except (UnicodeError, binascii.Error, ValueError) as error:
        raise bad_request("Invalid pageToken", reason="invalidArgument") from error


def _after(items: Sequence[T], last: str, mark: Callable[[T], str]) -> int:
    for index, item in enumerate(items):
        if mark(item) == last:
            return index + 1
    raise bad_request("Invalid pageToken", reason="invalidArgument")
