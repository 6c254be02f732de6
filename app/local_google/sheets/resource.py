"""The Spreadsheet resource as spreadsheets.get and batchUpdate answer it."""

from dataclasses import dataclass

from app.local_google.api import Caller
from app.local_google.drive import access
from app.local_google.sheets import places
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.book import Book
from app.local_google.sheets.celldata import GridReader
from app.local_google.sheets.cells import Json
from app.local_google.sheets.making import DEFAULT_FORMAT, THEME
from app.local_google.sheets.opening import may_edit, title_of
from app.local_google.sheets.ranges import answered
from app.local_google.sheets.tab import Tab
from app.local_google.world import World

_THINGS = (
    "merges",
    "conditionalFormats",
    "filterViews",
    "basicFilter",
    "charts",
    "bandedRanges",
    "tables",
    "rowGroups",
    "columnGroups",
)
SHEET_PARTS = frozenset(("properties", "data", "protectedRanges", "developerMetadata", *_THINGS))


@dataclass(frozen=True)
class Extent:
    """What to answer: boxes (none: every tab), a reader where grid data is wanted, the parts of a tab."""

    boxes: tuple[Box, ...] = ()
    reader: GridReader | None = None
    parts: frozenset[str] = SHEET_PARTS


def spreadsheet(world: World, book: Book, caller: Caller, extent: Extent) -> Json:
    """The resource; with boxes only the tabs they lie on."""
    shown = [
        tab for tab in book.tabs if not extent.boxes or any(b.sheet_id == tab.sheet_id for b in extent.boxes)
    ]
    found: Json = {
        "spreadsheetId": book.spreadsheet_id,
        "properties": properties(world, book),
        "sheets": [sheet(world, book, tab, caller, extent) for tab in shown],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.spreadsheet_id}/edit",
    }
    if book.named_ranges:
        found["namedRanges"] = answered(book.named_ranges)
    if book.metadata:
        found["developerMetadata"] = answered(book.metadata)
    return found


def properties(world: World, book: Book) -> Json:
    return {
        "title": title_of(world, book),
        **book.properties,
        "defaultFormat": DEFAULT_FORMAT,
        "spreadsheetTheme": THEME,
    }


def sheet_properties(book: Book, tab: Tab) -> Json:
    """SheetProperties with the place in the list of tabs."""
    kept = tab.properties
    first = {"sheetId": kept["sheetId"], "title": kept["title"], "index": book.tabs.index(tab)}
    return first | {key: value for key, value in kept.items() if key not in first}


def sheet(world: World, book: Book, tab: Tab, caller: Caller, extent: Extent) -> Json:
    found: Json = {"properties": sheet_properties(book, tab)}
    if extent.reader:
        boxes = [box for box in extent.boxes if box.sheet_id == tab.sheet_id] or [tab.whole()]
        bounded = [places.within(book, box, reading=True) for box in boxes]
        found["data"] = [extent.reader.grid_data(tab, box) for box in bounded]
    for name in _THINGS:
        if name in extent.parts and tab.things.get(name):
            found[name] = answered(tab.things[name])
    protections = tab.things.get("protectedRanges")
    if protections and "protectedRanges" in extent.parts:
        found["protectedRanges"] = [protection(world, book, item, caller) for item in protections]
    marks = [item for item in tab.things.get("developerMetadata", ()) if "sheetId" in item["location"]]
    if marks and "developerMetadata" in extent.parts:
        found["developerMetadata"] = answered(marks)
    return found


def protection(world: World, book: Book, item: Json, caller: Caller) -> Json:
    """A protected range as this caller sees it: whether they may edit, and to editors who else may."""
    found: Json = dict(answered(item))
    if may_edit(world, book, item, caller.email):
        found["requestingUserCanEdit"] = True
    if access.role_of(world, caller.email, book.spreadsheet_id) in ("owner", "writer"):
        found["editors"] = _editors(world, book, item)
    else:
        found.pop("editors", None)
    return found


def _editors(world: World, book: Book, item: Json) -> Json:
    """The owner can always edit and is named with the others."""
    editors = dict(item.get("editors", {}))
    owner = str((access.stored(world, book.spreadsheet_id) or {}).get("owner", ""))
    users = [user for user in editors.get("users", []) if user != owner]
    editors["users"] = [owner, *users] if owner else users
    return editors
