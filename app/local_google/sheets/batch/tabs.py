"""Requests on tabs and on the spreadsheet: add, delete, duplicate, properties."""

from dataclasses import replace

from app.local_google.api import bad_request
from app.local_google.drive import files
from app.local_google.sheets import making, places, storage
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.batch.run import Edit, kind
from app.local_google.sheets.book import Book
from app.local_google.sheets.carry import carry_formulas, carry_ranges
from app.local_google.sheets.cells import Cell, Formula, Json
from app.local_google.sheets.lines import formula_changer, grow, shrink
from app.local_google.sheets.looks import with_styles
from app.local_google.sheets.masks import parse_mask, patched
from app.local_google.sheets.resource import sheet_properties
from app.local_google.sheets.rewrite import Change, Reference, renamed
from app.local_google.sheets.tab import Tab

MAX_TITLE = 100


def check_title(book: Book, title: str, own: Tab | None = None) -> None:
    if not title:
        raise bad_request("A sheet must have a non-empty title.")
    if any(tab is not own and tab.title.lower() == title.lower() for tab in book.tabs):
        raise bad_request(f'A sheet with the name "{title}" already exists. Please enter another name.')


def free_title(book: Book) -> str:
    number = len(book.tabs) + 1
    while book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def copy_name(book: Book, wanted: str) -> str:
    """The name itself, or with the first number that is free."""
    name, number = wanted, 1
    while book.titled(name):
        name = f"{wanted} {number}"
        number += 1
    return name


def new_sheet_id(edit: Edit, asked: int | None) -> int:
    taken = {tab.sheet_id for tab in edit.book.tabs}
    if asked is None:
        return making.new_number(edit.world, taken)
    if asked < 0:
        raise bad_request("The sheet id must be a non-negative number.")
    if asked in taken:
        raise bad_request(f"A sheet with the id {asked} already exists.")
    return asked


def _place(book: Book, tab: Tab, index: int | None) -> None:
    if index is None or index >= len(book.tabs):
        book.tabs.append(tab)
    elif index < 0:
        raise bad_request("The index must be a non-negative number.")
    else:
        book.tabs.insert(index, tab)


@kind("addSheet")
def add_sheet(edit: Edit, request: Json) -> Json:
    asked = request.get("properties", {})
    book = edit.book
    title = asked.get("title") or free_title(book)
    check_title(book, title)
    properties = making.tab_properties(
        {**asked, "title": title, "sheetId": new_sheet_id(edit, asked.get("sheetId"))}
    )
    making.check_grid(properties["gridProperties"])
    tab = Tab(properties, dirty=True, dirty_from=0)
    if book.cell_count() + tab.row_count * tab.column_count > making.MAX_CELLS:
        raise bad_request(making.TOO_MANY_CELLS)
    _place(book, tab, asked.get("index"))
    edit.touch_book()
    book.rebuild()
    return {"properties": sheet_properties(book, tab)}


@kind("deleteSheet")
def delete_sheet(edit: Edit, request: Json) -> None:
    book = edit.book
    tab = places.sheet_of(book, request.get("sheetId", 0))
    edit.guard.check_tab(tab)
    if all(other is tab or other.properties.get("hidden") for other in book.tabs):
        raise bad_request(
            "You can't remove all the visible sheets in a document."
            if len(book.tabs) > 1
            else "You can't remove all the sheets in a document."
        )
    carry_ranges(book, lambda box: None if box.sheet_id == tab.sheet_id else box)
    gone = tab.title.lower()

    def change(reference: Reference) -> Reference | None:
        return None if reference.title is not None and reference.title.lower() == gone else reference

    book.tabs.remove(tab)
    book.dropped.add(tab.sheet_id)
    carry_formulas(book, formula_changer(lambda _own: change))
    edit.touch_book()
    edit.guard.again()


@kind("duplicateSheet")
def duplicate_sheet(edit: Edit, request: Json) -> Json:
    # Imported here: spreadsheets.py makes books through this package.
    from app.local_google.sheets.spreadsheets import renumbered

    book = edit.book
    source = places.sheet_of(book, request.get("sourceSheetId", 0))
    number = new_sheet_id(edit, request.get("newSheetId"))
    title = request.get("newSheetName") or copy_name(book, f"Copy of {source.title}")
    check_title(book, title)
    copy = storage.copied_tab(source)
    copy.properties |= {"sheetId": number, "title": title}
    copy.things = renumbered(copy.things, source.sheet_id, number)
    _renew_ids(edit, copy)
    copy.things.pop("developerMetadata", None)
    _place(book, copy, request.get("insertSheetIndex", book.tabs.index(source) + 1))
    _point_to_copy(copy, source.title, title)
    edit.touch_book()
    book.rebuild()
    edit.guard.again()
    return {"properties": sheet_properties(book, copy)}


def _renew_ids(edit: Edit, copy: Tab) -> None:
    for name, key in (
        ("protectedRanges", "protectedRangeId"),
        ("filterViews", "filterViewId"),
        ("charts", "chartId"),
        ("bandedRanges", "bandedRangeId"),
    ):
        for item in copy.things.get(name, ()):
            item[key] = making.new_number(edit.world, set())
    for table in copy.things.get("tables", ()):
        table["tableId"] = str(making.new_number(edit.world, set()))
        table["name"] = f"{table['name']}_2"


