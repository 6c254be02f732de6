"""The rewriter equals LibreOffice when rows and columns are inserted and deleted: 1,500 random formulas."""

import os
import random
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from app.local_google.sheets.a1 import column_letters
from app.local_google.sheets.moves import Delete, Insert, Lines, reference_change
from app.local_google.sheets.rewrite import rewrite
from tests.unit.local_google.sheets.libreoffice import change_files

TABS = ("One", "Two tabs", "Three")
FAR_ROW, FAR_COLUMN = 200, 60
A_FILE = 30


@pytest.fixture
def soffice() -> str:
    found = shutil.which("soffice")
    if found is None and os.environ.get("CI"):
        pytest.fail("LibreOffice is missing, and in CI this test must run.")
    return found or pytest.skip("needs LibreOffice (soffice)")


def random_reference(chance: random.Random) -> str:
    """A cell, a range, whole rows or whole columns, with dollars here and there, on one of the tabs."""

    def dollar() -> str:
        return chance.choice(("", "", "$"))

    def cell() -> str:
        return f"{dollar()}{column_letters(chance.randrange(12))}{dollar()}{chance.randrange(1, 21)}"

    rows = sorted(chance.sample(range(1, 21), 2))
    columns = sorted(chance.sample(range(12), 2))
    kind = chance.randrange(6)
    if kind < 2:
        cells = cell()
    elif kind < 4:
        first = f"{dollar()}{column_letters(columns[0])}{dollar()}{rows[0]}"
        cells = f"{first}:{dollar()}{column_letters(columns[1])}{dollar()}{rows[1]}"
    elif kind == 4:
        cells = f"{dollar()}{column_letters(columns[0])}:{dollar()}{column_letters(columns[1])}"
    else:
        cells = f"{dollar()}{rows[0]}:{dollar()}{rows[1]}"
    tab = chance.choice((None, None, *TABS))
    return cells if tab is None else (f"'{tab}'!{cells}" if " " in tab else f"{tab}!{cells}")


def random_formula(chance: random.Random) -> str:
    parts = [f"SUM({random_reference(chance)})" for _ in range(chance.randrange(1, 4))]
    if chance.random() < 0.3:
        parts.append(f'COUNTIF({random_reference(chance)},"A1")')
    return "=" + "+".join(parts)


def random_change(chance: random.Random) -> tuple[str, bool, Lines, str]:
    """Tab, whether rows, the change, and its order for LibreOffice."""
    start, count = chance.randrange(0, 16), chance.randrange(1, 6)
    rows = chance.random() < 0.5
    insert = chance.random() < 0.5
    tab = chance.choice(TABS)
    change: Lines = Insert(start, count) if insert else Delete(start, start + count)
    order = f"{tab}|{'ROWS' if rows else 'COLUMNS'}|{'INSERT' if insert else 'DELETE'}|{start}|{count}"
    return tab, rows, change, order


def plain(formula: str) -> str:
    """Spelling aside: LibreOffice drops quotes and writes what is gone in several ways."""
    formula = re.sub(r"'?[\w ]*'?!#REF!|#REF!(\$?[A-Z]+\$?\d+)?", "#REF!", formula.replace(" ", ""))
    half = r"#REF!:\$?[A-Z]*#?R?E?F?!?\$?\d*|\$?[A-Z]+\$?#REF!(:\$?[A-Z]+\$?#REF!)?"
    formula = re.sub(half, "#REF!", formula)
    return formula.replace("'", "")


@pytest.mark.soffice
@pytest.mark.parametrize(
    "cases", [pytest.param(300, id="sample"), pytest.param(1500, id="all", marks=pytest.mark.proof)]
)
def test_rewriter_equals_libreoffice(soffice: str, tmp_path: Path, cases: int) -> None:
    chance = random.Random(7)
    planned = []
    orders = []
    for number in range(cases // A_FILE):
        own = chance.choice(TABS)
        tab, rows, change, order = random_change(chance)
        formulas = [random_formula(chance) for _ in range(A_FILE)]
        book = openpyxl.Workbook()
        book.active.title = TABS[0]
        for title in TABS[1:]:
            book.create_sheet(title)
        for place, formula in enumerate(formulas):
            book[own].cell(FAR_ROW + place + 1, FAR_COLUMN + 1).value = formula
        source, target = tmp_path / f"{number}.xlsx", tmp_path / f"{number}-out.xlsx"
        book.save(source)
        orders.append(f"{source.as_uri()}|{target.as_uri()}|{order}")
        planned.append((own, tab, rows, change, formulas, target))
    change_files(soffice, tmp_path, orders)
    wrong = []
    for own, tab, rows, change, formulas, target in planned:
        sheet = openpyxl.load_workbook(target)[own]
        moved = own == tab
        for place, formula in enumerate(formulas):
            row = change.line(FAR_ROW + place) if moved and rows else FAR_ROW + place
            column = change.line(FAR_COLUMN) if moved and not rows else FAR_COLUMN
            assert row is not None
            assert column is not None
            theirs = str(sheet.cell(row + 1, column + 1).value)
            ours = rewrite(formula, reference_change(change, rows, tab, own))
            if plain(theirs) != plain(ours):
                wrong.append((formula, own, tab, rows, change, theirs, ours))
    assert not wrong, f"{len(wrong)} of {cases} differ, the first: {wrong[:5]}"
