"""Drive's change log: one entry a file under its newest number, as each caller may see it."""

from typing import Any

from app.local_google import fields
from app.local_google.api import Call, GoogleError, serves
from app.local_google.drive import access
from app.local_google.drive.resource import resource

_DEFAULT = fields.parse(
    "kind,nextPageToken,newStartPageToken,"
    "changes(kind,type,changeType,time,removed,fileId,file(kind,id,name,mimeType))"
)


def latest(call: Call) -> int:
    row = call.world.store.db.execute("SELECT value FROM counters WHERE name = 'drive.changes'").fetchone()
    return int(row[0]) if row else 0


@serves("drive.changes.getStartPageToken")
def start_token(call: Call) -> dict[str, Any]:
    return {"kind": "drive#startPageToken", "startPageToken": str(latest(call) + 1)}


def read_token(call: Call) -> int:
    token = call.params.get("pageToken", "")
    if not token.isdigit() or int(token) > latest(call) + 1:
        raise GoogleError(400, "Invalid Value", reason="invalid", location="pageToken")
    return int(token)


@serves("drive.changes.list")
def list_changes(call: Call) -> dict[str, Any]:
    start, size = read_token(call), call.params.get("pageSize", 100)
    entries = [(entry["number"], key, entry) for key, entry in call.world.store.scan("drive.changes")]
    entries = sorted(entry for entry in entries if entry[0] >= start)
    answer: dict[str, Any] = {"kind": "drive#changeList", "changes": []}
    for number, file_id, entry in entries:
        if len(answer["changes"]) == size:
            answer["nextPageToken"] = str(number)
            break
        change = _change(call, file_id, entry)
        if change:
            answer["changes"].append(change)
    else:
        answer["newStartPageToken"] = str(latest(call) + 1)
    return answer if call.params.get("fields") else _DEFAULT.apply(answer)


def _change(call: Call, file_id: str, entry: dict[str, Any]) -> dict[str, Any] | None:
    file = access.stored(call.world, file_id)
    seen = file is not None and access.role_in(call.world, call.caller.email, file, by_link=False)
    if file is not None and seen and not access.app_may(call.caller, file, call):
        return None
    facts = {
        "kind": "drive#change",
        "type": "file",
        "changeType": "file",
        "time": entry["time"],
        "fileId": file_id,
    }
    if file is not None and seen:
        return facts | {"removed": False, "file": resource(call.world, file, call.caller)}
    lost = call.caller.email in entry.get("lost", [])
    return facts | {"removed": True} if lost and call.params.get("includeRemoved", True) else None
