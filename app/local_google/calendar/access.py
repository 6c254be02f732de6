"""Calendars, who may do what on them, and each person's own list of calendars, in the store.

Events are book.py's; requests and answers are the handlers'.
"""

from __future__ import annotations

from typing import Any, Literal

from app.local_google.api import Call, GoogleError, forbidden, not_found
from app.local_google.world import World

Role = Literal["none", "freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner"]
ROLES: tuple[Role, ...] = (
    "none", "freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner",
)  # fmt: skip
CALENDARS, LISTS, ACL = "calendar.calendars", "calendar.lists", "calendar.acl"
HOME_ZONE = "calendar.zone"


def next_change(world: World) -> int:
    """The number of the next change anywhere in Calendar; etags and sync tokens are made of it."""
    return world.store.next_number("calendar.changes")


def etag(number: int) -> str:
    return f'"{3_400_000_000_000_000 + 2 * number}"'


def missing() -> GoogleError:
    return not_found("Not Found", reason="notFound")


def home_zone(world: World) -> str:
    """The time zone that new calendars of this world get."""
    return str((world.store.get(HOME_ZONE, "") or {"name": "UTC"})["name"])


def primary(world: World, email: str) -> dict[str, Any]:
    """The person's own calendar; made on first use."""
    own = email.lower()
    known = world.store.get(CALENDARS, own)
    if known is not None:
        return known
    world.person(own)
    return make(world, own, own, {"summary": own}, is_primary=True)


def make(
    world: World, own_id: str, owner: str, facts: dict[str, Any], is_primary: bool = False
) -> dict[str, Any]:
    """A calendar with its owner's rule and its line in the owner's list."""
    calendar = {
        "id": own_id,
        "timeZone": home_zone(world),
        **facts,
        "owner": owner,
        "primary": is_primary,
        "seq": next_change(world),
    }
    world.store.put(CALENDARS, own_id, calendar)
    put_rule(world, own_id, {"type": "user", "value": owner}, "owner")
    put_line(world, owner, own_id, {"selected": True, "colorId": "14" if is_primary else "16"})
    return calendar


def calendar_of(world: World, own_id: str) -> dict[str, Any] | None:
    """A calendar that is there; a person's own one is there as soon as somebody asks."""
    found = world.store.get(CALENDARS, own_id)
    if found is None and world.store.get("people", own_id) is not None:
        return primary(world, own_id)
    return None if found is None or found.get("deleted") else found


def put_line(world: World, email: str, calendar: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Change a person's line about a calendar in their list."""
    key = f"{email}|{calendar}"
    line = {**(world.store.get(LISTS, key) or {}), "calendar": calendar, **facts, "seq": next_change(world)}
    world.store.put(LISTS, key, line)
    world.notify_change("calendar.calendarList", email)
    return line


def line_of(world: World, email: str, calendar: str) -> dict[str, Any] | None:
    return world.store.get(LISTS, f"{email}|{calendar}")


def rule_id(scope: dict[str, str]) -> str:
    return "default" if scope["type"] == "default" else f"{scope['type']}:{scope['value'].lower()}"


def put_rule(world: World, calendar: str, scope: dict[str, str], role: str) -> dict[str, Any]:
    own_id = rule_id(scope)
    rule = {"id": own_id, "scope": scope, "role": role, "seq": next_change(world)}
    world.store.put(ACL, f"{calendar}|{own_id}", rule)
    world.notify_change("calendar.acl", calendar)
    person = scope.get("value", "")
    if line_of(world, person, calendar) is not None:
        # What a person may do there is told with their list, so their list has changed.
        put_line(world, person, calendar, {})
    return rule


def rules_of(world: World, calendar: str) -> list[dict[str, Any]]:
    return [rule for _, rule in world.store.scan(ACL, f"{calendar}|")]


def role_of(world: World, email: str, calendar: dict[str, Any]) -> Role:
    """The widest role that a rule gives this person."""
    own = email.lower()
    if calendar["owner"] == own:
        return "owner"
    keys = (f"user:{own}", f"group:{own}", f"domain:{own.rpartition('@')[2]}", "default")
    found = (world.store.get(ACL, f"{calendar['id']}|{key}") for key in keys)
    roles: list[Role] = [rule["role"] for rule in found if rule]
    return max(roles, key=ROLES.index, default="none")


def at_least(role: Role, needed: Role) -> bool:
    return ROLES.index(role) >= ROLES.index(needed)


def require(world: World, email: str, calendar_id: str, needed: Role) -> tuple[dict[str, Any], Role]:
    """The calendar and the caller's role; 404 where they may not know of it, 403 where it is too little."""
    own_id = email.lower() if calendar_id == "primary" else calendar_id.lower()
    calendar = primary(world, own_id) if own_id == email.lower() else calendar_of(world, own_id)
    role: Role = role_of(world, email, calendar) if calendar else "none"
    if calendar is None or role == "none":
        raise missing()
    if not at_least(role, needed):
        raise forbidden(
            f"You need to have {needed} access to this calendar.",
            reason="requiredAccessLevel",
            domain="calendar",
        )
    return calendar, role


def check_match(call: Call, current: str) -> None:
    """`If-Match` must name the state that is there, or Google answers 412."""
    wanted = call.headers.get("If-Match")
    if wanted and wanted.strip() not in ("*", current):
        raise GoogleError(
            412, "Precondition Failed", reason="conditionNotMet", location="If-Match", location_type="header"
        )
