"""What is brought in is begun once for each person, whoever is quicker; the audit tells how far it came."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.core.orders import Order, OrderKind
from app.store import Store
from app.store.adoptions import Adoption
from tests.unit.store.conftest import NOW

UTC, ME = ZoneInfo("UTC"), "Teacher@school.test"
ORDER = Order(OrderKind.ADOPT, "", "teacher@school.test", NOW, text="sheet", dates="dmy")


def test_of_two_that_begin_at_once_the_first_does(store: Store) -> None:
    first, new = store.adoptions.begin(ME, "Mine", UTC, "sheet", NOW, ORDER)
    again, newer = store.adoptions.begin(ME.lower(), "Mine 2", UTC, "sheet", NOW, ORDER)
    assert (new, newer, again) == (True, False, first)
    assert [one.name for one in store.caseloads.list()] == ["Mine"]
    assert store.orders.waiting(first.caseload_id) == (ORDER,)
    assert store.caseloads.due(NOW) == (first.caseload_id,)


def test_it_is_begun_until_it_is_done(store: Store) -> None:
    begun, _ = store.adoptions.begin(ME, "Mine", UTC, "sheet", NOW)
    assert store.adoptions.latest(ME, "sheet") == begun
    store.adoptions.end(ME, begun.caseload_id, "sheet", NOW)
    done = Adoption(begun.caseload_id, NOW, done=True)
    assert store.adoptions.latest(ME.upper(), "sheet") == done
    assert store.adoptions.begin(ME, "Mine", UTC, "sheet", NOW) == (done, False)


def test_another_persons_and_another_spreadsheets_are_others(store: Store) -> None:
    mine, _ = store.adoptions.begin(ME, "Mine", UTC, "sheet", NOW)
    theirs, new = store.adoptions.begin("b@school.test", "Mine", UTC, "sheet", NOW)
    assert new
    assert theirs.caseload_id != mine.caseload_id
    assert store.adoptions.latest(ME, "other") is None
    assert store.adoptions.latest("c@school.test", "sheet") is None
