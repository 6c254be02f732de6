"""Old runs are forgotten, looks that found nothing first; the audit stays."""

from __future__ import annotations

from datetime import timedelta

from app.core.model import Caseload
from app.store import Store
from app.store.runs import LOOK
from tests.unit.store.conftest import NOW


def test_old_runs_go_and_the_audit_stays(store: Store, caseload: Caseload) -> None:
    for days, kind in ((100, "sync"), (100, LOOK), (20, "sync"), (20, LOOK), (2, LOOK), (1, "sync")):
        when = NOW - timedelta(days=days)
        with store.claim(caseload.id, when) as claim:
            run = store.runs.start(claim, kind, when)
            store.record(claim, run, now=when, outcome="ok", report={}, due_at=when)
    with store.claim(caseload.id, NOW - timedelta(days=99)) as claim:
        store.runs.start(claim, "sync", NOW - timedelta(days=99))
    told = store.audit.entries()
    assert store.runs.prune(NOW - timedelta(days=90), NOW - timedelta(days=7)) == 3
    left = [(run.kind, run.outcome) for run in store.runs.latest(caseload.id)]
    assert left == [("sync", "running"), ("sync", "ok"), ("look", "ok"), ("sync", "ok")]
    assert store.audit.entries() == told
