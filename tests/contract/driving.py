"""Requests to Drive that its contract tests share."""

from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.contract.conftest import Google

SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
FORM = "application/vnd.google-apps.form"
ANA = "ana@school.test"
BEN = "ben@school.test"


def as_(google: Google, email: str) -> Any:
    return google.service("drive", "v3", email)


def make(drive: Any, name: str = "Caseload", mime: str = FOLDER, **body: Any) -> str:
    return str(drive.files().create(body={"name": name, "mimeType": mime, **body}).execute()["id"])


def share(drive: Any, file_id: str, email: str, role: str = "reader", **body: Any) -> dict[str, Any]:
    wanted = {"type": "user", "role": role, "emailAddress": email, **body}
    made: dict[str, Any] = (
        drive.permissions().create(fileId=file_id, body=wanted, sendNotificationEmail=False).execute()
    )
    return made


def refusal(request: Any) -> tuple[int, str, str]:
    """(status, reason, message) of a request that must fail."""
    with pytest.raises(HttpError) as caught:
        request.execute()
    error = caught.value
    return error.status_code, error.error_details[0]["reason"], error.reason


def names(drive: Any, q: str, **params: Any) -> list[str]:
    return [file["name"] for file in drive.files().list(q=q, **params).execute()["files"]]
