"""Drive's permissions: given, listed, changed and taken, with the published view of forms."""

from datetime import datetime, timedelta
from typing import Any

from app.local_google import fields
from app.local_google.api import Call, GoogleError, serves
from app.local_google.drive import access, files
from app.local_google.drive.resource import shown_permission

_DEFAULT = fields.parse("kind,id,type,role")
_ROLES = ("owner", "organizer", "fileOrganizer", "writer", "commenter", "reader")
_TYPES = ("user", "group", "domain", "anyone")
_YEAR = timedelta(days=366)


def _shown(call: Call, permission: dict[str, Any]) -> dict[str, Any]:
    whole = shown_permission(permission)
    return whole if call.params.get("fields") else _DEFAULT.apply(whole)


def _shareable(call: Call) -> dict[str, Any]:
    """The file, if the caller may see and change who has it."""
    file = access.require(call, call.caller, call.params["fileId"], "read")
    if not access.may_share(file, access.role_in(call.world, call.caller.email, file)):
        raise access.too_weak(file["id"])
    return file


def _invalid(message: str, location: str) -> GoogleError:
    return GoogleError(400, message, reason="invalid", location=location)


def _check_expiry(call: Call, kind: str, role: str, text: str) -> str:
    if kind not in ("user", "group") or role == "owner":
        message = "Expiration dates can only be set on user and group permissions."
        raise GoogleError(403, message, reason="cannotSetExpiration")
    try:
        ends = datetime.fromisoformat(text)
    except ValueError:
        raise _invalid(
            "Invalid value for: Invalid format: expirationTime", "permission.expirationTime"
        ) from None
    now = call.world.now()
    if ends.tzinfo is None or not now < ends <= now + _YEAR:
        message = "The expiration time must be in the future and at most one year from now."
        raise _invalid(message, "permission.expirationTime")
    return files.stamp(ends)


def _wanted(call: Call, file: dict[str, Any]) -> dict[str, Any]:
    """The permission that the body asks for, checked, in its stored form."""
    body = call.body
    kind, role, view = body.get("type", ""), body.get("role", ""), body.get("view", "")
    if kind not in _TYPES:
        raise _invalid("The permission type field is required.", "permission.type")
    if role not in _ROLES:
        raise _invalid("The permission role field is required.", "permission.role")
    target = body.get("emailAddress", "") if kind in ("user", "group") else body.get("domain", "")
    if kind != "anyone" and not target:
        name = "domain" if kind == "domain" else "emailAddress"
        raise _invalid(f"The {name} field is required for permissions of type {kind}.", f"permission.{name}")
    if view not in ("", "published"):
        raise _invalid("The permission view is invalid or not supported.", "permission.view")
    if view and (role != "reader" or file["mimeType"] != files.FORM):
        raise _invalid("The published view takes readers of forms only.", "permission.view")
    if role == "owner" and kind != "user":
        raise GoogleError(403, "Only a user can own a file.", reason="invalidSharingRequest")
    facts: dict[str, Any] = {"since": files.stamp(call.world.now())}
    if view:
        facts["view"] = view
    if body.get("expirationTime"):
        facts["expirationTime"] = _check_expiry(call, kind, role, body["expirationTime"])
    if "allowFileDiscovery" in body and kind in ("domain", "anyone"):
        facts["allowFileDiscovery"] = body["allowFileDiscovery"]
    made = files.permission(call.world, kind, role, str(target).lower(), **facts)
    if view:
        made["id"] += "p"
    return made


@serves("drive.permissions.create")
def create(call: Call) -> dict[str, Any]:
    file = _shareable(call)
    made = _wanted(call, file)
    if made["role"] == "owner":
        _check_transfer(call, file)
    before = next((p for p in file["permissions"] if p["id"] == made["id"]), None)
    if before and before["role"] == "owner":
        return _shown(call, before)
    file["permissions"] = [p for p in file["permissions"] if p["id"] != made["id"]]
    if made["role"] == "owner":
        _hand_over(file, made["emailAddress"])
    file["permissions"].append(made)
    files.save(call.world, file, "permissions")
    return _shown(call, made)


def _check_transfer(call: Call, file: dict[str, Any]) -> None:
    if not call.params.get("transferOwnership"):
        message = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
        raise GoogleError(403, message, reason="forbidden", location="transferOwnership")
    if file["owner"] != call.caller.email:
        raise access.too_weak(file["id"])


def _hand_over(file: dict[str, Any], email: str) -> None:
    file["owner"] = email
    for permission in file["permissions"]:
        if permission["role"] == "owner":
            permission["role"] = "writer"


@serves("drive.permissions.list")
def list_permissions(call: Call) -> dict[str, Any]:
    file = _shareable(call)
    published = call.params.get("includePermissionsForView") == "published"
    every = [p for p in file["permissions"] if published or not p.get("view")]
    token, size = call.params.get("pageToken") or "0", call.params.get("pageSize", 100)
    if not token.isdecimal():
        raise _invalid("Invalid Value", "pageToken")
    start = int(token)
    page = every[start : start + size]
    answer: dict[str, Any] = {
        "kind": "drive#permissionList",
        "permissions": [_shown(call, permission) for permission in page],
    }
    if start + size < len(every):
        answer["nextPageToken"] = str(start + size)
    return answer


def _one(call: Call, file: dict[str, Any]) -> dict[str, Any]:
    wanted = call.params["permissionId"]
    for permission in file["permissions"]:
        if permission["id"] == wanted:
            found: dict[str, Any] = permission
            return found
    raise GoogleError(404, f"Permission not found: {wanted}.", reason="notFound", location="permissionId")


@serves("drive.permissions.get")
def get(call: Call) -> dict[str, Any]:
    return _shown(call, _one(call, _shareable(call)))


@serves("drive.permissions.update")
def update(call: Call) -> dict[str, Any]:
    file = _shareable(call)
    permission = _one(call, file)
    body = {key: value for key, value in call.body.items() if key not in ("kind", "id")}
    if set(body) - {"role", "expirationTime"}:
        message = "The resource body includes fields which are not directly writable."
        raise GoogleError(403, message, reason="fieldNotWritable")
    role = body.get("role", permission["role"])
    if role not in _ROLES:
        raise _invalid("The specified role is invalid or not supported.", "permission.role")
    if role == "owner" and permission["role"] != "owner":
        _check_transfer(call, file)
        _hand_over(file, permission["emailAddress"])
    elif permission["role"] == "owner" and role != "owner":
        raise access.too_weak(file["id"])
    if call.params.get("removeExpiration"):
        permission.pop("expirationTime", None)
    if body.get("expirationTime"):
        permission["expirationTime"] = _check_expiry(call, permission["type"], role, body["expirationTime"])
    permission["role"] = role
    files.save(call.world, file, "permissions")
    return _shown(call, permission)


@serves("drive.permissions.delete")
def delete(call: Call) -> None:
    file = access.require(call, call.caller, call.params["fileId"], "read")
    permission = _one(call, file)
    role = access.role_in(call.world, call.caller.email, file)
    mine = permission.get("emailAddress", "") == call.caller.email
    if permission["role"] == "owner" or not (mine or access.may_share(file, role)):
        raise access.too_weak(file["id"])
    file["permissions"] = [p for p in file["permissions"] if p["id"] != permission["id"]]
    lost = [permission["emailAddress"]] if permission.get("emailAddress") else []
    files.save(call.world, file, "permissions", lost=lost)
