"""The local Google in-process, and sessions on it; every call must fit the discovery documents."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from app.google.credentials import bearer
from app.google.session import Session
from app.local_google.testing import local
from app.local_google.world import World

URL = "http://google.local"
OWNER = "teacher@school.test"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
As = Callable[[str], Session]


@pytest.fixture(name="world")
def a_world() -> Iterator[World]:
    world = World(seed=1)
    world.strict = True
    world.set_clock(NOW)
    yield world
    wrong = [call for call in world.calls.since(0) if not call["valid"]]
    assert wrong == []


@pytest.fixture(name="as_")
def as_somebody(world: World) -> As:
    adapter = local(world)
    return lambda email: Session(bearer(email), URL, account=email, adapter=adapter, sleep=lambda _: None)


@pytest.fixture(name="session")
def the_owner(as_: As) -> Session:
    return as_(OWNER)
