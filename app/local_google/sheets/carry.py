"""What is tied to the grid goes along when the grid changes: ranges, rules, positions, metadata, groups."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.local_google.sheets.a1 import Box
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Cell, Formula, Json
from app.local_google.sheets.moves import Delete, Lines
from app.local_google.sheets.ranges import map_ranges
from app.local_google.sheets.tab import Tab

BoxChange = Callable[[Box], Box | None]
TextChange = Callable[[str, Tab], str]
_RANGED = ("merges", "protectedRanges", "filterViews", "bandedRanges", "tables")


def carry_ranges(book: Book, change: BoxChange) -> None:
    """Change every range that named ranges and the tabs' things name; what is left without cells goes."""
    named = [(item, map_ranges(item, change)) for item in book.named_ranges]
    if any(old != new for old, new in named):
        book.named_ranges = [new for _old, new in named if "range" in new]
        book.dirty = True
    for tab in book.tabs:
        for name in _RANGED:
            items = tab.things.get(name)
            if items:
                _replace(book, tab, name, [_kept(item, change, name) for item in items])
        _carry_rest(book, tab, change)


def _kept(item: Json, change: BoxChange, name: str) -> Json | None:
    changed: Json | None = map_ranges(item, change)
    if changed is None or (name != "merges" and "range" in item and "range" not in changed):
        return None
    if name == "merges" and _single(changed):
        return None
    return changed


def _single(item: Json) -> bool:
    height = item["endRowIndex"] - item["startRowIndex"]
    return bool(height * (item["endColumnIndex"] - item["startColumnIndex"]) == 1)


def _carry_rest(book: Book, tab: Tab, change: BoxChange) -> None:
    formats = tab.things.get("conditionalFormats")
    if formats:
        moved = [map_ranges(item, change) for item in formats]
        _replace(book, tab, "conditionalFormats", [item for item in moved if item.get("ranges")])
    charts = tab.things.get("charts")
    if charts:
        _replace(book, tab, "charts", [map_ranges(item, change) for item in charts])
    basic = tab.things.get("basicFilter")
    if basic:
        moved_filter = map_ranges(basic, change)
        if moved_filter != basic:
            tab.things["basicFilter"] = moved_filter if "range" in moved_filter else None
            _mark(book, tab)


def _replace(book: Book, tab: Tab, name: str, items: list[Any]) -> None:
    kept = [item for item in items if item is not None]
    if kept != tab.things.get(name):
        tab.things[name] = kept
        _mark(book, tab)


def _mark(book: Book, tab: Tab) -> None:
    tab.dirty = True
    book.changed = True


def carry_formulas(book: Book, change: TextChange, of: Tab | None = None) -> None:
    """Change formulas in cells, in conditional formats and in validation rules; with `of` only those of this
    tab and those that name it, which are few."""
    for tab in book.tabs:
        if of is None or tab is of or tab.names(of.title):
            tab.replace_cells(_changer(tab, change))
        formats = tab.things.get("conditionalFormats")
        if formats:
            _replace(book, tab, "conditionalFormats", [_format_after(item, change, tab) for item in formats])
    book.rebuild()


def _changer(tab: Tab, change: TextChange) -> Callable[[Cell], Cell]:
    """A change of cells' formulas and rules; cells that share a rule go on sharing one."""
    rules: dict[int, tuple[Json, Json]] = {}

    def changed(cell: Cell) -> Cell:
        entered, rule = cell.entered, cell.rule
        if isinstance(entered, Formula):
            text = change(entered.text, tab)
            if text != entered.text:
                entered = Formula(text)
        if rule and _has_formula(rule):
            if id(rule) not in rules:
                after = _rule_after(rule, change, tab)
                rules[id(rule)] = rule, rule if after == rule else after
            rule = rules[id(rule)][1]
        if entered is cell.entered and rule is cell.rule:
            return cell
        return replace(cell, entered=entered, rule=rule)

    return changed


