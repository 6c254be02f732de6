"""The side panel of an installed add-on beside a sheet, a message or an event: cards drawn, clicks sent back.

How the add-on is called, addon_calls.py says; how a card is drawn, cards.py and the template.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.local_google.api import GoogleError
from app.local_google.drive.access import open_with, role_in, stored
from app.local_google.pages import addon_calls, cards
from app.local_google.pages.addon_calls import AddonSilentError, Installed, Json, Place, facts_of, installed
from app.local_google.pages.ask import ask
from app.local_google.pages.look import page, page_blueprint, partial, shown_to, the_world
from app.local_google.world import World

blueprint = page_blueprint("panel", __name__)
PANELS = "addon.panels"
HOSTS = ("sheets", "gmail", "calendar")
SHEET = "application/vnd.google-apps.spreadsheet"
NO_ADDON = "No add-on is installed here. The demo installs Holdfast's."


@blueprint.get("/addon")
def addon() -> ResponseReturnValue:
    """The panel beside what it is about; a fresh visit calls the add-on's trigger."""
    world, who = the_world(), shown_to()
    with world.transaction():
        panel = world.store.get(PANELS, request.args.get("panel", ""))
    if panel is None:
        panel = _opened(world, who)
    beside = _beside(panel["who"], _place(world, panel))
    choices = _choices(world, panel["who"], panel["host"])
    return page("panel.html", who=panel["who"], beside=beside, choices=choices, **_drawn(panel))


@blueprint.post("/addon/panels/<panel_id>")
def clicked(panel_id: str) -> ResponseReturnValue:
    """A click in the panel; answers the panel alone to htmx, and the whole page to a plain browser."""
    world = the_world()
    with world.transaction():
        panel = world.store.get(PANELS, panel_id)
    if panel is None:
        return redirect(f"/addon?{urlencode({'as': shown_to()})}")
    asked = panel["asks_file"]
    panel |= {"notice": "", "link": "", "problem": "", "asks_file": False}
    fields = request.form.to_dict(flat=False)
    kept = _do(world, panel, request.form.get("do", ""), fields, asked)
    with world.transaction():
        world.store.put(PANELS, panel_id, panel)
    if partial():
        return render_template("panel_part.html", **_drawn(panel, fields if kept else {}))
    return redirect(f"/addon?{urlencode({'as': panel['who'], 'panel': panel_id})}", 303)


def _opened(world: World, who: str) -> Json:
    """A new panel with the card of its trigger."""
    host = request.args.get("host", "sheets")
    host = host if host in HOSTS else "sheets"
    some_id = request.args.get("id", "")
    with world.transaction():
        if host == "sheets" and not some_id:
            some_id = next((file["id"] for file in _sheets_of(world, who)), "")
        panel: Json = {
            "id": world.new_id(20),
            "who": who,
            "host": host,
            "thing": some_id,
            "calendar": request.args.get("calendarId", "primary"),
            "stack": [],
            "notice": "",
            "link": "",
            "problem": "",
            "asks_file": False,
        }
    _home(world, panel)
    with world.transaction():
        world.store.put(PANELS, panel["id"], panel)
    return panel


def _home(world: World, panel: Json) -> None:
    panel["stack"] = []
    _call(world, panel, None, {})


def _do(world: World, panel: Json, wanted: str, fields: cards.Fields, asked: bool) -> bool:
    """Carries out a click; answers whether what was typed stays. `asked`: the add-on asked for the file."""
    if wanted == "home":
        _home(world, panel)
    elif wanted == "back":
        panel["stack"] = panel["stack"][:-1] or panel["stack"]
    elif wanted == "allow-file" and asked:
        _allow_file(world, panel)
    elif panel["stack"]:
        return _act(world, panel, wanted, fields)
    return False


