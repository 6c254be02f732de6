"""Calls to an installed add-on, as Google's add-on service makes them: event, tokens, and the answer read.

What the panel does with an answer is panel.py's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import requests

from app.local_google import identity
from app.local_google.api import GoogleError
from app.local_google.drive.access import opened_with, role_in, stored
from app.local_google.pages.ask import ask
from app.local_google.world import World

Json = dict[str, Any]
SECONDS = 30
SERVICE_ACCOUNT = "addon-service@gsuiteaddons.local.test"
DEFAULT_SCOPES = (
    "https://www.googleapis.com/auth/drive.file",
    "https://www.googleapis.com/auth/userinfo.email",
)
TRIGGERS = {
    "sheets": "/addon/sheets/home",
    "gmail": "/addon/gmail/home",
    "calendar": "/addon/calendar/home",
    "message": "/addon/gmail/message",
    "event": "/addon/calendar/event",
    "granted": "/addon/sheets/granted",
}


class AddonSilentError(Exception):
    """The add-on did not answer with something a panel can show; the text says what happened."""


@dataclass(frozen=True)
class Installed:
    """The add-on as it was installed (`addon/endpoint` in the store).

    `base_url` stands in its manifest and is the audience's beginning, `call_url` is where it is reached.
    """

    base_url: str
    call_url: str
    service_account: str
    client_id: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """What the panel stands beside: a spreadsheet, a message, an event, or none of them."""

    host: str
    id: str = ""
    calendar_id: str = ""
    facts: Json = field(default_factory=dict)

    @property
    def trigger(self) -> str:
        """The path that opening the panel here calls."""
        kind = {"gmail": "message", "calendar": "event"}.get(self.host) if self.id else None
        return TRIGGERS[kind or self.host]


def installed(world: World) -> Installed | None:
    """The installed add-on, if there is one."""
    kept = world.store.get("addon", "endpoint")
    if not kept or not kept.get("base_url"):
        return None
    base = str(kept["base_url"]).rstrip("/")
    return Installed(
        base,
        str(kept.get("call_url") or base).rstrip("/"),
        str(kept.get("service_account") or SERVICE_ACCOUNT),
        str(kept.get("client_id") or identity.LOCAL_CLIENT),
        tuple(kept.get("scopes") or DEFAULT_SCOPES),
    )


def call(world: World, addon: Installed, who: str, url: str, place: Place, common: Json) -> Json:
    """Posts one event, outside the world's lock; AddonSilentError when nothing of use comes back."""
    if not url.startswith(addon.base_url + "/"):
        raise AddonSilentError(f"The card names {url}, which is not an address of this add-on.")
    with world.transaction():
        system = identity.id_token(world, url, addon.service_account)
        event = _event(world, addon, who, place, common, system)
    headers = {"Authorization": f"Bearer {system}", "User-Agent": "Google-gsuiteaddons"}
    if place.host == "gmail" and place.id:
        headers["X-Goog-Gmail-Access-Token"] = event["gmail"]["accessToken"]
    reached = addon.call_url + url.removeprefix(addon.base_url)
    try:
        answer = requests.post(reached, json=event, headers=headers, timeout=SECONDS, allow_redirects=False)
        body = answer.json()
    except requests.JSONDecodeError as error:
        raise AddonSilentError(f"The add-on answered {answer.status_code} without JSON.") from error
    except requests.RequestException as error:
        raise AddonSilentError(f"The add-on cannot be reached at {reached}.") from error
    if answer.status_code != 200 or not isinstance(body, dict):
        raise AddonSilentError(f"The add-on answered {answer.status_code}{_reason(body)}")
    return body


def _reason(body: Any) -> str:
    error = body.get("error") if isinstance(body, dict) else None
    text = error.get("text") or error.get("message") if isinstance(error, dict) else error
    return f": {text}" if isinstance(text, str) else "."


def _event(world: World, addon: Installed, who: str, place: Place, common: Json, system: str) -> Json:
    token, _ = identity.access_token(world, who, addon.scopes, addon.client_id)
    event: Json = {
        "commonEventObject": {
            "hostApp": place.host.upper(),
            "platform": "WEB",
            "userLocale": "en",
            "timeZone": {"id": "Etc/UTC", "offset": 0},
            **common,
        },
        "authorizationEventObject": {
            "userOAuthToken": token,
            "userIdToken": identity.id_token(world, addon.client_id, who),
            "systemIdToken": system,
            "authorizedScopes": list(addon.scopes),
        },
    }
    if place.host == "gmail" and place.id:
        mail, _ = identity.access_token(world, who, GMAIL_SCOPES, addon.client_id)
        facts = {"messageId": place.id, "threadId": place.facts.get("threadId", place.id)}
        event["gmail"] = facts | {"accessToken": mail}
    elif place.host == "calendar":
        event["calendar"] = _calendar(place)
    else:
        event[place.host] = _sheet(world, addon, who, place) if place.host == "sheets" else {}
    return event


GMAIL_SCOPES = (
    "https://www.googleapis.com/auth/gmail.addons.current.message.readonly",
    "https://www.googleapis.com/auth/gmail.readonly",
)


def _sheet(world: World, addon: Installed, who: str, place: Place) -> Json:
    file = stored(world, place.id)
    if file is None or not role_in(world, who, file) or not opened_with(file, addon.client_id, who):
        return {"addonHasFileScopePermission": False}
    return {"id": place.id, "title": file["name"], "addonHasFileScopePermission": True}


def _calendar(place: Place) -> Json:
    if not place.id:
        return {}
    shown: Json = {"id": place.id, "calendarId": place.calendar_id}
    for name in ("organizer", "recurringEventId"):
        if place.facts.get(name):
            shown[name] = place.facts[name]
    names = ("email", "displayName", "responseStatus", "optional", "organizer")
    people = place.facts.get("attendees", [])
    shown["attendees"] = [{name: each[name] for name in names if name in each} for each in people]
    shown["capabilities"] = {"canSeeAttendees": True, "canAddAttendees": True, "canSeeConferenceData": True}
    return shown


def facts_of(world: World, who: str, host: str, some_id: str, calendar_id: str) -> Json:
    """What the host shows of the thing the panel stands beside; {} where it cannot be opened."""
    if not some_id or host == "sheets":
        return {}
    try:
        if host == "gmail":
            wanted = {"userId": "me", "id": some_id, "format": "metadata"}
            return ask(world, who, "gmail.users.messages.get", wanted)
        wanted = {"calendarId": calendar_id or "primary", "eventId": some_id}
        return ask(world, who, "calendar.events.get", wanted)
    except GoogleError:
        return {}
