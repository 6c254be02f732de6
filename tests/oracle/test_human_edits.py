"""People sort, filter, insert, delete, move, rename, copy and paste: values stay with their student."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from sheets_schema.create import create_requests
from sheets_schema.workbook import WORKBOOK
from tests.oracle.live import Sheets

pytestmark = pytest.mark.slow
STUDENTS, SCORES, AWARD, SETTINGS, ACCOMMODATIONS = 1001, 1011, 1013, 1016, 1004


def content(random: Random) -> dict[str, list[dict[str, Any]]]:
    count = 8
    codes = [f"S{number:03d}" for number in range(1, count + 1)]
    first_day = date(2026, 1, 1)
    return {
        "students": [
            {
                "name": f"Student {random.randrange(1000)}",
                "school_number": f"N{number}",
                "last_review": first_day - timedelta(days=random.randrange(500)),
            }
            for number in range(count)
        ],
        "award_scores": [
            {
                "student": code,
                **{key: random.randrange(1, 5) for key in ("respect", "organization", "extracurriculars")},
            }
            | {"effort": random.randrange(60, 100), "attendance": 95, "missing_work": random.randrange(8)}
            | {"tardies_this_semester": 1, "tardies_last_30_days": 1, "improvement": 2, "goal_progress": 50}
            for code in codes
        ],
        "accommodations": [
            {"student": random.choice(codes), "accommodation": "Time", "status": "active"} for _ in range(9)
        ],
        "team": [
            {"person": "Parent", "email": f"p{number}@home.test", "role": "parent", "student": code}
            for number, code in enumerate(codes)
        ],
        "contact_log": [
            {"date": first_day + timedelta(days=number), "email": f"p{number}@home.test"}
            for number in range(6)
        ],
    }


def facts(sheets: Sheets, title: str, key: str, watched: tuple[str, ...]) -> dict[str, tuple[Any, ...]]:
    """What stands in the watched columns, by the key column, blank rows left out."""
    header, *rows = sheets.values(title, "UNFORMATTED_VALUE")
    padded = [row + [""] * (len(header) - len(row)) for row in rows]
    return {
        str(row[header.index(key)]): tuple(row[header.index(column)] for column in watched)
        for row in padded
        if row[header.index(key)]
    }


WATCHED = (
    "Code",
    "Name",
    "Next Review",
    "Last Parent Contact",
    "Award Score",
    "Award Rank",
)


def seen(sheets: Sheets) -> list[dict[str, tuple[Any, ...]]]:
    return [
        facts(sheets, "Students", "School Number", WATCHED),
        facts(sheets, "Award", "Student", ("Name", "Score", "Rank", "Status", "Holding Back 1")),
    ]


def counted_wrongly(sheets: Sheets) -> list[str]:
    """Accommodations row by row: each shows its own student's name, and Students counts the active ones."""
    header, *rows = sheets.values("Accommodations", "UNFORMATTED_VALUE")
    lines = [dict(zip(header, row + [""] * (len(header) - len(row)), strict=True)) for row in rows]
    typed = [line for line in lines if line["Student"]]
    students = facts(sheets, "Students", "Code", ("Name", "Accommodations"))
    active = Counter(line["Student"] for line in typed if line["Status"] == "active")
    wrong = [f"{line['Student']} is shown as {line['Name']}" for line in typed
             if line["Name"] != students[line["Student"]][0]]  # fmt: skip
    counted = {code: count for code, (_, count) in students.items()}
    return wrong + [f"{code}: {counted[code]}" for code in counted if counted[code] != active[code]]


def blank_row(sheets: Sheets) -> int:
    """The first spare row of Accommodations, from 0. An inserted one has no formulas before the next sync."""
    header, *rows = sheets.values("Accommodations", "UNFORMATTED_VALUE")
    at, numbered = header.index("Student"), header.index("Id")
    spare = (number for number, row in enumerate(rows, 1) if row[numbered : numbered + 1] not in ([], [""]))
    return next(number for number in spare if not rows[number - 1][at : at + 1] or not rows[number - 1][at])


