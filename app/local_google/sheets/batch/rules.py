"""Requests on conditional formats, banding and merges."""

from app.local_google.api import bad_request
from app.local_google.sheets import making, places
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.batch.run import Edit, kind
from app.local_google.sheets.cells import EMPTY, Json
from app.local_google.sheets.conditions import check_condition
from app.local_google.sheets.looks import with_styles
from app.local_google.sheets.masks import parse_update, patched
from app.local_google.sheets.ranges import answered, box_from, grid_range
from app.local_google.sheets.tab import Tab


def _checked_format(edit: Edit, rule: Json) -> tuple[Tab, Json]:
    """A conditional format as it is kept, and the tab of its ranges."""
    ranges = rule.get("ranges") or []
    if not ranges:
        raise bad_request("Must specify at least one range.")
    sheets = {item.get("sheetId", 0) for item in ranges}
    if len(sheets) > 1:
        raise bad_request("All ranges of a conditional format rule must be on the same sheet.")
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise bad_request("Exactly one of booleanRule or gradientRule must be set.")
    if "booleanRule" in rule:
        check_condition(rule["booleanRule"].get("condition", {}), for_format=True)
    boxes = [places.grid_box(edit.book, item) for item in ranges]
    return places.tab_of(edit.book, sheets.pop()), {
        **with_styles(rule),
        "ranges": [grid_range(box) for box in boxes],
    }


@kind("addConditionalFormatRule")
def add_rule(edit: Edit, request: Json) -> None:
    tab, rule = _checked_format(edit, request.get("rule", {}))
    rules, index = tab.listed("conditionalFormats"), request.get("index", 0)
    if not 0 <= index <= len(rules):
        raise bad_request(f"index[{index}] is out of bounds. There are {len(rules)} rules on the sheet.")
    rules.insert(index, rule)
    edit.touch(tab)


def _rule_at(tab: Tab, index: int) -> Json:
    rules = tab.listed("conditionalFormats")
    if not 0 <= index < len(rules):
        raise bad_request(f"No conditional format on sheet: {tab.sheet_id} at index: {index}")
    return rules[index]


@kind("updateConditionalFormatRule")
def update_rule(edit: Edit, request: Json) -> Json:
    index = request.get("index", 0)
    if "rule" in request:
        tab, rule = _checked_format(edit, request["rule"])
        old = _rule_at(tab, index)
        tab.listed("conditionalFormats")[index] = rule
        edit.touch(tab)
        return {"newRule": answered(rule), "oldRule": answered(old), **({"newIndex": index} if index else {})}
    tab = places.sheet_of(edit.book, request.get("sheetId", 0))
    rule = _rule_at(tab, index)
    new_index = request.get("newIndex", 0)
    rules = tab.listed("conditionalFormats")
    if not 0 <= new_index < len(rules):
        raise bad_request(
            f"newIndex[{new_index}] is out of bounds. There are {len(rules)} rules on the sheet."
        )
    rules.insert(new_index, rules.pop(index))
    edit.touch(tab)
    found: Json = {"newRule": answered(rule), "newIndex": new_index, "oldIndex": index}
    return {key: value for key, value in found.items() if value != 0}


@kind("deleteConditionalFormatRule")
def delete_rule(edit: Edit, request: Json) -> Json:
    tab = places.sheet_of(edit.book, request.get("sheetId", 0))
    rule = _rule_at(tab, request.get("index", 0))
    tab.listed("conditionalFormats").pop(request.get("index", 0))
    edit.touch(tab)
    return {"rule": answered(rule)}


@kind("addBanding")
def add_banding(edit: Edit, request: Json) -> Json:
    asked = request.get("bandedRange", {})
    box = places.grid_box(edit.book, asked.get("range", {}))
    tab = places.tab_of(edit.book, box.sheet_id)
    if not (asked.get("rowProperties") or asked.get("columnProperties")):
        raise bad_request("Must specify rowProperties or columnProperties.")
    if any(box_from(other["range"]).meets(box) for other in tab.listed("bandedRanges")):
        raise bad_request(
            "You cannot add alternating background colors to a range "
            "that already has alternating background colors."
        )
    taken = {item["bandedRangeId"] for other in edit.book.tabs for item in other.listed("bandedRanges")}
    if asked.get("bandedRangeId") in taken:
        raise bad_request(f"A banded range with the id {asked['bandedRangeId']} already exists.")
    number = asked.get("bandedRangeId") or making.new_number(edit.world, taken)
    kept = {**with_styles(asked), "bandedRangeId": number, "range": grid_range(box)}
    tab.listed("bandedRanges").append(kept)
    edit.touch(tab)
    return {"bandedRange": answered(kept)}