def _act(world: World, panel: Json, wanted: str, fields: cards.Fields) -> bool:
    card, (path, _, item) = panel["stack"][-1], wanted.partition("#")
    try:
        action = cards.click_at(card, path)
    except cards.NoSuchClickError:
        panel["problem"] = "The card has changed meanwhile. Please click again."
        return True
    if path.endswith(".card"):
        panel["stack"] = [*panel["stack"], action]
        return False
    missing = _missing(action, card, fields)
    if missing:
        panel["problem"] = f"Please fill in: {', '.join(missing)}."
        return True
    given = [each for each in action.get("parameters", []) if "key" in each]
    parameters = {each["key"]: each.get("value", "") for each in given}
    if item:
        parameters["grid_item_identifier"] = item
    facts: Json = {"parameters": parameters, "formInputs": cards.form_inputs(card, fields)}
    common = {name: part for name, part in facts.items() if part}
    _call(world, panel, str(action.get("function", "")), common)
    return bool(action.get("persistValues")) or panel["stack"][-1:] == [card]


def _missing(action: Json, card: Json, fields: cards.Fields) -> list[str]:
    every = action.get("allWidgetsAreRequired", False)
    wanted = set(action.get("requiredWidgets", []))
    asked = [widget for _, widget in cards.inputs_of(card) if every or widget["name"] in wanted]
    blank = [widget for widget in asked if not any(fields.get(widget["name"], ()))]
    return [str(widget.get("label") or widget["name"]) for widget in blank]


def _allow_file(world: World, panel: Json) -> None:
    """The person's consent: the file is the add-on's from now on, and its trigger for that is called."""
    with world.transaction():
        addon, file = installed(world), stored(world, panel["thing"])
        if addon is None or file is None or not role_in(world, panel["who"], file):
            panel["problem"] = "You cannot give this file away: it is not shared with you."
            return
        open_with(world, file["id"], addon.client_id, panel["who"])
    panel["stack"] = []
    _call(world, panel, addon.base_url + addon_calls.TRIGGERS["granted"], {})


def _call(world: World, panel: Json, url: str | None, common: Json) -> None:
    """Calls the add-on and does what its answer says."""
    with world.transaction():
        addon = installed(world)
    if addon is None:
        panel["problem"] = NO_ADDON
        return
    place = _place(world, panel)
    try:
        answer = addon_calls.call(
            world, addon, panel["who"], url or addon.base_url + place.trigger, place, common
        )
    except AddonSilentError as silent:
        panel["problem"] = str(silent)
        return
    _apply(panel, answer, addon)


def _apply(panel: Json, answer: Json, addon: Installed) -> None:
    """Navigations in order, then notification, link and what is asked of the host."""
    rendered = answer.get("renderActions", answer)
    action = rendered.get("action", {})
    for navigation in action.get("navigations", []):
        _navigate(panel, navigation)
    panel["notice"] = str(action.get("notification", {}).get("text", ""))
    panel["link"] = cards.safe_link(str(action["link"].get("url", ""))) if action.get("link") else ""
    asked = rendered.get("hostAppAction", answer.get("hostAppAction", {}))
    panel["asks_file"] = "requestFileScopeForActiveDocument" in asked.get("editorAction", {})
    scopes = answer.get("requesting_google_scopes", answer.get("requestingGoogleScopes"))
    if scopes:
        wanted = ", ".join(scopes.get("scopes", [])) or "all of its scopes"
        panel["problem"] = f"The add-on at {addon.base_url} asks you to allow: {wanted}."


def _navigate(panel: Json, navigation: Json) -> None:
    stack: list[Json] = panel["stack"]
    if "pushCard" in navigation:
        stack = [*stack, navigation["pushCard"]]
    elif "updateCard" in navigation:
        stack = [*stack[:-1], navigation["updateCard"]]
    elif navigation.get("popToRoot"):
        stack = stack[:1]
    elif "popToCard" in navigation:
        names = [card.get("name") for card in stack]
        if navigation["popToCard"] in names:
            stack = stack[: names.index(navigation["popToCard"]) + 1]
    elif navigation.get("pop"):
        stack = stack[:-1] or stack
    panel["stack"] = stack


