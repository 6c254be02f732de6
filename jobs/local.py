"""The scheduler of one machine: APScheduler wakes the tick, the tick looks what is due."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from app.flows.deps import Deps
from app.logs import get_logger
from jobs.catalog import JOBS
from jobs.tick import Stopping

JITTER = 0.2  # of an interval, so that many installations do not ask Google in step

log = get_logger()


def scheduler(deps: Deps, stopping: Stopping) -> BackgroundScheduler:
    """All jobs of the catalog, the first time at once. A missed run comes late; two never overlap."""
    made = BackgroundScheduler(timezone="UTC")
    for job in JOBS:
        seconds = job.every.total_seconds()
        made.add_job(
            job.run,
            IntervalTrigger(seconds=int(seconds), jitter=int(seconds * JITTER), timezone="UTC"),
            args=(deps, stopping),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),  # the machine's clock, also where Holdfast's own is shifted
        )
    return made


def run(deps: Deps) -> None:
    """Run until SIGTERM or Ctrl-C. Syncs that are under way are finished, no new one is begun."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    made = scheduler(deps, stop.is_set)
    made.start()
    log.info("started", process="jobs")
    stop.wait()
    made.shutdown()
    log.info("ended", process="jobs")
