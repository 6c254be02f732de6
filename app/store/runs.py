"""Runs: each sync as it began and ended, with its counts. One that never ended died."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from app.errors import Fenced
from app.store.database import Claim, Database
from app.store.tables import run

RUNNING, DIED = "running", "died"
LOOK = "look"  # the kind of a run that found nothing to do

# Their columns are set to what each is told besides.
LEFT = update(run).where(run.c.caseload_id == bindparam("caseload"), run.c.outcome == RUNNING)
MINE = update(run).where(
    run.c.id == bindparam("this"), run.c.epoch == bindparam("held"), run.c.outcome == RUNNING
)
BEGUN = insert(run).returning(run.c.id)


@dataclass(frozen=True)
class Run:
    """`report` is the JSON of the contract: changes, calls, problems, seconds."""

    id: int
    caseload_id: int
    epoch: int
    kind: str  # "sync", "full", "setup", …
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    report: Mapping[str, Any]


class Runs:
    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, claim: Claim, kind: str, now: datetime) -> int:
        """The run's id. Runs of this caseload that never ended are marked as died."""
        row = {"caseload_id": claim.id, "epoch": claim.epoch, "kind": kind, "outcome": RUNNING, "report": {}}
        with self._database.fenced(claim, now) as connection:
            connection.execute(LEFT, {"caseload": claim.id, "outcome": DIED, "ended_at": now})
            return int(connection.execute(BEGUN, {**row, "started_at": now}).scalar_one())

    def finish(
        self, claim: Claim, run_id: int, outcome: str, report: Mapping[str, Any], now: datetime
    ) -> None:
        """How it ended, when nothing else is to be recorded: paused, refused, failed."""
        with self._database.fenced(claim, now) as connection:
            finish(connection, claim, run_id, outcome, report, now)

    def failed(self, claim: Claim, outcome: str, report: Mapping[str, Any], now: datetime) -> None:
        """How a run ended that could not say so. One that failed before it began is written down now."""
        with self._database.fenced(claim, now) as connection:
            failed(connection, claim, outcome, report, now)

    def prune(self, before: datetime, looks_before: datetime) -> int:
        """Forget runs that ended before; looks that found nothing go earlier. The audit stays."""
        old = or_(run.c.ended_at < before, and_(run.c.kind == LOOK, run.c.ended_at < looks_before))
        with self._database.writing() as connection:
            return connection.execute(delete(run).where(old)).rowcount

    def latest(self, caseload_id: int | None = None, limit: int = 20) -> list[Run]:
        """Newest first."""
        asked = select(run).order_by(run.c.id.desc()).limit(limit)
        if caseload_id is not None:
            asked = asked.where(run.c.caseload_id == caseload_id)
        with self._database.reading() as connection:
            return [Run(*row) for row in connection.execute(asked)]


def finish(
    connection: Connection, claim: Claim, run_id: int, outcome: str, report: Mapping[str, Any], now: datetime
) -> None:
    """As `Runs.finish`, inside a fenced transaction that does more."""
    end = {"outcome": outcome, "report": dict(report), "ended_at": now}
    if connection.execute(MINE, {"this": run_id, "held": claim.epoch, **end}).rowcount != 1:
        raise Fenced(claim.id, claim.epoch)


def failed(
    connection: Connection, claim: Claim, outcome: str, report: Mapping[str, Any], now: datetime
) -> None:
    """As `Runs.failed`, inside a fenced transaction that does more."""
    end = {"outcome": outcome, "report": dict(report), "ended_at": now}
    if connection.execute(LEFT, {"caseload": claim.id, **end}).rowcount == 0:
        row = {"caseload_id": claim.id, "epoch": claim.epoch, "kind": "sync", "started_at": now}
        connection.execute(insert(run).values(**row, **end))