def copy_row(random: Random, sheets: Sheets) -> dict[str, Any]:
    """A row copied over a blank one: it has the other's id until the next sync."""
    target, source = blank_row(sheets), random.randrange(1, 9)
    from_, to = (
        {"sheetId": ACCOMMODATIONS, "startRowIndex": row, "endRowIndex": row + 1} for row in (source, target)
    )
    return {"copyPaste": {"source": from_, "destination": to, "pasteType": "PASTE_NORMAL"}}


def paste(random: Random, sheets: Sheets) -> dict[str, Any]:
    """A code from elsewhere into the Student column of a blank row."""
    column = sheets.values("Accommodations", "UNFORMATTED_VALUE")[0].index("Student")
    start = {"sheetId": ACCOMMODATIONS, "rowIndex": blank_row(sheets), "columnIndex": column}
    code = {"userEnteredValue": {"stringValue": f"S{random.randrange(1, 9):03d}"}}
    return {"updateCells": {"start": start, "rows": [{"values": [code]}], "fields": "userEnteredValue"}}


def sort(random: Random, sheet: int, columns: int) -> dict[str, Any]:
    """Whole rows below the header, by a column."""
    order = random.choice(("ASCENDING", "DESCENDING"))
    by = [{"dimensionIndex": random.randrange(columns), "sortOrder": order}]
    return {"sortRange": {"range": {"sheetId": sheet, "startRowIndex": 1}, "sortSpecs": by}}


def rename(random: Random) -> dict[str, Any]:
    """Another title over a hidden column of Award, which nobody reads by its title here."""
    titles = [column.key for column in WORKBOOK.tab("award").columns]
    start = {"sheetId": AWARD, "rowIndex": 0, "columnIndex": titles.index("respect_tie")}
    cells = [{"values": [{"userEnteredValue": {"stringValue": f"Ours {random.randrange(99)}"}}]}]
    return {"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}}


def some_edit(random: Random, sheets: Sheets) -> dict[str, Any]:
    if random.random() < 0.2:
        return random.choice((copy_row, paste))(random, sheets)
    sheet = random.choice((STUDENTS, SCORES, AWARD, ACCOMMODATIONS, SETTINGS))
    width = {SETTINGS: 4}.get(sheet, 12)
    kind = random.choice(
        ("sort", "sort", "insert row", "insert column", "move column", "filter", "delete spare row", "rename")
    )
    if kind == "sort":
        return sort(random, sheet, width)
    if kind == "filter":
        return {"setBasicFilter": {"filter": {"range": {"sheetId": STUDENTS, "startRowIndex": 0}}}}
    if kind == "rename":
        return rename(random)
    if kind == "delete spare row":
        at = random.randrange(40, 60)
        span = {"sheetId": sheet, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
        return (
            {"deleteDimension": {"range": span}} if sheet in (STUDENTS, AWARD) else sort(random, sheet, width)
        )
    at = random.randrange(1, 12 if kind == "insert row" else width)
    dimension = "ROWS" if kind == "insert row" else "COLUMNS"
    place = {"sheetId": sheet, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
    if kind == "move column":
        return {"moveDimension": {"source": place, "destinationIndex": random.randrange(1, width)}}
    return {"insertDimension": {"range": place}}


@pytest.fixture(scope="module")
def built() -> Iterator[tuple[Sheets, bytes]]:
    """A workbook in use, and the world it stands in, to be put back for each history."""
    sheets = Sheets()
    settings = {"Today override": date(2026, 3, 1)}
    sheets.batch(create_requests(WORKBOOK, settings=settings, rows=content(Random(1))))
    yield sheets, sheets.world.store.dump()
    sheets.close()


@pytest.mark.parametrize(
    "seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(5, 200))]
)
def test_computed_values_stay_with_their_student(seed: int, built: tuple[Sheets, bytes]) -> None:
    sheets, kept = built
    with sheets.world.alone():
        sheets.world.store.load(kept)
    random = Random(seed)
    before = seen(sheets)
    assert len(before[0]) == 8
    for _ in range(5):
        edit = some_edit(random, sheets)
        sheets.batch([edit])
        assert seen(sheets) == before, edit
        assert counted_wrongly(sheets) == [], edit
