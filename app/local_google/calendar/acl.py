"""calendar.acl: who may do what on a calendar."""

from __future__ import annotations

import re
from typing import Any

from app.local_google.api import Call, bad_request, forbidden, not_found, serves
from app.local_google.calendar import access, rules, scopes, times, tokens

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


def resource(rule: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "calendar#aclRule",
        "etag": access.etag(rule["seq"]),
        "id": rule["id"],
        "scope": rule["scope"],
        "role": rule["role"],
    }


def _scope(body: dict[str, Any]) -> dict[str, str]:
    given = body.get("scope") or {}
    kind, value = given.get("type"), str(given.get("value", "")).strip().lower()
    if kind not in ("default", "user", "group", "domain"):
        raise bad_request("Invalid scope type." if kind else "Missing scope.", reason="required")
    if kind == "default":
        return {"type": "default"}
    if not value or (kind != "domain" and not _ADDRESS.fullmatch(value)):
        raise times.invalid("Invalid scope value.")
    return {"type": kind, "value": value}


def _role(body: dict[str, Any]) -> str:
    role = body.get("role")
    if role is None:
        raise bad_request("Missing role.", reason="required")
    if role not in access.ROLES:
        raise times.invalid("Invalid role.")
    return str(role)


def _rule(call: Call, needed: access.Role) -> tuple[dict[str, Any], dict[str, Any]]:
    calendar, _ = scopes.required_by(call, needed)
    own_id = str(call.params["ruleId"])
    rule = call.world.store.get(access.ACL, f"{calendar['id']}|{own_id}")
    if rule is None or rule["role"] == "none":
        raise not_found("Not Found", reason="notFound")
    return calendar, rule


@serves("calendar.acl.list")
def list_rules(call: Call) -> dict[str, Any]:
    calendar, _ = scopes.required_by(call, "writer")
    email, place = call.caller.email.lower(), f"acl/{calendar['id']}"
    since = 0
    if "syncToken" in call.params:
        text = str(call.params["syncToken"])
        since = int(tokens.read_sync_token(call.world, email, place, text)["change"])
    shows_removed = bool(call.params.get("showDeleted")) or since > 0
    shown = [
        resource(rule)
        for rule in access.rules_of(call.world, calendar["id"])
        if rule["seq"] > since and (rule["role"] != "none" or shows_removed)
    ]
    page, more = tokens.listing(call.world, email, call.params, place, shown)
    etag = access.etag(tokens.current(call.world))
    return {"kind": "calendar#acl", "etag": etag, "items": page, **more}


@serves("calendar.acl.get")
def get_rule(call: Call) -> dict[str, Any]:
    return resource(_rule(call, "writer")[1])


@serves("calendar.acl.insert")
def insert_rule(call: Call) -> dict[str, Any]:
    calendar, _ = scopes.required_by(call, "owner")
    scope, role = _scope(call.body), _role(call.body)
    _check_owner_stays(calendar, scope, role)
    return resource(access.put_rule(call.world, calendar["id"], scope, role))


def _check_owner_stays(calendar: dict[str, Any], scope: dict[str, str], role: str) -> None:
    if access.rule_id(scope) == f"user:{calendar['owner']}" and role != "owner":
        raise forbidden("Cannot change the access of the calendar's data owner.", reason="cannotChangeOwnAcl")


def _change(call: Call, whole: bool) -> dict[str, Any]:
    calendar, rule = _rule(call, "owner")
    access.check_match(call, access.etag(rule["seq"]))
    body = call.body if whole else rules.merged({"role": rule["role"]}, call.body)
    role = _role(body)
    if body.get("scope") and access.rule_id(_scope(body)) != rule["id"]:
        raise times.invalid("The scope of a rule cannot be changed.")
    _check_owner_stays(calendar, rule["scope"], role)
    return resource(access.put_rule(call.world, calendar["id"], rule["scope"], role))


@serves("calendar.acl.patch")
def patch_rule(call: Call) -> dict[str, Any]:
    return _change(call, whole=False)


@serves("calendar.acl.update")
def update_rule(call: Call) -> dict[str, Any]:
    return _change(call, whole=True)


@serves("calendar.acl.delete")
def delete_rule(call: Call) -> None:
    calendar, rule = _rule(call, "owner")
    access.check_match(call, access.etag(rule["seq"]))
    _check_owner_stays(calendar, rule["scope"], "none")
    access.put_rule(call.world, calendar["id"], rule["scope"], "none")