def _place(world: World, panel: Json) -> Place:
    host, thing, calendar = panel["host"], panel["thing"], panel["calendar"]
    return Place(host, thing, calendar, facts_of(world, panel["who"], host, thing, calendar))


def _drawn(panel: Json, fields: cards.Fields | None = None) -> dict[str, Any]:
    """What the panel's template needs."""
    card = panel["stack"][-1] if panel["stack"] else None
    tools = {"rich": cards.rich, "glyph": cards.glyph, "safe_link": cards.safe_link, "picked": cards.picked}
    return {"panel": panel, "card": card, "typed": fields or {}, "tools": tools}


def _sheets_of(world: World, who: str) -> list[Json]:
    files = [file for _, file in world.store.scan("drive.files") if file["mimeType"] == SHEET]
    mine = [file for file in files if not file.get("trashed") and role_in(world, who, file)]
    return sorted(mine, key=lambda file: int(file["number"]))


def _choices(world: World, who: str, host: str) -> list[tuple[str, str]]:
    """What the panel can stand beside in this host: address and name."""
    base = {"as": who, "host": host}
    if host == "sheets":
        with world.transaction():
            files = _sheets_of(world, who)
        return [(f"/addon?{urlencode(base | {'id': file['id']})}", file["name"]) for file in files]
    try:
        things = _messages(world, who) if host == "gmail" else _events(world, who)
    except GoogleError:
        return []
    return [(f"/addon?{urlencode(base | {'id': some_id})}", name) for some_id, name in things]


def _messages(world: World, who: str) -> list[tuple[str, str]]:
    asked = {"userId": "me", "maxResults": 20, "labelIds": ["INBOX"]}
    found = ask(world, who, "gmail.users.messages.list", asked)
    ids = [each["id"] for each in found.get("messages", [])]
    facts = [(some_id, facts_of(world, who, "gmail", some_id, "")) for some_id in ids]
    return [(some_id, f"{_header(each, 'From')}: {_header(each, 'Subject')}") for some_id, each in facts]


def _events(world: World, who: str) -> list[tuple[str, str]]:
    wanted = {"calendarId": "primary", "maxResults": 20}
    found = ask(world, who, "calendar.events.list", wanted)
    return [(each["id"], each.get("summary", "(No title)")) for each in found.get("items", [])]


def _header(message: Json, name: str) -> str:
    headers = message.get("payload", {}).get("headers", [])
    return next((each["value"] for each in headers if each["name"].lower() == name.lower()), "")


def _beside(who: str, place: Place) -> Json:
    """What stands left of the panel."""
    if place.host == "sheets" and place.id:
        return {"frame": f"/spreadsheets/d/{place.id}/edit?{urlencode({'as': who, 'embedded': '1'})}"}
    facts = place.facts
    if place.host == "gmail" and facts:
        shown = [(name, _header(facts, name)) for name in ("From", "To", "Date")]
        return {"title": _header(facts, "Subject"), "lines": shown, "text": facts.get("snippet", "")}
    if place.host == "calendar" and facts:
        people = ", ".join(each.get("email", "") for each in facts.get("attendees", []))
        lines = [("When", _when(facts)), ("Where", facts.get("location", "")), ("Who", people)]
        return {"title": facts.get("summary", ""), "lines": lines, "text": facts.get("description", "")}
    return {}


def _when(event: Json) -> str:
    """As a person reads it, in the event's own zone: "Mon 7 Dec 2026, 10:00 – 11:00"."""
    start, end = event.get("start", {}), event.get("end", {})
    if "dateTime" not in start:
        day = start.get("date", "")
        return f"{date.fromisoformat(day):%a %-d %b %Y}, all day" if day else ""
    begins, ends = datetime.fromisoformat(start["dateTime"]), datetime.fromisoformat(end["dateTime"])
    after = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{ends:%a %-d %b %Y, %H:%M}"
    return f"{begins:%a %-d %b %Y, %H:%M} – {after}"
