"""What a narrow OAuth token opens in Calendar and Gmail: the app's own calendars, headers without bodies."""

from collections.abc import Callable
from typing import Any

import google.auth.transport.requests
import pytest
from google.oauth2 import service_account
from googleapiclient.errors import HttpError

TEACHER = "rivera@school.test"
AUTH = "https://www.googleapis.com/auth/"
DAY = {"start": {"date": "2026-03-10"}, "end": {"date": "2026-03-11"}}


@pytest.fixture
def token(google: Any) -> Callable[..., str]:
    """A token of a service account that acts for the teacher within these scopes."""

    def make(*names: str) -> str:
        scopes = [AUTH + name for name in names]
        body = {"email": "app@local.iam.gserviceaccount.com", "scopes": scopes}
        info = google.control("POST", "service-accounts", **body)
        account = service_account.Credentials.from_service_account_info(info, scopes=scopes, subject=TEACHER)
        account.refresh(_transport())
        return str(account.token)

    return make


def _transport() -> Any:
    return google.auth.transport.requests.Request()


def reason(error: pytest.ExceptionInfo[HttpError]) -> tuple[int, str]:
    details: Any = error.value.error_details
    found = next((one["reason"] for one in details if "reason" in one), "")
    return int(error.value.resp.status), found


def test_app_created_opens_only_the_apps_own_calendars(google: Any, token: Callable[..., str]) -> None:
    by_hand = google.service("calendar", "v3", TEACHER)
    other = by_hand.calendars().insert(body={"summary": "Private"}).execute()["id"]
    app = google.service("calendar", "v3", token=token("calendar.app.created", "calendar.events.readonly"))
    own = app.calendars().insert(body={"summary": "Caseload"}).execute()["id"]
    made = app.events().insert(calendarId=own, body=DAY).execute()
    assert app.events().list(calendarId=own).execute()["items"][0]["id"] == made["id"]
    assert app.events().list(calendarId="primary").execute()["items"] == []
    for request in (
        app.events().insert(calendarId="primary", body=DAY),
        app.events().insert(calendarId=other, body=DAY),
        app.calendars().delete(calendarId=other),
    ):
        with pytest.raises(HttpError) as error:
            request.execute()
        assert reason(error) == (403, "insufficientPermissions")
    with pytest.raises(HttpError) as rule:
        app.acl().list(calendarId=own).execute()
    assert rule.value.resp.status == 403


def test_freebusy_scope_shows_times_only(google: Any, token: Callable[..., str]) -> None:
    by_hand = google.service("calendar", "v3", TEACHER)
    by_hand.events().insert(calendarId="primary", body=DAY | {"summary": "Secret"}).execute()
    app = google.service("calendar", "v3", token=token("calendar.events.freebusy"))
    shown = app.events().list(calendarId="primary").execute()["items"][0]
    assert "summary" not in shown
    assert shown["start"] == {"date": "2026-03-10"}


def test_gmail_metadata_gives_headers_without_bodies_and_no_search(
    google: Any, token: Callable[..., str]
) -> None:
    own_id = google.control("POST", "mail", to=TEACHER, raw="Subject: Plan\n\nsecret")["id"]
    mail = google.service("gmail", "v1", token=token("gmail.metadata", "gmail.compose")).users()
    shown = mail.messages().get(userId="me", id=own_id, format="metadata").execute()
    assert {"name": "Subject", "value": "Plan"} in shown["payload"]["headers"]
    for request in (
        mail.messages().get(userId="me", id=own_id),
        mail.messages().get(userId="me", id=own_id, format="raw"),
        mail.messages().list(userId="me", q="secret"),
    ):
        with pytest.raises(HttpError) as error:
            request.execute()
        assert error.value.resp.status == 403
    with pytest.raises(HttpError) as change:
        mail.messages().modify(userId="me", id=own_id, body={"addLabelIds": ["STARRED"]}).execute()
    assert change.value.resp.status == 403
