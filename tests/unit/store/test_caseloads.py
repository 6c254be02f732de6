"""Whose turn it is: due, claimed, renewed, fenced, paused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.model import Caseload
from app.errors import Busy, Fenced, NoSuchCaseload, Paused
from app.store import Store
from app.store.caseloads import LEASE
from app.store.ledger import Planned
from tests.unit.store.conftest import NOW

MINUTE = timedelta(minutes=1)


def test_a_new_caseload_is_due_at_once_and_known_by_its_owner_in_lower_case(
    store: Store, caseload: Caseload
) -> None:
    assert store.caseloads.due(NOW) == (caseload.id,)
    assert store.caseloads.due(NOW - MINUTE) == ()
    assert store.caseloads.get(caseload.id) == caseload
    assert (caseload.owner, caseload.zone.key) == ("teacher@school.test", "Asia/Dubai")
    with pytest.raises(NoSuchCaseload):
        store.caseloads.get(99)


def test_one_claim_at_a_time_and_a_new_epoch_each(store: Store, caseload: Caseload) -> None:
    first = store.caseloads.claim(caseload.id, NOW)
    assert first is not None
    assert store.caseloads.claim(caseload.id, NOW) is None
    assert store.caseloads.due(NOW) == ()
    assert store.caseloads.claim(caseload.id, NOW + LEASE) is None  # the lease holds to its last moment
    second = store.caseloads.claim(caseload.id, NOW + LEASE + MINUTE)
    assert second is not None
    assert second.epoch == first.epoch + 1


def test_a_frozen_worker_that_wakes_writes_nothing(store: Store, caseload: Caseload) -> None:
    frozen = store.caseloads.claim(caseload.id, NOW)
    late = NOW + LEASE + MINUTE
    assert frozen is not None
    assert store.caseloads.claim(caseload.id, late) is not None
    run = Planned("event", "r1", "v1")
    for write in (
        lambda: store.ledger.plan(frozen, [run], late),
        lambda: store.runs.start(frozen, "sync", late),
        lambda: store.caseloads.renew(frozen, late),
        lambda: store.caseloads.put_off(frozen, late, failed=True),
        lambda: store.caseloads.set_files(frozen, spreadsheet_id="stolen"),
        lambda: store.record(frozen, 1, now=late, outcome="ok", report={}, due_at=late, cursors={"a": "b"}),
    ):
        with pytest.raises(Fenced):
            write()
    assert not store.caseloads.release(frozen)
    assert store.caseloads.claim(caseload.id, late, due_only=False) is None  # the other one still has it
    assert store.observed.cursors(caseload.id) == {}
    assert store.caseloads.get(caseload.id).spreadsheet_id == ""


def test_a_worker_nobody_replaced_goes_on_after_its_lease(store: Store, caseload: Caseload) -> None:
    claim = store.caseloads.claim(caseload.id, NOW)
    assert claim is not None
    longer = store.caseloads.renew(claim, NOW + LEASE + MINUTE)
    assert longer.lease_until == NOW + LEASE + MINUTE + LEASE
    assert store.caseloads.claim(caseload.id, NOW + LEASE + 2 * MINUTE, due_only=False) is None


def test_a_write_is_a_sign_of_life_but_not_after_the_end(store: Store, caseload: Caseload) -> None:
    claim = store.caseloads.claim(caseload.id, NOW)
    assert claim is not None
    store.ledger.plan(claim, [Planned("event", "r1", "v1")], NOW + 4 * MINUTE)
    assert store.caseloads.claim(caseload.id, NOW + 8 * MINUTE) is None
    store.caseloads.release(claim)
    store.ledger.plan(claim, [Planned("event", "r2", "v1")], NOW + 8 * MINUTE)
    assert store.caseloads.standing(caseload.id).lease_until is None


def test_a_claim_is_released_also_when_the_work_fails(store: Store, caseload: Caseload) -> None:
    with pytest.raises(ZeroDivisionError), store.claim(caseload.id, NOW):
        raise ZeroDivisionError
    assert store.caseloads.standing(caseload.id).lease_until is None
    assert store.caseloads.due(NOW) == ()  # not hammered: looked at again when the lease would have ended
    assert store.caseloads.due(NOW + LEASE) == (caseload.id,)


def test_a_second_worker_hears_that_it_is_busy(store: Store, caseload: Caseload) -> None:
    with store.claim(caseload.id, NOW), pytest.raises(Busy), store.claim(caseload.id, NOW):
        pass


def test_two_workers_at_once_get_one_claim(store: Store, caseload: Caseload) -> None:
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: store.caseloads.claim(caseload.id, NOW), range(24)))
    assert len([claim for claim in claims if claim]) == 1


def test_a_click_during_a_run_is_not_lost(store: Store, caseload: Caseload) -> None:
    with store.claim(caseload.id, NOW) as claim:
        run = store.runs.start(claim, "sync", NOW)
        store.caseloads.set_due(caseload.id, NOW + MINUTE)
        store.record(claim, run, now=NOW, outcome="ok", report={}, due_at=NOW + timedelta(hours=1))
    assert store.caseloads.standing(caseload.id).due_at == NOW + MINUTE


def test_without_a_click_the_next_time_is_the_runs_own(store: Store, caseload: Caseload) -> None:
    for due in (NOW + MINUTE, NOW + timedelta(hours=1)):
        with store.claim(caseload.id, NOW) as claim:
            run = store.runs.start(claim, "sync", NOW)
            store.record(claim, run, now=NOW, outcome="ok", report={}, due_at=due)
        assert store.caseloads.standing(caseload.id).due_at == due


def test_failures_are_counted_until_a_run_succeeds(store: Store, caseload: Caseload) -> None:
    with store.claim(caseload.id, NOW) as claim:
        assert store.caseloads.put_off(claim, NOW + MINUTE, failed=True) == 1
        assert store.caseloads.put_off(claim, NOW + 2 * MINUTE, failed=True) == 2
        run = store.runs.start(claim, "sync", NOW)
        store.record(claim, run, now=NOW, outcome="ok", report={}, due_at=NOW)
    assert store.caseloads.standing(caseload.id).failures == 0


def test_a_paused_caseload_waits_and_says_why(store: Store, caseload: Caseload) -> None:
    assert store.caseloads.pause(caseload.id, "asked", "Paused by its owner.", NOW)
    assert not store.caseloads.pause(caseload.id, "asked", "Again.", NOW)
    assert store.caseloads.due(NOW) == ()
    with pytest.raises(Paused, match="Paused by its owner"), store.claim(caseload.id, NOW):
        pass
    assert store.caseloads.resume(caseload.id, NOW + MINUTE)
    assert not store.caseloads.resume(caseload.id, NOW + MINUTE)
    assert store.caseloads.due(NOW + MINUTE) == (caseload.id,)


def test_files_are_noted_one_by_one(store: Store, caseload: Caseload) -> None:
    with store.claim(caseload.id, NOW) as claim:
        claim = store.caseloads.set_files(claim, spreadsheet_id="s1")
        claim = store.caseloads.set_files(claim, calendar_id="c1")
        assert (claim.caseload.spreadsheet_id, claim.caseload.calendar_id) == ("s1", "c1")
    assert [known.spreadsheet_id for known in store.caseloads.list()] == ["s1"]


def test_the_longest_waiting_comes_first(store: Store, caseload: Caseload) -> None:
    other = store.caseloads.create("b@x.test", "B", ZoneInfo("UTC"), NOW - MINUTE)
    assert store.caseloads.due(NOW) == (other.id, caseload.id)
    assert store.caseloads.due(NOW, limit=1) == (other.id,)
