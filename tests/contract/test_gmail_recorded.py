"""Odd and broken messages of real life, delivered one by one: each must arrive, list, read and be found."""

import base64
import os
from pathlib import Path
from typing import Any

import pytest

TEACHER = "rivera@school.test"
RECORDED = os.environ.get("HOLDFAST_RECORDED", "")
needs_recorded = pytest.mark.skipif(
    not RECORDED or not (Path(RECORDED) / "mail").is_dir(),
    reason="HOLDFAST_RECORDED names no folder with mail",
)


@needs_recorded
def test_every_recorded_message_arrives_and_reads(google: Any) -> None:
    mail = google.service("gmail", "v1", TEACHER).users()
    files = sorted((Path(RECORDED) / "mail").glob("*.eml"))
    assert files
    for file in files:
        raw = base64.b64encode(file.read_bytes()).decode()
        own_id = google.control("POST", "mail", to=TEACHER, raw=raw)["id"]
        shown = mail.messages().get(userId="me", id=own_id).execute()
        check_parts(mail, own_id, shown["payload"])
        source = mail.messages().get(userId="me", id=own_id, format="raw").execute()["raw"]
        body = file.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[2]
        assert body in base64.urlsafe_b64decode(source).replace(b"\r\n", b"\n"), file.name
    listed = mail.messages().list(userId="me", q="in:inbox").execute()
    assert listed["resultSizeEstimate"] == len(files)
    page = google.http("GET", f"/mail?as={TEACHER}")
    assert page.status_code == 200
    for thread in mail.threads().list(userId="me").execute()["threads"]:
        assert google.http("GET", f"/mail/t/{thread['id']}?as={TEACHER}").status_code == 200


def check_parts(mail: Any, own_id: str, part: dict[str, Any]) -> None:
    """Each part has a body of the size it tells, be it inside or an attachment."""
    body = part["body"]
    data = body.get("data", "")
    if "attachmentId" in body:
        found = (
            mail.messages()
            .attachments()
            .get(userId="me", messageId=own_id, id=body["attachmentId"])
            .execute()
        )
        data = found.get("data", "")
    if body["size"]:
        assert len(base64.urlsafe_b64decode(data)) == body["size"]
    for child in part.get("parts", []):
        check_parts(mail, own_id, child)
