"""The scheduler of one machine: APScheduler wakes the tick, the tick looks what is due."""

from __future__ import annotations

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from app.flows.deps import Deps
from jobs.catalog import JOBS


def scheduler(deps: Deps) -> BlockingScheduler:
    """All jobs of the catalog. A tick that was missed runs once, late; two never overlap."""
    made = BlockingScheduler(timezone="UTC")
    for job in JOBS:
        made.add_job(
            job.run,
            IntervalTrigger(seconds=int(job.every.total_seconds()), jitter=5, timezone="UTC"),
            args=(deps,),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=deps.now(),
        )
    return made


def run(deps: Deps) -> None:
    """Run until interrupted."""
    scheduler(deps).start()
