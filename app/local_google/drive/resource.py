"""A stored file as the File resource that a caller sees, in full or with Drive's default fields."""

from typing import Any

from app.local_google import fields
from app.local_google.api import Call, Caller
from app.local_google.drive import access
from app.local_google.drive.files import FOLDER, FORM, SHEET
from app.local_google.world import World

DEFAULT = fields.parse("kind,id,name,mimeType")
DEFAULT_LIST = fields.parse("kind,nextPageToken,incompleteSearch,files(kind,id,name,mimeType)")
GOOGLE = "application/vnd.google-apps."
_PAGES = {SHEET: "spreadsheets/d/{}/edit", FORM: "forms/d/{}/edit", FOLDER: "drive/folders/{}"}
_EXPORTS = (
    "text/csv",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


def shown(call: Call, file: dict[str, Any]) -> dict[str, Any]:
    """The file as the call asks for it: all of it for a `fields` mask to pick from, else four fields."""
    whole = resource(call.world, file, call.caller)
    return whole if call.params.get("fields") else DEFAULT.apply(whole)


def user(world: World, email: str, me: str) -> dict[str, Any]:
    person = world.person(email)
    return {
        "kind": "drive#user",
        "displayName": person["name"],
        "me": email == me,
        "permissionId": person["id"],
        "emailAddress": email,
    }


def properties_of(caller: Caller, file: dict[str, Any]) -> dict[str, str]:
    """The app's own properties; a script's bearer sees those of every app."""
    kept: dict[str, dict[str, str]] = file.get("appProperties", {})
    if caller.scopes is None:
        return {name: value for own in kept.values() for name, value in own.items()}
    return kept.get(caller.client, {})


def _seen_version(world: World, file: dict[str, Any]) -> tuple[int, str]:
    """(version, modifiedTime), as old as the control's lag makes Drive lag behind the editors."""
    lag = (world.store.get("control", "lag") or {}).get("drive_seconds", 0)
    now = (int(file["version"]), str(file["modifiedTime"]))
    if not lag:
        return now
    latest = world.now().timestamp() - lag
    past = [entry for entry in file.get("history", []) if entry[0] <= latest]
    return (int(past[-1][1]), str(past[-1][2])) if past else (1, str(file["createdTime"]))


def resource(world: World, file: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Every field of the File resource, as this caller sees them."""
    email = caller.email
    role = access.role_in(world, email, file)
    version, modified = _seen_version(world, file)
    full = {
        "kind": "drive#file",
        "id": file["id"],
        "name": file["name"],
        "mimeType": file["mimeType"],
        "starred": email in file.get("starredBy", []),
        "trashed": file["trashed"],
        "explicitlyTrashed": file["trashed"],
        "spaces": ["drive"],
        "version": str(version),
        "createdTime": file["createdTime"],
        "modifiedTime": modified,
        "viewedByMe": file["owner"] == email,
        "modifiedByMe": file["lastModifyingUser"] == email,
        "owners": [user(world, file["owner"], email)],
        "lastModifyingUser": user(world, file["lastModifyingUser"], email),
        "ownedByMe": file["owner"] == email,
        "shared": len([p for p in file["permissions"] if not p.get("view")]) > 1,
        "writersCanShare": file.get("writersCanShare", True),
        "copyRequiresWriterPermission": file.get("copyRequiresWriterPermission", False),
        "viewersCanCopyContent": not file.get("copyRequiresWriterPermission", False),
        "isAppAuthorized": access.app_may(caller, file, None),
        "hasThumbnail": False,
        "thumbnailVersion": "0",
        "capabilities": capabilities(file, role),
        "permissionIds": [p["id"] for p in file["permissions"] if not p.get("view")],
        **_place(world, file, email),
        **_content(world, file),
        **_optional(file, caller),
    }
    if access.may_share(file, role):
        full["permissions"] = [shown_permission(p) for p in file["permissions"] if not p.get("view")]
    else:
        del full["permissionIds"]
    return full


def _place(world: World, file: dict[str, Any], email: str) -> dict[str, Any]:
    page = _PAGES.get(file["mimeType"], "file/d/{}/view").format(file["id"])
    facts: dict[str, Any] = {"webViewLink": f"{world.base_url}/{page}"}
    seen = [p for p in file["parents"] if file["owner"] == email or access.role_of(world, email, p)]
    if seen:
        facts["parents"] = seen
    given = [p for p in file["permissions"] if access.reaches(p, email) and p.get("since")]
    if given and file["owner"] != email:
        facts["sharedWithMeTime"] = given[0]["since"]
    return facts


def _content(world: World, file: dict[str, Any]) -> dict[str, Any]:
    if file["mimeType"].startswith(GOOGLE):
        facts: dict[str, Any] = {"quotaBytesUsed": "0" if file["mimeType"] == FOLDER else "1024"}
        if file["mimeType"] == SHEET:
            base = f"{world.base_url}/spreadsheets/export?id={file['id']}&exportFormat="
            facts["exportLinks"] = {kind: base + kind.rpartition("/")[2][-4:] for kind in _EXPORTS}
        return facts
    extension = file["name"].rpartition(".")[2] if "." in file["name"] else ""
    facts = {
        "size": str(file.get("size", 0)),
        "quotaBytesUsed": str(file.get("size", 0)),
        "originalFilename": file.get("originalFilename", file["name"]),
        "fullFileExtension": extension,
        "fileExtension": extension,
        "headRevisionId": f"0{file['id'][:20]}{file.get('revision', 1)}",
        "webContentLink": f"{world.base_url}/uc?id={file['id']}&export=download",
    }
    return facts | ({"md5Checksum": file["md5Checksum"]} if "md5Checksum" in file else {})


def _optional(file: dict[str, Any], caller: Caller) -> dict[str, Any]:
    facts = {
        key: file[key]
        for key in ("description", "properties", "folderColorRgb", "trashedTime")
        if file.get(key)
    }
    own = properties_of(caller, file)
    return facts | ({"appProperties": own} if own else {})


def capabilities(file: dict[str, Any], role: access.Role | None) -> dict[str, bool]:
    """What the caller may do with the file, as Drive lists it."""
    write, own = role in ("writer", "owner"), role == "owner"
    copy = role is not None and (write or not file.get("copyRequiresWriterPermission"))
    share = access.may_share(file, role)
    return {
        "canAddChildren": write and file["mimeType"] == FOLDER,
        "canChangeCopyRequiresWriterPermission": own,
        "canComment": write or role == "commenter",
        "canCopy": copy and file["mimeType"] != FOLDER,
        "canDelete": own,
        "canDownload": copy,
        "canEdit": write,
        "canListChildren": file["mimeType"] == FOLDER,
        "canModifyContent": write,
        "canReadRevisions": write,
        "canRename": write,
        "canShare": share,
        "canTrash": own,
        "canUntrash": own,
    }


def shown_permission(permission: dict[str, Any]) -> dict[str, Any]:
    """A permission without what the store keeps beside it."""
    kept = {key: value for key, value in permission.items() if key != "since"}
    if kept["type"] in ("user", "group"):
        kept |= {"deleted": False, "pendingOwner": False}
    if kept["type"] in ("domain", "anyone"):
        kept.setdefault("allowFileDiscovery", False)
    return kept
