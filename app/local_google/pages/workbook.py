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
from app.local_google.pages import changes, charts, views
from app.local_google.pages.ask import ask
from app.local_google.pages.grid import HEAD_HEIGHT, NUMBER_WIDTH, PAGE_ROWS, Drawer, Window, shown_lines
from app.local_google.pages.look import page, page_blueprint, partial, shown_to, the_world
from app.local_google.pages.styles import css
from app.local_google.sheets.storage import open_book
from app.local_google.world import World

blueprint = page_blueprint("workbook", __name__)
Json = dict[str, Any]
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


@blueprint.errorhandler(GoogleError)
def _refused(error: GoogleError) -> ResponseReturnValue:
    """The page that stands where the spreadsheet cannot be shown."""
    return page("workbook_refused.html", status=error.status, error=error)


@blueprint.get("/spreadsheets/d/<book_id>/edit")
@blueprint.get("/spreadsheets/d/<book_id>")
def edit(book_id: str) -> ResponseReturnValue:
    """The page of one tab."""
    visit = _visit(book_id)
    shown = _shown(visit)
    return page("workbook.html", visit=visit, shown=shown, sheet=_sheet_facts(visit, shown))


@blueprint.post("/spreadsheets/d/<book_id>/cell")
def type_cell(book_id: str) -> ResponseReturnValue:
    """One typed cell; answers the cells that look different now."""
    visit = _visit(book_id)
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
    parts = _mended(visit, shown)
    if parts is None:
        return _redrawn(visit, shown, problem)
    said = f'<hx-partial hx-target="#said" hx-swap="textContent">{escape(problem)}</hx-partial>'
    return make_response("".join([*parts, said]))


@blueprint.get("/spreadsheets/d/<book_id>/changed")
def changed(book_id: str) -> ResponseReturnValue:
    """Asked every few seconds: the cells that others have changed meanwhile, or nothing."""
    visit = _visit(book_id)
    view = views.known(visit.world, request.args.get("view", ""))
    try:
        with visit.world.transaction():
            allowed = role_of(visit.world, visit.who, visit.book_id)
            if view is None or not allowed or view.stamp == _stamp(visit):
                return make_response("", 204)
            shown = _shown(visit)
    except (GoogleError, KeyError):
        return make_response("", 204)
    parts = _mended(visit, shown)
    if parts is None:
        html = _redrawn(visit, shown, "")[0]
        return make_response(f'<hx-partial hx-target="#sheet" hx-swap="outerHTML">{html}</hx-partial>')
    return make_response("".join(parts), 200 if parts else 204)


def _mended(visit: Visit, shown: Shown) -> list[str] | None:
    """The cells that look different now, for the page that asks; None when it has to be drawn anew."""
    token = request.values.get("view", "")
    view = views.known(visit.world, token)
    cells = shown.window.cells
    if view is None or not views.fits(view, cells):
        return None
    parts = [
        f'<hx-partial hx-target="#{name}" hx-swap="outerHTML">{html}</hx-partial>'
        for name, html in views.differing(view, cells)
    ]
    views.remember(visit.world, cells, _stamp(visit), token)
    return parts


def _redrawn(visit: Visit, shown: Shown, said: str) -> tuple[str, int]:
    facts = _sheet_facts(visit, shown)
    return page("workbook_sheet.html", visit=visit, shown=shown, sheet=facts, said=said)


def _stamp(visit: Visit) -> str:
    """Names the stored state of the spreadsheet."""
    return open_book(visit.world, visit.book_id).stamp


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
    return _redrawn(visit, _shown(visit), problem)


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
    book = ask(visit.world, visit.who, "sheets.spreadsheets.get", _bare(visit))
    return str(book["properties"]["title"]), [sheet["properties"] for sheet in book["sheets"]]


def _bare(visit: Visit) -> Json:
    return {"spreadsheetId": visit.book_id, "fields": "properties.title,sheets.properties"}


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


def _sheet_facts(visit: Visit, shown: Shown) -> Json:
    """What the tab's template needs; the page is remembered under its `view`."""
    properties = shown.sheet["properties"]
    view = views.remember(visit.world, shown.window.cells, _stamp(visit))
    table = shown.window.table()
    return {"table": table, "gid": properties["sheetId"], "title": properties["title"], "view": view}
