"""How a workbook looks: colours, number formats, alignment, as Sheets' JSON. No tab is named here."""

from __future__ import annotations

from typing import Any

from sheets_schema.model import Column, Kind, Tone


def rgb(hexadecimal: str) -> dict[str, float]:
    """A Color of Sheets from "rrggbb"."""
    parts = (int(hexadecimal[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return {name: round(part, 4) for name, part in zip(("red", "green", "blue"), parts, strict=True)}


MODULE_COLOURS = {
    "students": "1a5276",
    "contact": "117864",
    "reminders": "b9770e",
    "accommodations": "6c3483",
    "surveys": "6c3483",
    "award": "a93226",
    "progress": "2471a3",
    "co-taught": "0e6655",
    "checks": "148f77",
    "behavior": "ca6f1e",
    "planning": "5b2c6f",
    "decisions": "7b241c",
    "services": "1f618d",
    "settings": "566573",
    "service": "5f6f7a",
}

QUIET_TEXT = "6b7780"

_TONES = {
    Tone.BAD: ("f9d6d2", "7b1e13"),
    Tone.WARN: ("fdebc8", "7a4b00"),
    Tone.NOTE: ("dbeafe", "1e3a6e"),
    Tone.GOOD: ("dcf2e0", "1b5e2b"),
    Tone.QUIET: ("eef0f2", "5f6b73"),
}

_BREATH = 0.06

_PATTERNS = {
    Kind.DATE: ("DATE", "yyyy-mm-dd"),
    Kind.DATETIME: ("DATE_TIME", "yyyy-mm-dd hh:mm"),
    Kind.PERCENT: ("PERCENT", "0%"),
    Kind.INTEGER: ("NUMBER", "0"),
    Kind.ID: ("NUMBER", "0"),
}


def number_format(kind: Kind, pattern: str | None = None, *, computed: bool = False) -> dict[str, str] | None:
    """The number format of a column; typed text is TEXT, so that "12/5" stays what was typed.

    Computed text has none: Google shows a formula as its own text in a TEXT cell.
    """
    if kind in _PATTERNS:
        sort, usual = _PATTERNS[kind]
        return {"type": sort, "pattern": pattern or usual}
    if kind in (Kind.BOOL, Kind.ANY, Kind.NUMBER) or computed:
        return {"type": "NUMBER", "pattern": pattern} if pattern else None
    return {"type": "TEXT"}


def tone_format(tone: Tone) -> dict[str, Any]:
    """Background and text of a conditional colour."""
    back, text = _TONES[tone]
    return {
        "backgroundColorStyle": {"rgbColor": rgb(back)},
        "textFormat": {"foregroundColorStyle": {"rgbColor": rgb(text)}},
    }


def band_colours(module: str) -> dict[str, Any]:
    """Rows in turn white and in a breath of the module's colour: BandingProperties. A cell's own background,
    as a computed column's, lies over it."""
    tint = {name: round(1 - (1 - part) * _BREATH, 4) for name, part in rgb(MODULE_COLOURS[module]).items()}
    return {"firstBandColorStyle": {"rgbColor": rgb("ffffff")}, "secondBandColorStyle": {"rgbColor": tint}}


def header_format(module: str, *, computed: bool) -> dict[str, Any]:
    """A header cell: in the module's colour; a computed column's in italics."""
    white = {"rgbColor": rgb("ffffff")}
    return {
        "backgroundColorStyle": {"rgbColor": rgb(MODULE_COLOURS[module])},
        "textFormat": {"foregroundColorStyle": white, "bold": True, "italic": computed},
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP",
    }


def body_format(column: Column) -> dict[str, Any]:
    """The format of a column's cells below the header."""
    computed = column.formula is not None
    look: dict[str, Any] = {"verticalAlignment": "TOP"}
    if column.kind is Kind.LINK:
        look["wrapStrategy"] = "CLIP"
    elif column.width >= 180:
        look["wrapStrategy"] = "WRAP"
    numbers = number_format(column.kind, column.pattern, computed=computed)
    if numbers is not None:
        look["numberFormat"] = numbers
    if computed:
        look["backgroundColorStyle"] = {"rgbColor": rgb("f6f8fa")}
    return look
