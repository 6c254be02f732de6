"""Requests on filters and charts: basic filter, filter views, embedded charts."""

import re

from app.local_google.api import bad_request
from app.local_google.sheets import making, places
from app.local_google.sheets.batch.run import Edit, kind
from app.local_google.sheets.cells import Json
from app.local_google.sheets.hiding import refresh
from app.local_google.sheets.looks import with_styles
from app.local_google.sheets.masks import parse_mask, parse_update, patched
from app.local_google.sheets.ranges import answered, grid_range, map_ranges
from app.local_google.sheets.tab import Tab


def _filtered(edit: Edit, asked: Json) -> tuple[Tab, Json]:
    """A filter with its range bounded."""
    box = places.grid_box(edit.book, asked.get("range", {}))
    _check_criteria(asked)
    return places.tab_of(edit.book, box.sheet_id), {**with_styles(asked), "range": grid_range(box)}


def _check_criteria(view: Json) -> None:
    for key in view.get("criteria", {}):
        if not re.fullmatch(r"[0-9]{1,10}", key) or int(key) >= 2**31:
            raise bad_request(f"Invalid value at 'criteria' (TYPE_INT32), \"{key}\"")


@kind("setBasicFilter")
def set_basic_filter(edit: Edit, request: Json) -> None:
    tab, kept = _filtered(edit, request.get("filter", {}))
    tab.things["basicFilter"] = kept
    refresh(edit.world, edit.book, tab)
    edit.touch(tab)


@kind("clearBasicFilter")
def clear_basic_filter(edit: Edit, request: Json) -> None:
    tab = places.sheet_of(edit.book, request.get("sheetId", 0))
    tab.things.pop("basicFilter", None)
    refresh(edit.world, edit.book, tab)
    edit.touch(tab)


def _view(edit: Edit, number: int | None) -> tuple[Tab, Json]:
    for tab in edit.book.tabs:
        for item in tab.listed("filterViews"):
            if item["filterViewId"] == number:
                return tab, item
    raise bad_request(f"No filter view with id: {number}")


def _view_ids(edit: Edit) -> set[int]:
    return {item["filterViewId"] for tab in edit.book.tabs for item in tab.listed("filterViews")}


@kind("addFilterView")
def add_filter_view(edit: Edit, request: Json) -> Json:
    asked = request.get("filter", {})
    if asked.get("namedRangeId"):
        named = [item for item in edit.book.named_ranges if item["namedRangeId"] == asked["namedRangeId"]]
        if not named:
            raise bad_request(f"Cannot find a named range with ID: {asked['namedRangeId']}")
        asked = {**asked, "range": named[0]["range"]}
    tab, kept = _filtered(edit, asked)
    taken = _view_ids(edit)
    number = asked.get("filterViewId")
    if number in taken:
        raise bad_request(f"A filter view with the id {number} already exists.")
    title = asked.get("title") or f"Filter {len(tab.listed('filterViews')) + 1}"
    kept = {
        "filterViewId": making.new_number(edit.world, taken) if number is None else number,
        "title": title,
    } | {key: value for key, value in kept.items() if key not in ("filterViewId", "title")}
    tab.listed("filterViews").append(kept)
    edit.touch(tab)
    return {"filter": answered(kept)}


@kind("updateFilterView")
def update_filter_view(edit: Edit, request: Json) -> None:
    asked = request.get("filter", {})
    tab, item = _view(edit, asked.get("filterViewId"))
    tree = parse_update(request.get("fields"), asked, "filterViewId")
    new = patched(item, with_styles(asked), tree)
    _check_criteria(new)
    new["title"] = new.get("title") or item["title"]
    new["range"] = grid_range(places.grid_box(edit.book, new.get("range") or item["range"]))
    tab.listed("filterViews")[tab.listed("filterViews").index(item)] = new
    edit.touch(tab)


@kind("deleteFilterView")
def delete_filter_view(edit: Edit, request: Json) -> None:
    tab, item = _view(edit, request.get("filterId"))
    tab.listed("filterViews").remove(item)
    edit.touch(tab)


