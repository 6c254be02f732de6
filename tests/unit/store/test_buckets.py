"""Shared token buckets: never more than Google allows in any minute, whoever asks; and people come first."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.google.credentials import bearer
from app.google.documents import document
from app.google.drive import Drive
from app.google.quotas import COSTS, RATES, Charge, Lane, SharedBuckets, cost_of, group_of
from app.google.session import Session
from app.google.sheets import Sheets
from app.local_google.testing import local
from app.local_google.world import World
from app.store.buckets import Shelf
from app.store.database import open_database


class Clock:
    seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(name="clock")
def a_clock() -> Clock:
    return Clock()


@pytest.fixture(name="shelf")
def a_shelf(tmp_path: Path, clock: Clock) -> Shelf:
    return Shelf(open_database(f"sqlite:///{tmp_path}/s.sqlite"), clock)


ONE = Charge("b", cost=1, capacity=5, per_second=2)


def test_a_bucket_empties_fills_and_says_how_long(shelf: Shelf, clock: Clock) -> None:
    assert [shelf.take([ONE]) for _ in range(5)] == [0.0] * 5
    assert shelf.take([ONE]) == pytest.approx(0.5)
    assert shelf.take([ONE]) == pytest.approx(0.5)  # asking takes nothing
    clock.seconds += 0.5
    assert shelf.take([ONE]) == 0.0
    clock.seconds += 3600
    assert [shelf.take([ONE]) > 0 for _ in range(6)] == [False] * 5 + [True]  # never more than it holds


def test_all_charges_are_taken_or_none(shelf: Shelf) -> None:
    tight = Charge("tight", cost=5, capacity=5, per_second=1)
    assert shelf.take([ONE, tight]) == 0.0
    assert shelf.take([ONE, tight]) == pytest.approx(5.0)
    assert [shelf.take([ONE]) for _ in range(4)] == [0.0] * 4


def test_a_closed_bucket_is_closed_for_all_and_the_longest_time_counts(shelf: Shelf, clock: Clock) -> None:
    shelf.close(["b"], 30)
    shelf.close(["b"], 10)
    assert shelf.take([ONE]) == pytest.approx(30.0)
    clock.seconds += 30
    assert shelf.take([ONE]) == 0.0


def test_two_installations_of_the_shelf_share_the_levels(tmp_path: Path, clock: Clock) -> None:
    shelves = [Shelf(open_database(f"sqlite:///{tmp_path}/s.sqlite"), clock) for _ in range(2)]
    assert [shelf.take([ONE]) > 0 for shelf in shelves * 3] == [False] * 5 + [True]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 20), st.sampled_from(["a", "b", "c"])), min_size=50, max_size=120))
def test_no_minute_holds_more_than_google_allows(
    tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[float, str]]
) -> None:
    clock = Clock()
    shelf = Shelf(open_database(f"sqlite:///{tmp_path_factory.mktemp('b')}/s.sqlite"), clock)
    rates = {"sheets.read": RATES["sheets.read"].__class__(project=30, user=15)}
    buckets = SharedBuckets(shelf, Lane.PERSON, rates)
    granted: list[tuple[float, str]] = []
    for pause, who in asked:
        clock.seconds += pause if pause > 15 else 0  # bursts, then rests
        if buckets.take("sheets.spreadsheets.get", who) == 0:
            granted.append((clock.seconds, who))
    for start, _ in granted:
        window = Counter(who for when, who in granted if start <= when < start + 60)
        assert window.total() <= 30
        assert max(window.values()) <= 15


def test_backfill_leaves_room_for_people(shelf: Shelf) -> None:
    backfill, person = SharedBuckets(shelf, Lane.BACKFILL), SharedBuckets(shelf, Lane.PERSON)
    taken = 0
    while backfill.take("sheets.spreadsheets.get", "a@x.test") == 0:
        taken += 1
    left = 0
    while person.take("sheets.spreadsheets.get", "a@x.test") == 0:
        left += 1
    assert (taken, left) == (7, 8)


def test_one_accounts_refusal_stops_that_account_and_a_projects_all(shelf: Shelf, clock: Clock) -> None:
    buckets = SharedBuckets(shelf)
    get, other = "sheets.spreadsheets.get", "b@x.test"
    buckets.slow(get, "a@x.test", 10, False)
    assert buckets.take(get, "a@x.test") == pytest.approx(10)
    assert buckets.take(get, other) == 0
    buckets.slow(get, "a@x.test", 20, True)
    assert buckets.take(get, other) == pytest.approx(20)
    assert buckets.take("sheets.spreadsheets.batchUpdate", other) == 0  # writes are another quota


def test_a_call_that_costs_more_than_a_lane_may_hold_still_goes(shelf: Shelf) -> None:
    rates = {"gmail": RATES["gmail"].__class__(project=200, user=100)}
    assert SharedBuckets(shelf, Lane.BACKFILL, rates).take("gmail.users.drafts.send", "a@x.test") == 0


def test_methods_are_grouped_and_priced_as_google_says() -> None:
    assert group_of("sheets.spreadsheets.values.batchGet") == "sheets.read"
    assert group_of("sheets.spreadsheets.batchUpdate") == "sheets.write"
    assert group_of("forms.forms.responses.list") == "forms.responses"
    assert group_of("forms.forms.setPublishSettings") == "forms.write"
    assert group_of("gmail.users.messages.get") == "gmail"
    assert (
        cost_of("gmail.users.messages.get"),
        cost_of("drive.files.get"),
        cost_of("calendar.events.list"),
    ) == (
        20,
        5,
        1,
    )


def test_every_priced_method_exists() -> None:
    known = document("gmail", "v1", None) + document("drive", "v3", None)
    assert [method for method in COSTS if f'"{method}"' not in known] == []


def test_with_buckets_the_local_google_never_has_to_refuse(tmp_path: Path) -> None:
    world = World(seed=1)
    database = open_database(f"sqlite:///{tmp_path}/s.sqlite")
    buckets = SharedBuckets(Shelf(database, world.elapsed))
    session = Session(
        bearer("t@school.test"),
        "http://google.local",
        account="t@school.test",
        adapter=local(world),
        sleep=world.advance,
        clock=world.elapsed,
        buckets=buckets,
    )
    book = Drive(session).create_spreadsheet("Book", {})
    started = world.elapsed()
    for _ in range(150):
        Sheets(session).values(book, ["Sheet1"])
    assert 429 not in {call["status"] for call in world.calls.since(0)}
    assert 120 < world.elapsed() - started < 220
