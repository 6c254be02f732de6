import random
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.meetings import is_called_off, kind_of, meeting_rows, shared_fields
from app.core.model import Event
from tests.unit.core.books import book, row, student

ZONE = ZoneInfo("Europe/Vienna")
OWN = {"me@school.test"}
BOOK = book(
    students=[student(1, "Ana Lee"), student(2, "Ben Li"), student(3, "Cy Li")],
    team=[
        row(11, person="Kim", email="kim@x.org", role="parent", student="S001"),
        row(12, person="Jo", email="jo@x.org", role="parent", student="S002"),
        row(13, person="Jo", email="jo@x.org", role="parent", student="S003"),
        *(
            row(20 + n, person="Tom", email="hall@s.test", role="teacher", student=f"S00{n}")
            for n in (1, 2, 3)
        ),
    ],
)


def event(*attendees, id="e1", title="Catch up", start=datetime(2026, 11, 20, 13, tzinfo=UTC), **more):
    end = more.pop("end", datetime(2026, 11, 20, 14, tzinfo=UTC))
    return Event(id=id, etag="1", title=title, start=start, end=end, attendees=attendees, **more)


def rows(*events, known=()):
    return meeting_rows(events, BOOK, OWN, ZONE, known)


def test_a_meeting_with_a_parent_and_a_teacher():
    (found,) = rows(event("me@school.test", "kim+cal@x.org", "hall@s.test", place="Room 4"))
    assert found.cells == {
        "student": "S001",
        "kind": "parent",
        "title": "Catch up",
        "start": datetime(2026, 11, 20, 14, tzinfo=ZONE),
        "end": datetime(2026, 11, 20, 15, tzinfo=ZONE),
        "place": "Room 4",
        "attendees": "me@school.test, kim+cal@x.org, hall@s.test",
        "event": "e1",
    }


def test_nobody_of_the_team_and_our_own_reminders_are_no_meetings():
    assert rows(event("stranger@y.org"), event("kim@x.org", id="e2", private={"holdfast": "R1/S001"})) == ()


def test_siblings_are_told_apart_by_the_title_or_not_at_all():
    assert rows(event("jo@x.org"))[0].cells["student"] is None
    assert rows(event("jo@x.org", title="Review for Cy Li"))[0].cells["student"] == "S003"
    assert rows(event("jo@x.org", title="Ben Li and Cy Li"))[0].cells["student"] is None


def test_a_team_member_who_organizes_counts():
    assert len(rows(event("me@school.test", organizer="kim@x.org"))) == 1


def test_all_day_events_last_from_midnight_to_midnight():
    (found,) = rows(event("kim@x.org", start=date(2026, 10, 24), end=date(2026, 10, 26)))
    assert found.cells["start"] == datetime(2026, 10, 24, tzinfo=ZONE)
    assert found.cells["end"] == datetime(2026, 10, 26, tzinfo=ZONE)


def test_instances_of_a_series_are_meetings_of_their_own():
    many = [event("kim@x.org", id=f"s_{n}", recurring_id="s") for n in range(3)]
    assert [found.event_id for found in rows(*random.Random(1).sample(many, 3))] == ["s_0", "s_1", "s_2"]


def test_a_cancelled_event_matters_only_where_there_is_a_row():
    gone = Event(id="e1", etag="2", title="", start=None, end=None, cancelled=True)
    assert rows(gone) == ()
    (found,) = rows(gone, known={"e1"})
    assert shared_fields(found, "Catch up") == {"title": "Cancelled: Catch up"}
    assert shared_fields(found, "Cancelled: Catch up") == {"title": "Cancelled: Catch up"}


def test_a_known_event_is_followed_even_when_the_parent_was_taken_off():
    (found,) = rows(event("stranger@y.org", title="Moved"), known={"e1"})
    assert shared_fields(found)["title"] == "Moved"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("IEP meeting: A.L.", "plan review"),
        ("ILP annual review", "plan review"),
        ("Re-evaluation results", "re-evaluation"),
        ("Parent conference", "parent"),
        ("SST referral", "referral"),
        ("Course planning grade 10", "planning"),
        ("Grade level team", "team"),
        ("Coffee", "other"),
    ],
)
def test_kinds(title, kind):
    assert kind_of(title) == kind


def test_called_off_titles():
    assert is_called_off("Cancelled: x")
    assert is_called_off(" canceled - x")
    assert not is_called_off("x cancelled")
    assert not is_called_off(None)
