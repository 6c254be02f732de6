"""The local Google, IronCalc and LibreOffice give the same for every formula of the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from app.local_google.testing import local
from app.local_google.world import World
from tests.oracle import corpus, engines
from tests.oracle.cells import Entered, Sheets

BASE = "http://local.test"
TIER_1 = """IF IFS IFERROR IFNA SWITCH CHOOSE AND OR NOT ISBLANK ISNUMBER ISTEXT SUM AVERAGE COUNT COUNTA
COUNTBLANK MIN MAX MEDIAN STDEV LARGE SMALL PERCENTILE QUARTILE SUMIF SUMIFS COUNTIF COUNTIFS AVERAGEIF
AVERAGEIFS MAXIFS MINIFS SUMPRODUCT RANK RANK.EQ RANK.AVG INDEX MATCH VLOOKUP HLOOKUP TEXT TEXTJOIN LEFT MID
RIGHT LEN TRIM SUBSTITUTE SEARCH FIND HYPERLINK DATE TODAY YEAR MONTH DAY EDATE EOMONTH DATEDIF DAYS
NETWORKDAYS WORKDAY WEEKDAY ROUND ROUNDUP ROUNDDOWN INT MOD ABS SLOPE INTERCEPT CORREL FORECAST"""

OUT_OF_BOUNDS = {
    "=MEDIAN(Pupils!I2:I13)": "#NUM!",
    "=LARGE(Pupils!D2:D13,99)": "#NUM!",
    "=SMALL(Pupils!D2:D13,0)": "#NUM!",
    "=PERCENTILE(Pupils!H2:H13,1.5)": "#NUM!",
    "=RANK(999,Pupils!D$2:D$13,0)": "#N/A",
    "=INDEX(Pupils!$B$2:$B$13,99)": "#REF!",
    '=VLOOKUP("S001",Pupils!$A$2:$D$13,9,FALSE)': "#REF!",
}
"""Errors that LibreOffice has as Err:502, for which a workbook file has no better word than #VALUE!."""


def by_local_google(sheets: Sheets) -> engines.Results:
    """Entered and read through the Sheets API."""
    world = World(seed=1)
    session = requests.Session()
    session.mount(BASE, local(world))
    session.headers["Authorization"] = "Bearer owner@school.test"
    tabs = [{"properties": {"title": title, "gridProperties": {"rowCount": 500}}} for title in sheets]
    made = session.post(f"{BASE}/v4/spreadsheets", json={"sheets": tabs}).json()["spreadsheetId"]
    address = f"{BASE}/v4/spreadsheets/{made}/values"
    for option, formulas in (("RAW", False), ("USER_ENTERED", True)):
        data = [_block(title, cells, formulas) for title, cells in sheets.items()]
        sent = session.post(f"{address}:batchUpdate", json={"valueInputOption": option, "data": data})
        assert sent.status_code == 200, sent.text
    params: dict[str, Any] = {"valueRenderOption": "UNFORMATTED_VALUE", "ranges": list(sheets)}
    answer = session.get(f"{address}:batchGet", params=params).json()["valueRanges"]
    world.store.close()
    read = {title: part.get("values", []) for title, part in zip(sheets, answer, strict=True)}
    return {
        title: {
            (row, column): read[title][row][column]
            if row < len(read[title]) and column < len(read[title][row])
            else ""
            for (row, column), value in cells.items()
            if isinstance(value, Entered)
        }
        for title, cells in sheets.items()
    }


def _block(title: str, cells: dict[tuple[int, int], Any], formulas: bool) -> dict[str, Any]:
    rows, columns = (max(place[axis] for place in cells) + 1 for axis in (0, 1))
    values: list[list[Any]] = [[None] * columns for _ in range(rows)]
    for (row, column), value in cells.items():
        if isinstance(value, Entered) == formulas:
            values[row][column] = value.formula if isinstance(value, Entered) else value
    return {"range": f"{title}!A1", "values": values}


def by_formula(results: engines.Results) -> dict[str, Any]:
    texts = [text for _, text in corpus.formulas()]
    return {text: results[corpus.TAB][row, 0] for row, text in enumerate(texts)}


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Each formula that two calculators disagree about, with both values."""
    return [
        f"{text}: {value!r} and {other[text]!r}"
        for text, value in one.items()
        if not engines.same(value, other[text])
    ]


def test_every_function_of_the_first_tier_is_in_the_corpus() -> None:
    about = [function for function, _ in corpus.formulas()]
    assert set(TIER_1.split()) <= set(about)
    assert all(about.count(name) >= 2 for name in TIER_1.split())
    assert len(about) > 300


def test_ironcalc_gives_the_same() -> None:
    sheets = corpus.sheets()
    ours = by_formula(by_local_google(sheets))
    assert not differences(ours, by_formula(engines.by_ironcalc(sheets)))


@pytest.mark.soffice
def test_libreoffice_gives_the_same(soffice: str, tmp_path: Path) -> None:
    sheets = corpus.sheets()
    ours = by_formula(by_local_google(sheets))
    theirs = by_formula(engines.by_libreoffice(sheets, tmp_path, soffice))
    for formula, error in OUT_OF_BOUNDS.items():
        assert (ours.pop(formula), theirs.pop(formula)) == (error, "#VALUE!"), formula
    assert not differences(ours, theirs)
