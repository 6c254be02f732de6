"""A school in this very process: a strict local Google behind an adapter, the state in memory, one clock.

The whole of it can be kept and put back, so that one beginning serves many ends; the new caseload that all
begin with is made once in a run of the tests. `Wire` stands between Holdfast and Google and lets a test step
in at a call.
"""

from __future__ import annotations

import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import BaseAdapter
from sqlalchemy import event

from app.core.model import Caseload
from app.demo.answers import answers_of
from app.demo.person import FormPage, Person
from app.flows.deps import Deps, Google, gateways
from app.flows.report import Report
from app.flows.setup import create_caseload
from app.flows.sync import sync_caseload, sync_until_at_rest
from app.google.credentials import bearer, from_grant
from app.google.session import Session
from app.local_google.testing import local
from app.local_google.world import World
from app.store.opened import Store, open_store
from app.wiring import LOCAL_CLIENT, LOCAL_SECRET
from sheets_schema.layout import column_letters
from tests.made_once import made_once

OWNER = "owner@school.test"
BASE = "http://127.0.0.1"
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = MONDAY.date()
READS = ("GET", "HEAD")
KEY = urlsafe_b64encode(bytes(32)).decode()  # one for all towns: what is made once was sealed with it


class Killed(BaseException):
    """The process ended here: nothing that comes after may run, no `finally` may reach the state."""


def nothing(_: requests.PreparedRequest) -> None:
    """What happens at a call where no test steps in."""


class Wire(BaseAdapter):
    """Holdfast's way to Google. `before` and `after` are told of every call and may raise."""

    def __init__(self, adapter: BaseAdapter) -> None:
        super().__init__()
        self.adapter = adapter
        self.before: Callable[[requests.PreparedRequest], None] = nothing
        self.after: Callable[[requests.PreparedRequest], None] = nothing
        self.sent: list[tuple[str, str]] = []  # verb, path

    def send(self, request: requests.PreparedRequest, *more: Any, **named: Any) -> requests.Response:
        self.before(request)
        answer = self.adapter.send(request, *more, **named)
        self.sent.append((str(request.method), urlsplit(request.url or "").path))
        self.after(request)
        return answer

    def close(self) -> None:
        """Nothing is held open."""


def writes(request: requests.PreparedRequest) -> bool:
    """Whether the call may change something. A long GET goes as a POST with a header."""
    return (request.headers.get("X-HTTP-Method-Override") or request.method) not in READS


@dataclass(frozen=True)
class Kept:
    """Everything at one moment."""

    google: bytes
    state: bytes


