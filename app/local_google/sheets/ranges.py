"""GridRange, GridCoordinate and DimensionRange JSON: read into boxes, written back, found inside other JSON.

What a range may be checked against (a sheet's size) is `places.py`'s.
"""

from collections.abc import Callable
from typing import Any

from app.local_google.sheets.a1 import Box
from app.local_google.sheets.cells import Json

_ENDS = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
_GRID_KEYS = {"sheetId", *_ENDS}


def box_from(value: Json) -> Box:
    """A GridRange as a box; absent ends are open."""
    return Box(
        value.get("sheetId", 0),
        value.get("startRowIndex", 0),
        value.get("endRowIndex"),
        value.get("startColumnIndex", 0),
        value.get("endColumnIndex"),
    )


def grid_range(box: Box) -> Json:
    """A box as it is kept: sheetId always there, open ends absent."""
    found: Json = {"sheetId": box.sheet_id}
    if box.top or box.bottom is not None:
        found["startRowIndex"] = box.top
    if box.bottom is not None:
        found["endRowIndex"] = box.bottom
    if box.left or box.right is not None:
        found["startColumnIndex"] = box.left
    if box.right is not None:
        found["endColumnIndex"] = box.right
    return found


def looks_like_range(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and set(value) <= _GRID_KEYS
        and any(key in value for key in _ENDS)
    )


def map_ranges(value: Any, change: Callable[[Box], Box | None]) -> Any:
    """A copy of `value` with every GridRange changed; ranges of which nothing is left become absent."""
    if looks_like_range(value):
        box = change(box_from(value))
        return None if box is None else grid_range(box)
    if isinstance(value, dict):
        changed = {key: map_ranges(item, change) for key, item in value.items()}
        return {key: item for key, item in changed.items() if item is not None or value[key] is None}
    if isinstance(value, list):
        items = [map_ranges(item, change) for item in value]
        return [item for item, old in zip(items, value, strict=True) if item is not None or old is None]
    return value


def answered(value: Any) -> Any:
    """A copy as Google answers it: a zero sheetId is left out of ranges, and zeros of coordinates."""
    if isinstance(value, dict):
        if _is_place(value):
            return {key: item for key, item in value.items() if not (key == "sheetId" and item == 0)}
        if value and set(value) <= {"sheetId", "rowIndex", "columnIndex"}:
            return {key: item for key, item in value.items() if item}
        return {key: answered(item) for key, item in value.items()}
    if isinstance(value, list):
        return [answered(item) for item in value]
    return value


def _is_place(value: Json) -> bool:
    keys = set(value)
    return (
        (keys <= _GRID_KEYS and keys != {"sheetId"})
        or {"dimension", "startIndex"} <= keys
        or {"dimension", "endIndex"} <= keys
    )
