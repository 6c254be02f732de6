"""What a caller may write into a file's metadata, and Drive's words for what they may not."""

from typing import Any

from app.local_google.api import Call, GoogleError
from app.local_google.drive import access
from app.local_google.drive.files import root_of, stamp

# The reference marks everything else "output only", or for other kinds of item.
_WRITABLE = {
    "name",
    "mimeType",
    "description",
    "starred",
    "trashed",
    "parents",
    "properties",
    "appProperties",
    "createdTime",
    "modifiedTime",
    "viewedByMeTime",
    "originalFilename",
    "folderColorRgb",
    "writersCanShare",
    "copyRequiresWriterPermission",
    "viewersCanCopyContent",
    "id",
    "contentHints",
    "contentRestrictions",
    "shortcutDetails",
    "downloadRestrictions",
    "inheritedPermissionsDisabled",
}
_KEPT = (
    "description",
    "folderColorRgb",
    "writersCanShare",
    "copyRequiresWriterPermission",
    "originalFilename",
)
PROPERTY_BYTES, PROPERTIES = 124, 30


def checked(body: dict[str, Any], updating: bool = False) -> dict[str, Any]:
    """The body without what says nothing; GoogleError(403) for fields that no caller writes."""
    body = {key: value for key, value in body.items() if key != "kind" and value is not None}
    if set(body) - _WRITABLE:
        message = "The resource body includes fields which are not directly writable."
        raise GoogleError(403, message, reason="fieldNotWritable")
    if updating and "parents" in body:
        message = (
            "The parents field is not directly writable in update requests. Use the addParents and "
            "removeParents parameters instead."
        )
        raise GoogleError(403, message, reason="fieldNotWritable")
    return body


def _merged(before: dict[str, str], wanted: dict[str, Any]) -> dict[str, str]:
    for key, value in wanted.items():
        if value is not None and len(key.encode()) + len(str(value).encode()) > PROPERTY_BYTES:
            message = f"Properties and app properties are limited to {PROPERTY_BYTES} bytes of key and value."
            raise GoogleError(400, message, reason="invalid", location="properties")
    merged = {key: value for key, value in (before | wanted).items() if value is not None}
    if len(merged) > PROPERTIES:
        message = "The limit for the number of custom properties on this file has been exceeded."
        raise GoogleError(403, message, reason="tooManyProperties")
    return merged


def own_changes(call: Call, before: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """The stored form of a new file's metadata: description, flags, properties."""
    changed: dict[str, Any] = {key: body[key] for key in _KEPT if key in body}
    if "properties" in body:
        changed["properties"] = _merged(before.get("properties", {}), body["properties"])
    if "appProperties" in body:
        every = before.get("appProperties", {})
        mine = _merged(every.get(call.caller.client, {}), body["appProperties"])
        changed["appProperties"] = every | {call.caller.client: mine}
    if body.get("starred"):
        changed["starredBy"] = [call.caller.email]
    return changed


def written_changes(call: Call, file: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """The stored form of an update's metadata, checked for what only owners may do."""
    changed = own_changes(call, file, {key: value for key, value in body.items() if key != "starred"})
    if "starred" in body:
        others = [email for email in file.get("starredBy", []) if email != call.caller.email]
        changed["starredBy"] = others + ([call.caller.email] if body["starred"] else [])
    for key in ("name", "modifiedTime"):
        if key in body:
            changed[key] = body[key]
    if body.get("mimeType", file["mimeType"]) != file["mimeType"]:
        if file["mimeType"].startswith("application/vnd.google-apps."):
            raise GoogleError(400, "Bad Request", reason="badRequest", location="mimeType")
        changed["mimeType"] = body["mimeType"]
    if "trashed" in body and body["trashed"] != file["trashed"]:
        changed |= _trash(call, file, body["trashed"])
    return changed


def _trash(call: Call, file: dict[str, Any], trashed: bool) -> dict[str, Any]:
    if access.role_in(call.world, call.caller.email, file) != "owner":
        raise access.too_weak(file["id"])
    if file["id"] == root_of(call.world, call.caller.email):
        raise access.too_weak(file["id"])
    return {"trashed": trashed, "trashedTime": stamp(call.world.now()) if trashed else None}
