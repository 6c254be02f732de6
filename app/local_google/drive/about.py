"""Drive's small methods: about, comments (there are none yet), shared drives (there are none), apps."""

from typing import Any

from app.local_google.api import Call, GoogleError, serves
from app.local_google.drive import access, files
from app.local_google.drive.resource import user

_EXPORTS = {
    files.SHEET: ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
}


def _need_fields(call: Call) -> None:
    if not call.params.get("fields"):
        message = "The 'fields' parameter is required for this method."
        raise GoogleError(400, message, reason="required", location="fields")


@serves("drive.about.get")
def about(call: Call) -> dict[str, Any]:
    _need_fields(call)
    return {
        "kind": "drive#about",
        "user": user(call.world, call.caller.email, call.caller.email),
        "storageQuota": {"limit": "32212254720", "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"},
        "importFormats": {"text/csv": [files.SHEET]},
        "exportFormats": _EXPORTS,
        "maxImportSizes": {files.SHEET: "104857600"},
        "maxUploadSize": "5242880000000",
        "appInstalled": False,
        "folderColorPalette": ["#ac725e"],
        "driveThemes": [],
        "canCreateDrives": False,
        "canCreateTeamDrives": False,
        "teamDriveThemes": [],
    }


@serves("drive.comments.list")
def comments(call: Call) -> dict[str, Any]:
    _need_fields(call)
    access.require(call, call.caller, call.params["fileId"], "read")
    return {"kind": "drive#commentList", "comments": []}


@serves("drive.drives.list")
def drives(_: Call) -> dict[str, Any]:
    return {"kind": "drive#driveList", "drives": []}
