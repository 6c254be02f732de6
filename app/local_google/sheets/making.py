"""New spreadsheets, tabs and their properties, as Google makes them when nothing else is said."""

from typing import Any

from app.local_google.api import GoogleError, bad_request
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json
from app.local_google.sheets.looks import with_styles
from app.local_google.sheets.tab import Tab
from app.local_google.world import World

MAX_CELLS = 10_000_000
MAX_COLUMNS = 18_278
TOO_MANY_CELLS = (
    f"This action would increase the number of cells in the workbook above the limit of {MAX_CELLS} cells."
)
_BLACK: Json = {"rgbColor": {}}
_WHITE: Json = {"rgbColor": {"red": 1, "green": 1, "blue": 1}}

DEFAULT_FORMAT: Json = {
    "backgroundColor": {"red": 1, "green": 1, "blue": 1},
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": _BLACK,
    },
    "backgroundColorStyle": _WHITE,
}


def _theme_colour(kind: str, *parts: float) -> Json:
    colour = {name: part for name, part in zip(("red", "green", "blue"), parts, strict=False) if part}
    return {"colorType": kind, "color": {"rgbColor": colour}}


THEME: Json = {
    "primaryFontFamily": "Arial",
    "themeColors": [
        _theme_colour("TEXT"),
        _theme_colour("BACKGROUND", 1, 1, 1),
        _theme_colour("ACCENT1", 0.25882354, 0.52156866, 0.95686275),
        _theme_colour("ACCENT2", 0.91764706, 0.2627451, 0.20784314),
        _theme_colour("ACCENT3", 0.9843137, 0.7372549, 0.015686275),
        _theme_colour("ACCENT4", 0.20392157, 0.65882355, 0.3254902),
        _theme_colour("ACCENT5", 1, 0.42745098, 0.003921569),
        _theme_colour("ACCENT6", 0.27450982, 0.7411765, 0.7764706),
        _theme_colour("LINK", 0.06666667, 0.33333334, 0.8),
    ],
}


def new_book(spreadsheet_id: str) -> Book:
    """A spreadsheet with its one tab, as Drive makes it."""
    book = Book(spreadsheet_id, {"locale": "en_US", "autoRecalc": "ON_CHANGE", "timeZone": "Etc/GMT"})
    book.tabs.append(Tab(tab_properties({"sheetId": 0, "title": "Sheet1"}), dirty=True))
    book.changed = book.dirty = True
    return book


def tab_properties(asked: Json) -> Json:
    """SheetProperties as they are kept, from those a request gave; `index` is the place among the tabs."""
    grid = dict(asked.get("gridProperties", {}))
    for count, usual in (("rowCount", 1000), ("columnCount", 26)):
        if grid.get(count) is None:
            grid[count] = usual
    kept: Json = {
        "sheetId": asked["sheetId"],
        "title": asked["title"],
        "sheetType": _sheet_type(asked.get("sheetType", "GRID")),
        "gridProperties": tidy_grid(grid),
    }
    for name in ("hidden", "rightToLeft"):
        if asked.get(name):
            kept[name] = True
    for name in ("tabColor", "tabColorStyle"):
        if name in asked:
            kept[name] = asked[name]
    styled: Json = with_styles(kept)
    return styled


def _sheet_type(asked: str) -> str:
    if asked == "DATA_SOURCE":
        raise GoogleError(501, "The local Google does not serve sheets of the type DATA_SOURCE.")
    return "OBJECT" if asked == "OBJECT" else "GRID"


def tidy_grid(grid: Json) -> Json:
    """GridProperties with what is zero or false left out, the two counts aside."""
    return {key: value for key, value in grid.items() if key in ("rowCount", "columnCount") or value}


def check_grid(grid: Json) -> None:
    """Refuse sizes that no sheet can have, and frozen lines that leave nothing to scroll."""
    for key, word in (("rowCount", "row"), ("columnCount", "column")):
        if grid.get(key, 1) < 1:
            raise bad_request(f"The {word} count must be at least 1.")
    if grid.get("columnCount", 1) > MAX_COLUMNS:
        raise bad_request(f"The sheet can have at most {MAX_COLUMNS} columns.")
    for frozen, count, word in (
        ("frozenRowCount", "rowCount", "rows"),
        ("frozenColumnCount", "columnCount", "columns"),
    ):
        if grid.get(frozen, 0) and grid.get(frozen, 0) >= grid.get(count, 0):
            raise bad_request(f"You can't freeze all visible {word} on the sheet.")


def new_number(world: World, taken: set[Any]) -> int:
    """A random positive number as Google gives them to sheets, charts and protections."""
    while True:
        number = world.random.randrange(1, 2_147_483_647)
        if number not in taken:
            return number
