"""Calendars, the list of calendars, and rules: who sees and changes what."""

from collections.abc import Callable
from typing import Any

import pytest
from googleapiclient.errors import HttpError

TEACHER, COLLEAGUE = "rivera@school.test", "ito@school.test"
DAY = {"start": {"date": "2026-03-10"}, "end": {"date": "2026-03-11"}}


@pytest.fixture
def own(service: Callable[..., Any]) -> Any:
    return service("calendar", "v3", TEACHER)


@pytest.fixture
def theirs(service: Callable[..., Any]) -> Any:
    return service("calendar", "v3", COLLEAGUE)


def status(error: pytest.ExceptionInfo[HttpError]) -> tuple[int, str]:
    details: Any = error.value.error_details
    return int(error.value.resp.status), details[0]["reason"]


def share(own: Any, calendar: str, role: str, kind: str = "user", value: str = COLLEAGUE) -> dict[str, Any]:
    body = {"role": role, "scope": {"type": kind, "value": value}}
    rule: dict[str, Any] = own.acl().insert(calendarId=calendar, body=body).execute()
    return rule


def test_a_new_calendar_has_a_data_owner(own: Any) -> None:
    made = own.calendars().insert(body={"summary": "Caseload", "timeZone": "Asia/Tokyo"}).execute()
    assert made["dataOwner"] == TEACHER
    assert made["id"].endswith("@group.calendar.google.com")
    listed = own.calendarList().list().execute()["items"]
    assert {one["summary"]: one["accessRole"] for one in listed} == {TEACHER: "owner", "Caseload": "owner"}
    assert [one["id"] for one in listed if one.get("primary")] == [TEACHER]
    changed = own.calendars().patch(calendarId=made["id"], body={"description": "d"}).execute()
    assert (changed["summary"], changed["timeZone"], changed["description"]) == (
        "Caseload",
        "Asia/Tokyo",
        "d",
    )
    own.calendars().delete(calendarId=made["id"]).execute()
    for request in (own.calendars().get(calendarId=made["id"]), own.events().list(calendarId=made["id"])):
        with pytest.raises(HttpError) as error:
            request.execute()
        assert status(error) == (404, "notFound")


def test_a_strangers_calendar_is_not_found(own: Any, theirs: Any) -> None:
    made = own.calendars().insert(body={"summary": "Caseload"}).execute()["id"]
    for calendar in (made, TEACHER, "nobody@nowhere.test"):
        with pytest.raises(HttpError) as error:
            theirs.events().list(calendarId=calendar).execute()
        assert status(error) == (404, "notFound")


def test_roles_open_what_they_say(own: Any, theirs: Any) -> None:
    calendar = own.calendars().insert(body={"summary": "Caseload"}).execute()["id"]
    event = own.events().insert(calendarId=calendar, body=DAY | {"summary": "Open"}).execute()["id"]
    secret = {"summary": "Secret", "visibility": "private"}
    own.events().insert(calendarId=calendar, body=DAY | secret).execute()
    share(own, calendar, "freeBusyReader")
    seen = theirs.events().list(calendarId=calendar).execute()
    assert seen["accessRole"] == "freeBusyReader"
    assert all("summary" not in one for one in seen["items"])
    share(own, calendar, "reader")
    seen = theirs.events().list(calendarId=calendar).execute()
    assert [one.get("summary") for one in seen["items"]] == ["Open", None]
    with pytest.raises(HttpError, match="You need to have writer") as error:
        theirs.events().delete(calendarId=calendar, eventId=event).execute()
    assert status(error) == (403, "requiredAccessLevel")
    share(own, calendar, "writer")
    seen = theirs.events().list(calendarId=calendar).execute()
    assert [one.get("summary") for one in seen["items"]] == ["Open", "Secret"]
    theirs.events().patch(calendarId=calendar, eventId=event, body={"summary": "Changed"}).execute()
    with pytest.raises(HttpError) as no_owner:
        share(theirs, calendar, "reader", value="third@school.test")
    assert no_owner.value.resp.status == 403


