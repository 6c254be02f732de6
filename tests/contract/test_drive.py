"""Drive v3 of the local Google, through google-api-python-client: files, queries, bytes, changes."""

import io
from typing import Any

import pytest
from googleapiclient.http import MediaIoBaseDownload, MediaIoBaseUpload

from tests.contract.conftest import OWNER, Google
from tests.contract.driving import ANA, BEN, FOLDER, SHEET, as_, make, names, refusal, share


def test_without_fields_a_file_has_four_fields(drive: Any) -> None:
    file = drive.files().create(body={"name": "A", "mimeType": FOLDER}).execute()
    assert file == {"kind": "drive#file", "id": file["id"], "name": "A", "mimeType": FOLDER}


def test_every_field_of_a_file_fits_the_document(drive: Any) -> None:
    file = drive.files().get(fileId=make(drive), fields="*").execute()
    assert file["owners"][0]["emailAddress"] == OWNER
    assert file["version"] == "1"
    assert file["capabilities"]["canShare"] is True


def test_the_root_of_my_drive_is_a_parent(drive: Any) -> None:
    make(drive, "Here")
    assert names(drive, "'root' in parents") == ["Here"]


def test_an_unknown_file_is_not_found(drive: Any) -> None:
    assert refusal(drive.files().get(fileId="nowhere")) == (404, "notFound", "File not found: nowhere.")


def test_the_version_rises_with_every_change(drive: Any) -> None:
    file_id = make(drive)
    first = drive.files().get(fileId=file_id, fields="version").execute()["version"]
    drive.files().update(fileId=file_id, body={"name": "B"}).execute()
    share(drive, file_id, ANA)
    assert int(drive.files().get(fileId=file_id, fields="version").execute()["version"]) == int(first) + 2


def test_the_version_can_be_made_to_lag(google: Google, drive: Any) -> None:
    file_id = make(drive)
    google.control("POST", "lag", drive_seconds=120)
    drive.files().update(fileId=file_id, body={"name": "B"}).execute()
    assert drive.files().get(fileId=file_id, fields="version").execute() == {"version": "1"}
    google.control("POST", "clock", advance_seconds=180)
    assert drive.files().get(fileId=file_id, fields="version").execute() == {"version": "2"}


def test_app_properties_find_a_file_again(drive: Any) -> None:
    make(drive, "Other", appProperties={"holdfast": "caseload-2"})
    make(drive, "Mine", appProperties={"holdfast": "caseload-1"})
    q = "appProperties has { key='holdfast' and value='caseload-1' } and trashed=false"
    assert names(drive, q) == ["Mine"]


def test_app_properties_are_merged_and_null_removes(drive: Any) -> None:
    file_id = make(drive, appProperties={"a": "1", "b": "2"})
    body = {"appProperties": {"a": None, "c": "3"}}
    drive.files().update(fileId=file_id, body=body).execute()
    found = drive.files().get(fileId=file_id, fields="appProperties").execute()
    assert found == {"appProperties": {"b": "2", "c": "3"}}


