"""Cards are what Google accepts, stay within its limits, and show strangers' text without obeying it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from google.apps.card_v1 import Card
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st

from app.core.cards import connect_card, home_card, notice_card, syncing_card, waiting_card
from app.core.glance import (
    ContactGap,
    Due,
    Glance,
    Round,
    Standing,
    StudentBrief,
    TeamMember,
    glance_from_json,
    glance_to_json,
)
from app.core.widgets import WIDGETS_A_CARD, widget_count

BASE = "https://holdfast.example.org"
SYNCED = datetime(2026, 11, 20, 8, 41, tzinfo=UTC)


def strict(card: dict[str, Any]) -> dict[str, Any]:
    """Refuses unknown fields, two widgets in one, wrong types and wrong enums."""
    json_format.ParseDict(card, Card.pb(Card()), ignore_unknown_fields=False)
    assert all(one["widgets"] for one in card["sections"])
    assert widget_count(card) <= WIDGETS_A_CARD
    return card


def words(value: object) -> list[str]:
    """Every string in a card, in order."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [word for one in inside for word in words(one)]


def a_glance(**changes: Any) -> Glance:
    values: dict[str, Any] = {
        "caseload": "Learning Support",
        "workbook": "https://docs.google.com/spreadsheets/d/abc/edit",
        "students": 18,
        "due_soon": (Due("Plan review", "Ana P.", date(2026, 11, 27)),),
        "overdue": (Due("Call the tutor", "", date(2026, 11, 12)),),
        "contact_gaps": (ContactGap("Leo M.", 21), ContactGap("Mia K.", None)),
        "survey": Round("2026Q4", "use", "open", date(2026, 12, 4), 17, 9),
        "award": (Standing(1, "Ana P.", 91.255), Standing(2, "Leo M.", 88.1)),
        "synced": SYNCED,
        "problems": 3,
        "roster": (StudentBrief("S001", "Ana P.", next_review=date(2026, 11, 27)),),
        "team": (TeamMember("mum@home.test", "Mrs P", "parent", ("S001",)),),
    }
    return Glance(**{**values, **changes})


def test_the_home_card_shows_the_caseload_in_the_case_managers_words() -> None:
    shown = words(strict(home_card(a_glance(), BASE)))
    for expected in (
        "Learning Support",
        "Last sync Fri 20 Nov, 08:41",
        "18 students",
        "1 overdue · 1 due within 14 days · 2 contact gaps",
        "3 lines on the Sync tab",
        "Contact gaps (2)",
        "Ana P. · Fri 27 Nov",
        "Call the tutor",
        "Last contact: 21 days ago",
        "Last contact: none on record",
        "9 of 17 answered",
        "open, closes Fri 4 Dec",
        "1. Ana P.",
        "Sync now",
        "Refresh",
        BASE + "/addon/sheets/sync",
        BASE + "/addon/sheets/refresh",
        "https://docs.google.com/spreadsheets/d/abc/edit",
    ):
        assert expected in shown


def test_an_empty_caseload_has_no_empty_sections() -> None:
    made = strict(home_card(Glance("New", "https://docs.google.com/spreadsheets/d/x/edit"), BASE))
    assert [one.get("header") for one in made["sections"]] == [None, "Survey round"]
    assert "Not synced yet" in words(made)


def test_long_lists_are_cut_and_say_so() -> None:
    dues = tuple(Due(f"Thing {n}", "", date(2026, 11, 20)) for n in range(60))
    gaps = tuple(ContactGap(f"Student {n}", n) for n in range(60))
    made = strict(home_card(a_glance(overdue=dues, due_soon=dues, contact_gaps=gaps), BASE))
    assert words(made).count("and 52 more in the workbook") == 3


def test_marked_up_text_is_shown_and_not_obeyed() -> None:
    due = Due("<a href='https://evil.test'>Sign\nhere</a>", "A & B", date(2026, 11, 20))
    shown = words(strict(home_card(a_glance(overdue=(due,)), BASE)))
    assert "&lt;a href='https://evil.test'&gt;Sign here&lt;/a&gt;" in shown
    assert "A & B · Fri 20 Nov" in shown  # a label is plain text


@pytest.mark.parametrize(
    "made",
    [
        syncing_card("Learning Support", BASE, SYNCED),
        waiting_card("Learning Support", BASE),
        connect_card("someone@school.test", BASE),
        notice_card("Not on the Team", "Nobody on this message is on the Team."),
    ],
)
def test_the_small_cards_are_what_google_accepts(made: dict[str, Any]) -> None:
    strict(made)


def test_the_connect_card_leads_to_the_consent_page() -> None:
    assert BASE + "/connect" in words(connect_card("someone@school.test", BASE))


def test_a_glance_comes_back_from_json_as_it_was() -> None:
    assert glance_from_json(glance_to_json(a_glance())) == a_glance()


def test_the_last_sync_is_told_by_the_caseloads_own_clock() -> None:
    assert "Last sync Fri 20 Nov, 15:41" in words(home_card(a_glance(zone="Asia/Bangkok"), BASE))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"caseload": 3}', '{"caseload": "x"}'])
def test_a_glance_of_another_making_is_none(text: str) -> None:
    assert glance_from_json(text) is None


TEXT = st.text(max_size=700)
DATES = st.dates(date(1900, 1, 1), date(2200, 1, 1))
DUES = st.lists(st.builds(Due, TEXT, TEXT, DATES), max_size=30).map(tuple)


@given(
    st.builds(
        Glance,
        caseload=TEXT,
        workbook=TEXT,
        students=st.integers(0, 200),
        due_soon=DUES,
        overdue=DUES,
        contact_gaps=st.lists(
            st.builds(ContactGap, TEXT, st.none() | st.integers(-5, 5000)), max_size=30
        ).map(tuple),
        survey=st.none()
        | st.builds(Round, TEXT, TEXT, TEXT, st.none() | DATES, st.integers(), st.integers()),
        award=st.lists(st.builds(Standing, st.integers(), TEXT, st.floats(0, 100)), max_size=30).map(tuple),
        synced=st.none() | st.datetimes(timezones=st.just(UTC)),
        problems=st.integers(0, 99),
    )
)
def test_any_glance_makes_a_card_google_accepts(glance: Glance) -> None:
    strict(home_card(glance, BASE))
