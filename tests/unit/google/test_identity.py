"""Grants and service accounts against the local Google's own tokens."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from google.oauth2 import service_account

from app import errors
from app.google.credentials import authorise, bearer, from_grant, from_service_account
from app.google.drive import Drive
from app.google.gmail import Gmail
from app.google.session import Session
from app.local_google import identity, keys
from app.local_google.testing import local
from app.local_google.world import World
from tests.unit.google.conftest import OWNER, URL

DRIVE = "https://www.googleapis.com/auth/drive.file"


def granted(world: World, *scopes: str) -> Session:
    given = identity.issue(world, OWNER, scopes)
    credentials = from_grant(
        given.refresh,
        scopes,
        client_id=identity.LOCAL_CLIENT,
        client_secret="local-secret",
        base_url=URL,
        account=OWNER,
    )
    return Session(credentials, URL, account=OWNER, adapter=local(world), sleep=lambda _: None)


def test_a_grant_works_past_the_end_of_its_access_token(world: World) -> None:
    session = granted(world, DRIVE)
    drive = Drive(session)
    book = drive.create_spreadsheet("Book", {})
    assert drive.state(book).owner == OWNER
    world.advance(timedelta(hours=2).total_seconds())
    assert drive.state(book).id == book


def test_a_grant_that_was_taken_back_is_lost(world: World) -> None:
    session = granted(world, DRIVE)
    book = Drive(session).create_spreadsheet("Book", {})
    with world.transaction():
        identity.end_grants_of(world, OWNER)
    with pytest.raises(errors.GrantLost) as lost:
        Drive(session).state(book)
    assert OWNER in str(lost.value)


def test_a_scope_that_was_not_given_is_not_allowed_and_says_the_way_out(world: World) -> None:
    with pytest.raises(errors.NotAllowed, match="Connect the account again"):
        Gmail(granted(world, DRIVE)).profile()


def test_a_service_account_acts_for_a_person_where_the_administrator_let_it(tmp_path: Path) -> None:
    world = World(seed=1)  # its clock is the machine's: the assertion is dated by google-auth
    with world.transaction():
        key = keys.add_service_account(world, "robot@project.test", [DRIVE])
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key))

    def acting(scope: str) -> Session:
        credentials = from_service_account(file, OWNER, [scope], base_url=URL)
        return Session(credentials, URL, account=OWNER, adapter=local(world), sleep=lambda _: None)

    drive = Drive(acting(DRIVE))
    assert drive.state(drive.create_spreadsheet("Book", {})).owner == OWNER
    with pytest.raises(errors.BadSettings, match="HOLDFAST_SERVICE_ACCOUNT_FILE"):
        Gmail(acting("https://www.googleapis.com/auth/gmail.readonly")).profile()


def test_a_file_that_is_no_key_names_its_setting(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_text("{}")
    for wrong in (file, tmp_path / "none.json"):
        with pytest.raises(errors.BadSettings, match="HOLDFAST_SERVICE_ACCOUNT_FILE"):
            from_service_account(wrong, OWNER, [DRIVE], base_url=URL)


def test_a_service_account_has_each_person_counted_by_themselves() -> None:
    robot = service_account.Credentials(None, "robot@project.test", f"{URL}/token")
    robot.token = "t"
    marks = []
    for account in ("a@x.test", "b@x.test"):
        headers: dict[str, str] = {}
        authorise(robot, headers, account)
        marks.append(headers["X-Goog-Quota-User"])
        assert "@" not in marks[-1]
        assert len(marks[-1]) <= 40
    assert marks[0] != marks[1]
    person: dict[str, str] = {}
    authorise(bearer("t"), person, "a@x.test")
    assert "X-Goog-Quota-User" not in person
