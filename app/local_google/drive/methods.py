"""Drive's files over HTTP."""

from typing import Any

from app.local_google.api import Call, serves
from app.local_google.drive import access, files


@serves("drive.files.create")
def create(call: Call) -> dict[str, Any]:
    mime = call.body.get("mimeType", "application/octet-stream")
    file = files.create_file(call.world, call.caller.email, mime, call.body.get("name", "Untitled"))
    if mime in files.create_hooks:
        files.create_hooks[mime](call.world, file["id"], call.caller)
    return {"kind": "drive#file", "id": file["id"], "name": file["name"], "mimeType": mime}


@serves("drive.files.get")
def get(call: Call) -> dict[str, Any]:
    file = access.require(call, call.caller, call.params["fileId"], "read")
    return {"kind": "drive#file", "id": file["id"], "name": file["name"], "mimeType": file["mimeType"]}