def _has_formula(rule: Json) -> bool:
    values = rule.get("condition", {}).get("values", [])
    return any(str(value.get("userEnteredValue", "")).startswith("=") for value in values)


def _rule_after(rule: Json, change: TextChange, tab: Tab) -> Json:
    condition = rule["condition"]
    values = []
    for value in condition["values"]:
        text = value.get("userEnteredValue", "")
        values.append({**value, "userEnteredValue": change(text, tab)} if text.startswith("=") else value)
    return {**rule, "condition": {**condition, "values": values}}


def _format_after(item: Json, change: TextChange, tab: Tab) -> Json:
    rule = item.get("booleanRule")
    if not rule or not _has_formula(rule):
        return item
    return {**item, "booleanRule": _rule_after(rule, change, tab)}


def carry_lines(book: Book, tab: Tab, change: Lines, rows: bool) -> None:
    """Metadata, groups, filter columns and chart positions of one tab after its lines changed."""
    kind = "ROWS" if rows else "COLUMNS"
    metadata = tab.things.get("developerMetadata")
    if metadata:
        _replace(book, tab, "developerMetadata", [_metadata_after(item, change, kind) for item in metadata])
    name = "rowGroups" if rows else "columnGroups"
    groups = tab.things.get(name)
    if groups:
        _replace(book, tab, name, [_group_after(item, change) for item in groups])
    for other in book.tabs:
        charts = other.things.get("charts")
        if charts:
            _replace(book, other, "charts", [_anchored(item, tab, change, rows) for item in charts])
    if not rows:
        _carry_columns(book, tab, change)


def _metadata_after(item: Json, change: Lines, kind: str) -> Json | None:
    place = item["location"].get("dimensionRange")
    if not place or place["dimension"] != kind:
        return item
    line = change.line(place["startIndex"])
    if line is None:
        return None
    return {
        **item,
        "location": {
            **item["location"],
            "dimensionRange": {**place, "startIndex": line, "endIndex": line + 1},
        },
    }


def _group_after(item: Json, change: Lines) -> Json | None:
    span = change.span(item["range"]["startIndex"], item["range"]["endIndex"])
    return (
        None
        if span is None
        else {**item, "range": {**item["range"], "startIndex": span[0], "endIndex": span[1]}}
    )


def _anchored(item: Json, tab: Tab, change: Lines, rows: bool) -> Json:
    overlay = item.get("position", {}).get("overlayPosition")
    anchor = (overlay or {}).get("anchorCell")
    if not overlay or not anchor or anchor.get("sheetId", 0) != tab.sheet_id:
        return item
    key = "rowIndex" if rows else "columnIndex"
    line = change.line(anchor.get(key, 0))
    if line is None:
        line = change.start if isinstance(change, Delete) else 0
    placed = {**overlay, "anchorCell": {**anchor, key: line}}
    return {**item, "position": {**item["position"], "overlayPosition": placed}}


def _carry_columns(book: Book, tab: Tab, change: Lines) -> None:
    """Sort and filter columns, which are indexes of the sheet."""
    basic = tab.things.get("basicFilter")
    if basic:
        tab.things["basicFilter"] = _columns_after(basic, change)
        _mark(book, tab)
    views = tab.things.get("filterViews")
    if views:
        _replace(book, tab, "filterViews", [_columns_after(view, change) for view in views])


def _columns_after(view: Json, change: Lines) -> Json:
    found = dict(view)
    for name, key in (("sortSpecs", "dimensionIndex"), ("filterSpecs", "columnIndex")):
        if name in view:
            moved = [(item, change.line(item.get(key, 0))) for item in view[name]]
            found[name] = [{**item, key: line} for item, line in moved if line is not None]
    if "criteria" in view:
        moved_keys = {key: change.line(int(key)) for key in view["criteria"]}
        found["criteria"] = {
            str(line): view["criteria"][key] for key, line in moved_keys.items() if line is not None
        }
    return found
