"""spreadsheets.values.*: reading, writing, appending and clearing by A1 ranges."""

from typing import Any

from app.local_google.api import Call, bad_request, serves
from app.local_google.sheets import opening, places, writing
from app.local_google.sheets.a1 import Box, spell
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json
from app.local_google.sheets.clearing import clear_values
from app.local_google.sheets.entering import Written
from app.local_google.sheets.rendering import Renderer


def read_options(given: Json, prefix: str = "") -> tuple[str, str, str]:
    """Render option, date-time render option and major dimension, with Google's defaults."""
    if prefix:
        render, dates = given.get("responseValueRenderOption"), given.get("responseDateTimeRenderOption")
        return render or "FORMATTED_VALUE", dates or "SERIAL_NUMBER", "ROWS"
    render, dates = given.get("valueRenderOption"), given.get("dateTimeRenderOption")
    return render or "FORMATTED_VALUE", dates or "SERIAL_NUMBER", given.get("majorDimension") or "ROWS"


def read(book: Book, box: Box, renderer: Renderer, major: str) -> Json:
    """One ValueRange; the range is spelt as Google spells it."""
    bounded = places.within(book, box, reading=True)
    return renderer.value_range(spell(places.tab_of(book, box.sheet_id).title, bounded), bounded, major)


@serves("sheets.spreadsheets.values.get")
def get(call: Call) -> Json:
    book = opening.reading(call)
    box = places.resolve(book, call.params["range"])
    render, dates, major = read_options(call.params)
    book.ready(call.world.now())
    return read(book, box, Renderer(book, render, dates), major)


@serves("sheets.spreadsheets.values.batchGet")
def batch_get(call: Call) -> Json:
    book = opening.reading(call)
    boxes = [places.resolve(book, text) for text in call.params.get("ranges", [])]
    render, dates, major = read_options(call.params)
    book.ready(call.world.now())
    renderer = Renderer(book, render, dates)
    found: Json = {"spreadsheetId": book.spreadsheet_id}
    if boxes:
        found["valueRanges"] = [read(book, box, renderer, major) for box in boxes]
    return found


@serves("sheets.spreadsheets.values.update")
def update(call: Call) -> Json:
    raw = writing.check_option(call.params.get("valueInputOption"))
    with opening.writing(call) as book:
        text = call.params["range"]
        named = call.body.get("range")
        if named and places.resolve(book, named) != places.resolve(book, text):
            raise bad_request(
                f"Requested range ({text}) does not match the range in the request body ({named}).",
            )
        rows = writing.rows_of(call.body)
        guard = opening.Guard(call.world, book, call.caller)
        written = writing.write(call.world, book, guard, places.resolve(book, text), rows, raw)
        return _answer(call, book, written, call.body.get("majorDimension"))


def _answer(call: Call, book: Book, written: Written, major: str | None) -> Json:
    answer = writing.update_answer(book, written)
    if call.params.get("includeValuesInResponse"):
        render, dates, _ = read_options(call.params, "response")
        answer = writing.with_data(call.world, book, answer, written.box, render, dates, major or "ROWS")
    return answer


@serves("sheets.spreadsheets.values.batchUpdate")
def batch_update(call: Call) -> Json:
    raw = writing.check_option(call.body.get("valueInputOption"))
    with opening.writing(call) as book:
        guard = opening.Guard(call.world, book, call.caller)
        results: list[Written] = []
        for item in call.body.get("data", []):
            box = places.resolve(book, item.get("range", ""))
            results.append(writing.write(call.world, book, guard, box, writing.rows_of(item), raw))
        answers = [writing.update_answer(book, written) for written in results]
        if call.body.get("includeValuesInResponse"):
            render, dates, _ = read_options(call.body, "response")
            pairs = zip(answers, results, strict=True)
            answers = [writing.with_data(call.world, book, a, w.box, render, dates, "ROWS") for a, w in pairs]
        return {
            "spreadsheetId": book.spreadsheet_id,
            **totals(results),
            **({"responses": answers} if answers else {}),
        }


def totals(results: list[Written]) -> Json:
    """The sums of a batch: rows and columns are counted once, however often they were written."""
    rows = {(written.box.sheet_id, row) for written in results for row in written.rows}
    columns = {(written.box.sheet_id, column) for written in results for column in written.columns}
    found: dict[str, Any] = {
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": sum(written.cells for written in results),
        "totalUpdatedSheets": len({written.box.sheet_id for written in results if written.cells}),
    }
    return {key: count for key, count in found.items() if count}


@serves("sheets.spreadsheets.values.append")
def append(call: Call) -> Json:
    raw = writing.check_option(call.params.get("valueInputOption"))
    with opening.writing(call) as book:
        box = places.resolve(book, call.params["range"])
        rows = writing.rows_of(call.body)
        guard = opening.Guard(call.world, book, call.caller)
        insert = call.params.get("insertDataOption") == "INSERT_ROWS"
        table, written = writing.append(call.world, book, guard, box, rows, raw, insert)
        found: Json = {"spreadsheetId": book.spreadsheet_id}
        if table is not None:
            found["tableRange"] = spell(places.tab_of(book, table.sheet_id).title, table)
        return {**found, "updates": _answer(call, book, written, call.body.get("majorDimension"))}


@serves("sheets.spreadsheets.values.clear")
def clear(call: Call) -> Json:
    with opening.writing(call) as book:
        cleared = _clear(call, book, [places.resolve(book, call.params["range"])])
        return {"spreadsheetId": book.spreadsheet_id, "clearedRange": cleared[0]}


@serves("sheets.spreadsheets.values.batchClear")
def batch_clear(call: Call) -> Json:
    with opening.writing(call) as book:
        cleared = _clear(call, book, [places.resolve(book, text) for text in call.body.get("ranges", [])])
        return {"spreadsheetId": book.spreadsheet_id, **({"clearedRanges": cleared} if cleared else {})}


def _clear(call: Call, book: Book, boxes: list[Box]) -> list[str]:
    guard = opening.Guard(call.world, book, call.caller)
    return [clear_values(book, guard, places.within(book, box, reading=True)) for box in boxes]
