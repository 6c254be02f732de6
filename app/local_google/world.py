"""One local Google: its store, clock, identifiers, people, and the lock under which everything changes.

What an API means is not known here; the packages sheets, drive, calendar, gmail and forms say that.
"""

import hashlib
import random
import string
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from app.local_google.calls import CallLog
from app.local_google.delivery import Courier
from app.local_google.faults import Faults
from app.local_google.quotas import Quotas
from app.local_google.store import Store

DEFAULT_OWNER = "owner@school.test"
_ALPHABET = string.ascii_letters + string.digits + "-_"


class World:
    """Everything one local Google holds. Handlers change it only inside `transaction()`."""

    def __init__(self, store: Store | None = None, seed: int | None = None) -> None:
        self.store = store or Store()
        self.store.make_tables()
        # A seeded world that is started again must not give out the identifiers it gave before.
        self.random = random.Random(None if seed is None else f"{seed}/{self.store.next_number('starts')}")
        self.on_rollback: list[Callable[[], None]] = []
        self.after_commit: list[Callable[[], None]] = []
        self.cache: dict[str, Any] = {}
        self.base_url = "http://127.0.0.1"
        self.strict = False
        self.calls = CallLog()
        self.faults = Faults()
        self.quotas = Quotas()
        self.courier = Courier(self.faults)
        self._notices: dict[tuple[str, str], dict[str, Any]] = {}
        self.actor_client = ""
        self._lock = self.store.lock
        self._depth = 0
        self._advanced = 0.0
        self._started = time.monotonic()

    def now(self) -> datetime:
        """The world's time, aware, in UTC; the control may shift or pin it."""
        clock = self.store.get("control", "clock") or {}
        if "pinned" in clock:
            return datetime.fromisoformat(clock["pinned"])
        return datetime.now(UTC) + timedelta(seconds=clock.get("shift", 0.0))

    def set_clock(self, now: datetime, pinned: bool = False) -> None:
        """Make it `now`; the clock goes on from there, or stands still when pinned."""
        self._advanced += max(0.0, (now - self.now()).total_seconds())
        moment = now.astimezone(UTC)
        shift = (moment - datetime.now(UTC)).total_seconds()
        self.store.put("control", "clock", {"pinned": moment.isoformat()} if pinned else {"shift": shift})

    def advance(self, seconds: float) -> None:
        clock = self.store.get("control", "clock") or {}
        self.set_clock(self.now() + timedelta(seconds=seconds), pinned="pinned" in clock)

    def elapsed(self) -> float:
        """Seconds this world has lived, for quotas, which refill under a pinned clock too."""
        return time.monotonic() - self._started + self._advanced

    def new_id(self, length: int = 44) -> str:
        """A url-safe random identifier that starts with a digit or letter, as Google's do."""
        return self.random.choice(_ALPHABET[:-2]) + "".join(self.random.choices(_ALPHABET, k=length - 1))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the lock and one SQLite transaction; an exception rolls back and caches forget."""
        with self._lock:
            if self._depth:
                yield
                return
            done = self._outermost()
            with done:
                yield
            if self._notices:
                notices, self._notices = self._notices, {}
                self.after_commit.append(partial(self._tell, notices))
            waiting, self.after_commit = self.after_commit, []
        for callback in waiting:
            callback()

    @contextmanager
    def _outermost(self) -> Iterator[None]:
        self.store.db.execute("BEGIN IMMEDIATE")
        self._depth, done = 1, False
        try:
            yield
            done = True
        finally:
            self._depth = 0
            self.store.db.execute("COMMIT" if done else "ROLLBACK")
            if not done:
                self.after_commit.clear()
                self._notices.clear()
                self.forget()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock without a transaction, to replace the whole store."""
        with self._lock:
            yield
            self.forget()

    def forget(self) -> None:
        """Make every cache drop what it holds; the store is the truth again."""
        for hook in self.on_rollback:
            hook()

    def person(self, email: str) -> dict[str, Any]:
        """A person of this world: `email`, `name`, `id`. Made on first use, named after the address."""
        known = self.store.get("people", email)
        if known:
            return known
        words = email.split("@")[0].replace(".", " ").replace("_", " ").replace("-", " ")
        return self.add_person(email, words.title())

    def add_person(self, email: str, name: str, aliases: Sequence[str] = ()) -> dict[str, Any]:
        number = int(hashlib.sha256(email.encode()).hexdigest(), 16) % 10**20
        person = {"email": email, "name": name, "id": f"1{number:020d}", "aliases": list(aliases)}
        self.store.put("people", email, person)
        return person

    def notify_change(self, kind: str, key: str, **facts: Any) -> None:
        """Tell push channels, once this is committed, that `key` of `kind` changed; once a request."""
        known = self._notices.setdefault((kind, key), {})
        for name, value in facts.items():
            known[name] = [*known.get(name, []), *value] if isinstance(value, list) else value

    def _tell(self, notices: dict[tuple[str, str], dict[str, Any]]) -> None:
        tell = self.cache.get("push")
        if tell:
            for (kind, key), facts in notices.items():
                tell(self, kind, key, facts)
