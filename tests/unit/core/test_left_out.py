from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.left_out import left_out, settled
from app.core.model import Agreed, Caseload, Event, EventChanges, Snapshot
from tests.unit.core.books import book, row, student

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ME, MUM, TOM, ANN = "me@school.test", "mum@home.test", "tom@school.test", "ann@school.test"
CASELOAD = Caseload(1, ME, "Mine", "book", "calendar", ZoneInfo("UTC"))
OWN = {ME, "case@school.test"}
BOOK = book(
    students=[student(1, "Ana Ruiz"), student(2, "Ben Moor"), student(3, "Cid Lang", status="exited")],
    team=[
        row(11, person="Mum", email=MUM, role="parent", student="S001"),
        row(12, person="Tom", email=TOM, role="teacher", student="S001"),
        row(13, person="Tom", email=TOM, role="teacher", student="S002"),
        row(14, person="Ann", email=ANN, role="counselor", student="S002"),
    ],
)
EVENT = Event("e1", "1", "Talk", NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1), organizer=TOM)


def seen(*events: Event, logged: frozenset[str] = frozenset()) -> Snapshot:
    watched = {TOM: EventChanges(events, "t", full=True)}
    return Snapshot(CASELOAD, NOW, BOOK, Agreed(logged=logged), watched=watched)


def texts(*events: Event, **more: frozenset[str]) -> list[str]:
    return [one.text for one in left_out(seen(*events, **more), OWN)[0]]


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({}, None),
        ({"title": "Plan for ana ruiz"}, "S001"),
        ({"title": "S002: how to go on"}, "S002"),
        ({"title": "S0021"}, None),
        ({"title": "Ana Ruiz and Ben Moor"}, None),
        ({"title": "Cid Lang"}, None),
        ({"attendees": (MUM,)}, "S001"),
        ({"attendees": (ANN,)}, "S002"),
        ({"attendees": (MUM, ME)}, None),
        ({"attendees": (MUM, "case+x@school.test")}, None),
        ({"attendees": (MUM,), "cancelled": True}, None),
        ({"attendees": (MUM,), "private": {"holdfast": "R1"}}, None),
        ({"attendees": (MUM,), "start": NOW - timedelta(hours=3), "end": NOW - timedelta(hours=2)}, None),
    ],
)
def test_what_is_about_a_student_without_me(change, about):
    said = texts(replace(EVENT, **change))
    assert said == ([f"A meeting about {about} on 24 November 2026 leaves you out."] if about else [])


def test_a_series_is_told_once_and_never_again():
    week = [
        replace(EVENT, id=f"s_{at}", recurring_id="s", attendees=(MUM,), start=NOW + timedelta(days=at))
        for at in (1, 8, 15)
    ]
    assert len(texts(*week)) == 1
    marks = left_out(seen(*week), OWN)[1]
    assert texts(*week, logged=marks) == []


def test_the_title_is_for_the_sync_tab_only():
    (told,), _ = left_out(seen(replace(EVENT, title="Ana Ruiz: expulsion?")), OWN)
    assert "Ana" not in told.text
    assert told.kept == "Ana Ruiz: expulsion?"


def test_it_is_settled_by_an_invitation_or_a_cancellation():
    events = (
        replace(EVENT, id="a", attendees=(ME,)),
        replace(EVENT, id="b", cancelled=True),
        replace(EVENT, id="c", attendees=(MUM,)),
    )
    assert settled(seen(*events), OWN) == {"a", "b"}


def test_a_calendar_that_is_not_shared_is_said():
    hidden = replace(seen(), watched={TOM: None, ANN: None})
    assert "2 of the calendars" in left_out(hidden, OWN)[0][0].text
