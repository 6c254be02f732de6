"""One step of a migration, as a value that can be printed, counted and refused."""

from __future__ import annotations

from dataclasses import dataclass

from sheets_schema.requests import Request


@dataclass(frozen=True)
class Step:
    """One change, in plain words and as requests. `tab` is blank where the whole workbook is meant."""

    tab: str
    column: str | None
    text: str
    requests: tuple[Request, ...]
