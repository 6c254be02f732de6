"""What an audience may see: a smaller Workbook, with plain values where the owner's has formulas."""

from __future__ import annotations

from dataclasses import replace

from sheets_schema.model import Audience, Column, Kind, Shape, Tab, Workbook, Writer


def seen(workbook: Workbook, audience: Audience) -> Workbook:
    """The tabs and columns of that audience. Rows are narrowed elsewhere (`app.core.sharing`).

    A tab of which only ids and names would be left is gone, so are free-form and service tabs.
    """
    if audience is Audience.OWNER:
        return workbook
    tabs = (_seen(tab, audience) for tab in workbook.tabs if tab.shape in (Shape.REGISTER, Shape.LOG))
    return Workbook(workbook.version, tuple(tab for tab in tabs if tab is not None))


def _seen(tab: Tab, audience: Audience) -> Tab | None:
    columns = tuple(_plain(column) for column in tab.columns if audience in column.seen_by)
    told = [
        column for column in columns if column.kind is not Kind.ID and column.key not in ("name", "student")
    ]
    if not told:
        return None
    return replace(tab, columns=columns, first_rows=(), blocks=(), areas={}, spare_columns=0, hidden=False)


def _plain(column: Column) -> Column:
    return replace(
        column,
        writer=Writer.SERVICE,
        formula=None,
        choices=None,
        picks=None,
        colours=(),
        asked=None,
        refers=None,
    )
