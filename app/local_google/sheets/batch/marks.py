"""Requests on developer metadata, named ranges and protected ranges."""

import re

from app.local_google.api import bad_request
from app.local_google.sheets import making, metadata, places
from app.local_google.sheets.a1 import parse_cells
from app.local_google.sheets.batch.run import Edit, kind
from app.local_google.sheets.cells import Json
from app.local_google.sheets.masks import parse_update, patched
from app.local_google.sheets.opening import PROTECTED, may_edit
from app.local_google.sheets.ranges import answered, box_from, grid_range
from app.local_google.sheets.rewrite import name_renamed
from app.local_google.sheets.tab import Tab

_NAME = re.compile(r"[A-Za-z_\u0080-\uffff][A-Za-z0-9_.\u0080-\uffff]{0,249}\Z")
_R1C1 = re.compile(r"[Rr]([0-9]*)[Cc]([0-9]*)\Z")


@kind("createDeveloperMetadata")
def create_metadata(edit: Edit, request: Json) -> Json:
    item = metadata.create(edit.world, edit.book, request.get("developerMetadata", {}))
    return {"developerMetadata": answered(item)}


@kind("deleteDeveloperMetadata")
def delete_metadata(edit: Edit, request: Json) -> Json:
    found = metadata.matching(edit.book, request.get("dataFilter", {}))
    metadata.remove(edit.book, found)
    return {"deletedDeveloperMetadata": answered(found)} if found else {}


@kind("updateDeveloperMetadata")
def update_metadata(edit: Edit, request: Json) -> Json:
    asked = request.get("developerMetadata", {})
    tree = parse_update(request.get("fields"), asked, "metadataId")
    found: dict[int, Json] = {}
    for data_filter in request.get("dataFilters", []):
        for item in metadata.matching(edit.book, data_filter):
            found[item["metadataId"]] = item
    changed = []
    for item in found.values():
        new = patched(item, asked, {name: {} for name in tree if name != "location"})
        if "location" in tree:
            new = {**new, "location": metadata.located(edit.book, asked.get("location", {}))}
        if not new.get("metadataKey"):
            raise bad_request("Developer metadata must have a key.")
        changed.append(new)
    metadata.remove(edit.book, list(found.values()))
    for new in changed:
        metadata.put(edit.book, new)
    return {"developerMetadata": answered(changed)} if changed else {}


def _check_name(edit: Edit, name: str, own: str | None = None) -> None:
    bad = (
        not _NAME.match(name)
        or parse_cells(name, 0) is not None
        or _R1C1.match(name)
        or name.lower() in ("true", "false")
    )
    if bad:
        raise bad_request(f"The name '{name}' is not a valid name for a named range.")
    if any(n["name"].lower() == name.lower() and n["namedRangeId"] != own for n in edit.book.named_ranges):
        raise bad_request(f'A named range with the name "{name}" already exists.')


@kind("addNamedRange")
def add_named_range(edit: Edit, request: Json) -> Json:
    asked = request.get("namedRange", {})
    _check_name(edit, asked.get("name", ""))
    box = places.grid_box(edit.book, asked.get("range", {}))
    taken = {named["namedRangeId"] for named in edit.book.named_ranges}
    number = asked.get("namedRangeId")
    if number in taken:
        raise bad_request(f"A named range with the id {number} already exists.")
    named = {
        "namedRangeId": number or str(making.new_number(edit.world, set())),
        "name": asked["name"],
        "range": grid_range(box),
    }
    edit.book.named_ranges.append(named)
    edit.touch_book()
    edit.book.rebuild()
    return {"namedRange": answered(named)}


def _named(edit: Edit, number: str | None) -> Json:
    for named in edit.book.named_ranges:
        if named["namedRangeId"] == number:
            return named
    raise bad_request(f"Cannot find a named range with ID: {number}")


@kind("updateNamedRange")
def update_named_range(edit: Edit, request: Json) -> None:
    asked = request.get("namedRange", {})
    tree = parse_update(request.get("fields"), asked, "namedRangeId")
    named = _named(edit, asked.get("namedRangeId"))
    if "name" in tree:
        _check_name(edit, asked.get("name", ""), named["namedRangeId"])
        old, new = named["name"], asked["name"]
        named["name"] = new
        edit.book.rewrite_formulas(lambda text, _tab: name_renamed(text, old, new))
    if "range" in tree:
        named["range"] = grid_range(places.grid_box(edit.book, asked.get("range", {})))
    edit.touch_book()
    edit.book.rebuild()


@kind("deleteNamedRange")
def delete_named_range(edit: Edit, request: Json) -> None:
    edit.book.named_ranges.remove(_named(edit, request.get("namedRangeId")))
    edit.touch_book()
    edit.book.rebuild()


