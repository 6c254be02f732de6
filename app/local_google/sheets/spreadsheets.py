"""spreadsheets.create, get, getByDataFilter, sheets.copyTo; and how Drive makes, copies and deletes them."""

from typing import Any

from app.local_google.api import Call, Caller, serves
from app.local_google.drive import access, files
from app.local_google.sheets import filters, making, opening, places, storage
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.batch.run import Edit, apply
from app.local_google.sheets.batch.tabs import copy_name
from app.local_google.sheets.book import Book
from app.local_google.sheets.celldata import GridReader, parts_wanted
from app.local_google.sheets.cells import Json
from app.local_google.sheets.masks import parse_mask
from app.local_google.sheets.opening import Guard
from app.local_google.sheets.resource import SHEET_PARTS, Extent, sheet_properties, spreadsheet
from app.local_google.world import World


def extent_of(call: Call, book: Book, boxes: list[Box], grid_data: bool, under: str = "") -> Extent:
    """What to answer: a `fields` mask decides about grid data where there is one, else the flag."""
    wanted = _wanted(call.params.get("fields"), under)
    if wanted is not None:
        grid_data = "data" in wanted
    reader = None
    if grid_data:
        book.ready(call.world.now())
        reader = GridReader(book, parts_wanted(call.params.get("fields")), call.world.now())
    return Extent(tuple(boxes), reader, SHEET_PARTS if wanted is None else wanted)


def _wanted(mask: str | None, under: str) -> frozenset[str] | None:
    """The parts of a Sheet that a `fields` mask lets through; None without a mask."""
    if not mask:
        return None
    tree: dict[str, Any] = parse_mask(mask)
    for name in [*([under] if under else []), "sheets"]:
        if "*" in tree or not tree:
            return SHEET_PARTS
        if name not in tree:
            return frozenset()
        tree = tree[name]
    return SHEET_PARTS if not tree or "*" in tree else frozenset(tree)


@serves("sheets.spreadsheets.get")
def get(call: Call) -> Json:
    book = opening.reading(call)
    boxes = [places.resolve(book, text) for text in call.params.get("ranges", [])]
    extent = extent_of(call, book, boxes, bool(call.params.get("includeGridData")))
    return spreadsheet(call.world, book, call.caller, extent)


@serves("sheets.spreadsheets.getByDataFilter")
def get_by_data_filter(call: Call) -> Json:
    book = opening.reading(call)
    found = filters.by_filters(book, call.body.get("dataFilters", []))
    extent = extent_of(call, book, [box for box, _ in found], bool(call.body.get("includeGridData")))
    return spreadsheet(call.world, book, call.caller, extent)


@serves("sheets.spreadsheets.create")
def create(call: Call) -> Json:
    asked = call.body.get("properties", {})
    title = asked.get("title") or "Untitled spreadsheet"
    file = files.create_file(call.world, call.caller.email, files.SHEET, title)
    book = making.new_book(file["id"])
    book.properties |= {key: asked[key] for key in ("locale", "timeZone", "autoRecalc") if asked.get(key)}
    storage.keep(call.world, book)
    requests = _requests_for(call.body)
    if requests:
        edit = Edit(call.world, book, call.caller, Guard(call.world, book, call.caller))
        apply(edit, requests)
        storage.keep(call.world, book)
    return spreadsheet(call.world, book, call.caller, extent_of(call, book, [], False))


def _requests_for(body: Json) -> list[Json]:
    """A Spreadsheet resource as the batch requests that make it; the first tab replaces Sheet1."""
    requests: list[Json] = []
    sheets = body.get("sheets", [])
    for number, sheet in enumerate(sheets):
        properties = {"title": f"Sheet{number + 1}", **sheet.get("properties", {})}
        properties.setdefault("sheetId", number)
        if number == 0:
            requests.append({"addSheet": {"properties": {"title": "\u2063", "sheetId": 2_147_483_646}}})
            requests.append({"deleteSheet": {"sheetId": 0}})
        properties.pop("index", None)
        requests.append({"addSheet": {"properties": properties}})
        if number == 0:
            requests.append({"deleteSheet": {"sheetId": 2_147_483_646}})
        requests += _content_requests(sheet, properties["sheetId"])
    requests += [{"addNamedRange": {"namedRange": item}} for item in body.get("namedRanges", [])]
    requests += [
        {"createDeveloperMetadata": {"developerMetadata": item}} for item in body.get("developerMetadata", [])
    ]
    return requests


def _content_requests(sheet: Json, sheet_id: int) -> list[Json]:
    requests: list[Json] = []
    for data in sheet.get("data", []):
        start = {
            "sheetId": sheet_id,
            "rowIndex": data.get("startRow", 0),
            "columnIndex": data.get("startColumn", 0),
        }
        if data.get("rowData"):
            requests.append({"updateCells": {"rows": data["rowData"], "fields": "*", "start": start}})
    requests += [
        {"mergeCells": {"range": item, "mergeType": "MERGE_ALL"}} for item in sheet.get("merges", [])
    ]
    for name, kind, field in (
        ("conditionalFormats", "addConditionalFormatRule", "rule"),
        ("protectedRanges", "addProtectedRange", "protectedRange"),
        ("filterViews", "addFilterView", "filter"),
        ("charts", "addChart", "chart"),
        ("bandedRanges", "addBanding", "bandedRange"),
        ("tables", "addTable", "table"),
        ("developerMetadata", "createDeveloperMetadata", "developerMetadata"),
    ):
        requests += [{kind: {field: item}} for item in sheet.get(name, [])]
    if sheet.get("basicFilter"):
        requests.append({"setBasicFilter": {"filter": sheet["basicFilter"]}})
    return requests


@serves("sheets.spreadsheets.sheets.copyTo")
def copy_to(call: Call) -> Json:
    source = opening.reading(call)
    tab = places.sheet_of(source, int(call.params["sheetId"]))
    target_file = access.require(call, call.caller, call.body.get("destinationSpreadsheetId", ""), "write")
    target = opening.book_of(call.world, target_file)
    copy = storage.copied_tab(tab)
    copy.things.pop("developerMetadata", None)
    taken = {other.sheet_id for other in target.tabs}
    number = making.new_number(call.world, taken)
    copy.properties |= {"sheetId": number, "title": copy_name(target, f"Copy of {tab.title}")}
    copy.things = renumbered(copy.things, tab.sheet_id, number)
    target.tabs.append(copy)
    target.rebuild()
    opening.store(call.world, target, call.caller.email)
    return sheet_properties(target, copy)


def renumbered(value: Any, old: int, new: int) -> Any:
    """A copy of a tab's things in which every sheetId of the old tab is the new one's."""
    if isinstance(value, dict):
        return {
            key: new if key == "sheetId" and item == old else renumbered(item, old, new)
            for key, item in value.items()
        }
    return [renumbered(item, old, new) for item in value] if isinstance(value, list) else value


def _made_by_drive(world: World, file_id: str, _caller: Caller) -> None:
    storage.keep(world, making.new_book(file_id))


def _copied_by_drive(world: World, source_id: str, copy_id: str, _caller: Caller) -> None:
    storage.keep(world, storage.copied(storage.open_book(world, source_id), copy_id))


files.create_hooks[files.SHEET] = _made_by_drive
files.copy_hooks[files.SHEET] = _copied_by_drive
files.delete_hooks[files.SHEET] = storage.forget_book
