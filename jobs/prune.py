"""Old runs are forgotten. What was done to whom stays in the audit."""

from __future__ import annotations

from datetime import timedelta

from app.flows.deps import Deps
from jobs.tick import Stopping

LOOKS = timedelta(days=7)  # one every five minutes that says nothing happened


def prune(deps: Deps, stopping: Stopping = lambda: False) -> int:
    """How many are gone."""
    if stopping():
        return 0
    now = deps.now()
    return deps.store.runs.prune(now - deps.keep_runs, now - min(LOOKS, deps.keep_runs))
