"""Who may do what with a file: roles by permission, and Google's words when it is refused."""

from datetime import datetime
from typing import Any, Literal

from app.local_google.api import Call, Caller, GoogleError
from app.local_google.world import World

Need = Literal["read", "write", "own"]
Role = Literal["owner", "writer", "commenter", "reader"]
FILES = "drive.files"
_RANK = {"reader": 1, "commenter": 2, "writer": 3, "fileOrganizer": 3, "organizer": 3, "owner": 4}
_NAMES: dict[int, Role] = {1: "reader", 2: "commenter", 3: "writer", 4: "owner"}
_NEED = {"read": 1, "write": 3, "own": 4}
_FILE_SCOPES = frozenset(
    {"https://www.googleapis.com/auth/drive.file", "https://www.googleapis.com/auth/drive.appdata"}
)
_DEPTH = 20


def stored(world: World, file_id: str) -> dict[str, Any] | None:
    """The file as it is kept: `id`, `name`, `mimeType`, `permissions`, `trashed`, `version`, …"""
    return world.store.get(FILES, file_id)


def counts(permission: dict[str, Any], world: World) -> bool:
    """Whether a permission is in force: neither expired nor for the published view of a form only."""
    if permission.get("view"):
        return False
    ends = permission.get("expirationTime")
    return not ends or datetime.fromisoformat(ends) > world.now()


def reaches(permission: dict[str, Any], email: str) -> bool:
    """Whether a permission is for this person by name, domain or for all; groups are not looked into."""
    kind, wanted = permission["type"], email.lower()
    if kind == "anyone":
        return True
    if kind == "domain":
        return wanted.rpartition("@")[2] == str(permission.get("domain", "")).lower()
    return str(permission.get("emailAddress", "")).lower() == wanted


def applies(world: World, permission: dict[str, Any], email: str) -> bool:
    """Whether a permission is in force for this person, membership of groups counted."""
    if not counts(permission, world):
        return False
    if permission["type"] == "group":
        group = world.store.get("groups", str(permission.get("emailAddress", "")).lower()) or {}
        return email.lower() in group.get("members", [])
    return reaches(permission, email)


def role_of(world: World, email: str, file_id: str) -> Role | None:
    """The strongest role that the person has on the file, or None; unknown files give None too."""
    file = stored(world, file_id)
    return role_in(world, email, file) if file else None


def role_in(world: World, email: str, file: dict[str, Any], by_link: bool = True) -> Role | None:
    """The strongest role on a file, its folders' permissions counted; `by_link` counts "anyone" too."""
    rank, folders = 0, [file]
    for _ in range(_DEPTH):
        for here in folders:
            for entry in here["permissions"]:
                if (by_link or entry["type"] != "anyone") and applies(world, entry, email):
                    rank = max(rank, _RANK[entry["role"]])
        folders = [parent for here in folders for key in here["parents"] if (parent := stored(world, key))]
        if not folders:
            break
    return _NAMES.get(rank)


def may_share(file: dict[str, Any], role: Role | None) -> bool:
    return role == "owner" or (role == "writer" and bool(file.get("writersCanShare", True)))


def app_may(caller: Caller, file: dict[str, Any], call: Call | None) -> bool:
    """Whether the program may see the file: with drive.file alone, only files it made or was given."""
    if caller.scopes is None:
        return True
    usable = caller.scopes & call.method.scopes if call else caller.scopes
    return not usable <= _FILE_SCOPES or opened_with(file, caller.client, caller.email)


def opened_with(file: dict[str, Any], client: str, email: str) -> bool:
    """Whether this person made the file with this OAuth client, or gave it the file."""
    return [client, email.lower()] in file.get("apps", [])


def open_with(world: World, file_id: str, client: str, email: str) -> None:
    """Give an OAuth client the file for one person, as the Picker or an add-on's file-scope consent does."""
    file = stored(world, file_id)
    if file and not opened_with(file, client, email):
        file.setdefault("apps", []).append([client, email.lower()])
        world.store.put(FILES, file_id, file)


def require(call_or_world: Call | World, caller: Caller, file_id: str, need: Need) -> dict[str, Any]:
    """The stored file, if the caller may do that with it; else 404 or 403 as the called API words it."""
    call = call_or_world if isinstance(call_or_world, Call) else None
    world = call_or_world.world if isinstance(call_or_world, Call) else call_or_world
    in_drive = call is not None and call.method.api == "drive"
    file = stored(world, file_id)
    if file is None:
        raise _unknown(file_id, in_drive)
    role = role_in(world, caller.email, file)
    if role is None:
        raise (
            _unknown(file_id, in_drive)
            if in_drive
            else GoogleError(403, "The caller does not have permission")
        )
    if not app_may(caller, file, call):
        raise _not_given(file_id, in_drive)
    if _RANK[role] < _NEED[need]:
        raise too_weak(file_id) if in_drive else GoogleError(403, "The caller does not have permission")
    return file


def _unknown(file_id: str, in_drive: bool) -> GoogleError:
    if in_drive:
        return GoogleError(404, f"File not found: {file_id}.", reason="notFound", location="fileId")
    return GoogleError(404, "Requested entity was not found.")


def _not_given(file_id: str, in_drive: bool) -> GoogleError:
    if in_drive:
        message = f"The user has not granted the app access to the file {file_id}."
        return GoogleError(403, message, reason="appNotAuthorizedToFile", location="fileId")
    return GoogleError(404, "Requested entity was not found.")


def too_weak(file_id: str) -> GoogleError:
    message = f"The user does not have sufficient permissions for file {file_id}."
    return GoogleError(403, message, reason="insufficientFilePermissions", location="fileId")
