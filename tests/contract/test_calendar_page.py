"""The calendar page: what stands there, and what a person changes there, through the API."""

import re
from typing import Any

import pytest

TEACHER, COLLEAGUE = "rivera@school.test", "ito@school.test"
TIMED = {"start": {"dateTime": "2026-03-10T09:00:00Z"}, "end": {"dateTime": "2026-03-10T10:00:00Z"}}


@pytest.fixture
def own(google: Any) -> Any:
    google.control("POST", "clock", now="2026-03-05T12:00:00Z")
    return google.service("calendar", "v3", TEACHER)


def get(google: Any, path: str, who: str = TEACHER) -> str:
    response = google.http("GET", path + ("&" if "?" in path else "?") + f"as={who}")
    assert response.status_code == 200, response.text
    return str(response.text)


def eid(html: str, title: str) -> str:
    found = re.search(
        r'href="/calendar/event\?[^"]*eid=([^"&]+)"[^>]*>(?:<span[^>]*>[^<]*</span> )?' + title, html
    )
    assert found is not None, html
    return found[1]


def test_month_and_week_show_events_and_series(google: Any, own: Any) -> None:
    own.events().insert(calendarId="primary", body=TIMED | {"summary": "Plan <1>"}).execute()
    series = {"summary": "Team", "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}
    start, end = ({**TIMED[key], "timeZone": "UTC"} for key in ("start", "end"))
    own.events().insert(calendarId="primary", body=series | {"start": start, "end": end}).execute()
    month = get(google, "/calendar")
    assert "March 2026" in month
    assert "Plan &lt;1&gt;" in month
    assert len(re.findall(r"Team</a>", month)) == 3
    assert len(re.findall(r"Team</a>", get(google, "/calendar?view=week&on=2026-03-18"))) == 1
    assert "Plan" not in get(google, "/calendar?on=2026-05-01")
    assert "Plan" not in get(google, "/calendar", COLLEAGUE)


def test_an_event_is_opened_moved_and_deleted(google: Any, own: Any) -> None:
    made = own.events().insert(calendarId="primary", body=TIMED | {"summary": "Plan"}).execute()
    link = eid(get(google, "/calendar"), "Plan")
    assert made["htmlLink"].endswith(f"/calendar/event?eid={link}")
    plain = google.http("GET", made["htmlLink"].removeprefix(google.url))
    assert 'value="2026-03-10"' in plain.text
    assert plain.url.endswith(f"as={TEACHER.replace('@', '%40')}&eid={link}")
    fields = {
        "as": TEACHER, "eid": link, "summary": "Plan B", "start_day": "2026-03-11", "end_day": "2026-03-11",
        "start_time": "13:00", "end_time": "14:30", "guests": COLLEAGUE, "action": "save",
    }  # fmt: skip
    answer = google.http("POST", "/calendar/event", data=fields, allow_redirects=False)
    assert answer.status_code == 303, answer.text
    changed = own.events().get(calendarId="primary", eventId=made["id"]).execute()
    assert (changed["summary"], changed["start"]["dateTime"]) == ("Plan B", "2026-03-11T13:00:00Z")
    assert "Plan B" in get(google, "/calendar", COLLEAGUE)
    wrong = google.http(
        "POST", "/calendar/event", data=fields | {"end_day": "2026-03-01"}, allow_redirects=False
    )
    assert "The specified time range is empty." in wrong.text
    google.http("POST", "/calendar/event", data=fields | {"action": "delete"}, allow_redirects=False)
    assert own.events().get(calendarId="primary", eventId=made["id"]).execute()["status"] == "cancelled"
    assert google.http("GET", f"/calendar/event?eid={link}&as={TEACHER}").status_code == 404


def test_a_new_event_is_made_on_another_calendar(google: Any, own: Any) -> None:
    calendar = own.calendars().insert(body={"summary": "Caseload"}).execute()["id"]
    assert "Caseload" in get(google, "/calendar/new?on=2026-03-20")
    days = {"start_day": "2026-03-20", "end_day": "2026-03-21", "all_day": "yes"}
    fields = {"as": TEACHER, "summary": "Day", "calendar": calendar, **days}
    google.http("POST", "/calendar/new", data=fields, allow_redirects=False)
    made = own.events().list(calendarId=calendar).execute()["items"][0]
    assert (made["start"], made["end"]) == ({"date": "2026-03-20"}, {"date": "2026-03-22"})
    assert get(google, "/calendar").count(">Day</a>") == 2
    assert ">Day</a>" not in get(google, f"/calendar?hide={calendar}")


def test_a_reader_can_look_but_not_change(google: Any, own: Any) -> None:
    made = own.events().insert(calendarId="primary", body=TIMED | {"summary": "Plan"}).execute()
    rule = {"role": "reader", "scope": {"type": "user", "value": COLLEAGUE}}
    own.acl().insert(calendarId="primary", body=rule).execute()
    link = eid(get(google, "/calendar"), "Plan")
    form = get(google, f"/calendar/event?eid={link}", COLLEAGUE)
    assert "<fieldset disabled>" in form
    data = {"as": COLLEAGUE, "eid": link, "action": "delete"}
    google.http("POST", "/calendar/event", data=data, allow_redirects=False)
    assert own.events().get(calendarId="primary", eventId=made["id"]).execute()["status"] == "confirmed"
