"""The v2 upload address of Drive, which gspread's CSV import uses; the answer has v2's shape, as recorded."""

from typing import Any

from app.local_google.api import Call, serves
from app.local_google.drive import access, files
from app.local_google.drive.methods import replace_content
from app.local_google.drive.resource import resource

_EXPORTS = {
    "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
    "text/tab-separated-values": "tsv",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "application/zip": "zip",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_DATES = {"createdDate": "createdTime", "modifiedDate": "modifiedTime", "modifiedByMeDate": "modifiedTime"}


@serves("drive.files.update.v2")
def update(call: Call) -> dict[str, Any]:
    file = access.require(call, call.caller, call.params["fileId"], "write")
    replace_content(call, file)
    file = access.stored(call.world, file["id"]) or file
    file |= {"lastModifyingUser": call.caller.email, "modifiedTime": files.stamp(call.world.now())}
    files.save(call.world, file, "content")
    return _resource(call, file)


def _user(user: dict[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in user.items() if key != "me"}
    return shown | {
        "isAuthenticatedUser": user["me"],
        "picture": {"url": "https://lh3.googleusercontent.com/a/x"},
    }


def _resource(call: Call, file: dict[str, Any]) -> dict[str, Any]:
    now = resource(call.world, file, call.caller)
    base = call.world.base_url
    here = f"{base}/drive/v2/files/{file['id']}"
    page = f"{base}/spreadsheets/d/{file['id']}"
    exports = f"{base}/spreadsheets/export?id={file['id']}&exportFormat="
    etag = f'"{file["number"]}-{file["version"]}"'
    me = {"id": "me", "type": "user", "role": access.role_in(call.world, call.caller.email, file)}
    kept = ("kind", "id", "mimeType", "spaces", "shared", "version", "quotaBytesUsed", "writersCanShare")
    return {
        **{key: now[key] for key in kept},
        **{old: now[new] for old, new in _DATES.items()},
        "title": now["name"],
        "etag": etag,
        "userPermission": me
        | {
            "kind": "drive#permission",
            "selfLink": f"{here}/permissions/me",
            "etag": etag,
            "pendingOwner": False,
        },
        "selfLink": here,
        "ownerNames": [owner["displayName"] for owner in now["owners"]],
        "owners": [_user(owner) for owner in now["owners"]],
        "lastModifyingUserName": now["lastModifyingUser"]["displayName"],
        "lastModifyingUser": _user(now["lastModifyingUser"]),
        "editable": now["capabilities"]["canEdit"],
        "copyable": now["capabilities"]["canCopy"],
        "exportLinks": {kind: exports + name for kind, name in _EXPORTS.items()},
        "parents": [_parent(call, here, parent) for parent in now.get("parents", [])],
        "thumbnailLink": f"{page}/thumbnail",
        "iconLink": f"{base}/static/icon.svg",
        "alternateLink": f"{page}/edit?usp=drivesdk",
        "embedLink": f"{page}/htmlembed",
        "appDataContents": False,
        "fileSize": now["quotaBytesUsed"],
        "copyRequiresWriterPermission": now["copyRequiresWriterPermission"],
        "labels": {
            "viewed": True,
            "restricted": False,
            "starred": now["starred"],
            "hidden": False,
            "trashed": now["trashed"],
        },
        "explicitlyTrashed": now["explicitlyTrashed"],
        "lastViewedByMeDate": now["modifiedTime"],
        "markedViewedByMeDate": "1970-01-01T00:00:00.000Z",
        "capabilities": {key: now["capabilities"][key] for key in ("canEdit", "canCopy")},
    }


def _parent(call: Call, here: str, parent: str) -> dict[str, Any]:
    return {
        "kind": "drive#parentReference",
        "id": parent,
        "selfLink": f"{here}/parents/{parent}",
        "parentLink": f"{call.world.base_url}/drive/v2/files/{parent}",
        "isRoot": parent == files.root_of(call.world, call.caller.email),
    }
