"""Drive files as other packages see them: made, renamed, touched; and hooks that fill their content.

The HTTP methods of Drive are in methods.py.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from app.local_google.api import Caller, Media
from app.local_google.drive.access import FILES
from app.local_google.world import World

SHEET = "application/vnd.google-apps.spreadsheet"
FORM = "application/vnd.google-apps.form"
FOLDER = "application/vnd.google-apps.folder"
_HISTORY = 40

CopyHook = Callable[[World, str, str, Caller], None]
"""(world, source file id, copy's file id, caller): fill the copy."""
CreateHook = Callable[[World, str, Caller], None]
"""(world, file id, caller): fill a file of this type that Drive itself made empty."""
DeleteHook = Callable[[World, str], None]
ExportHook = Callable[[World, str, str], Media | None]
"""(world, file id, wanted mime type) -> bytes, or None where this type is not exported to that one."""
ImportHook = Callable[[World, str, Media, Caller], None]
"""(world, file id, uploaded bytes, caller): replace the content by an upload with convert=true."""
NameHook = Callable[[World, str, str], None]

copy_hooks: dict[str, CopyHook] = {}
create_hooks: dict[str, CreateHook] = {}
delete_hooks: dict[str, DeleteHook] = {}
export_hooks: dict[str, ExportHook] = {}
import_hooks: dict[str, ImportHook] = {}
name_hooks: dict[str, NameHook] = {}


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as Drive writes times."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def root_of(world: World, email: str) -> str:
    """The id of a person's My Drive."""
    return f"0A{world.person(email)['id'][:17]}PVA"


def create_file(world: World, owner: str, mime_type: str, name: str, **extra: Any) -> dict[str, Any]:
    """Make a file that `owner` owns; `extra` is stored with it. Answers the stored file."""
    number = world.store.next_number("drive.files")
    now = stamp(world.now())
    file: dict[str, Any] = {
        "id": extra.pop("id", None)
        or "1" + world.new_id(43 if mime_type.startswith("application/vnd.google") else 32),
        "name": name,
        "mimeType": mime_type,
        "owner": owner,
        "parents": [root_of(world, owner)],
        "createdTime": now,
        "modifiedTime": now,
        "lastModifyingUser": owner,
        "version": 1,
        "number": number,
        "trashed": False,
        "apps": [[world.actor_client, owner.lower()]] if world.actor_client else [],
        "permissions": [permission(world, "user", "owner", owner)],
        **extra,
    }
    world.store.put(FILES, file["id"], file)
    note_change(world, file["id"])
    return file


def permission(world: World, kind: str, role: str, target: str = "", **extra: Any) -> dict[str, Any]:
    """A permission resource as it is stored: its id is Google's for that person, domain or anyone."""
    entry: dict[str, Any] = {"kind": "drive#permission", "type": kind, "role": role}
    if kind == "anyone":
        entry["id"] = "anyoneWithLink"
    elif kind == "domain":
        entry |= {"id": world.person(target)["id"] + "k", "domain": target, "displayName": target}
    else:
        person = world.person(target)
        entry |= {"id": person["id"], "emailAddress": target, "displayName": person["name"]}
    return entry | extra


def touch(world: World, file_id: str, by: str) -> None:
    """Note that `by` changed the content: version, modifiedTime, lastModifyingUser, change log."""
    file = world.store.get(FILES, file_id)
    if file is None:
        return
    file["modifiedTime"] = stamp(world.now())
    file["lastModifyingUser"] = by
    save(world, file, "content")


def rename(world: World, file_id: str, name: str, by: str) -> None:
    file = world.store.get(FILES, file_id)
    if file is None:
        return
    file |= {"name": name, "modifiedTime": stamp(world.now()), "lastModifyingUser": by}
    save(world, file, "properties")


def save(world: World, file: dict[str, Any], *changed: str, lost: Iterable[str] = ()) -> None:
    """Store the file's next version, and tell change log and open channels; `lost` had it before."""
    file["version"] = int(file["version"]) + 1
    # What Drive showed before is kept for a while, for worlds where its version lags.
    entry = [world.now().timestamp(), file["version"], file["modifiedTime"]]
    file["history"] = [*file.get("history", [])[-_HISTORY:], entry]
    world.store.put(FILES, file["id"], file)
    note_change(world, file["id"], *changed, lost=lost)


def note_change(world: World, file_id: str, *changed: str, lost: Iterable[str] = ()) -> None:
    """One entry a file in the change log, under the newest number; who lost the file stays noted."""
    number = world.store.next_number("drive.changes")
    before = (world.store.get("drive.changes", file_id) or {}).get("lost", [])
    entry = {"number": number, "time": stamp(world.now()), "lost": sorted({*before, *lost})}
    world.store.put("drive.changes", file_id, entry)
    world.notify_change("drive.files", file_id, changed=list(changed), lost=list(lost))
