"""CellFormat as CSS. Only looks; which format holds is decided elsewhere."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
THEME = {
    "TEXT": "#000",
    "BACKGROUND": "#fff",
    "ACCENT1": "#4285f4",
    "ACCENT2": "#ea4335",
    "ACCENT3": "#fbbc04",
    "ACCENT4": "#34a853",
    "ACCENT5": "#ff6d01",
    "ACCENT6": "#46bdc6",
    "LINK": "#1155cc",
}
SIDES = ("top", "right", "bottom", "left")
BORDERS = {
    "DOTTED": "1px dotted",
    "DASHED": "1px dashed",
    "SOLID": "1px solid",
    "SOLID_MEDIUM": "2px solid",
    "SOLID_THICK": "3px solid",
    "DOUBLE": "3px double",
}
LINES = {"underline": "underline", "strikethrough": "line-through"}


def css(holder: Json, name: str) -> str:
    """A colour of Google's as CSS; "" where none is set."""
    style = holder.get(f"{name}Style", {})
    if "themeColor" in style:
        return THEME.get(style["themeColor"], "")
    colour = style.get("rgbColor", holder.get(name))
    return rgb(colour) if colour is not None else ""


def rgb(colour: Json) -> str:
    """Google's colour parts from 0 to 1 as #rrggbb."""
    parts = [round(255 * min(1.0, max(0.0, float(colour.get(part, 0))))) for part in ("red", "green", "blue")]
    return "#{:02x}{:02x}{:02x}".format(*parts)


def style_of(look: Json) -> str:
    """The declarations that differ from a plain cell."""
    parts: list[str] = []
    background = css(look, "backgroundColor")
    if background and background != "#ffffff":
        parts.append(f"background-color:{background}")
    parts += _text(look.get("textFormat", {}))
    across = look.get("horizontalAlignment")
    if across in ("LEFT", "CENTER", "RIGHT"):
        parts.append(f"text-align:{across.lower()}")
    up = {"TOP": "top", "MIDDLE": "middle"}.get(look.get("verticalAlignment", ""))
    if up:
        parts.append(f"vertical-align:{up}")
    if look.get("wrapStrategy") == "WRAP":
        parts.append("white-space:pre-wrap;overflow-wrap:break-word")
    for side in SIDES:
        parts += _border(side, look.get("borders", {}).get(side, {}))
    return "".join(f"{part};" for part in parts)


def _text(text: Json) -> list[str]:
    parts: list[str] = []
    colour = css(text, "foregroundColor")
    if colour and colour != "#000000":
        parts.append(f"color:{colour}")
    if text.get("bold"):
        parts.append("font-weight:700")
    if text.get("italic"):
        parts.append("font-style:italic")
    lines = [name for key, name in LINES.items() if text.get(key)]
    if lines:
        parts.append(f"text-decoration:{' '.join(lines)}")
    size = text.get("fontSize", 10)
    if size != 10:
        parts.append(f"font-size:{float(size) * 1.3:g}px")
    return parts


def _border(side: str, border: Json) -> list[str]:
    drawn = BORDERS.get(border.get("style", ""))
    return [f"border-{side}:{drawn} {css(border, 'color') or '#000'}"] if drawn else []
