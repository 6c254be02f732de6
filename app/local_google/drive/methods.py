"""The methods of Drive's `files`: create, get, copy, update, delete, export, generateIds."""

from typing import Any

from app.local_google.api import Call, GoogleError, Media, serves
from app.local_google.drive import access, blobs, files
from app.local_google.drive.body import checked, own_changes, written_changes
from app.local_google.drive.resource import GOOGLE, shown


def _parents(call: Call, wanted: list[str]) -> list[str]:
    """The folders of a new file, each of them one the caller may add to; My Drive when none is named."""
    root = files.root_of(call.world, call.caller.email)
    if len(wanted) > 1:
        message = "A shared drive item must have exactly one parent."
        raise GoogleError(403, message, reason="teamDrivesParentLimit")
    for parent in wanted:
        if parent not in ("root", root):
            access.require(call, call.caller, parent, "write")
    return [root if parent == "root" else parent for parent in wanted] or [root]


def _check_id(call: Call, file_id: str, mime: str) -> None:
    if mime.startswith(GOOGLE) and mime != files.FOLDER:
        message = "The provided file ID is not usable for Google Docs editors files."
        raise GoogleError(400, message, reason="invalid", location="file.id")
    if access.stored(call.world, file_id):
        raise GoogleError(409, "A file already exists with the provided ID.", reason="fileIdInUse")
    if call.world.store.get("drive.ids", file_id) is None:
        raise GoogleError(400, "The provided file ID is not usable.", reason="fileIdInvalid")


@serves("drive.files.create")
def create(call: Call) -> dict[str, Any]:
    body = checked(call.body)
    sent = call.media.content_type.partition(";")[0] if call.media else "application/octet-stream"
    mime = body.get("mimeType") or sent
    extra = own_changes(call, {}, body) | {"parents": _parents(call, body.get("parents", []))}
    if body.get("id"):
        _check_id(call, body["id"], mime)
        extra["id"] = body["id"]
    for key in ("createdTime", "modifiedTime"):
        if body.get(key):
            extra[key] = body[key]
    file = files.create_file(call.world, call.caller.email, mime, body.get("name") or "Untitled", **extra)
    _fill(call, file)
    return shown(call, access.stored(call.world, file["id"]) or file)


def _fill(call: Call, file: dict[str, Any]) -> None:
    """The content of a new file: what was uploaded, converted for an editor's type; else nothing."""
    world, mime = call.world, file["mimeType"]
    if mime in files.create_hooks:
        files.create_hooks[mime](world, file["id"], call.caller)
    if call.media is None:
        return
    if mime in files.import_hooks:
        files.import_hooks[mime](world, file["id"], call.media, call.caller)
    elif not mime.startswith(GOOGLE):
        blobs.put(world, file, Media(call.media.data, mime))
        world.store.put(access.FILES, file["id"], file)


@serves("drive.files.get")
def get(call: Call) -> dict[str, Any] | Media:
    file = access.require(call, call.caller, call.params["fileId"], "read")
    if call.params.get("alt") != "media":
        return shown(call, file)
    if file["mimeType"].startswith(GOOGLE):
        message = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
        raise GoogleError(403, message, reason="fileNotDownloadable", location="alt")
    media = blobs.get(call.world, file["id"])
    return Media(media.data, file["mimeType"])


@serves("drive.files.copy")
def copy(call: Call) -> dict[str, Any]:
    source = access.require(call, call.caller, call.params["fileId"], "read")
    role = access.role_in(call.world, call.caller.email, source)
    if source["mimeType"] == files.FOLDER:
        raise GoogleError(403, "This file cannot be copied by the user.", reason="cannotCopyFile")
    if source.get("copyRequiresWriterPermission") and role not in ("writer", "owner"):
        raise GoogleError(403, "This file cannot be copied by the user.", reason="cannotCopyFile")
    body = checked(call.body)
    names = ("description", "properties", "appProperties")
    kept: dict[str, Any] = {key: source[key] for key in names if key in source}
    wanted = body.get("parents") or [p for p in source["parents"] if _may_add(call, p)]
    extra = kept | own_changes(call, kept, body) | {"parents": _parents(call, wanted)}
    name = body.get("name") or f"Copy of {source['name']}"
    file = files.create_file(call.world, call.caller.email, source["mimeType"], name, **extra)
    if source["mimeType"] in files.copy_hooks:
        files.copy_hooks[source["mimeType"]](call.world, source["id"], file["id"], call.caller)
    elif not source["mimeType"].startswith(GOOGLE):
        blobs.copy(call.world, source["id"], file)
        call.world.store.put(access.FILES, file["id"], file)
    return shown(call, access.stored(call.world, file["id"]) or file)


