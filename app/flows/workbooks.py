"""One workbook as whoever writes into it has to know it, the requests that write one row, and what puts a
batch right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.effects import FillRow
from app.core.model import Caseload
from app.errors import BadRequest, PutRightByAnother
from app.flows.deps import Google
from app.flows.guards import repair_guard, was_applied
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
    number: int = 0  # of the batch
    repairs: int = 0  # that went out to put it right


def fill_requests(at: Workbooks, layout: Layout, fill: FillRow) -> list[Mapping[str, Any]]:
    """What writes one row."""
    tab = at.workbook.tab(fill.tab)
    formulas = row_formulas(at.workbook, layout, tab, fill.index + 1) if fill.formulas else {}
    formulas = {key: formula for key, formula in formulas.items() if key not in fill.spared}
    return [*cells_requests(layout, tab, fill.index, {**formulas, **fill.cells}, at.caseload.zone)]


def send_repair(
    at: Workbooks, requests: Sequence[Mapping[str, Any]], ranges: Sequence[str]
) -> tuple[Workbooks, dict[str, Any]]:
    """One more batch that puts batch `at.number` right, and its answer with these ranges.

    It has a guard of its own, as a worker may have been frozen before it and another one be at work since.
    """
    at = replace(at, repairs=at.repairs + 1)
    book = at.caseload.spreadsheet_id
    try:
        answer = at.google.sheets.batch(book, [repair_guard(book, at.number, at.repairs), *requests], ranges)
    except BadRequest as refused:
        if was_applied(refused):
            raise PutRightByAnother(at.caseload.id, at.epoch) from refused
        raise
    return at, answer