def _point_to_copy(copy: Tab, old: str, new: str) -> None:
    """Formulas of the copy that named their own tab name the copy."""

    def pointed(cell: Cell) -> Cell:
        if not isinstance(cell.entered, Formula):
            return cell
        return replace(cell, entered=Formula(renamed(cell.entered.text, old, new)))

    copy.replace_cells(pointed)


@kind("updateSheetProperties")
def update_sheet_properties(edit: Edit, request: Json) -> None:
    asked = request.get("properties", {})
    tree = parse_mask(request.get("fields"))
    if "*" in tree:
        tree = {
            name: {}
            for name in ("title", "index", "hidden", "gridProperties", "rightToLeft", "tabColorStyle")
        }
    book = edit.book
    tab = places.sheet_of(book, asked.get("sheetId", 0))
    edit.guard.check_whole(tab)
    if "gridProperties" in tree:
        _update_grid(edit, tab, asked, tree)
    if "title" in tree:
        rename_tab(edit, tab, asked.get("title", ""))
    if "hidden" in tree:
        _hide(edit, tab, bool(asked.get("hidden")))
    for name, other in (("tabColor", "tabColorStyle"), ("tabColorStyle", "tabColor")):
        if name in tree:
            tab.properties.pop(other, None)
            tab.properties = _coloured(patched(tab.properties, asked, {name: tree[name]}))
    if "rightToLeft" in tree:
        tab.properties = patched(
            tab.properties, {"rightToLeft": asked.get("rightToLeft") or None}, {"rightToLeft": {}}
        )
    if "index" in tree:
        _move_tab(book, tab, asked.get("index", 0))
    edit.touch(tab)
    edit.touch_book()


def _coloured(properties: Json) -> Json:
    """Both spellings of the tab's colour, or neither: null and {} take it away."""
    styled: Json = with_styles(properties)
    style = styled.get("tabColorStyle")
    if style is not None and style.get("rgbColor", style.get("themeColor")) is None:
        del styled["tabColorStyle"]
    return styled


def _update_grid(edit: Edit, tab: Tab, asked: Json, tree: Json) -> None:
    old = tab.properties["gridProperties"]
    new = making.tidy_grid(patched(old, asked.get("gridProperties", {}), tree["gridProperties"]))
    for count in ("rowCount", "columnCount"):
        new.setdefault(count, old[count])
    making.check_grid(new)
    rows, columns = new["rowCount"], new["columnCount"]
    if edit.book.cell_count() - tab.row_count * tab.column_count + rows * columns > making.MAX_CELLS:
        raise bad_request(making.TOO_MANY_CELLS)
    if rows < tab.row_count or columns < tab.column_count:
        edit.guard.check(
            Box(tab.sheet_id, rows, None) if rows < tab.row_count else Box(tab.sheet_id, 0, None, columns)
        )
        shrink(edit.book, tab, min(rows, tab.row_count), min(columns, tab.column_count))
    grow(edit.book, tab, rows - tab.row_count, columns - tab.column_count)
    tab.properties["gridProperties"] = new


def rename_tab(edit: Edit, tab: Tab, title: str) -> None:
    """Rename, and let every formula follow."""
    if title == tab.title:
        return
    check_title(edit.book, title, tab)
    if len(title) > MAX_TITLE:
        raise bad_request(f"The sheet name cannot be longer than {MAX_TITLE} characters.")
    old = tab.title
    tab.properties["title"] = title

    def change(reference: Reference) -> Reference:
        if reference.title is not None and reference.title.lower() == old.lower():
            return Reference(title, reference.first, reference.last)
        return reference

    made: Change = change
    carry_formulas(edit.book, formula_changer(lambda _own: made))
    edit.touch(tab)


def _hide(edit: Edit, tab: Tab, hidden: bool) -> None:
    if hidden and all(other is tab or other.properties.get("hidden") for other in edit.book.tabs):
        raise bad_request("You can't hide all the sheets in a document.")
    if hidden:
        tab.properties["hidden"] = True
    else:
        tab.properties.pop("hidden", None)


def _move_tab(book: Book, tab: Tab, index: int) -> None:
    """The index counts places before the move."""
    old = book.tabs.index(tab)
    book.tabs.remove(tab)
    book.tabs.insert(index - 1 if index > old else index, tab)


@kind("updateSpreadsheetProperties")
def update_spreadsheet_properties(edit: Edit, request: Json) -> None:
    asked, tree = request.get("properties", {}), parse_mask(request.get("fields"))
    if "title" in tree or "*" in tree:
        title = asked.get("title", "")
        if not title:
            raise bad_request("A spreadsheet must have a title.")
        files.rename(edit.world, edit.book.spreadsheet_id, title, edit.caller.email)
    for name in ("locale", "timeZone", "autoRecalc", "iterativeCalculationSettings"):
        if (name in tree or "*" in tree) and name in asked:
            _check_setting(name, asked[name])
            edit.book.properties[name] = asked[name]
    edit.touch_book()
    edit.book.rebuild()


def _check_setting(name: str, value: str) -> None:
    from zoneinfo import available_timezones

    if name == "timeZone" and value not in available_timezones():
        raise bad_request(f"Unsupported timezone: {value}")
    if name == "locale" and not (value.replace("_", "").isalpha() and 2 <= len(value) <= 7):
        raise bad_request(f"Unsupported locale: {value}")
