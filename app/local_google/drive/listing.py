"""files.list: which files a caller sees, in which order, page by page."""

import re
from typing import Any

from app.local_google.api import Call, GoogleError, serves
from app.local_google.drive import access, query
from app.local_google.drive.resource import DEFAULT_LIST, resource

_ORDERS = {
    "createdTime": lambda file: file["createdTime"],
    "modifiedTime": lambda file: file["modifiedTime"],
    "modifiedByMeTime": lambda file: file["modifiedTime"],
    "viewedByMeTime": lambda file: file["modifiedTime"],
    "recency": lambda file: file["modifiedTime"],
    "sharedWithMeTime": lambda file: file["createdTime"],
    "folder": lambda file: 0 if file["mimeType"].endswith(".folder") else 1,
    "name": lambda file: file["name"].lower(),
    "name_natural": lambda file: [
        int(part) if part.isdigit() else part for part in _parts(file["name"].lower())
    ],
    "quotaBytesUsed": lambda file: file.get("size", 0),
    "starred": lambda file: 0 if file.get("starredBy") else 1,
}


def _parts(text: str) -> list[str]:
    """Text and digits in turn, text first, so that natural order compares like with like."""
    return re.split(r"(\d+)", text)


def _ordered(files: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    files = sorted(files, key=lambda file: file["number"], reverse=True)
    files.sort(key=lambda file: file["modifiedTime"], reverse=True)
    for key in reversed([part.strip() for part in order.split(",") if part.strip()]):
        name, _, direction = key.partition(" ")
        if name not in _ORDERS or direction.strip() not in ("", "desc"):
            raise GoogleError(400, "Invalid Value", reason="invalid", location="orderBy")
        files.sort(key=_ORDERS[name], reverse=direction.strip() == "desc")
    return files


def _listed(call: Call, file: dict[str, Any]) -> bool:
    """Whether the file turns up in lists: given by name, group or folder, not merely by a link."""
    if not access.app_may(call.caller, file, call):
        return False
    return access.role_in(call.world, call.caller.email, file, by_link=False) is not None


@serves("drive.files.list")
def list_files(call: Call) -> dict[str, Any]:
    world, params = call.world, call.params
    size = params.get("pageSize", 100)
    token = params.get("pageToken", "")
    if token:
        page = world.store.get("drive.pages", token)
        if page is None or page["q"] != params.get("q", "") or page["email"] != call.caller.email:
            raise GoogleError(400, "Invalid Value", reason="invalid", location="pageToken")
        ids = page["ids"]
    else:
        wanted = query.parse(world, call.caller, params["q"]) if params.get("q") else bool
        every = [file for _, file in world.store.scan(access.FILES)]
        matching = [file for file in every if wanted(file) and _listed(call, file)]
        ids = [file["id"] for file in _ordered(matching, params.get("orderBy", ""))]
    answer: dict[str, Any] = {"kind": "drive#fileList", "incompleteSearch": False, "files": []}
    for file_id in ids[:size]:
        file = access.stored(world, file_id)
        if file and _listed(call, file):
            answer["files"].append(resource(world, file, call.caller))
    if len(ids) > size:
        answer["nextPageToken"] = "~!!~" + world.new_id(60)
        page = {"ids": ids[size:], "q": params.get("q", ""), "email": call.caller.email}
        world.store.put("drive.pages", answer["nextPageToken"], page)
    return answer if params.get("fields") else DEFAULT_LIST.apply(answer)
