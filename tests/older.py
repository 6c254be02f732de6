"""Workbooks as older versions of the definition made them."""

from __future__ import annotations

from dataclasses import replace

from sheets_schema.history import since
from sheets_schema.model import Tab, Workbook, Writer
from sheets_schema.workbook import WORKBOOK


def first_workbook() -> Workbook:
    """What the first version had: no tab and no column that came later."""
    tabs = [tab for tab in WORKBOOK.tabs if tab.since == 1]
    older = [without_columns(t, {c.key for c in t.columns if since(t, c.key) > 1}) for t in tabs]
    return Workbook(1, tuple(_typed_scores(t) if t.key == "award_scores" else t for t in older))


def without_columns(tab: Tab, keys: set[str]) -> Tab:
    rows = tuple({key: value for key, value in row.items() if key not in keys} for row in tab.first_rows)
    return replace(tab, columns=tuple(one for one in tab.columns if one.key not in keys), first_rows=rows)


def _typed_scores(tab: Tab) -> Tab:
    """The categories that are counted now were typed then, but for Accommodation Use."""
    counted = ("id", "student", "name", "accommodation_use")
    columns = tuple(
        one if one.key in counted else replace(one, writer=Writer.PERSON, formula=None) for one in tab.columns
    )
    return replace(tab, columns=columns)
