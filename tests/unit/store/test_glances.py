"""The glance lies encrypted, and changes only with the run that saw it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.glance import Glance, StudentBrief
from app.core.model import Caseload
from app.errors import Fenced
from app.store import Store
from tests.unit.store.conftest import NOW

GLANCE = Glance("Mine", "https://book", students=1, roster=(StudentBrief("S001", "Mia Hernandez"),))


def record(store: Store, caseload: Caseload, glance: Glance | None) -> None:
    with store.claim(caseload.id, NOW) as claim:
        run = store.runs.start(claim, "sync", NOW)
        store.record(claim, run, now=NOW, outcome="ok", report={}, due_at=NOW, glance=glance)


def test_the_last_glance_counts_and_a_run_without_one_keeps_it(store: Store, caseload: Caseload) -> None:
    assert store.glances.get(caseload.id) is None
    record(store, caseload, GLANCE)
    assert store.glances.get(caseload.id) == GLANCE
    record(store, caseload, replace(GLANCE, students=2))
    record(store, caseload, None)
    assert store.glances.get(caseload.id) == replace(GLANCE, students=2)


def test_a_fenced_run_leaves_the_glance(store: Store, caseload: Caseload) -> None:
    record(store, caseload, GLANCE)
    frozen = store.caseloads.claim(caseload.id, NOW)
    assert frozen is not None
    run = store.runs.start(frozen, "sync", NOW)
    late = NOW + timedelta(hours=1)
    assert store.caseloads.claim(caseload.id, late) is not None
    with pytest.raises(Fenced):
        store.record(frozen, run, now=late, outcome="ok", report={}, due_at=late, glance=Glance("X", ""))
    assert store.glances.get(caseload.id) == GLANCE


def test_no_name_of_a_glance_is_in_the_clear(store: Store, caseload: Caseload, tmp_path: Path) -> None:
    record(store, caseload, GLANCE)
    store.close()
    for file in (tmp_path / "deep").iterdir():
        assert b"Hernandez" not in file.read_bytes()