def test_a_property_of_more_than_124_bytes_is_refused(drive: Any) -> None:
    body = {"name": "A", "appProperties": {"k": "é" * 62}}
    assert refusal(drive.files().create(body=body))[0] == 400


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("name = 'Award 2026'", ["Award 2026"]),
        ("name = 'award 2026'", ["Award 2026"]),
        ("name contains 'Awa'", ["Award 2026"]),
        ("name contains 'ward'", []),
        ("name contains '2026'", ["Award 2026"]),
        ("name != 'Award 2026' and mimeType = 'application/vnd.google-apps.folder'", ["O'Neill", "Plans"]),
        ("name = 'O\\'Neill'", ["O'Neill"]),
        ('mimeType="application/vnd.google-apps.folder" and name = "Plans"', ["Plans"]),
        ("not name contains 'P' and not name contains 'O'", ["Award 2026"]),
        ("(name = 'Plans' or name = 'Award 2026') and trashed = false", ["Award 2026", "Plans"]),
        ("'me' in owners", ["Award 2026", "O'Neill", "Plans"]),
        ("'ana@school.test' in readers", ["Plans"]),
        ("'ana@school.test' in writers", []),
        ("modifiedTime > '2020-01-01T00:00:00'", ["Award 2026", "O'Neill", "Plans"]),
        ("modifiedTime < '2020-01-01T00:00:00Z'", []),
        ("starred = true", ["O'Neill"]),
        ("sharedWithMe", []),
        ("trashed", None),
        ("name ~ 'x'", None),
        ("name = 'x' and", None),
        ("nothing = 'x'", None),
    ],
)
def test_the_query_grammar(drive: Any, q: str, found: list[str] | None) -> None:
    make(drive, "Award 2026")
    make(drive, "O'Neill", starred=True)
    share(drive, make(drive, "Plans"), ANA)
    if found is None:
        assert refusal(drive.files().list(q=q)) == (400, "invalid", "Invalid Value")
    else:
        assert names(drive, q, orderBy="name") == found


def test_lists_are_ordered_and_paged(drive: Any) -> None:
    for number in (10, 9, 1):
        make(drive, f"File {number}")
    assert names(drive, "trashed=false", orderBy="name_natural") == ["File 1", "File 9", "File 10"]
    assert names(drive, "trashed=false", orderBy="name desc") == ["File 9", "File 10", "File 1"]
    seen: list[str] = []
    request = drive.files().list(pageSize=2, orderBy="name_natural")
    while request is not None:
        page = request.execute()
        seen += [file["name"] for file in page["files"]]
        request = drive.files().list_next(request, page)
    assert seen == ["File 1", "File 9", "File 10"]
    assert refusal(drive.files().list(pageToken="made-up"))[:2] == (400, "invalid")
    assert refusal(drive.files().list(orderBy="colour"))[:2] == (400, "invalid")


def test_a_trashed_file_is_still_there_until_the_trash_is_emptied(drive: Any) -> None:
    file_id = make(drive)
    drive.files().update(fileId=file_id, body={"trashed": True}).execute()
    assert names(drive, "trashed=false") == []
    assert names(drive, "trashed=true") == ["Caseload"]
    drive.files().emptyTrash().execute()
    assert refusal(drive.files().get(fileId=file_id))[0] == 404


def test_moving_takes_the_parameters_and_not_the_body(drive: Any) -> None:
    file_id, folder = make(drive, "A"), make(drive, "Folder")
    body = {"parents": [folder]}
    assert refusal(drive.files().update(fileId=file_id, body=body))[:2] == (403, "fieldNotWritable")
    moved = (
        drive.files()
        .update(fileId=file_id, addParents=folder, removeParents="root", fields="parents")
        .execute()
    )
    assert moved == {"parents": [folder]}


def test_fields_that_nobody_writes_are_refused(drive: Any) -> None:
    assert refusal(drive.files().create(body={"name": "A", "version": "7"}))[:2] == (403, "fieldNotWritable")


def test_a_copy_belongs_to_the_copier_and_is_shared_with_nobody(google: Google, drive: Any) -> None:
    media = MediaIoBaseUpload(io.BytesIO(b"notes"), "text/plain")
    file_id = drive.files().create(body={"name": "Notes"}, media_body=media).execute()["id"]
    share(drive, file_id, ANA)
    share(drive, file_id, BEN)
    ana = as_(google, ANA)
    copy = ana.files().copy(fileId=file_id, body={}, fields="*").execute()
    assert (copy["name"], copy["ownedByMe"], copy["shared"]) == ("Copy of Notes", True, False)
    assert ana.files().get_media(fileId=copy["id"]).execute() == b"notes"
    assert refusal(as_(google, BEN).files().get(fileId=copy["id"]))[0] == 404