def _may_add(call: Call, folder: str) -> bool:
    return access.role_of(call.world, call.caller.email, folder) in ("writer", "owner")


@serves("drive.files.update")
def update(call: Call) -> dict[str, Any]:
    body = checked(call.body, updating=True)
    need: access.Need = (
        "read" if set(body) <= {"starred"} and not _moves(call) and not call.media else "write"
    )
    file = access.require(call, call.caller, call.params["fileId"], need)
    changed = written_changes(call, file, body)
    _move(call, file, changed)
    file |= changed
    if call.media:
        replace_content(call, file)
    if changed or call.media:
        file |= {"lastModifyingUser": call.caller.email}
        if not body.get("modifiedTime"):
            file["modifiedTime"] = files.stamp(call.world.now())
        files.save(call.world, file, "content" if call.media else "properties")
    if "name" in changed and file["mimeType"] in files.name_hooks:
        files.name_hooks[file["mimeType"]](call.world, file["id"], file["name"])
    return shown(call, file)


def _moves(call: Call) -> bool:
    return bool(call.params.get("addParents") or call.params.get("removeParents"))


def _move(call: Call, file: dict[str, Any], changed: dict[str, Any]) -> None:
    if not _moves(call):
        return
    added = _parents(call, call.params["addParents"].split(",")) if call.params.get("addParents") else []
    gone = call.params.get("removeParents", "").split(",")
    root = files.root_of(call.world, call.caller.email)
    gone = [root if parent == "root" else parent for parent in gone]
    # A file lies in one folder: adding it to another takes it out of the one before.
    changed["parents"] = added or [p for p in file["parents"] if p not in gone] or [root]


def replace_content(call: Call, file: dict[str, Any]) -> None:
    """Put what was uploaded in the place of the file's content, converted for an editor's type."""
    media, world = call.media, call.world
    if media is None:
        return
    if file["mimeType"] in files.import_hooks:
        files.import_hooks[file["mimeType"]](world, file["id"], media, call.caller)
    elif not file["mimeType"].startswith(GOOGLE):
        blobs.put(world, file, media)


@serves("drive.files.delete")
def delete(call: Call) -> None:
    file = access.require(call, call.caller, call.params["fileId"], "own")
    remove(call, file)


def remove(call: Call, file: dict[str, Any]) -> None:
    """Delete a file for good, with everything in it when it is a folder of the caller's."""
    world = call.world
    if file["mimeType"] == files.FOLDER:
        for _, inner in world.store.scan(access.FILES):
            if file["id"] in inner["parents"] and inner["owner"] == file["owner"]:
                remove(call, inner)
    if file["mimeType"] in files.delete_hooks:
        files.delete_hooks[file["mimeType"]](world, file["id"])
    blobs.delete(world, file["id"])
    readers = [p["emailAddress"] for p in file["permissions"] if p.get("emailAddress")]
    world.store.delete(access.FILES, file["id"])
    files.note_change(world, file["id"], "removed", lost=readers)


@serves("drive.files.emptyTrash")
def empty_trash(call: Call) -> None:
    for _, file in call.world.store.scan(access.FILES):
        if file["trashed"] and file["owner"] == call.caller.email:
            remove(call, file)


@serves("drive.files.generateIds")
def generate_ids(call: Call) -> dict[str, Any]:
    ids = ["1" + call.world.new_id(32) for _ in range(call.params.get("count", 10))]
    for file_id in ids:
        call.world.store.put("drive.ids", file_id, {})
    return {"kind": "drive#generatedIds", "space": call.params.get("space", "drive"), "ids": ids}


@serves("drive.files.export")
def export(call: Call) -> Media:
    file = access.require(call, call.caller, call.params["fileId"], "read")
    if not file["mimeType"].startswith(GOOGLE) or file["mimeType"] == files.FOLDER:
        message = "Export only supports Docs Editors files."
        raise GoogleError(403, message, reason="fileNotExportable", location="fileId")
    hook = files.export_hooks.get(file["mimeType"])
    media = hook(call.world, file["id"], call.params["mimeType"]) if hook else None
    if media is None:
        message = "The requested conversion is not supported."
        raise GoogleError(400, message, reason="badRequest", location="convertTo")
    return media
