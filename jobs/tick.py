"""The tick: whatever is due is synced, a few caseloads at a time, each answering for itself.

A lost, doubled or killed tick costs time only: what is due stays due. When a failed caseload is tried
again is data, read from the error. The one catch-all of the product is here.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from app.errors import Busy, Fenced, HoldfastError, Paused, QuotaUsedUp, RateLimited
from app.flows.deps import Deps
from app.flows.sync import sync_caseload
from app.logs import get_logger

WORKERS = 4
Stopping = Callable[[], bool]  # whether the process has been told to end

log = get_logger()


@dataclass(frozen=True)
class Retry:
    """Waits that double with each failure in a row, from `first` to `most`."""

    first: timedelta
    most: timedelta

    def wait(self, failures: int) -> timedelta:
        """`failures`: how many there were before this one."""
        return min(self.first * (1 << min(failures, 20)), self.most)


SOON = Retry(timedelta(minutes=1), timedelta(minutes=30))  # waiting alone may help
LATER = Retry(timedelta(minutes=15), timedelta(hours=6))  # somebody has to do something, or a day to pass


def tick(deps: Deps, stopping: Stopping = lambda: False, workers: int = WORKERS) -> dict[int, str]:
    """Sync every caseload that is due now. How each went, by id; what was not begun is "left"."""
    due = deps.store.caseloads.due(deps.now())
    with ThreadPoolExecutor(workers, thread_name_prefix="sync") as pool:
        outcomes = list(pool.map(lambda caseload_id: _turn(deps, caseload_id, stopping), due))
    return dict(zip(due, outcomes, strict=True))


def wait_after(error: Exception, failures: int) -> timedelta:
    """How long to leave a caseload alone that failed so, for the `failures` + 1st time in a row."""
    may_wait = isinstance(error, HoldfastError) and error.may_wait
    wait = (SOON if may_wait and not isinstance(error, QuotaUsedUp) else LATER).wait(failures)
    named = error.retry_after if isinstance(error, RateLimited) else None
    return max(wait, named or wait)


def _turn(deps: Deps, caseload_id: int, stopping: Stopping) -> str:
    if stopping():
        return "left"
    try:
        report = sync_caseload(deps, caseload_id, scheduled=True)
    except Fenced:
        log.warning("taken over", caseload=caseload_id)
        return "taken over"
    except Exception as error:  # one caseload's fault, even one of ours, must not stop the others
        log.exception("sync failed", caseload=caseload_id)
        _put_off(deps, caseload_id, error)
        return "failed"
    facts = {"outcome": report.outcome, "seconds": report.seconds, "problems": len(report.problems)}
    log.info("synced", caseload=caseload_id, **facts)
    if report.outcome == "refused":
        _put_off(deps, caseload_id, None, told=report.told)
    return report.outcome


def _put_off(deps: Deps, caseload_id: int, error: Exception | None, *, told: bool = False) -> None:
    """`told`: the run is written down already, or an earlier one that went the same way."""
    failures = deps.store.caseloads.standing(caseload_id).failures
    wait = wait_after(error, failures) if error else LATER.wait(failures)
    try:
        with deps.store.claim(caseload_id, deps.now()) as claim:
            if not told:
                deps.store.runs.failed(claim, *_told(error), deps.now())
            deps.store.caseloads.put_off(claim, deps.now() + wait, failed=True)
    except (Busy, Paused):
        return  # somebody else has it, or it waits for its owner: there is nothing to put off
    log.warning("put off", caseload=caseload_id, failures=failures + 1, wait_seconds=wait.total_seconds())


def _told(error: Exception | None) -> tuple[str, dict[str, str]]:
    """The outcome and the report of such a run: the error's class, never its text."""
    return ("failed", {"error": type(error).__name__}) if error else ("refused", {})
