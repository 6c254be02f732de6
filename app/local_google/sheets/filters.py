"""DataFilters: boxes by A1 range, grid range or developer metadata; and the values methods that take them."""

from app.local_google.api import Call, bad_request, serves
from app.local_google.sheets import metadata, opening, places, writing
from app.local_google.sheets.a1 import Box, spell
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json
from app.local_google.sheets.clearing import clear_values
from app.local_google.sheets.rendering import Renderer
from app.local_google.sheets.values import read, read_options, totals


def matched(book: Book, data_filter: Json) -> list[Box]:
    """The boxes a DataFilter names, in order and without doubles."""
    given = [key for key in ("developerMetadataLookup", "a1Range", "gridRange") if key in data_filter]
    if len(given) != 1:
        raise bad_request("Exactly one filter must be specified in a DataFilter.")
    if given[0] == "a1Range":
        return [places.resolve(book, data_filter["a1Range"])]
    if given[0] == "gridRange":
        return [places.grid_box(book, data_filter["gridRange"])]
    boxes: list[Box] = []
    for item in metadata.looked_up(book, data_filter["developerMetadataLookup"]):
        box = metadata.box_of(item)
        if box is not None and box not in boxes:
            boxes.append(box)
    return boxes


def by_filters(book: Book, data_filters: list[Json]) -> list[tuple[Box, list[Json]]]:
    """Every matched box once, with the filters that name it."""
    found: list[tuple[Box, list[Json]]] = []
    for data_filter in data_filters:
        for box in matched(book, data_filter):
            known = next((filters for other, filters in found if other == box), None)
            if known is None:
                found.append((box, [data_filter]))
            else:
                known.append(data_filter)
    return found


@serves("sheets.spreadsheets.values.batchGetByDataFilter")
def batch_get(call: Call) -> Json:
    book = opening.reading(call)
    if not call.body.get("dataFilters"):
        raise bad_request("Must specify at least one data filter.")
    found = by_filters(book, call.body["dataFilters"])
    render, dates, major = read_options(call.body)
    book.ready(call.world.now())
    renderer = Renderer(book, render, dates)
    ranges = [
        {"valueRange": read(book, box, renderer, major), "dataFilters": filters} for box, filters in found
    ]
    return {"spreadsheetId": book.spreadsheet_id, **({"valueRanges": ranges} if ranges else {})}


@serves("sheets.spreadsheets.values.batchUpdateByDataFilter")
def batch_update(call: Call) -> Json:
    raw = writing.check_option(call.body.get("valueInputOption"))
    with opening.writing(call) as book:
        guard = opening.Guard(call.world, book, call.caller)
        results, answers = [], []
        for item in call.body.get("data", []):
            rows = writing.rows_of(item)
            for box in matched(book, item.get("dataFilter", {})):
                written = writing.write(call.world, book, guard, box, rows, raw)
                results.append(written)
                answer = writing.update_answer(book, written)
                del answer["spreadsheetId"]
                answers.append({**answer, "dataFilter": item["dataFilter"]})
        if call.body.get("includeValuesInResponse"):
            render, dates, _ = read_options(call.body, "response")
            pairs = zip(answers, results, strict=True)
            answers = [writing.with_data(call.world, book, a, w.box, render, dates, "ROWS") for a, w in pairs]
        return {
            "spreadsheetId": book.spreadsheet_id,
            **totals(results),
            **({"responses": answers} if answers else {}),
        }


@serves("sheets.spreadsheets.values.batchClearByDataFilter")
def batch_clear(call: Call) -> Json:
    with opening.writing(call) as book:
        guard = opening.Guard(call.world, book, call.caller)
        cleared = []
        for box, _filters in by_filters(book, call.body.get("dataFilters", [])):
            bounded = places.within(book, box, reading=True)
            clear_values(book, guard, bounded)
            cleared.append(spell(places.tab_of(book, box.sheet_id).title, bounded))
        return {"spreadsheetId": book.spreadsheet_id, **({"clearedRanges": cleared} if cleared else {})}
