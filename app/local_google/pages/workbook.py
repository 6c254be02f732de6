"""A spreadsheet that a person can read and edit in a browser; changes go through the API's own methods.

How cells look is grid.py's; how charts look, charts.py's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from app.local_google.api import GoogleError
from app.local_google.drive.access import role_of
from app.local_google.pages import changes, charts
from app.local_google.pages.ask import ask
from app.local_google.pages.grid import HEAD_HEIGHT, NUMBER_WIDTH, PAGE_ROWS, Drawer, Window, shown_lines
from app.local_google.pages.look import page, page_blueprint, partial, shown_to, the_world
from app.local_google.pages.styles import css
from app.local_google.world import World

blueprint = page_blueprint("workbook", __name__)
Json = dict[str, Any]
BEFORE = "pages.workbook"
DOCS_LINK = re.compile(r"https://docs\.google\.com/(spreadsheets/d|forms/d/e|forms/d)/([\w-]+)/?\w*(.*)")


@dataclass(frozen=True)
class Visit:
    """Which part of which spreadsheet a person looks at."""

    world: World
    who: str
    book_id: str
    gid: int | None
    page: int

    def url(self, **more: Any) -> str:
        facts = {"as": self.who, "gid": self.gid, "page": self.page or None} | more
        query = {key: value for key, value in facts.items() if value is not None}
        return f"/spreadsheets/d/{self.book_id}/edit?{urlencode(query)}"


@dataclass(frozen=True)
class TabLink:
    """A tab at the bottom."""

    title: str
    url: str
    colour: str
    current: bool
    hidden: bool


@dataclass(frozen=True)
class Shown:
    """Everything the page draws of one tab."""

    title: str
    sheet: Json
    window: Window
    tabs: list[TabLink]
    can_edit: bool


@blueprint.get("/spreadsheets/d/<book_id>/edit")
@blueprint.get("/spreadsheets/d/<book_id>")
def edit(book_id: str) -> ResponseReturnValue:
    """The page of one tab."""
    visit = _visit(book_id)
    try:
        shown = _shown(visit)
    except GoogleError as error:
        return page("workbook_refused.html", status=error.status, error=error)
    return page("workbook.html", visit=visit, shown=shown, sheet=_sheet_facts(shown))


@blueprint.post("/spreadsheets/d/<book_id>/cell")
def type_cell(book_id: str) -> ResponseReturnValue:
    """One typed cell; answers the cells that look different now."""
    visit = _visit(book_id)
    before = visit.world.cache.setdefault(BEFORE, {}).get((visit.who, book_id, visit.gid, visit.page))
    problem = ""
    try:
        with visit.world.transaction():
            properties = _properties(visit)
            changes.type_cell(visit.world, visit.who, book_id, properties, request.form)
    except GoogleError as error:
        problem = error.message
    if not partial():
        return redirect(visit.url(said=problem or None), 303)
    shown = _shown(visit)
    if before is None or set(before) != set(shown.window.cells):
        facts = _sheet_facts(shown)
        return page("workbook_sheet.html", visit=visit, shown=shown, sheet=facts, said=problem)
    parts = [
        f'<hx-partial hx-target="#{name}" hx-swap="outerHTML">{html}</hx-partial>'
        for name, html in shown.window.cells.items()
        if html != before[name]
    ]
    said = f'<hx-partial hx-target="#said" hx-swap="textContent">{escape(problem)}</hx-partial>'
    return make_response("".join([*parts, said]))


@blueprint.post("/spreadsheets/d/<book_id>/change")
def change(book_id: str) -> ResponseReturnValue:
    """Rows inserted or deleted, a sort, a new tab; answers the whole tab."""
    visit = _visit(book_id)
    problem, gid = "", visit.gid
    try:
        with visit.world.transaction():
            made = changes.change(visit.world, visit.who, book_id, _properties(visit), request.form)
            gid = made if made is not None else gid
    except GoogleError as error:
        problem = error.message
    if not partial() or gid != visit.gid:
        response = make_response(redirect(visit.url(gid=gid, said=problem or None), 303))
        if partial():
            response = make_response("")
            response.headers["HX-Redirect"] = visit.url(gid=gid, page=None)
        return response
    shown = _shown(visit)
    facts = _sheet_facts(shown)
    return page("workbook_sheet.html", visit=visit, shown=shown, sheet=facts, said=problem)


def _visit(book_id: str) -> Visit:
    gid, number = request.values.get("gid", ""), request.values.get("page", "")
    return Visit(
        the_world(),
        shown_to(),
        book_id,
        int(gid) if gid.isdecimal() else None,
        int(number) if number.isdecimal() else 0,
    )


def _tabs(visit: Visit) -> tuple[str, list[Json]]:
    """The spreadsheet's title and the properties of its tabs."""
    wanted = {"spreadsheetId": visit.book_id, "fields": "properties.title,sheets.properties"}
    book = ask(visit.world, visit.who, "sheets.spreadsheets.get", wanted)
    return str(book["properties"]["title"]), [sheet["properties"] for sheet in book["sheets"]]


