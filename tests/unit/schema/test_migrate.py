"""A workbook of the first version becomes a whole one: nothing of a person's goes, nothing comes twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sheets_schema.create import create_requests, next_free_id
from sheets_schema.layout import layout_from_headers
from sheets_schema.migrate import live_version, migrate
from sheets_schema.model import Workbook
from sheets_schema.workbook import WHOLE, WORKBOOK
from tests.oracle.live import Sheets

pytestmark = pytest.mark.slow
TRIMMED = Workbook(
    1,
    tuple(
        replace(tab, columns=tuple(column for column in tab.columns if column.key != "preferred_name"))
        for tab in WORKBOOK.tabs
        if tab.key in ("students", "team", "accommodations", "contact_log", "survey_answers", "lists")
        or tab.key in ("award", "award_scores", "award_rules", "award_holds", "award_parts", "award_history")
        or tab.key in ("settings", "holdfast")
    ),
)


@pytest.fixture
def old() -> Iterator[Sheets]:
    """A workbook of an older version, in use: two students, a column of the person's own, a renamed one."""
    sheets = Sheets()
    rows = {
        "students": [{"name": "Ana", "last_review": date(2026, 1, 5), "notes": "12/5"}, {"name": "Bo"}],
        "award_scores": [{"student": "S001", "respect": 3}],
    }
    sheets.batch(create_requests(TRIMMED, rows=rows))
    place = {"sheetId": 1001, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4}
    sheets.batch(
        [
            {"insertDimension": {"range": place}},
            _cell(0, 3, "Shoe Size"),
            _cell(1, 3, "41"),
            _cell(0, 4, "Student No."),
        ]
    )
    yield sheets
    sheets.session.close()


def _cell(row: int, column: int, text: str) -> dict[str, Any]:
    start = {"sheetId": 1001, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": {"stringValue": text}}]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _target() -> Workbook:
    """A small second version: a column and two tabs more."""
    added = [replace(WHOLE.tab(key), since=2) for key in ("goals", "progress")]
    newer = {
        tab.key: replace(
            tab,
            columns=tuple(
                replace(column, since=2) if column.key == "preferred_name" else column
                for column in tab.columns
            ),
        )
        for tab in WORKBOOK.tabs
    }
    return Workbook(2, (*(newer[tab.key] for tab in TRIMMED.tabs), *added))


def _typed(rows: list[list[Any]]) -> dict[str, list[Any]]:
    """A tab's cells by header."""
    width = max(len(row) for row in rows)
    padded = [row + [""] * (width - len(row)) for row in rows]
    return {str(padded[0][at]): [row[at] for row in padded[1:]] for at in range(width)}


def test_what_is_new_comes_and_what_is_a_persons_stays(old: Sheets) -> None:
    before = _typed(old.values("Students"))
    plan = migrate(_target(), old.structure(), next_free_id(TRIMMED))
    assert plan.refused == ()
    old.batch(plan.requests)
    after = _typed(old.values("Students"))
    assert {
        title: after[title] for title in ("Name", "Shoe Size", "Student No.", "Notes", "Last Review")
    } == {title: before[title] for title in ("Name", "Shoe Size", "Student No.", "Notes", "Last Review")}
    assert list(after)[3:6] == ["Preferred Name", "Shoe Size", "Student No."]
    assert old.values("Progress")[0][:3] == ["Id", "Date", "Student"]
    layout, problems = layout_from_headers(_target(), old.structure())
    assert problems == ()
    assert layout["students"].extra == {"Shoe Size": 4}
    shown = _typed(old.values("Students", "UNFORMATTED_VALUE"))
    assert shown["Next Review"][0] == 46027 + 365
    assert shown["Code"][:3] == ["S001", "S002", ""]


def test_a_second_migration_has_nothing_to_do(old: Sheets) -> None:
    old.batch(migrate(_target(), old.structure(), 9000).requests)
    again = migrate(_target(), old.structure(), 9000)
    assert (again.version, again.steps, again.refused) == (2, (), ())


def test_what_a_person_took_away_is_not_made_again(old: Sheets) -> None:
    place = {"sheetId": 1001, "dimension": "COLUMNS", "startIndex": 2, "endIndex": 3}
    old.batch([{"deleteDimension": {"range": place}}])
    plan = migrate(_target(), old.structure(), 9000)
    assert plan.steps == ()
    assert plan.refused == ("On the tab Students the column Name is missing.",)


def test_a_workbook_that_does_not_say_is_of_the_first_version() -> None:
    assert live_version({}) == 1
    assert (
        live_version({"developerMetadata": [{"metadataKey": "holdfast.version", "metadataValue": "3"}]}) == 3
    )


def test_the_plan_can_be_read(old: Sheets) -> None:
    texts = [step.text for step in migrate(_target(), old.structure(), 9000).steps]
    assert texts == [
        "Make room for the column Preferred Name on Students.",
        "Add the tab Goals.",
        "Add the tab Progress.",
        "Add the column Preferred Name to Students.",
        "Fill the tab Goals.",
        "Fill the tab Progress.",
        "Say that the workbook is of version 2.",
    ]
