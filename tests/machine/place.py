"""The world of the simulation: one local Google, one state database, two workers, one clock, one dice.

Everything random comes from the seed and every second from the world's clock. A prepared school is kept once
a process and put back for each history. What people do is in `people.py`, what must hold in `invariants.py`.
"""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from sqlalchemy import event

from app.core.scopes import INTERNAL
from app.errors import GrantLost
from app.flows.deps import Deps, Google, gateways
from app.google.credentials import from_grant
from app.google.session import Session
from app.local_google import discovery
from app.local_google.control import deliver_hooks, edit_hooks, expire_hooks
from app.local_google.identity import issue
from app.local_google.quotas import DEFAULTS
from app.local_google.testing import local
from app.local_google.world import World
from app.store.opened import Store, open_store
from app.wiring import LOCAL_CLIENT, LOCAL_SECRET

OWNER = "owner@school.test"
BASE = "http://127.0.0.1"
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SCOPES = [scope.url for scope in INTERNAL]
READS = ("GET", "HEAD")
KEY = urlsafe_b64encode(bytes(32)).decode()  # one for all places: what is kept was sealed with it
TOKEN = "oauth2.token"
Hook = Callable[["Worker", requests.PreparedRequest], None]


class Killed(BaseException):
    """The process ended here: nothing that comes after may run, no `finally` may reach the state."""


def writes(request: requests.PreparedRequest) -> bool:
    """Whether the call may change something. A long GET goes as a POST with a header."""
    if name_of(request) == TOKEN:
        return False
    return (request.headers.get("X-HTTP-Method-Override") or request.method) not in READS


def name_of(request: requests.PreparedRequest) -> str:
    """The discovery method id of a call."""
    found = discovery.find(str(request.method), urlsplit(str(request.url)).path)
    return found.method.id if found else TOKEN


class Wire(BaseAdapter):
    """One worker's way to Google: time passes with every call, and hooks may step in before and after."""

    def __init__(self, place: Place, worker: Worker) -> None:
        super().__init__()
        self.place, self.worker = place, worker

    def send(self, request: requests.PreparedRequest, *more: Any, **named: Any) -> requests.Response:
        place, worker = self.place, self.worker
        if worker.dead:
            raise Killed
        place.pass_seconds(place.random.uniform(0.05, 0.4))
        if place.before is not None:
            place.before(worker, request)
        try:
            return place.local.send(request, *more, **named)
        finally:
            worker.sent.append((name_of(request), writes(request)))
            if place.after is not None:
                place.after(worker, request)

    def close(self) -> None:
        """Nothing is held open."""


class Worker:
    """One process of the service: its own connections to the state, dead once it was killed."""

    def __init__(self, place: Place, name: str, state: Path, key: str) -> None:
        self.place, self.name, self.dead = place, name, False
        self.sent: list[tuple[str, bool]] = []  # method, whether it writes
        self.store: Store = open_store(f"sqlite:///{state}", [key])
        self.engine = self.store._database.engine
        event.listen(self.engine, "before_cursor_execute", self._alive)
        event.listen(self.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        self.engine.dispose()
        self.wire = Wire(place, self)
        self.deps = Deps(self.store, self._connect, place.now, "http://local/spreadsheets/d/{id}/edit")

    def _alive(self, *_: Any) -> None:
        if self.dead:
            raise Killed

    def _connect(self, owner: str) -> Google:
        grant = self.store.accounts.get(owner)
        if grant is None:
            raise GrantLost(owner, "it was never connected")
        credentials = from_grant(
            grant.refresh_token,
            grant.scopes,
            client_id=LOCAL_CLIENT,
            client_secret=LOCAL_SECRET,
            base_url=BASE,
            account=owner,
        )
        place = self.place
        session = Session(
            credentials,
            BASE,
            account=owner,
            adapter=self.wire,
            sleep=place.pass_seconds,
            random=place.random.random,
            clock=lambda: place.now().timestamp(),
        )
        return gateways(session)

    def begin_anew(self) -> None:
        """A new process in the place of the old one."""
        self.engine.dispose()
        self.dead = False


@dataclass(frozen=True)
class Kept:
    """Everything at one moment."""

    google: bytes
    state: bytes


class Place:
    """The world, the state, the workers. `before` and `after` are hooks on every call of a worker."""

    def __init__(self) -> None:
        self.random = Random(0)
        self.before: Hook | None = None
        self.after: Hook | None = None
        self.world = World(seed=1)
        self.world.set_clock(MONDAY, pinned=True)
        self.world.quotas.set(dict.fromkeys(DEFAULTS, 10**9))
        self._moment = self.world.now()
        self.local = local(self.world)
        memory = Path("/dev/shm")
        self._folder = Path(tempfile.mkdtemp(prefix="machine-", dir=memory if memory.is_dir() else None))
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        self._state = self._folder / "state.sqlite"
        self.workers = (Worker(self, "A", self._state, KEY), Worker(self, "B", self._state, KEY))
        self.store = open_store(f"sqlite:///{self._state}", [KEY])  # what a test looks with
        self.owner = OWNER
        self.caseload_id = 0
        self.book = ""
        self.calendar = ""
        self.connect()

    # Time

    def now(self) -> datetime:
        return self._moment

    def pass_seconds(self, seconds: float) -> None:
        """The clock goes on; formulas that look at it are worked out again on a new day."""
        day = self._moment.date()
        self._moment += timedelta(seconds=seconds)
        with self.world.transaction():
            self.world.set_clock(self._moment, pinned=True)
        if self._moment.date() != day:
            with self.world.alone():
                pass

    # Memory

    def keep(self) -> Kept:
        self._let_go()
        with closing(sqlite3.connect(self._state)) as state:
            return Kept(self.world.store.dump(), state.serialize())

    def put_back(self, kept: Kept, seed: int) -> None:
        """The kept moment again, with the dice of this seed."""
        self.before = self.after = None
        self.world.faults.clear()
        self.world.calls.clear()
        with self.world.alone():
            self.world.store.load(kept.google)
        self._moment = self.world.now()
        self.random = Random(seed)
        self.world.random = Random(seed)
        for worker in self.workers:
            worker.dead = False
            worker.sent.clear()
        self._let_go()
        for rest in ("-wal", "-shm"):
            Path(f"{self._state}{rest}").unlink(missing_ok=True)
        self._state.write_bytes(kept.state)

    def _let_go(self) -> None:
        for engine in (*(worker.engine for worker in self.workers), self.store._database.engine):
            engine.dispose()

    @contextmanager
    def without_faults(self) -> Iterator[None]:
        """Those that wait hit Holdfast's calls, not what people do meanwhile."""
        faults = self.world.faults
        waiting, faults.waiting = faults.waiting, []
        yield
        faults.waiting = waiting

    # What only the far side can do

    def connect(self) -> None:
        """The owner consents, once more if need be."""
        given = issue(self.world, self.owner, SCOPES)
        self.store.accounts.save(self.owner, given.refresh, SCOPES, self.now())

    def expire(self, what: str) -> None:
        with self.world.transaction():
            for hook in expire_hooks[what]:
                hook(self.world, self.owner)

    def deliver(self, raw: str) -> str:
        """Mail to the owner arrives; the message's id."""
        with self.world.transaction():
            return str(deliver_hooks[0](self.world, self.owner, raw.encode())["id"])

    def edit(self, ops: list[dict[str, Any]]) -> None:
        with self.world.transaction():
            edit_hooks[0](self.world, self.book, self.owner, ops)