def _banding(edit: Edit, number: int | None) -> tuple[Tab, Json]:
    for tab in edit.book.tabs:
        for item in tab.listed("bandedRanges"):
            if item["bandedRangeId"] == number:
                return tab, item
    raise bad_request(f"No banded range with id: {number}")


@kind("updateBanding")
def update_banding(edit: Edit, request: Json) -> None:
    asked = request.get("bandedRange", {})
    tab, item = _banding(edit, asked.get("bandedRangeId"))
    new = patched(item, with_styles(asked), parse_update(request.get("fields"), asked, "bandedRangeId"))
    new["range"] = grid_range(places.grid_box(edit.book, new.get("range") or item["range"]))
    tab.listed("bandedRanges")[tab.listed("bandedRanges").index(item)] = new
    edit.touch(tab)


@kind("deleteBanding")
def delete_banding(edit: Edit, request: Json) -> None:
    tab, item = _banding(edit, request.get("bandedRangeId"))
    tab.listed("bandedRanges").remove(item)
    edit.touch(tab)


@kind("mergeCells")
def merge_cells(edit: Edit, request: Json) -> None:
    box = places.grid_box(edit.book, request.get("range", {}))
    tab = places.tab_of(edit.book, box.sheet_id)
    edit.guard.check(box)
    others = [box_from(item) for item in tab.listed("merges")]
    if any(other.meets(box) and not box.contains(other) for other in others):
        raise bad_request("You can't merge cells that are partly in another merge.")
    _check_frozen(tab, box)
    kept = [item for item, other in zip(tab.listed("merges"), others, strict=True) if not box.contains(other)]
    pieces = [piece for piece in _pieces(box, request.get("mergeType", "MERGE_ALL")) if not _one_cell(piece)]
    for piece in pieces:
        _empty_covered(edit, tab, piece)
    tab.things["merges"] = kept + [grid_range(piece) for piece in pieces]
    edit.touch(tab)


def _check_frozen(tab: Tab, box: Box) -> None:
    grid = tab.properties["gridProperties"]
    rows, columns = grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)
    if (box.top < rows < box.end_row) or (box.left < columns < box.end_column):
        raise bad_request("You can't merge frozen and non-frozen cells.")


def _pieces(box: Box, how: str) -> list[Box]:
    if how == "MERGE_ROWS":
        return [
            Box(box.sheet_id, row, row + 1, box.left, box.end_column) for row in range(box.top, box.end_row)
        ]
    if how == "MERGE_COLUMNS":
        return [
            Box(box.sheet_id, box.top, box.end_row, col, col + 1) for col in range(box.left, box.end_column)
        ]
    return [box]


def _one_cell(box: Box) -> bool:
    return box.end_row - box.top == 1 and box.end_column - box.left == 1


def _empty_covered(edit: Edit, tab: Tab, piece: Box) -> None:
    """The top left value stays, or the first that there is; the covered cells keep nothing."""
    filled = [(row, column, cell) for row, column, cell in tab.cells_in(piece) if cell.entered is not None]
    for row, column, _cell in list(tab.cells_in(piece)):
        if (row, column) != (piece.top, piece.left):
            edit.book.put(tab, row, column, EMPTY)
    if filled and tab.cell(piece.top, piece.left).entered is None:
        edit.book.put(tab, piece.top, piece.left, filled[0][2])


@kind("unmergeCells")
def unmerge_cells(edit: Edit, request: Json) -> None:
    box = places.grid_box(edit.book, request.get("range", {}))
    tab = places.tab_of(edit.book, box.sheet_id)
    edit.guard.check(box)
    others = [(item, box_from(item)) for item in tab.listed("merges")]
    if any(other.meets(box) and not box.contains(other) for _item, other in others):
        raise bad_request("You must select all cells in a merged range to merge or unmerge them.")
    tab.things["merges"] = [item for item, other in others if not other.meets(box)]
    edit.touch(tab)