class Town:
    """The world, the service's state, the wire between them, the case manager at their desk."""

    def __init__(self, folder: Path, now: datetime = MONDAY) -> None:
        self.world = World(seed=1)
        self.world.strict = True
        self.world.set_clock(now, pinned=True)
        self._local = local(self.world)
        self.wire = Wire(self._local)
        self.dead = False
        self._state = folder / "state.sqlite"
        self.key = KEY
        self.store: Store = open_store(f"sqlite:///{self._state}", [self.key])
        self._engine = self.store._database.engine
        event.listen(self._engine, "before_cursor_execute", self._alive)
        event.listen(self._engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        self._engine.dispose()
        self.deps = Deps(self.store, self.connect, self.world.now, "http://local/spreadsheets/d/{id}/edit")
        self.owner = self.person(OWNER)
        self._changes = self.world.store.db.total_changes
        self.caseload: Caseload

    def connect(self, owner: str, wire: Wire | None = None) -> Google:
        grant = self.store.accounts.get(owner)
        credentials = bearer(owner)
        if grant is not None:  # an account that was connected, as for a process of its own
            credentials = from_grant(
                grant.refresh_token,
                grant.scopes,
                client_id=LOCAL_CLIENT,
                client_secret=LOCAL_SECRET,
                base_url=BASE,
                account=owner,
            )
        session = Session(credentials, BASE, account=owner, adapter=wire or self.wire, sleep=lambda _: None)
        return gateways(session)

    def _alive(self, *_: Any) -> None:
        if self.dead:
            raise Killed

    def person(self, email: str) -> Person:
        """Somebody at their own browser, not on Holdfast's wire."""
        person = Person(BASE, email)
        person.http.mount("http://", self._local)
        return person

    # Time and memory

    @property
    def today(self) -> date:
        return self.world.now().date()

    def day(self, offset: int) -> str:
        return (self.today + timedelta(days=offset)).isoformat()

    def pass_time(self, **span: float) -> None:
        with self.world.transaction():
            self.world.advance(timedelta(**span).total_seconds())
        with self.world.alone():  # formulas that look at the clock are worked out again
            pass

    def keep(self) -> Kept:
        with closing(sqlite3.connect(self._state)) as state:
            return Kept(self.world.store.dump(), state.serialize())

    def put_back(self, kept: Kept) -> None:
        with self.world.alone():
            self.world.store.load(kept.google)
        self.put_state_back(kept)

    def put_state_back(self, kept: Kept) -> None:
        """Only the service's own state, as from a backup."""
        self.dead = False
        self.wire.before = self.wire.after = nothing
        self.wire.sent.clear()
        self._engine.dispose()
        for rest in ("-wal", "-shm"):
            Path(f"{self._state}{rest}").unlink(missing_ok=True)
        self._state.write_bytes(kept.state)

    @contextmanager
    def dying(
        self, path: str = "", *, verb: str = "POST", after: bool = False
    ) -> Iterator[list[requests.PreparedRequest]]:
        """Who works in here dies at the first such call to an address that ends so: before it arrives, or
        `after` it did and before its answer is seen. Gives that request; afterwards another lives on."""
        fatal: list[requests.PreparedRequest] = []

        def kill(request: requests.PreparedRequest) -> None:
            if request.method == verb and str(request.url).partition("?")[0].endswith(path):
                fatal.append(request)
                self.dead = True
                raise Killed

        setattr(self.wire, "after" if after else "before", kill)
        with pytest.raises(Killed):
            yield fatal
        self.live_again()

    def live_again(self) -> None:
        """A new process after a kill: whatever the old one held is gone, its lease has ended."""
        self.dead = False
        self.wire.before = self.wire.after = nothing
        self._engine.dispose()
        self.pass_time(minutes=10)

    # Holdfast

    def open(self, zone: str = "UTC") -> Caseload:
        """A new caseload: the one that was made in this run already, where nothing happened here before."""
        if not self._untouched():
            self.caseload = create_caseload(self.deps, OWNER, "Learning support", zone)
            return self.caseload
        now = self.world.now()
        made = made_once(f"caseload {zone} {now:%Y%m%d%H%M%S}".replace("/", "-"), lambda: _new(zone, now))
        self.put_back(Kept(made["google"], made["state"]))
        self.world.random = Random("after set-up")
        self.caseload = self.store.caseloads.get(1)
        return self.caseload

    def _untouched(self) -> bool:
        """Whether nothing happened in this world, and nothing waits to happen at a call."""
        same = self.world.store.db.total_changes == self._changes
        return same and not self.store.caseloads.list() and self.wire.before is self.wire.after is nothing

    @property
    def book(self) -> str:
        return self.caseload.spreadsheet_id

    def sync(self, **how: bool) -> Report:
        return sync_caseload(self.deps, self.caseload.id, **how)

    def rest(self, **how: bool) -> list[Report]:
        reports = sync_until_at_rest(self.deps, self.caseload.id, **how)
        assert reports[-1].outcome == "ok", reports[-1].said
        assert not reports[-1].changed, f"not at rest: {reports[-1].json()}"
        return reports

    # The desk

    def type(self, tab: str, rows: Iterable[Mapping[str, Any]], first: int | None = None) -> None:
        self.owner.type_rows(self.book, tab, list(rows), first)

    def edit(self, *ops: Mapping[str, Any]) -> None:
        self.owner.edit(self.book, ops)

    def rows(self, tab: str, book: str = "", who: Person | None = None) -> list[dict[str, Any]]:
        """The rows of a tab by title, blank and spare ones left out; "#" is the sheet row."""
        person = who or self.owner
        asked = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "FORMATTED_STRING"}
        path = f"/v4/spreadsheets/{book or self.book}/values/{tab}"
        values = person.call("GET", path, params=asked).get("values", [])
        heads = values[0]
        found = []
        for number, line in enumerate(values[1:], 2):
            here = line[: len(heads)]  # what stands right of the headers is nobody's
            cells = dict(zip(heads, [*here, *[""] * (len(heads) - len(here))], strict=True))
            if any(cells[head] not in ("", None, False) for head in heads if head not in FORMULAS_ALWAYS):
                found.append({**cells, "#": number})
        return found

    def cell(self, tab: str, row: int, title: str) -> Any:
        return next((line[title] for line in self.rows(tab) if line["#"] == row), "")

    def column(self, tab: str, title: str) -> str:
        return column_letters(self.owner.columns(self.book, tab)[title])

    def mail(self, raw: str, to: str = OWNER) -> None:
        self.owner.call("POST", "/_control/mail", json={"to": to, "raw": raw})

    def answer_form(self, email: str, link: str, turn: int = 1) -> None:
        """A student fills the form's page, every question of it."""
        pupil = self.person(email)
        page = FormPage()
        page.feed(pupil.http.get(link, params={"as": email}).text)
        answers = answers_of(page, turn)
        url = page.action if page.action.startswith("http") else BASE + page.action
        pupil.http.post(url, data={**page.hidden, **answers}).raise_for_status()


class Colleague:
    """A second worker on the same caseload: its own connections to the state and to Google."""

    def __init__(self, town: Town) -> None:
        self.dead = False
        self.wire = Wire(town._local)
        self.store = open_store(f"sqlite:///{town._state}", [town.key])
        event.listen(self.store._database.engine, "before_cursor_execute", self._alive)
        self.deps = replace(town.deps, store=self.store, connect=lambda owner: town.connect(owner, self.wire))

    def _alive(self, *_: Any) -> None:
        if self.dead:
            raise Killed

    def leave(self) -> None:
        """Its process is over, whatever it held."""
        self.wire.before = self.wire.after = nothing
        self.store._database.engine.dispose()


def _new(zone: str, now: datetime) -> dict[str, bytes]:
    """A world with a new caseload and nothing else."""
    with TemporaryDirectory() as folder:
        town = Town(Path(folder), now)
        create_caseload(town.deps, OWNER, "Learning support", zone)
        kept = town.keep()
        town.store.close()
    return {"google": kept.google, "state": kept.state}


FORMULAS_ALWAYS = frozenset({"Id", "Code", "Name", "Listed"})  # stand on spare rows too, or follow
