"""Cells become values and go back unchanged; a bad cell is a fault that says what is right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_schema.codec import date_serial, datetime_serial, decode, encode, from_serial
from sheets_schema.model import OWNER_ONLY, Column, Kind, Value, Writer

ZONE = ZoneInfo("Europe/Vienna")


def column(kind: Kind, writer: Writer = Writer.PERSON) -> Column:
    return Column("thing", "Thing", kind, writer, OWNER_ONLY, "why", ("S1",))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_blank_is_none(kind: Kind, blank: Any) -> None:
    assert decode(column(kind), blank, ZONE) == (None, None)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.TEXT, "0042", "0042"),
        (Kind.TEXT, "12/5", "12/5"),
        (Kind.TEXT, "+1", "+1"),
        (Kind.TEXT, 42.0, "42"),
        (Kind.TEXT, True, "TRUE"),
        (Kind.NUMBER, 3.5, 3.5),
        (Kind.INTEGER, 7.0, 7),
        (Kind.DATE, 46000, date(2025, 12, 9)),
        (Kind.DATE, 46000.75, date(2025, 12, 9)),
        (Kind.DATETIME, 46000.5, datetime(2025, 12, 9, 12, tzinfo=ZONE)),
        (Kind.BOOL, False, False),
        (Kind.EMAIL, " a.b@c.test ", "a.b@c.test"),
        (Kind.STUDENT, "s007", "S007"),
        (Kind.ANY, 12, 12),
    ],
)
def test_good_cells(kind: Kind, raw: Any, value: Value) -> None:
    assert decode(column(kind), raw, ZONE) == (value, None)


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (Kind.NUMBER, "12", "not_a_number"),
        (Kind.NUMBER, True, "not_a_number"),
        (Kind.PERCENT, "80%", "not_a_number"),
        (Kind.INTEGER, 1.5, "not_a_whole_number"),
        (Kind.DATE, "31/02/2026", "not_a_date"),
        (Kind.DATE, True, "not_a_date"),
        (Kind.DATE, -3, "not_a_date"),
        (Kind.DATE, 1e12, "not_a_date"),
        (Kind.DATETIME, "noon", "not_a_time"),
        (Kind.BOOL, "yes", "not_yes_no"),
        (Kind.EMAIL, "a@b.test, c@d.test", "not_an_email"),
        (Kind.EMAIL, "Ana", "not_an_email"),
        (Kind.STUDENT, "Ana Lima", "unknown_student"),
        (Kind.TEXT, "#REF!", "formula_error"),
    ],
)
def test_bad_cells_are_faults(kind: Kind, raw: Any, code: str) -> None:
    value, fault = decode(column(kind), raw, ZONE)
    assert value is None
    assert fault is not None
    assert fault.code == code
    assert str(raw) not in fault.text or code == "formula_error"


def test_a_formula_column_is_believed() -> None:
    assert decode(column(Kind.INTEGER, Writer.FORMULA), "never", ZONE) == ("never", None)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_dates_go_both_ways(day: date) -> None:
    assert decode(column(Kind.DATE), encode(column(Kind.DATE), day)["numberValue"], ZONE) == (day, None)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_wall_clocks_go_both_ways(wall: datetime) -> None:
    moment = wall.replace(microsecond=0, tzinfo=ZONE, fold=0)
    assert from_serial(datetime_serial(moment), ZONE).replace(tzinfo=None) == moment.replace(tzinfo=None)


@given(st.text(min_size=1))
def test_text_goes_out_as_text_whatever_it_begins_with(text: str) -> None:
    assert encode(column(Kind.TEXT), text) == {"stringValue": text}


def test_an_aware_time_is_written_on_the_workbooks_clock() -> None:
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert encode(column(Kind.DATETIME), noon, ZONE)["numberValue"] == pytest.approx(
        date_serial(date(2026, 1, 5)) + 13 / 24
    )


def test_clearing_a_cell() -> None:
    assert encode(column(Kind.TEXT), None) == {}
    assert encode(column(Kind.TEXT), "") == {}