def test_rules_can_be_listed_changed_and_removed(own: Any, theirs: Any) -> None:
    calendar = own.calendars().insert(body={"summary": "Caseload"}).execute()["id"]
    first = own.acl().list(calendarId=calendar).execute()
    assert [rule["id"] for rule in first["items"]] == [f"user:{TEACHER}"]
    rule = share(own, calendar, "reader", "domain", "school.test")
    assert rule["id"] == "domain:school.test"
    assert theirs.events().list(calendarId=calendar).execute()["accessRole"] == "reader"
    own.acl().patch(calendarId=calendar, ruleId=rule["id"], body={"role": "freeBusyReader"}).execute()
    own.acl().delete(calendarId=calendar, ruleId=rule["id"]).execute()
    with pytest.raises(HttpError):
        theirs.events().list(calendarId=calendar).execute()
    changed = own.acl().list(calendarId=calendar, syncToken=first["nextSyncToken"]).execute()["items"]
    assert [(one["id"], one["role"]) for one in changed] == [("domain:school.test", "none")]
    with pytest.raises(HttpError) as error:
        own.acl().delete(calendarId=calendar, ruleId=f"user:{TEACHER}").execute()
    assert error.value.resp.status == 403


def test_a_shared_calendar_is_put_on_ones_own_list(own: Any, theirs: Any) -> None:
    calendar = own.calendars().insert(body={"summary": "Caseload"}).execute()["id"]
    share(own, calendar, "reader")
    token = theirs.calendarList().list().execute()["nextSyncToken"]
    line = theirs.calendarList().insert(body={"id": calendar, "colorId": "5"}).execute()
    assert (line["accessRole"], line["colorId"]) == ("reader", "5")
    changed = theirs.calendarList().list(syncToken=token).execute()["items"]
    assert [one["id"] for one in changed] == [calendar]
    theirs.calendarList().patch(
        calendarId=calendar, body={"summaryOverride": "Mine", "hidden": True}
    ).execute()
    assert calendar not in [one["id"] for one in theirs.calendarList().list().execute()["items"]]
    hidden = theirs.calendarList().list(showHidden=True).execute()["items"]
    assert [one["summaryOverride"] for one in hidden if one["id"] == calendar] == ["Mine"]
    theirs.calendarList().delete(calendarId=calendar).execute()
    with pytest.raises(HttpError) as error:
        theirs.calendarList().get(calendarId=calendar).execute()
    assert error.value.resp.status == 404
    theirs.calendarList().insert(body={"id": calendar}).execute()
    token = theirs.calendarList().list().execute()["nextSyncToken"]
    own.acl().delete(calendarId=calendar, ruleId=f"user:{COLLEAGUE}").execute()
    lost = theirs.calendarList().list(syncToken=token).execute()["items"]
    assert [(one["id"], one["deleted"]) for one in lost] == [(calendar, True)]
    writers = own.calendarList().list(minAccessRole="writer").execute()["items"]
    assert len(writers) == 2


def test_colors_and_settings(own: Any) -> None:
    colors = own.colors().get().execute()
    assert (len(colors["calendar"]), len(colors["event"])) == (24, 11)
    assert own.settings().get(setting="timezone").execute()["value"] == "UTC"
    assert own.settings().list().execute()["items"]
    with pytest.raises(HttpError) as error:
        own.settings().get(setting="nothing").execute()
    assert error.value.resp.status == 404


def test_clear_empties_only_a_primary_calendar(own: Any) -> None:
    own.events().insert(calendarId="primary", body=DAY).execute()
    own.calendars().clear(calendarId="primary").execute()
    assert own.events().list(calendarId="primary").execute()["items"] == []
    other = own.calendars().insert(body={"summary": "Other"}).execute()["id"]
    with pytest.raises(HttpError) as error:
        own.calendars().clear(calendarId=other).execute()
    assert error.value.resp.status == 400
