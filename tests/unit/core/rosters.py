"""Roster files written by hand."""

import io
import zipfile
from datetime import date

import openpyxl

from app.core.roster import read_roster

TODAY = date(2026, 11, 22)


def read(text, name="roster.csv", order=None):
    return read_roster(name, text if isinstance(text, bytes) else text.encode(), order, TODAY)


def cells(roster):
    return [dict(row.cells) for row in roster.rows]


def xlsx(fill):
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(f"{name}.csv", text)
    return out.getvalue()
