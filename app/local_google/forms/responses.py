"""Responses as they are kept, and forms.responses.list and get.

What makes an answer valid is answers.py's.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import UTC, datetime

from app.local_google.api import Call, bad_request, not_found, serves
from app.local_google.drive.access import require
from app.local_google.forms.document import Json, load
from app.local_google.forms.grading import grades
from app.local_google.world import World

RESPONSES = "forms.responses"
FILTER = re.compile(r"\s*timestamp\s*(>=|>)\s*(\S+)\s*")
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z")
MOST = 5000


def record(world: World, form: Json, answers: Json, email: str, old: Json | None) -> Json:
    """Keeps a new response, or the changed answers of an old one; answers the stored response."""
    now = stamp(world.now())
    response: Json = old or {
        "responseId": "ACYDBN" + world.new_id(50),
        "token": "2_ABaOnu" + world.new_id(40),
        "createTime": now,
        "number": world.store.next_number("forms.responses"),
    }
    response |= {"lastSubmittedTime": now, "answers": answers, "email": email}
    world.store.put(RESPONSES, f"{form['formId']}/{response['responseId']}", response)
    world.notify_change("forms.responses", form["formId"])
    return response


def all_of(world: World, form_id: str) -> list[Json]:
    """Every response of a form, in the order of first submission."""
    kept = [response for _, response in world.store.scan(RESPONSES, f"{form_id}/")]
    return sorted(kept, key=lambda response: int(response["number"]))


def by_token(world: World, form_id: str, token: str) -> Json | None:
    """The response that an edit link points at."""
    return next((each for each in all_of(world, form_id) if each["token"] == token), None)


def forget_responses(world: World, form_id: str) -> None:
    """Removes every response of a form."""
    for key, _ in world.store.scan(RESPONSES, f"{form_id}/"):
        world.store.delete(RESPONSES, key)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with six fractional digits."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def resource(form: Json, response: Json) -> Json:
    """The FormResponse without formId, as list answers it."""
    shown: Json = {name: response[name] for name in ("responseId", "createTime", "lastSubmittedTime")}
    if response.get("email"):
        shown["respondentEmail"] = response["email"]
    if response["answers"]:
        given = response["answers"].items()
        shown["answers"] = {question: _answer(question, values) for question, values in given}
    marks = grades(form, response["answers"])
    for question, grade in marks.items():
        shown["answers"][question]["grade"] = grade
    if marks:
        shown["totalScore"] = sum(grade.get("score", 0) for grade in marks.values())
    return shown


def _answer(question: str, values: list[str]) -> Json:
    return {"questionId": question, "textAnswers": {"answers": [{"value": value} for value in values]}}


@serves("forms.forms.responses.get")
def get(call: Call) -> Json:
    form_id = call.params["formId"]
    require(call, call.caller, form_id, "write")
    form = load(call.world, form_id)
    response = call.world.store.get(RESPONSES, f"{form_id}/{call.params['responseId']}")
    if response is None:
        raise not_found()
    return {"formId": form_id} | resource(form, response)


@serves("forms.forms.responses.list")
def list_(call: Call) -> Json:
    """Responses by the time of their last submission; at most 5,000 a page."""
    form_id = call.params["formId"]
    require(call, call.caller, form_id, "write")
    form = load(call.world, form_id)
    wanted = call.params.get("filter", "")
    found = list(filter(_passing(wanted), all_of(call.world, form_id)))
    size = call.params.get("pageSize", 0)
    if size < 0:
        raise bad_request("pageSize must not be negative.")
    start = _start(call.params.get("pageToken"), wanted)
    end = start + min(size or MOST, MOST)
    page = [resource(form, each) for each in found[start:end]]
    answer: Json = {"responses": page} if page else {}
    if end < len(found):
        answer["nextPageToken"] = base64.urlsafe_b64encode(f"{end} {wanted}".encode()).decode()
    return answer


def _start(token: str | None, wanted: str) -> int:
    if not token:
        return 0
    try:
        start, _, asked = base64.urlsafe_b64decode(token.encode()).decode().partition(" ")
        number = int(start)
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise bad_request("Invalid page token.") from error
    if asked != wanted:
        raise bad_request("The filter must be the same as in the request that answered this page token.")
    return number


def _passing(wanted: str) -> Callable[[Json], bool]:
    """Whether a response passes the filter; Google's 400 for a filter that is none."""
    if not wanted:
        return lambda _: True
    found = FILTER.fullmatch(wanted)
    bound = _nanoseconds(found.group(2).strip('"')) if found else None
    if found is None or bound is None:
        raise bad_request(f"Invalid filter: {wanted}. It must be 'timestamp > N' or 'timestamp >= N'.")
    # At or after a moment is after the nanosecond before it.
    beyond = bound - 1 if found.group(1) == ">=" else bound
    return lambda response: (_nanoseconds(response["lastSubmittedTime"]) or 0) > beyond


def _nanoseconds(text: str) -> int | None:
    found = TIME.fullmatch(text)
    if not found:
        return None
    try:
        whole = datetime.fromisoformat(found.group(1) + "+00:00")
    except ValueError:
        return None
    return int(whole.timestamp()) * 10**9 + int((found.group(2) or "").ljust(9, "0"))
