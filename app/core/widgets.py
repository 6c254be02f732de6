"""The pieces cards are made of, as the JSON Google draws. Text of strangers is made harmless here.

Only shapes; which facts a card shows belongs to `app.core.cards` and `app.core.person_cards`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

Json = dict[str, Any]

WIDGETS_A_CARD = 100  # Google drops the sections beyond
TEXT_LENGTH = 500


def plain(text: str) -> str:
    """`text` on one line, of a length a panel can show. Headers and buttons take it as it is."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= TEXT_LENGTH else line[: TEXT_LENGTH - 1] + "…"


def safe(text: str) -> str:
    """`text` for widgets that understand mark-up: whatever it holds is shown, not obeyed."""
    return escape(plain(text), quote=False)


def header(title: str, subtitle: str) -> Json:
    return {"title": plain(title), "subtitle": plain(subtitle)}


def paragraph(text: str) -> Json:
    return {"textParagraph": {"text": safe(text)}}


def fact(label: str, text: str, below: str = "") -> Json:
    shown: Json = {"topLabel": plain(label), "text": safe(text), "wrapText": True}
    if below:
        shown["bottomLabel"] = plain(below)
    return {"decoratedText": shown}


def item(text: str, below: str = "") -> Json:
    shown: Json = {"text": safe(text), "wrapText": True}
    if below:
        shown["bottomLabel"] = plain(below)
    return {"decoratedText": shown}


def call_button(text: str, url: str, parameters: Sequence[tuple[str, str]] = ()) -> Json:
    """A button that asks our own endpoint."""
    action: Json = {"function": url, "loadIndicator": "SPINNER"}
    if parameters:
        action["parameters"] = [{"key": key, "value": value} for key, value in parameters]
    return {"text": plain(text), "onClick": {"action": action}}


def link_button(text: str, url: str) -> Json:
    return {"text": plain(text), "onClick": {"openLink": {"url": url}}}


def buttons(*shown: Json) -> Json:
    return {"buttonList": {"buttons": list(shown)}}


def text_field(name: str, label: str, hint: str = "", several_lines: bool = False) -> Json:
    field: Json = {
        "name": name,
        "label": plain(label),
        "type": "MULTIPLE_LINE" if several_lines else "SINGLE_LINE",
    }
    if hint:
        field["hintText"] = plain(hint)
    return {"textInput": field}


def date_field(name: str, label: str) -> Json:
    return {"dateTimePicker": {"name": name, "label": plain(label), "type": "DATE_ONLY"}}


def choice_field(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: str = "") -> Json:
    """A drop-down; `choices` are (value, text)."""
    items = [{"text": plain(text), "value": value, "selected": value == chosen} for value, text in choices]
    return {"selectionInput": {"name": name, "label": plain(label), "type": "DROPDOWN", "items": items}}


def section(title: str, widgets: Sequence[Json], shown: int = 0) -> Json:
    """`shown`: so many widgets are seen at first, the rest unfolds; 0: all of them."""
    made: Json = {"widgets": list(widgets)}
    if 0 < shown < len(widgets):
        made |= {"collapsible": True, "uncollapsibleWidgetsCount": shown}
    if title:
        made["header"] = safe(title)
    return made


def card(name: str, head: Json, sections: Iterable[Json]) -> Json:
    """A whole card. Sections without widgets are left out: Google refuses them."""
    return {"name": name, "header": head, "sections": [one for one in sections if one["widgets"]]}


def preceded(made: Json, first: Json) -> Json:
    """The card with a further section above its own."""
    return {**made, "sections": [first, *made["sections"]]}


def widget_count(made: Json) -> int:
    return sum(len(one["widgets"]) for one in made["sections"])
