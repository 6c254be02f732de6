"""Changes told to Holdfast as Google tells them: at once, twice, late, out of order, or never.

What the far side publishes is held up here, and what becomes of it drawn from dice of its own. It arrives at
the product's own room, which makes the caseload due, and the product's own tick chooses what to sync. Google
tells of mailboxes and Forms; Holdfast opens no channels for the sheet and the calendars: what happens there
waits for the tick that comes anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from random import Random
from typing import Any

import requests
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from app import errors
from app.local_google import push
from app.local_google.delivery import Message
from app.settings import Settings
from app.web import create_app
from app.web.push import PUBSUB
from app.wiring import WebNeeds
from jobs.tick import tick
from tests.machine.place import BASE, KEY, OWNER, Place, Worker

TOPIC = "projects/school/topics/holdfast"
HERE = "https://holdfast.school.test"
PUSHER = "push@school.test"
FATES = {"notices at once": 5, "notices twice": 2, "notices late": 3, "notices lost": 4}
LATE = (60, 15 * 60, 3 * 3600, 20 * 3600)  # seconds


class Room(WebNeeds):
    """What the product gives its web, with the way to Google in this process."""

    @cached_property
    def http(self) -> requests.Session:
        return _browser()


@lru_cache(maxsize=1)
def _web(place: Place) -> FlaskClient:
    """Where notices arrive."""
    given = Settings(google_url=BASE, base_url=HERE, push_service_account=PUSHER, secret_keys=(KEY,))
    made = create_app(Room(replace(place.workers[0].deps, store=place.store), given))
    _browser().mount("http://", place.local)
    return made.test_client()


@lru_cache(maxsize=1)
def _browser() -> requests.Session:
    return requests.Session()


@dataclass
class Pushes:
    """The notices of one history, in the courier's place."""

    place: Place
    random: Random
    breaches: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FATES, 0))
    _waiting: list[tuple[datetime, Message]] = field(default_factory=list)
    _told: datetime | None = None  # since when the caseload has to be due

    def send(self, message: Message) -> None:
        """The far side publishes; what becomes of it is known only to these dice."""
        (fate,) = self.random.choices(list(FATES), FATES.values())
        self.counts[fate] += 1
        later = self.place.now() + timedelta(seconds=self.random.choice(LATE))
        if fate in ("notices at once", "notices twice"):
            self._waiting.append((self.place.now(), message))
        if fate in ("notices twice", "notices late"):
            self._waiting.append((later, message))

    def arrive(self) -> int:
        """What has come by now, in any order. How many."""
        now = self.place.now()
        here = [message for when, message in self._waiting if when <= now]
        self._waiting = [(when, message) for when, message in self._waiting if when > now]
        self.random.shuffle(here)
        for message in here:
            answer = _web(self.place).post(PUBSUB, data=message.body, headers=message.headers)
            if answer.status_code != 204:
                self.breaches.append(f"push: a notice was answered with {answer.status_code}")
            if b'"data"' in message.body:  # of a mailbox: a Form that was closed meanwhile makes nothing due
                self._told = now
        return len(here)

    def tick(self, worker: Worker) -> dict[int, str]:
        """What is due is synced by this worker; with nothing due, mostly, the time is awaited when it is."""
        self.arrive()
        if not worker.deps.store.caseloads.due(self.place.now()) and self.random.random() < 0.7:
            self.wait()
        self._told = None
        with capture_logs():
            outcomes = tick(worker.deps, workers=1)
        self._still_due(outcomes)
        return outcomes

    def wait(self) -> None:
        """Until the next look that comes without a notice."""
        due = self.place.store.caseloads.standing(self.place.caseload_id).due_at
        self.place.pass_seconds(max(0.0, (due - self.place.now()).total_seconds()))
        self.arrive()

    def _still_due(self, outcomes: dict[int, str]) -> None:
        """A notice that came while the worker was at it is not forgotten with that worker's end."""
        standing = self.place.store.caseloads.standing(self.place.caseload_id)
        told, done = self._told, outcomes.get(self.place.caseload_id) == "ok"
        if told is not None and done and standing.due_at > told:
            self.breaches.append(f"push: told at {told}, and due only at {standing.due_at}")

    def told(self) -> list[str]:
        """What went wrong on the way."""
        return [*self.breaches, *self._unexplained()]

    def _unexplained(self) -> Iterable[str]:
        """The tick goes on whatever happens; an error that is not one of ours is told here all the same."""
        for run in self.place.store.runs.latest(self.place.caseload_id, 100):
            error = run.report.get("error", "")
            if error and not hasattr(errors, error):
                yield f"push: a tick failed of {error}"


@contextmanager
def pushes(place: Place, seed: int) -> Iterator[Pushes]:
    """A history's notices: everything is watched, and nothing told but through what this gives."""
    world, made = place.world, Pushes(place, Random(f"{seed}/push"))
    courier, world.courier = world.courier, made
    _topic(place, TOPIC)
    with world.transaction():
        push.subscribe(world, TOPIC, HERE + PUBSUB, PUSHER)
    _watched(place, OWNER)
    yield made
    world.courier = courier
    _topic(place, "")


def _topic(place: Place, topic: str) -> None:
    for worker in place.workers:
        worker.deps = replace(worker.deps, forms_topic=topic)


def _watched(place: Place, owner: str) -> None:
    """Who runs Holdfast lets Gmail tell of a mailbox; Forms it watches itself."""
    http: Any = requests.Session()
    http.mount("http://", place.local)
    asked = {"headers": {"Authorization": f"Bearer {owner}"}, "json": {"topicName": TOPIC}}
    http.post(f"{BASE}/gmail/v1/users/me/watch", **asked).raise_for_status()
