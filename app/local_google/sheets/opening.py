"""Opening a spreadsheet for a call: rights through Drive, the protections, and storing what was changed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from app.local_google.api import Call, Caller, bad_request, not_found
from app.local_google.drive import access, files
from app.local_google.sheets import storage
from app.local_google.sheets.a1 import Box
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json
from app.local_google.sheets.ranges import box_from
from app.local_google.sheets.tab import Tab
from app.local_google.world import World

PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


def reading(call: Call) -> Book:
    """The spreadsheet of the call, when the caller may read it."""
    file = access.require(call, call.caller, call.params["spreadsheetId"], "read")
    return book_of(call.world, file)


@contextmanager
def writing(call: Call) -> Iterator[Book]:
    """The spreadsheet, when the caller may edit it; what was changed is stored at the end."""
    file = access.require(call, call.caller, call.params["spreadsheetId"], "write")
    book = book_of(call.world, file)
    yield book
    store(call.world, book, call.caller.email)


def book_of(world: World, file: Json) -> Book:
    if file.get("mimeType") != files.SHEET:
        raise bad_request(
            "This operation is not supported for this document", status_text="FAILED_PRECONDITION"
        )
    try:
        return storage.open_book(world, file["id"])
    except KeyError:
        raise not_found() from None


def store(world: World, book: Book, email: str) -> None:
    """Store what changed, and let Drive know who did it."""
    if book.changed or book.dirty:
        storage.keep(world, book)
        files.touch(world, book.spreadsheet_id, email)


def title_of(world: World, book: Book) -> str:
    """A spreadsheet's title is its file's name."""
    file = access.stored(world, book.spreadsheet_id)
    return str(file["name"]) if file else ""


def may_edit(world: World, book: Book, protection: Json, email: str) -> bool:
    """Whether a protection lets this person through: the owner, its editors, and their groups and domain."""
    if protection.get("warningOnly"):
        return True
    if access.role_of(world, email, book.spreadsheet_id) == "owner":
        return True
    editors = protection.get("editors", {})
    named = [name.lower() for name in [*editors.get("users", []), *editors.get("groups", [])]]
    if email.lower() in named:
        return True
    file = access.stored(world, book.spreadsheet_id) or {}
    owner_domain = str(file.get("owner", "")).rpartition("@")[2].lower()
    return bool(editors.get("domainUsersCanEdit")) and email.lower().rpartition("@")[2] == owner_domain


def protected_box(book: Book, protection: Json) -> Box | None:
    """The cells of a protection, through its named range or table where it has one."""
    if protection.get("namedRangeId"):
        for named in book.named_ranges:
            if named["namedRangeId"] == protection["namedRangeId"]:
                return box_from(named["range"])
    if protection.get("tableId"):
        for tab in book.tabs:
            for table in tab.listed("tables"):
                if table["tableId"] == protection["tableId"]:
                    return box_from(table["range"])
    return box_from(protection["range"]) if "range" in protection else None


class Guard:
    """What one person may not edit in a spreadsheet: found once a request, asked for each range."""

    def __init__(self, world: World, book: Book, caller: Caller) -> None:
        self.world, self.book, self.caller = world, book, caller
        self.refused: list[tuple[Box, list[Box]]] | None = None

    def again(self) -> None:
        """Protections changed; find them anew."""
        self.refused = None

    def check(self, box: Box) -> None:
        """Refuse when any cell of the box is protected from this person."""
        for closed, doors in self._closed():
            if closed.meets(box) and not any(door.contains(box) for door in doors):
                raise bad_request(PROTECTED)

    def check_all(self, boxes: Iterable[Box]) -> None:
        for box in boxes:
            self.check(box)

    def check_tab(self, tab: Tab) -> None:
        """For what touches the tab as such: deleting, renaming."""
        self.check(tab.whole())

    def check_whole(self, tab: Tab) -> None:
        """For what changes a tab's own properties: refused where the whole tab is protected."""
        if any(closed == Box(tab.sheet_id) for closed, _doors in self._closed()):
            raise bad_request(PROTECTED)

    def _closed(self) -> list[tuple[Box, list[Box]]]:
        if self.refused is None:
            self.refused = []
            for tab in self.book.tabs:
                for protection in tab.listed("protectedRanges"):
                    box = protected_box(self.book, protection)
                    if box and not may_edit(self.world, self.book, protection, self.caller.email):
                        doors = [box_from(item) for item in protection.get("unprotectedRanges", [])]
                        self.refused.append((box, doors))
        return self.refused