def test_bytes_go_up_and_come_down(drive: Any) -> None:
    data = bytes(range(256)) * 5 + b"\r\n--boundary\r\n"
    media = MediaIoBaseUpload(io.BytesIO(data), "application/octet-stream")
    file = (
        drive.files()
        .create(body={"name": "blob.bin"}, media_body=media, fields="id,size,md5Checksum")
        .execute()
    )
    assert file["size"] == str(len(data))
    target = io.BytesIO()
    download = MediaIoBaseDownload(target, drive.files().get_media(fileId=file["id"]))
    while not download.next_chunk()[1]:
        pass
    assert target.getvalue() == data
    changed = MediaIoBaseUpload(io.BytesIO(b"new"), "application/octet-stream")
    drive.files().update(fileId=file["id"], media_body=changed).execute()
    assert drive.files().get_media(fileId=file["id"]).execute() == b"new"


def test_editors_files_are_exported_and_others_downloaded(drive: Any) -> None:
    folder = make(drive, "Folder")
    assert refusal(drive.files().get_media(fileId=folder))[1] == "fileNotDownloadable"
    media = MediaIoBaseUpload(io.BytesIO(b"x"), "text/plain")
    blob = drive.files().create(body={"name": "x.txt"}, media_body=media).execute()["id"]
    assert refusal(drive.files().export(fileId=blob, mimeType="text/csv"))[1] == "fileNotExportable"


def test_an_id_may_be_chosen_for_plain_files_only(drive: Any) -> None:
    chosen = drive.files().generateIds(count=1).execute()["ids"][0]
    assert drive.files().create(body={"id": chosen, "name": "A"}).execute()["id"] == chosen
    assert refusal(drive.files().create(body={"id": chosen, "name": "A"}))[:2] == (409, "fileIdInUse")
    other = drive.files().generateIds(count=1).execute()["ids"][0]
    assert refusal(drive.files().create(body={"id": other, "mimeType": SHEET}))[0] == 400


def test_changes_tell_once_what_became_of_each_file(google: Google, drive: Any) -> None:
    token = drive.changes().getStartPageToken().execute()["startPageToken"]
    kept, gone = make(drive, "Kept"), make(drive, "Gone")
    drive.files().update(fileId=kept, body={"name": "Kept, renamed"}).execute()
    drive.files().delete(fileId=gone).execute()
    page = drive.changes().list(pageToken=token).execute()
    told = {change["fileId"]: change for change in page["changes"]}
    assert len(page["changes"]) == 2
    assert told[kept]["file"]["name"] == "Kept, renamed"
    assert told[gone]["removed"] is True
    again = drive.changes().list(pageToken=page["newStartPageToken"]).execute()
    assert again["changes"] == []
    assert as_(google, ANA).changes().list(pageToken=token).execute()["changes"] == []


def test_losing_a_file_shows_as_removed(google: Google, drive: Any) -> None:
    file_id = make(drive)
    permission = share(drive, file_id, ANA)
    ana = as_(google, ANA)
    token = ana.changes().getStartPageToken().execute()["startPageToken"]
    drive.permissions().delete(fileId=file_id, permissionId=permission["id"]).execute()
    (change,) = ana.changes().list(pageToken=token).execute()["changes"]
    assert (change["fileId"], change["removed"]) == (file_id, True)


def test_a_made_up_change_token_is_refused(drive: Any) -> None:
    assert refusal(drive.changes().list(pageToken="99999"))[:2] == (400, "invalid")


def test_about_wants_fields(drive: Any) -> None:
    assert refusal(drive.about().get())[:2] == (400, "required")
    assert drive.about().get(fields="user").execute()["user"]["emailAddress"] == OWNER


def test_comments_are_listed_and_there_are_none(drive: Any) -> None:
    file_id = make(drive)
    assert drive.comments().list(fileId=file_id, fields="comments/content").execute() == {"comments": []}
    assert refusal(drive.comments().list(fileId=file_id))[0] == 400
