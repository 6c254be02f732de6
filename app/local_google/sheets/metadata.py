"""Developer metadata: kept at the spreadsheet or its tab, looked up, created with the caller's own ids."""

from collections.abc import Iterator

from app.local_google.api import Call, bad_request, not_found, serves
from app.local_google.sheets import opening, places
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json
from app.local_google.sheets.making import new_number
from app.local_google.sheets.ranges import answered
from app.local_google.world import World

MAX_CHARACTERS = 30_000
_KINDS = {"ROWS": "ROW", "COLUMNS": "COLUMN"}


def everything(book: Book) -> Iterator[Json]:
    yield from book.metadata
    for tab in book.tabs:
        yield from tab.things.get("developerMetadata", ())


def box_of(item: Json) -> Box | None:
    """The cells that metadata is on; None for the spreadsheet's own."""
    place = item["location"]
    if "sheetId" in place:
        return Box(place["sheetId"])
    line = place.get("dimensionRange")
    if line is None:
        return None
    start, end = line["startIndex"], line["endIndex"]
    if line["dimension"] == "ROWS":
        return Box(line["sheetId"], start, end)
    return Box(line["sheetId"], 0, None, start, end)


def located(book: Book, given: Json) -> Json:
    """A DeveloperMetadataLocation of a request as it is kept, with its type."""
    named = [
        key
        for key in ("spreadsheet", "sheetId", "dimensionRange")
        if key in given and given[key] is not False
    ]
    if len(named) != 1:
        raise bad_request(
            "Exactly one of spreadsheet, sheetId or dimensionRange must be specified in the location."
        )
    if named[0] == "spreadsheet":
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if named[0] == "sheetId":
        return {"locationType": "SHEET", "sheetId": places.sheet_of(book, given["sheetId"]).sheet_id}
    tab, rows, start, end = places.dimension(book, given["dimensionRange"], "dimensionRange")
    if end - start != 1:
        raise bad_request("Developer metadata can only be associated with a single row or column.")
    kind = "ROWS" if rows else "COLUMNS"
    line = {"sheetId": tab.sheet_id, "dimension": kind, "startIndex": start, "endIndex": end}
    return {"locationType": _KINDS[kind], "dimensionRange": line}


def create(world: World, book: Book, given: Json) -> Json:
    """Keep new metadata; an id that is taken, missing parts and too much text are refused."""
    if not given.get("metadataKey"):
        raise bad_request("Developer metadata must have a key.")
    if given.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise bad_request("Developer metadata must have a visibility.")
    if "location" not in given:
        raise bad_request("Developer metadata must have a location.")
    place = located(book, given["location"])
    taken = {item["metadataId"] for item in everything(book)}
    number = given.get("metadataId")
    if number in taken:
        raise bad_request(f"Developer metadata with id {number} already exists.")
    item: Json = {
        "metadataId": new_number(world, taken) if number is None else number,
        "metadataKey": given["metadataKey"],
        **({"metadataValue": given["metadataValue"]} if given.get("metadataValue") else {}),
        "location": place,
        "visibility": given["visibility"],
    }
    put(book, item)
    return item


def put(book: Book, item: Json) -> None:
    """Keep metadata where its location says, within the limit of text."""
    box = box_of(item)
    if box is None:
        book.metadata.append(item)
        kept = book.metadata
        book.dirty = book.changed = True
    else:
        tab = places.sheet_of(book, box.sheet_id)
        kept = tab.listed("developerMetadata")
        kept.append(item)
        tab.dirty = book.changed = True
    size = sum(len(other["metadataKey"]) + len(other.get("metadataValue", "")) for other in kept)
    if size > MAX_CHARACTERS:
        raise bad_request(f"Exceeds the limit of {MAX_CHARACTERS} characters of developer metadata.")


def remove(book: Book, items: list[Json]) -> None:
    gone = {item["metadataId"] for item in items}
    if any(item["metadataId"] in gone for item in book.metadata):
        book.metadata = [item for item in book.metadata if item["metadataId"] not in gone]
        book.dirty = book.changed = True
    for tab in book.tabs:
        kept = tab.things.get("developerMetadata", [])
        if any(item["metadataId"] in gone for item in kept):
            tab.things["developerMetadata"] = [item for item in kept if item["metadataId"] not in gone]
            tab.dirty = book.changed = True


def looked_up(book: Book, lookup: Json) -> list[Json]:
    """What a DeveloperMetadataLookup matches; every part that is given must agree."""
    wanted = {
        key: lookup[key]
        for key in ("metadataId", "metadataKey", "metadataValue", "visibility")
        if lookup.get(key)
    }
    place = located(book, lookup["metadataLocation"]) if "metadataLocation" in lookup else None
    crossing = lookup.get("locationMatchingStrategy") == "INTERSECTING_LOCATION"
    kind = lookup.get("locationType")
    found = []
    for item in everything(book):
        if any(item.get(key) != value for key, value in wanted.items()):
            continue
        if (
            kind
            and kind != "DEVELOPER_METADATA_LOCATION_TYPE_UNSPECIFIED"
            and item["location"]["locationType"] != kind
        ):
            continue
        if place and not (_crosses(item["location"], place) if crossing else item["location"] == place):
            continue
        found.append(item)
    return found


def _crosses(one: Json, other: Json) -> bool:
    if "spreadsheet" in one or "spreadsheet" in other:
        return True
    first, second = box_of({"location": one}), box_of({"location": other})
    return first is not None and second is not None and first.meets(second)


def matching(book: Book, data_filter: Json) -> list[Json]:
    """What any DataFilter matches: by lookup, or whatever meets its cells."""
    if "developerMetadataLookup" in data_filter:
        return looked_up(book, data_filter["developerMetadataLookup"])
    if "a1Range" in data_filter:
        box = places.resolve(book, data_filter["a1Range"])
    elif "gridRange" in data_filter:
        box = places.grid_box(book, data_filter["gridRange"])
    else:
        raise bad_request("Exactly one filter must be specified in a DataFilter.")
    found = [(item, box_of(item)) for item in everything(book)]
    return [item for item, place in found if place is not None and place.meets(box)]


@serves("sheets.spreadsheets.developerMetadata.get")
def get(call: Call) -> Json:
    book = opening.reading(call)
    for item in everything(book):
        if item["metadataId"] == int(call.params["metadataId"]):
            return dict(answered(item))
    raise not_found(f"No developer metadata found with id: {call.params['metadataId']}")


@serves("sheets.spreadsheets.developerMetadata.search")
def search(call: Call) -> Json:
    book = opening.reading(call)
    filters = call.body.get("dataFilters", [])
    if not filters:
        raise bad_request("Must specify at least one data filter.")
    found: dict[int, Json] = {}
    for data_filter in filters:
        for item in matching(book, data_filter):
            entry = found.setdefault(
                item["metadataId"], {"developerMetadata": answered(item), "dataFilters": []}
            )
            entry["dataFilters"].append(data_filter)
    return {"matchedDeveloperMetadata": list(found.values())} if found else {}
