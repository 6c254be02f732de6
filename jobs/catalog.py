"""The jobs as data: what runs, how often. When to retry is in the state (`due_at`), never in a queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.flows.deps import Deps
from jobs.prune import prune
from jobs.tick import Stopping, tick


@dataclass(frozen=True)
class Job:
    """One job. `run` is idempotent: a lost, doubled or overlapping run costs time only."""

    name: str
    every: timedelta
    run: Callable[[Deps, Stopping], object]
    why: str


JOBS = (
    Job("tick", timedelta(seconds=10), tick, "sync every caseload that is due; people wait for this one"),
    Job("prune", timedelta(hours=6), prune, "forget old runs, so that the state does not grow for ever"),
)