@kind("duplicateFilterView")
def duplicate_filter_view(edit: Edit, request: Json) -> Json:
    tab, item = _view(edit, request.get("filterId"))
    number = making.new_number(edit.world, _view_ids(edit))
    copy = {**item, "filterViewId": number, "title": f"Copy of {item['title']}"}
    tab.listed("filterViews").append(copy)
    edit.touch(tab)
    return {"filter": answered(copy)}


_CHART_KINDS = (
    "basicChart",
    "pieChart",
    "bubbleChart",
    "candlestickChart",
    "orgChart",
    "histogramChart",
    "waterfallChart",
    "treemapChart",
    "scorecardChart",
)


def _chart_spec(edit: Edit, spec: Json) -> Json:
    """A ChartSpec with its source ranges bounded; exactly one kind of chart."""
    if sum(name in spec for name in _CHART_KINDS) != 1:
        raise bad_request("Exactly one chart type must be set in the ChartSpec.")
    fixed: Json = map_ranges(with_styles(spec), lambda box: places.grid_box(edit.book, grid_range(box)))
    return fixed


def _chart(edit: Edit, number: int | None) -> tuple[Tab, Json]:
    for tab in edit.book.tabs:
        for item in tab.listed("charts"):
            if item["chartId"] == number:
                return tab, item
    raise bad_request(f"No chart with id: {number}")


@kind("addChart")
def add_chart(edit: Edit, request: Json) -> Json:
    asked = request.get("chart", {})
    spec = _chart_spec(edit, asked.get("spec", {}))
    taken = {item["chartId"] for tab in edit.book.tabs for item in tab.listed("charts")}
    number = asked.get("chartId")
    if number in taken:
        raise bad_request(f"A chart with the id {number} already exists.")
    tab, position = _position(edit, asked.get("position", {}))
    kept = {
        "chartId": making.new_number(edit.world, taken) if number is None else number,
        "spec": spec,
        "position": position,
    }
    if "border" in asked:
        kept["border"] = with_styles(asked["border"])
    tab.listed("charts").append(kept)
    edit.touch(tab)
    return {"chart": answered(kept)}


def _position(edit: Edit, asked: Json) -> tuple[Tab, Json]:
    """The tab a chart lies on and its EmbeddedObjectPosition; a new sheet of its own where asked for."""
    if asked.get("newSheet"):
        from app.local_google.sheets.batch.tabs import add_sheet

        add_sheet(edit, {"properties": {"sheetType": "OBJECT", "title": _chart_title(edit)}})
        tab = edit.book.tabs[-1]
        return tab, {"sheetId": tab.sheet_id}
    overlay = asked.get("overlayPosition")
    if overlay is None:
        raise bad_request("The position of the chart must be specified.")
    anchor = overlay.get("anchorCell", {})
    tab = places.tab_of(edit.book, anchor.get("sheetId", 0))
    kept = {
        "widthPixels": 600,
        "heightPixels": 371,
        **overlay,
        "anchorCell": {**anchor, "sheetId": tab.sheet_id},
    }
    return tab, {"overlayPosition": kept}


def _chart_title(edit: Edit) -> str:
    number = 1
    while edit.book.titled(f"Chart{number}"):
        number += 1
    return f"Chart{number}"


@kind("updateChartSpec")
def update_chart_spec(edit: Edit, request: Json) -> None:
    tab, item = _chart(edit, request.get("chartId"))
    item["spec"] = _chart_spec(edit, request.get("spec", {}))
    edit.touch(tab)


@kind("deleteEmbeddedObject")
def delete_embedded_object(edit: Edit, request: Json) -> None:
    tab, item = _chart(edit, request.get("objectId"))
    tab.listed("charts").remove(item)
    edit.touch(tab)


@kind("updateEmbeddedObjectPosition")
def update_position(edit: Edit, request: Json) -> Json:
    tab, item = _chart(edit, request.get("objectId"))
    asked = request.get("newPosition", {})
    if "newSheet" in asked or "overlayPosition" not in asked:
        target, position = _position(edit, asked)
    else:
        overlay = patched(
            item["position"].get("overlayPosition"),
            asked["overlayPosition"],
            parse_mask(request.get("fields")),
        )
        target, position = _position(edit, {"overlayPosition": overlay})
    tab.listed("charts").remove(item)
    target.listed("charts").append({**item, "position": position})
    edit.touch(tab)
    edit.touch(target)
    return {"position": answered(position)}
