"""Formats as Google completes them: a colour in both its spellings, and what takes effect in a cell."""

import math
import struct
from typing import Any

from app.local_google.sheets.cells import Json

_PAIRS = {
    "backgroundColor": "backgroundColorStyle",
    "foregroundColor": "foregroundColorStyle",
    "tabColor": "tabColorStyle",
    "color": "colorStyle",
    "headerColor": "headerColorStyle",
    "firstBandColor": "firstBandColorStyle",
    "secondBandColor": "secondBandColorStyle",
    "footerColor": "footerColorStyle",
}


def with_styles(value: Any, plain_too: bool = True) -> Any:
    """A copy in which every plain colour has its style beside it, and every rgb style its plain colour.

    Resources that know styles only, as tables do, are given `plain_too=False`.
    """
    if isinstance(value, list):
        return [with_styles(item, plain_too) for item in value]
    if not isinstance(value, dict):
        return value
    found: Json = {key: with_styles(item, plain_too) for key, item in value.items()}
    for plain, style in _PAIRS.items():
        if style in found and isinstance(found[style], dict):
            if isinstance(found[style].get("rgbColor"), dict):
                found[style] = {"rgbColor": tidy_colour(found[style]["rgbColor"])}
                if plain_too:
                    found[plain] = found[style]["rgbColor"]
        elif plain in found and isinstance(found[plain], dict) and _is_colour(found[plain]):
            found[plain] = tidy_colour(found[plain])
            found[style] = {"rgbColor": found[plain]}
    return found


def tidy_colour(colour: Json) -> Json:
    """A colour in steps of 1/255, as Google keeps it, without its zeros and without a full alpha."""
    steps = {key: math.ceil(max(0.0, min(1.0, part)) * 255 - 0.5) for key, part in colour.items() if part}
    return {
        key: _single(step / 255)
        for key, step in steps.items()
        if step and not (key == "alpha" and step == 255)
    }


def _single(value: float) -> int | float:
    """The shortest number that is the same in single precision."""
    packed = struct.pack("f", value)
    for digits in range(1, 10):
        short = float(f"{value:.{digits}g}")
        if struct.pack("f", short) == packed:
            return int(short) if short.is_integer() else short
    return value


def _is_colour(value: Json) -> bool:
    return set(value) <= {"red", "green", "blue", "alpha"}


def overlaid(under: Json, over: Json | None) -> Json:
    """`under` with `over` laid on it, level by level."""
    if not over:
        return under
    found = dict(under)
    for key, value in over.items():
        below = found.get(key)
        merged = (
            isinstance(value, dict)
            and isinstance(below, dict)
            and not _is_colour(value)
            and not key.endswith("Style")
        )
        found[key] = overlaid(below, value) if merged and isinstance(below, dict) else value
    return found
