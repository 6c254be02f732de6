"""Cards of an add-on prepared for drawing: where each click leads, what each input sends, text made safe.

No request is made here; panel.py does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

Json = dict[str, Any]
Fields = Mapping[str, Sequence[str]]
INPUTS = ("textInput", "selectionInput", "dateTimePicker", "switchControl")
SIMPLE = {"b", "i", "u", "s", "strong", "em", "strike", "del", "code"}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20}")
DRAWN = {
    "BOOKMARK",
    "CLOCK",
    "DESCRIPTION",
    "DOLLAR",
    "EMAIL",
    "EVENT_SEAT",
    "INVITE",
    "MAP_PIN",
    "MULTIPLE_PEOPLE",
    "PERSON",
    "PHONE",
    "STAR",
    "STORE",
    "TICKET",
    "VIDEO_CAMERA",
    "VIDEO_PLAY",
}


class NoSuchClickError(Exception):
    """The card has nothing to click at that place."""


def glyph(icon: Mapping[str, Any]) -> str:
    """The drawing of static/icons.svg that stands for an icon without a picture of its own."""
    name = str(icon.get("knownIcon", "")).upper()
    return name if name in DRAWN else "ANY"


def safe_link(url: str) -> str:
    """The address, if it may stand in a link; else "#"."""
    return url if urlsplit(url).scheme in ("http", "https", "mailto", "tel") else "#"


def rich(text: str) -> Markup:
    """Card text: the few tags that cards know, everything else as it was typed."""
    reader = _Rich()
    reader.feed(text)
    reader.close()
    return Markup(reader.html())  # noqa: S704  # nosec B704: built from escaped pieces only


class _Rich(HTMLParser):
    """Keeps the tags cards allow and escapes the rest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self.parts.append("<br>")
        elif tag in SIMPLE:
            self._begin(tag, tag)
        elif tag == "a":
            link = escape(safe_link(given.get("href", "")), quote=True)
            self._begin("a", f'a href="{link}" target="_blank" rel="noopener noreferrer"')
        elif tag == "font" and COLOUR.fullmatch(given.get("color", "")):
            self._begin("span", f'span style="color:{given["color"]}"')
        elif tag != "font":
            self.parts.append(escape(self.get_starttag_text() or ""))

    def _begin(self, tag: str, text: str) -> None:
        self.open.append(tag)
        self.parts.append(f"<{text}>")

    def handle_endtag(self, tag: str) -> None:
        wanted = "span" if tag == "font" else tag
        if wanted in self.open:
            while self.open:
                closed = self.open.pop()
                self.parts.append(f"</{closed}>")
                if closed == wanted:
                    break

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data).replace("\n", "<br>"))

    def html(self) -> str:
        return "".join(self.parts) + "".join(f"</{tag}>" for tag in reversed(self.open))


def click_at(card: Json, path: str) -> Json:
    """What stands at a dotted path of the card, such as `sections.0.widgets.1.textInput.onChangeAction`."""
    found: Any = card
    for part in path.split("."):
        if isinstance(found, dict) and part in found:
            found = found[part]
        elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            raise NoSuchClickError(path)
    if not isinstance(found, dict):
        raise NoSuchClickError(path)
    return found


def inputs_of(value: Any) -> Iterator[tuple[str, Json]]:
    """Every named input of a card, with its kind."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in INPUTS and isinstance(part, dict) and part.get("name"):
                yield key, part
            yield from inputs_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from inputs_of(part)


def form_inputs(card: Json, fields: Fields) -> Json:
    """What was typed and chosen, as the event carries it; inputs left blank are absent, as at Google."""
    sent: Json = {}
    for kind, widget in inputs_of(card):
        name = widget["name"]
        values = [value for value in fields.get(name, ()) if value]
        if kind == "dateTimePicker":
            moment = _moment(widget.get("type", "DATE_AND_TIME"), values)
            if moment:
                sent[name] = moment
        elif values:
            sent[name] = {"stringInputs": {"value": values}}
    return sent


def _moment(kind: str, values: Sequence[str]) -> Json | None:
    try:
        if not values:
            return None
        if kind == "TIME_ONLY":
            hours, minutes = (int(part) for part in values[0].split(":")[:2])
            return {"timeInput": {"hours": hours, "minutes": minutes}}
        moment = datetime.fromisoformat(values[0]).replace(tzinfo=UTC)
    except ValueError:
        return None
    milliseconds = str(int(moment.timestamp() * 1000))
    if kind == "DATE_ONLY":
        return {"dateInput": {"msSinceEpoch": milliseconds}}
    return {"dateTimeInput": {"msSinceEpoch": milliseconds, "hasDate": True, "hasTime": True}}


def picked(widget: Mapping[str, Any], given: Sequence[str]) -> str:
    """The value of a date and time picker's control: what was chosen, else the card's own moment."""
    if given:
        return given[0]
    if not widget.get("valueMsEpoch"):
        return ""
    moment = datetime.fromtimestamp(int(widget["valueMsEpoch"]) / 1000, UTC)
    formats = {"DATE_ONLY": "%Y-%m-%d", "TIME_ONLY": "%H:%M"}
    return moment.strftime(formats.get(widget.get("type", ""), "%Y-%m-%dT%H:%M"))
