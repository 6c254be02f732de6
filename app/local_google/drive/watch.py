"""Drive's push: channels on a file and on the change log."""

from datetime import timedelta
from typing import Any

from app.local_google import push
from app.local_google.api import Call, serves
from app.local_google.drive import access
from app.local_google.drive.changes import read_token
from app.local_google.world import World

_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@serves("drive.files.watch")
def watch_file(call: Call) -> dict[str, Any]:
    file = access.require(call, call.caller, call.params["fileId"], "read")
    uri = f"{call.world.base_url}/drive/v3/files/{file['id']}?alt=json"
    return push.open_channel(call, "drive.files", file["id"], uri, _HOUR, _DAY)


@serves("drive.changes.watch")
def watch_changes(call: Call) -> dict[str, Any]:
    token = read_token(call)
    uri = f"{call.world.base_url}/drive/v3/changes?alt=json&pageToken={token}"
    return push.open_channel(call, "drive.changes", call.caller.email, uri, _HOUR, _WEEK)


@serves("drive.channels.stop")
def stop(call: Call) -> None:
    push.stop_channel(call)


def _tell(world: World, file_id: str, facts: dict[str, Any]) -> None:
    """Tell the file's channels, and the change-log channels of those who see or have lost the file."""
    changed = [name for name in facts.get("changed", []) if name in ("content", "properties", "permissions")]
    file = access.stored(world, file_id)
    state = "remove" if file is None else "trash" if file["trashed"] and "properties" in changed else "update"
    push.notify(world, "drive.files", file_id, state, changed=",".join(sorted(set(changed))))
    for channel in push.channels(world, "drive.changes"):
        lost = channel["email"] in facts.get("lost", [])
        if lost or (file is not None and access.role_in(world, channel["email"], file, by_link=False)):
            push.send(world, channel, "change")


push.listeners["drive.files"] = _tell