def _protection_range(edit: Edit, asked: Json) -> tuple[Tab, Json]:
    """The tab a protection is kept on and its backing: exactly one of range, named range and table."""
    named = [key for key in ("range", "namedRangeId", "tableId") if asked.get(key) is not None]
    if len(named) > 1:
        raise bad_request("Only one of range, namedRangeId or tableId may be set.")
    if not named:
        raise bad_request("Must specify a range.")
    if named[0] == "namedRangeId":
        tab = places.tab_of(edit.book, box_from(_named(edit, asked["namedRangeId"])["range"]).sheet_id)
        return tab, {"namedRangeId": asked["namedRangeId"]}
    if named[0] == "tableId":
        for tab in edit.book.tabs:
            if any(table["tableId"] == asked["tableId"] for table in tab.listed("tables")):
                return tab, {"tableId": asked["tableId"]}
        raise bad_request(f"No table with id: {asked['tableId']}")
    value = asked["range"]
    tab = places.tab_of(edit.book, value.get("sheetId", 0))
    if set(value) <= {"sheetId"}:
        return tab, {"range": {"sheetId": tab.sheet_id}}
    places.grid_box(edit.book, value)
    return tab, {"range": {**value, "sheetId": tab.sheet_id}}


def _checked(asked: Json) -> Json:
    """Editors and doors as they are kept."""
    found: Json = {}
    if asked.get("description"):
        found["description"] = asked["description"]
    if asked.get("warningOnly"):
        found["warningOnly"] = True
    editors = {key: value for key, value in (asked.get("editors") or {}).items() if value}
    found["editors"] = editors
    return found


def _doors(asked: Json, tab: Tab) -> Json:
    doors = asked.get("unprotectedRanges") or []
    whole = set(asked.get("range") or {"x": 0}) <= {"sheetId"}
    if doors and not whole:
        raise bad_request("unprotectedRanges may only be set when the whole sheet is protected.")
    return {"unprotectedRanges": [{**door, "sheetId": tab.sheet_id} for door in doors]} if doors else {}


@kind("addProtectedRange")
def add_protected_range(edit: Edit, request: Json) -> Json:
    asked = request.get("protectedRange", {})
    tab, backing = _protection_range(edit, asked)
    taken = {item["protectedRangeId"] for other in edit.book.tabs for item in other.listed("protectedRanges")}
    number = asked.get("protectedRangeId")
    if number in taken:
        raise bad_request(f"A protected range with the id {number} already exists.")
    kept = {
        "protectedRangeId": making.new_number(edit.world, taken) if number is None else number,
        **backing,
        **_checked(asked),
        **_doors(asked, tab),
    }
    tab.listed("protectedRanges").append(kept)
    edit.touch(tab)
    edit.guard.again()
    return {"protectedRange": {**answered(kept), "requestingUserCanEdit": True}}


def _protected(edit: Edit, number: int | None) -> tuple[Tab, Json]:
    for tab in edit.book.tabs:
        for item in tab.listed("protectedRanges"):
            if item["protectedRangeId"] == number:
                if not may_edit(edit.world, edit.book, item, edit.caller.email):
                    raise bad_request(PROTECTED)
                return tab, item
    raise bad_request(f"No protected range with ID: {number}")


@kind("updateProtectedRange")
def update_protected_range(edit: Edit, request: Json) -> None:
    asked = request.get("protectedRange", {})
    tab, item = _protected(edit, asked.get("protectedRangeId"))
    tree = parse_update(request.get("fields"), asked, "protectedRangeId", "requestingUserCanEdit")
    new = patched(item, asked, tree)
    kept: Json = {
        "protectedRangeId": item["protectedRangeId"],
        **_backing(edit, item, new, tree),
        **_checked(new),
    }
    home = _home(edit, tab, kept)
    kept |= _doors({**new, "range": kept.get("range")}, home)
    tab.listed("protectedRanges").remove(item)
    home.listed("protectedRanges").append(kept)
    edit.touch(tab)
    edit.touch(home)
    edit.guard.again()


def _backing(edit: Edit, item: Json, new: Json, tree: Json) -> Json:
    """What the protection is on: the newly named one, else as before."""
    names = ("range", "namedRangeId", "tableId")
    named = [name for name in names if name in tree]
    if named:
        return _protection_range(edit, {name: new[name] for name in named if name in new})[1]
    return {name: item[name] for name in names if name in item}


def _home(edit: Edit, tab: Tab, kept: Json) -> Tab:
    return places.tab_of(edit.book, kept["range"]["sheetId"]) if "range" in kept else tab


@kind("deleteProtectedRange")
def delete_protected_range(edit: Edit, request: Json) -> None:
    tab, item = _protected(edit, request.get("protectedRangeId"))
    tab.listed("protectedRanges").remove(item)
    edit.touch(tab)
    edit.guard.again()
