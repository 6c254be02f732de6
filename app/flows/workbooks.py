"""One workbook as whoever writes into it has to know it, and the requests that write one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.effects import FillRow
from app.core.model import Caseload
from app.flows.deps import Google
from sheets_schema.layout import Layout
from sheets_schema.model import Workbook
from sheets_schema.requests import cells_requests, row_formulas


@dataclass(frozen=True)
class Workbooks:
    """What a write needs to know of one workbook."""

    google: Google
    workbook: Workbook
    caseload: Caseload
    headers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # tab key -> header row as read
    epoch: int = 0  # of the worker


def fill_requests(at: Workbooks, layout: Layout, fill: FillRow) -> list[Mapping[str, Any]]:
    """What writes one row."""
    tab = at.workbook.tab(fill.tab)
    formulas = row_formulas(at.workbook, layout, tab, fill.index + 1) if fill.formulas else {}
    formulas = {key: formula for key, formula in formulas.items() if key not in fill.spared}
    return [*cells_requests(layout, tab, fill.index, {**formulas, **fill.cells}, at.caseload.zone)]
