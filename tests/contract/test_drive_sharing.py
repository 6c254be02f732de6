"""Who may do what in Drive, through google-api-python-client: roles, expiry, links, folders, owners."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.contract.conftest import Google
from tests.contract.driving import ANA, BEN, FORM, as_, make, names, refusal, share


def test_a_stranger_gets_the_same_answer_as_for_no_file(google: Google, drive: Any) -> None:
    file_id = make(drive)
    status, reason, message = refusal(as_(google, ANA).files().get(fileId=file_id))
    assert (status, reason, message) == (404, "notFound", f"File not found: {file_id}.")


def test_a_reader_may_look_but_not_write_share_or_delete(google: Google, drive: Any) -> None:
    file_id = make(drive)
    share(drive, file_id, ANA)
    ana = as_(google, ANA)
    assert ana.files().get(fileId=file_id).execute()["name"] == "Caseload"
    for request in (
        ana.files().update(fileId=file_id, body={"name": "Mine"}),
        ana.files().delete(fileId=file_id),
        ana.permissions().create(
            fileId=file_id, body={"type": "user", "role": "reader", "emailAddress": BEN}
        ),
        ana.permissions().list(fileId=file_id),
    ):
        assert refusal(request)[:2] == (403, "insufficientFilePermissions")


def test_an_expired_permission_no_longer_counts(google: Google, drive: Any) -> None:
    file_id = make(drive)
    ends = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    share(drive, file_id, ANA, expirationTime=ends)
    assert as_(google, ANA).files().get(fileId=file_id).execute()["id"] == file_id
    google.control("POST", "clock", advance_seconds=3 * 3600)
    assert refusal(as_(google, ANA).files().get(fileId=file_id))[0] == 404


def test_an_expiry_in_the_past_is_refused(drive: Any) -> None:
    ends = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    body = {"type": "user", "role": "reader", "emailAddress": ANA, "expirationTime": ends}
    assert refusal(drive.permissions().create(fileId=make(drive), body=body))[:2] == (400, "invalid")


def test_taking_a_permission_away_ends_access(google: Google, drive: Any) -> None:
    file_id = make(drive)
    permission = share(drive, file_id, ANA, "writer")
    as_(google, ANA).files().update(fileId=file_id, body={"name": "By Ana"}).execute()
    drive.permissions().delete(fileId=file_id, permissionId=permission["id"]).execute()
    assert refusal(as_(google, ANA).files().get(fileId=file_id))[0] == 404


def test_a_domain_and_a_link_reach_people_without_a_permission_of_their_own(
    google: Google, drive: Any
) -> None:
    file_id = make(drive)
    drive.permissions().create(
        fileId=file_id, body={"type": "domain", "role": "reader", "domain": "school.test"}
    ).execute()
    assert as_(google, ANA).files().get(fileId=file_id).execute()["id"] == file_id
    assert refusal(as_(google, "x@elsewhere.test").files().get(fileId=file_id))[0] == 404
    drive.permissions().create(fileId=file_id, body={"type": "anyone", "role": "reader"}).execute()
    assert as_(google, "x@elsewhere.test").files().get(fileId=file_id).execute()["id"] == file_id
    assert names(as_(google, "x@elsewhere.test"), "trashed=false") == []


def test_a_folder_gives_its_permissions_to_what_is_in_it(google: Google, drive: Any) -> None:
    folder = make(drive, "Folder")
    inner = make(drive, "Inner", parents=[folder])
    share(drive, folder, ANA)
    assert as_(google, ANA).files().get(fileId=inner).execute()["name"] == "Inner"


def test_the_published_view_is_listed_only_when_asked_for_and_gives_no_access(
    google: Google, drive: Any
) -> None:
    form = make(drive, "Form", FORM)
    share(drive, form, ANA, view="published")
    plain = drive.permissions().list(fileId=form).execute()["permissions"]
    assert [p["role"] for p in plain] == ["owner"]
    every = (
        drive.permissions()
        .list(fileId=form, includePermissionsForView="published", fields="permissions(id,view,emailAddress)")
        .execute()["permissions"]
    )
    assert [p.get("view") for p in every] == [None, "published"]
    assert refusal(as_(google, ANA).files().get(fileId=form))[0] == 404


def test_ownership_goes_over_only_when_it_is_said_twice(google: Google, drive: Any) -> None:
    file_id = make(drive)
    body = {"type": "user", "role": "owner", "emailAddress": ANA}
    assert refusal(drive.permissions().create(fileId=file_id, body=body))[0] == 403
    drive.permissions().create(fileId=file_id, body=body, transferOwnership=True).execute()
    owner = drive.files().get(fileId=file_id, fields="owners,ownedByMe").execute()
    assert owner["owners"][0]["emailAddress"] == ANA
    assert owner["ownedByMe"] is False
    as_(google, ANA).files().delete(fileId=file_id).execute()


def test_a_role_is_raised_and_lowered_in_place(google: Google, drive: Any) -> None:
    file_id = make(drive)
    permission = share(drive, file_id, ANA)
    where = {"fileId": file_id, "permissionId": permission["id"]}
    drive.permissions().update(**where, body={"role": "writer"}).execute()
    as_(google, ANA).files().update(fileId=file_id, body={"name": "By Ana"}).execute()
    found = drive.permissions().get(**where, fields="emailAddress,role").execute()
    assert found == {"emailAddress": ANA, "role": "writer"}
    body = {"role": "reader", "emailAddress": BEN}
    assert refusal(drive.permissions().update(**where, body=body))[:2] == (403, "fieldNotWritable")
    assert refusal(drive.permissions().get(fileId=file_id, permissionId="7"))[:2] == (404, "notFound")


def test_the_owner_can_be_neither_removed_nor_demoted(drive: Any) -> None:
    file_id = make(drive)
    (owner,) = drive.permissions().list(fileId=file_id).execute()["permissions"]
    where = {"fileId": file_id, "permissionId": owner["id"]}
    assert refusal(drive.permissions().delete(**where))[0] == 403
    assert refusal(drive.permissions().update(**where, body={"role": "reader"}))[0] == 403


def test_a_group_reaches_its_members(google: Google, drive: Any) -> None:
    file_id = make(drive)
    google.control("POST", "groups", email="staff@school.test", members=[ANA])
    share(drive, file_id, "staff@school.test", type="group")
    assert as_(google, ANA).files().get(fileId=file_id).execute()["id"] == file_id
    assert refusal(as_(google, BEN).files().get(fileId=file_id))[0] == 404


def test_a_person_may_leave_a_file(google: Google, drive: Any) -> None:
    file_id = make(drive)
    permission = share(drive, file_id, ANA)
    as_(google, ANA).permissions().delete(fileId=file_id, permissionId=permission["id"]).execute()
    assert refusal(as_(google, ANA).files().get(fileId=file_id))[0] == 404
