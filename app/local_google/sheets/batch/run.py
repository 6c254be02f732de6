"""batchUpdate: requests in order, all or none, with Google's words before each refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.local_google.api import Call, Caller, GoogleError, bad_request, serves
from app.local_google.sheets import opening, places
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json
from app.local_google.sheets.opening import Guard
from app.local_google.sheets.tab import Tab
from app.local_google.world import World


@dataclass
class Edit:
    """What a request works on."""

    world: World
    book: Book
    caller: Caller
    guard: Guard

    def touch(self, tab: Tab) -> None:
        """The tab's properties or things change."""
        tab.dirty = True
        self.book.changed = True

    def touch_book(self) -> None:
        self.book.dirty = self.book.changed = True


Kind = Callable[[Edit, Json], Json | None]
KINDS: dict[str, Kind] = {}


def kind(name: str) -> Callable[[Kind], Kind]:
    """Register the handler of one kind of request; None becomes an empty reply."""

    def register(handler: Kind) -> Kind:
        KINDS[name] = handler
        return handler

    return register


def apply(edit: Edit, requests: list[Json]) -> list[Json]:
    """Carry out the requests; the first refusal is raised with its place."""
    replies: list[Json] = []
    for number, request in enumerate(requests):
        given = [name for name in request if request[name] is not None]
        if len(given) != 1:
            raise bad_request(_wrong_number(number, given))
        name = given[0]
        if name not in KINDS:
            raise GoogleError(
                501, f"The local Google does not serve batchUpdate requests of the kind {name}."
            )
        try:
            reply = KINDS[name](edit, request[name])
        except GoogleError as error:
            if error.status == 400:
                raise bad_request(f"Invalid requests[{number}].{name}: {error.message}") from error
            raise
        replies.append({name: reply} if reply is not None else {})
    return replies


def _wrong_number(number: int, given: list[str]) -> str:
    if not given:
        return f"Invalid requests[{number}]: No request set."
    place = f"Invalid value at 'requests[{number}]' (oneof)"
    return f"{place}, oneof field 'kind' is already set. Cannot set '{given[1]}'"


@serves("sheets.spreadsheets.batchUpdate")
def batch_update(call: Call) -> Json:
    # Imported here since reading answers also makes spreadsheets, which runs batches.
    from app.local_google.sheets.resource import spreadsheet
    from app.local_google.sheets.spreadsheets import extent_of

    requests = call.body.get("requests") or []
    if not requests:
        raise bad_request("Must specify at least one request.")
    with opening.writing(call) as book:
        edit = Edit(call.world, book, call.caller, Guard(call.world, book, call.caller))
        replies = apply(edit, requests)
        answer: dict[str, Any] = {"spreadsheetId": book.spreadsheet_id, "replies": replies}
        if call.body.get("includeSpreadsheetInResponse"):
            boxes = [places.resolve(book, text) for text in call.body.get("responseRanges", [])]
            grid = bool(call.body.get("responseIncludeGridData"))
            extent = extent_of(call, book, boxes, grid, "updatedSpreadsheet")
            answer["updatedSpreadsheet"] = spreadsheet(call.world, book, call.caller, extent)
        return answer
