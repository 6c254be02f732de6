"""What Google asks of an event beyond the shapes of the discovery document, with its messages.

Pure: a request's body in, the fields to keep out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.local_google.api import bad_request
from app.local_google.calendar import recurrence, times

EVENT_ID = re.compile(r"[a-v0-9]{5,1024}")
KEPT = frozenset(
    {
        "summary", "description", "location", "start", "end", "endTimeUnspecified", "recurrence", "reminders",
        "attendees", "status", "colorId", "visibility", "transparency", "extendedProperties", "source",
        "attachments", "guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests",
        "anyoneCanAddSelf", "privateCopy", "eventType", "gadget", "workingLocationProperties",
        "outOfOfficeProperties", "focusTimeProperties", "birthdayProperties", "eventLabelId",
    }
)  # fmt: skip
ONE_OF = {
    "status": ("confirmed", "tentative", "cancelled"),
    "visibility": ("default", "public", "private", "confidential"),
    "transparency": ("opaque", "transparent"),
    "eventType": (
        "default", "birthday", "focusTime", "fromGmail", "outOfOffice", "workingLocation",
    ),
}  # fmt: skip
ANSWERS = ("needsAction", "declined", "tentative", "accepted")
LONGEST_KEY, LONGEST_VALUE, MOST_PROPERTIES, MOST_BYTES = 44, 1024, 300, 32 * 1024
MOST_OVERRIDES, MOST_MINUTES = 5, 40320
_ADDRESS = re.compile(r"[^\s@<>,]+@[^\s@<>,]+")
SHARED_BY_ORGANIZER = ("guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests")


def checked_id(own_id: str) -> str:
    if not EVENT_ID.fullmatch(own_id):
        raise times.invalid("Invalid resource id value.")
    return own_id


def merged(old: Any, change: Any) -> Any:
    """Patch semantics: objects merge, null removes, everything else replaces."""
    if not isinstance(change, Mapping) or not isinstance(old, Mapping):
        return change
    result = dict(old)
    for key, value in change.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key, {}) if isinstance(value, Mapping) else None, value)
    return result


def content(body: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """The fields of an event worth keeping, checked; `reminders` is checked apart."""
    kept = {key: value for key, value in body.items() if key in KEPT and value is not None}
    kept.pop("reminders", None)
    for name, allowed in ONE_OF.items():
        if name in kept and kept[name] not in allowed:
            raise times.invalid(f"Invalid value for: {kept[name]} is not a valid value of {name}.")
    repeated = list(kept.get("recurrence", []))
    kept["start"] = times.checked(kept.get("start"), "start", zone, bool(repeated))
    kept["end"] = times.checked(kept.get("end"), "end", zone, bool(repeated))
    times.check_span(kept["start"], kept["end"])
    if repeated:
        recurrence.check(repeated, kept["start"])
    else:
        kept.pop("recurrence", None)
    if "attendees" in kept:
        kept["attendees"] = attendees(kept["attendees"])
    if "extendedProperties" in kept:
        kept["extendedProperties"] = properties(kept["extendedProperties"], kept.get("eventType", "default"))
    return {key: value for key, value in kept.items() if value not in ({}, []) or key in ("start", "end")}


def attendees(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each guest once, with an address and an answer."""
    found: dict[str, dict[str, Any]] = {}
    for guest in given:
        email = str(guest.get("email", "")).strip().lower()
        if not email:
            raise required_guest()
        if not _ADDRESS.fullmatch(email):
            raise times.invalid("Invalid attendee email.")
        answer = guest.get("responseStatus", "needsAction")
        if answer not in ANSWERS:
            raise times.invalid("Invalid attendee response status.")
        kept = {
            key: guest[key]
            for key in ("displayName", "optional", "resource", "comment", "additionalGuests")
            if guest.get(key) is not None
        }
        found[email] = {"email": email, **kept, "responseStatus": answer}
    return list(found.values())


def required_guest() -> Exception:
    return bad_request("Missing attendee email.", reason="required")


def properties(given: Mapping[str, Any], kind: str) -> dict[str, dict[str, str]]:
    """Within Google's limits: long keys are dropped, long values cut, too many refused."""
    if kind == "birthday":
        raise times.invalid("Extended properties are not supported for this event type.")
    kept: dict[str, dict[str, str]] = {}
    for where in ("private", "shared"):
        pairs = {
            str(key): str(value)[:LONGEST_VALUE]
            for key, value in (given.get(where) or {}).items()
            if value is not None and len(str(key)) <= LONGEST_KEY
        }
        if pairs:
            kept[where] = pairs
    every = [pair for pairs in kept.values() for pair in pairs.items()]
    size = sum(len(key.encode()) + len(value.encode()) for key, value in every)
    if len(every) > MOST_PROPERTIES or size > MOST_BYTES:
        raise bad_request("The extended properties of the event are too large.", reason="invalid")
    return kept


def reminders(given: Mapping[str, Any]) -> dict[str, Any]:
    """The caller's own reminders, at most five, within four weeks."""
    overrides = list(given.get("overrides") or [])
    if given.get("useDefault") and overrides:
        raise bad_request(
            "Cannot specify both default reminders and overrides at the same time.",
            reason="cannotUseDefaultRemindersAndSpecifyOverride",
            domain="calendar",
        )
    if len(overrides) > MOST_OVERRIDES:
        raise times.invalid(f"At most {MOST_OVERRIDES} reminders can be set for an event.")
    for one in overrides:
        if one.get("method") not in ("email", "popup"):
            raise times.invalid("Invalid reminder method.")
        if not isinstance(one.get("minutes"), int) or not 0 <= one["minutes"] <= MOST_MINUTES:
            raise times.invalid("Invalid reminder minutes.")
    if given.get("useDefault"):
        return {"useDefault": True}
    kept = [{"method": one["method"], "minutes": one["minutes"]} for one in overrides]
    return {"useDefault": False, **({"overrides": kept} if kept else {})}
