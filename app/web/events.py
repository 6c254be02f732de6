"""What Google's add-on service posts, read into one frozen value. Whatever is malformed is a sentence.

Nothing here is believed to come from Google until `app.web.tokens` has said so, and the parameters
come back through the browser: every identity in them is checked again by whoever uses it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from app.web.refusals import BadCall


@dataclass(frozen=True)
class AddonEvent:
    """One click or opening of the panel."""

    user_id_token: str = field(default="", repr=False)
    user_oauth_token: str = field(default="", repr=False)
    host: str = ""  # SHEETS, GMAIL, CALENDAR
    parameters: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)  # what was typed or chosen, by field name
    dates: Mapping[str, date] = field(default_factory=dict)
    spreadsheet_id: str = ""
    message_id: str = ""
    message_token: str = field(default="", repr=False)
    event_id: str = ""
    calendar_id: str = ""
    invited: tuple[str, ...] = ()  # addresses on the open event, the organizer included


def read_event(body: bytes) -> AddonEvent:
    """The event in a request body. BadCall when it is none."""
    event = _object(_parsed(body), "the event")
    common = _inside(event, "commonEventObject")
    authorization = _inside(event, "authorizationEventObject")
    gmail, calendar, sheets = (_inside(event, host) for host in ("gmail", "calendar", "sheets"))
    form = _inside(common, "formInputs")
    return AddonEvent(
        user_id_token=_text(authorization, "userIdToken"),
        user_oauth_token=_text(authorization, "userOAuthToken"),
        host=_text(common, "hostApp"),
        parameters=_texts(_inside(common, "parameters")),
        inputs=_inputs(form),
        dates=_dates(form),
        spreadsheet_id=_text(sheets, "id"),
        message_id=_text(gmail, "messageId"),
        message_token=_text(gmail, "accessToken"),
        event_id=_text(calendar, "id"),
        calendar_id=_text(calendar, "calendarId"),
        invited=tuple(_invited(calendar)),
    )


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise BadCall("not_json", "The request is not an event: it is not readable as JSON.") from problem


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadCall("not_an_event", f"The request is not an event: {what} should be a JSON object.")
    return value


def _inside(holder: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = holder.get(key)
    return {} if value is None else _object(value, key)


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadCall("not_an_event", f"The request is not an event: {key} should be text.")
    return value


def _texts(holder: Mapping[str, Any]) -> Mapping[str, str]:
    return {key: value for key, value in holder.items() if isinstance(value, str)}


def _inputs(form: Mapping[str, Any]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, given in form.items():
        values = _inside(_object(given, name), "stringInputs").get("value")
        if isinstance(values, list) and values and isinstance(values[0], str):
            found[name] = values[0]
    return found


def _dates(form: Mapping[str, Any]) -> Mapping[str, date]:
    found: dict[str, date] = {}
    for name, given in form.items():
        value = _inside(_object(given, name), "dateInput").get("msSinceEpoch")
        if value is not None:
            found[name] = _day(value)
    return found


def _day(value: object) -> date:
    """The day of a date picker: milliseconds since 1970 at midnight UTC, as text or number."""
    try:
        return datetime.fromtimestamp(int(str(value)) / 1000, UTC).date()
    except (ValueError, OverflowError, OSError) as problem:
        raise BadCall("not_a_date", "The date that was chosen cannot be read. Choose it again.") from problem


def _invited(calendar: Mapping[str, Any]) -> Iterable[str]:
    people = calendar.get("attendees")
    for person in [*(people if isinstance(people, list) else []), calendar.get("organizer")]:
        if isinstance(person, dict) and isinstance(person.get("email"), str):
            yield person["email"].casefold()
