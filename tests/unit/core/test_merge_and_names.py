from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.merge import Conflict, merge_shared
from app.core.names import NameStyle, shown_name

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CELLS = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=4), st.dates())


@pytest.mark.parametrize(
    ("sheet", "calendar", "agreed", "wins", "conflict"),
    [
        ("a", "a", {"f": "a"}, "a", False),
        ("b", "a", {"f": "a"}, "b", False),
        ("a", "b", {"f": "a"}, "b", False),
        ("b", "b", {"f": "a"}, "b", False),
        ("b", "c", {"f": "a"}, "b", True),
        (None, "a", {"f": "a"}, None, False),
        ("a", "", {"f": "a"}, "", False),
        (None, "b", {"f": "a"}, None, True),
        (None, "c", None, "c", False),
        ("b", None, None, "b", False),
        ("b", "c", None, "b", True),
        ("a ", "a", {"f": "b"}, "a ", False),
        (NOON, NOON + timedelta(microseconds=400), {"f": NOON - timedelta(hours=1)}, NOON, False),
        (date(2026, 1, 1), date(2026, 1, 2), {"f": date(2026, 1, 1)}, date(2026, 1, 2), False),
    ],
)
def test_every_case_of_the_table(sheet, calendar, agreed, wins, conflict):
    merged = merge_shared({"f": sheet}, {"f": calendar}, agreed)
    assert merged.values == {"f": wins}
    assert merged.conflicts == ((Conflict("f", sheet, calendar),) if conflict else ())


def test_a_calendar_that_was_not_looked_at_changes_nothing():
    assert merge_shared({"f": "b"}, None, {"f": "a"}).values == {"f": "b"}
    assert merge_shared({"f": "b"}, {}, {"f": "a"}).values == {"f": "b"}


@given(CELLS, CELLS, CELLS)
def test_a_typed_value_wins_or_was_never_changed(sheet, calendar, agreed):
    merged = merge_shared({"f": sheet}, {"f": calendar}, {"f": agreed})
    assert merged.values["f"] in (sheet, calendar)
    again = merge_shared(merged.values, merged.values, merged.values)
    assert again.values == merged.values
    assert not again.conflicts


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        (NameStyle.FULL, "Sam Lee Park"),
        (NameStyle.FIRST, "Sam P."),
        (NameStyle.INITIALS, "S.L.P."),
        (NameStyle.CODE, "S007"),
    ],
)
def test_name_styles(style, shown):
    assert shown_name(style, "S007", "Park, Sam Lee") == shown


def test_the_preferred_name_is_used_and_a_missing_name_is_the_code():
    assert shown_name(NameStyle.FIRST, "S007", "Samuel Park", "Sam") == "Sam P."
    assert shown_name(NameStyle.FULL, "S007", "  ") == "S007"
    assert shown_name(NameStyle.INITIALS, "S007", "1 2") == "S007"


@given(st.sampled_from(list(NameStyle)), st.text(max_size=20), st.text(max_size=20))
def test_a_shown_name_is_one_line(style, name, preferred):
    assert "\n" not in shown_name(style, "S001", name, preferred)
    assert shown_name(style, "S001", name, preferred)