def _properties(visit: Visit) -> Json:
    """The properties of the tab that is looked at; the first visible one when none is named."""
    _, tabs = _tabs(visit)
    return _current(visit, tabs)


def _current(visit: Visit, tabs: list[Json]) -> Json:
    named = [tab for tab in tabs if tab["sheetId"] == visit.gid]
    visible = [tab for tab in tabs if not tab.get("hidden")]
    return (named or visible or tabs)[0]


def _shown(visit: Visit) -> Shown:
    """Reads one page of the tab and draws its cells."""
    world = visit.world
    with world.transaction():
        title, tabs = _tabs(visit)
        current = _current(visit, tabs)
        grid = current.get("gridProperties", {})
        frozen = int(grid.get("frozenRowCount", 0))
        rows = int(grid.get("rowCount", 0))
        pages = max(1, -(-rows // PAGE_ROWS))
        number = min(visit.page, pages - 1)
        sheet = _read(visit, current, frozen, number) if rows else {"properties": current, "data": []}
        window = _window(visit, sheet, grid, frozen)
        window.page, window.pages = number, pages
        for name, condition in window.rules.items():
            window.lists[name] = changes.choices_of(world, visit.who, visit.book_id, condition)
        can_edit = role_of(world, visit.who, visit.book_id) in ("owner", "writer")
    links = [_link(visit, tab, current) for tab in tabs]
    key = (visit.who, visit.book_id, int(current["sheetId"]), number)
    world.cache.setdefault(BEFORE, {})[key] = window.cells
    return Shown(title, sheet, window, links, can_edit)


def _read(visit: Visit, properties: Json, frozen: int, number: int) -> Json:
    name = "'" + str(properties["title"]).replace("'", "''") + "'"
    start, rows = number * PAGE_ROWS, int(properties["gridProperties"]["rowCount"])
    ranges = [f"{name}!{start + 1}:{min(rows, start + PAGE_ROWS)}"]
    if number and frozen:
        ranges.insert(0, f"{name}!1:{frozen}")
    wanted = {"spreadsheetId": visit.book_id, "ranges": ranges, "includeGridData": True}
    book = ask(visit.world, visit.who, "sheets.spreadsheets.get", wanted)
    return dict(book["sheets"][0])


def _window(visit: Visit, sheet: Json, grid: Json, frozen: int) -> Window:
    data = sheet.get("data", [])
    held_columns = int(grid.get("frozenColumnCount", 0))
    columns = shown_lines(data[0]["columnMetadata"], 0, held_columns, NUMBER_WIDTH) if data else []
    rows = [
        line
        for part in data
        for line in shown_lines(part["rowMetadata"], int(part.get("startRow", 0)), frozen, HEAD_HEIGHT)
    ]
    hung = charts.drawn(visit.world, visit.who, visit.book_id, sheet)
    return Drawer(sheet, lambda link: _followed(visit, link), hung).window(rows, columns)


def _followed(visit: Visit, link: str) -> str:
    """Where a link leads here: to this server for Google's own addresses, elsewhere as it stands."""
    if link.startswith("#"):
        found = re.search(r"gid=(\d+)", link)
        return visit.url(gid=found.group(1) if found else None, page=None)
    docs = DOCS_LINK.fullmatch(link)
    if docs:
        ending = "viewform" if docs.group(1) == "forms/d/e" else "edit"
        found = re.search(r"gid=(\d+)", docs.group(3))
        gid = f"&gid={found.group(1)}" if found else ""
        return f"/{docs.group(1)}/{docs.group(2)}/{ending}?{urlencode({'as': visit.who})}{gid}"
    return link if re.match(r"(https?|mailto):", link, re.IGNORECASE) else "#"


def _link(visit: Visit, tab: Json, current: Json) -> TabLink:
    colour = css(tab, "tabColor")
    chosen = tab["sheetId"] == current["sheetId"]
    url = visit.url(gid=tab["sheetId"], page=None)
    return TabLink(str(tab["title"]), url, colour, chosen, bool(tab.get("hidden")))


def _sheet_facts(shown: Shown) -> Json:
    """What the tab's template needs."""
    properties = shown.sheet["properties"]
    return {"table": shown.window.table(), "gid": properties["sheetId"], "title": properties["title"]}
