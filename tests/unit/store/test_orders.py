"""Orders wait, encrypted, until a recorded run obeyed them; the same click counts once."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.core.model import Caseload
from app.core.orders import Order, OrderKind
from app.errors import Fenced
from app.store import Store
from tests.unit.store.conftest import NOW

ORDER = Order(
    OrderKind.ADD_THING, "S001", "teacher@school.test", NOW, text="Call Mia's mother", on=date(2026, 12, 1)
)


def test_an_order_waits_makes_due_and_counts_once(store: Store, caseload: Caseload) -> None:
    with store.claim(caseload.id, NOW - timedelta(days=1)):
        pass
    assert store.orders.add(caseload.id, ORDER)
    assert not store.orders.add(caseload.id, replace(ORDER, at=NOW + timedelta(minutes=1)))
    later = replace(ORDER, text="Write to her", at=NOW + timedelta(minutes=2))
    assert store.orders.add(caseload.id, later)
    assert store.orders.waiting(caseload.id) == (ORDER, later)
    assert store.caseloads.due(NOW) == (caseload.id,)


def test_an_obeyed_order_is_erased_and_still_known(store: Store, caseload: Caseload) -> None:
    store.orders.add(caseload.id, ORDER)
    with store.claim(caseload.id, NOW) as claim:
        run = store.runs.start(claim, "sync", NOW)
        store.record(claim, run, now=NOW, outcome="ok", report={}, due_at=NOW, obeyed=[ORDER])
    assert store.orders.waiting(caseload.id) == ()
    assert not store.orders.add(caseload.id, ORDER)


def test_a_fenced_run_obeys_nothing(store: Store, caseload: Caseload) -> None:
    store.orders.add(caseload.id, ORDER)
    frozen = store.caseloads.claim(caseload.id, NOW)
    assert frozen is not None
    assert store.caseloads.claim(caseload.id, NOW + timedelta(hours=1)) is not None
    with pytest.raises(Fenced):
        store.orders.obeyed(frozen, [ORDER], NOW)
    assert store.orders.waiting(caseload.id) == (ORDER,)


def test_an_orders_words_are_nowhere_in_the_clear(store: Store, caseload: Caseload, tmp_path: Path) -> None:
    store.orders.add(caseload.id, ORDER)
    store.close()
    for file in (tmp_path / "deep").iterdir():
        assert b"Mia" not in file.read_bytes()
