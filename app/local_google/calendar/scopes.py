"""OAuth scopes that open some calendars only: those the app made, those one owns, public ones, busy times.

That a scope fits the method at all was checked before; here is whether it reaches this calendar.
"""

from __future__ import annotations

from typing import Any

from app.local_google.api import Call, GoogleError
from app.local_google.calendar import access
from app.local_google.calendar.access import Role

_AUTH = "https://www.googleapis.com/auth/calendar."
APP_CREATED, PUBLIC, BUSY = f"{_AUTH}app.created", f"{_AUTH}events.public.readonly", f"{_AUTH}events.freebusy"
OWNED = frozenset({f"{_AUTH}events.owned", f"{_AUTH}events.owned.readonly"})
NARROW = OWNED | {APP_CREATED, PUBLIC, BUSY}


def reach(call: Call, calendar: dict[str, Any], role: Role) -> Role:
    """The role that the caller's token leaves them on this calendar; Google's 403 where it leaves none."""
    granted = None if call.caller.scopes is None else call.caller.scopes & call.method.scopes
    if granted is None or granted - NARROW:
        return role
    if APP_CREATED in granted and calendar.get("client") == call.caller.client:
        return role
    if granted & OWNED and calendar["owner"] == call.caller.email.lower():
        return role
    if PUBLIC in granted and _is_public(call, calendar):
        return role
    if BUSY in granted:
        return "freeBusyReader"
    raise GoogleError(
        403,
        "Insufficient Permission: Request had insufficient authentication scopes.",
        reason="insufficientPermissions",
    )


def _is_public(call: Call, calendar: dict[str, Any]) -> bool:
    rule = call.world.store.get(access.ACL, f"{calendar['id']}|default")
    return rule is not None and access.at_least(rule["role"], "reader")


def required_by(call: Call, needed: Role) -> tuple[dict[str, Any], Role]:
    """The calendar that the path names and the caller's role there, as far as their token reaches."""
    calendar, role = access.require(call.world, call.caller.email, str(call.params["calendarId"]), needed)
    return calendar, reach(call, calendar, role)
