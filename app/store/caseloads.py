"""Caseloads: which exist, which are due, and whose turn it is. A claim is one conditional UPDATE."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Update, bindparam, func, insert, or_, select, update

from app.core.model import Caseload
from app.errors import Busy, Fenced, NoSuchCaseload, Paused
from app.store import audit
from app.store.database import CLAIMED, NEXT_DUE, Claim, Database
from app.store.tables import UtcTime, caseload

LEASE = timedelta(minutes=5)

ONE = select(caseload).where(caseload.c.id == bindparam("caseload"))
IS_DUE = caseload.c.due_at <= bindparam("now")
RELEASED = CLAIMED.values(lease_until=None)


@dataclass(frozen=True)
class Standing:
    """How a caseload stands with the scheduler."""

    due_at: datetime
    lease_until: datetime | None
    epoch: int
    paused_at: datetime | None
    pause_code: str
    pause_text: str
    failures: int


class Caseloads:
    def __init__(self, database: Database) -> None:
        self._database = database
        over = or_(caseload.c.lease_until.is_(None), caseload.c.lease_until < database.lease_now)
        free = (over, caseload.c.paused_at.is_(None))
        due = select(caseload.c.id).where(IS_DUE, *free).order_by(caseload.c.due_at, caseload.c.id)
        self._due = due.limit(bindparam("most"))
        again = bindparam("look_again", type_=UtcTime)  # when to look again should this worker die
        taken = update(caseload).where(caseload.c.id == bindparam("caseload"), *free)
        due_at = func.coalesce(again, caseload.c.due_at)
        taken = taken.values(lease_until=database.lease_end, epoch=caseload.c.epoch + 1, due_at=due_at)
        self._taken, self._taken_if_due = taken.returning(caseload), taken.where(IS_DUE).returning(caseload)
        self._renewed = CLAIMED.values(lease_until=database.lease_end).returning(caseload)

    def create(self, owner: str, name: str, zone: ZoneInfo, now: datetime) -> Caseload:
        """A new one, due at once, without workbook or calendar yet."""
        with self._database.writing() as connection:
            return new_caseload(connection, owner, name, zone, now)

    def get(self, caseload_id: int) -> Caseload:
        return _caseload(self._row(caseload_id))

    def standing(self, caseload_id: int) -> Standing:
        row = self._row(caseload_id)
        return Standing(
            row.due_at,
            row.lease_until,
            row.epoch,
            row.paused_at,
            row.pause_code,
            row.pause_text,
            row.failures,
        )

    def list(self) -> tuple[Caseload, ...]:
        with self._database.reading() as connection:
            return tuple(
                _caseload(row) for row in connection.execute(select(caseload).order_by(caseload.c.id))
            )

    def due(self, now: datetime, limit: int = 100) -> tuple[int, ...]:
        """Ids whose time has come and that nobody has, the longest waiting first. A hint: `claim` decides."""
        told = {"now": now, "most": limit, **self._database.at(now)}
        with self._database.reading() as connection:
            return tuple(connection.execute(self._due, told).scalars())

    def claim(
        self,
        caseload_id: int,
        now: datetime,
        lease: timedelta = LEASE,
        *,
        due_only: bool = True,
        look_only: bool = False,
    ) -> Claim | None:
        """The caseload for this worker alone, or None: somebody has it, it is paused, or not due. For one who
        will only look it stays due when it was."""
        told: dict[str, Any] = {"caseload": caseload_id, "look_again": None if look_only else now + lease}
        told |= self._database.at(now) | self._database.at_end(now, lease)
        if due_only:
            told["now"] = now
        with self._database.writing() as connection:
            row = connection.execute(self._taken_if_due if due_only else self._taken, told).one_or_none()
        return None if row is None else Claim(_caseload(row), row.epoch, row.lease_until, row.due_at, lease)

    @contextmanager
    def claimed(
        self, caseload_id: int, now: datetime, lease: timedelta = LEASE, *, look_only: bool = False
    ) -> Iterator[Claim]:
        """As `claim`, due or not, and released at the end. Raises Busy, Paused or NoSuchCaseload."""
        claim = self.claim(caseload_id, now, lease, due_only=False, look_only=look_only)
        if claim is None:
            standing = self.standing(caseload_id)
            if standing.paused_at is not None:
                raise Paused(caseload_id, standing.pause_text)
            raise Busy(caseload_id, standing.lease_until)
        try:
            yield claim
        finally:
            self.release(claim)

    def renew(self, claim: Claim, now: datetime) -> Claim:
        """The lease from now on again, where no other write does it. Fenced: another worker has it."""
        told = claim.fence() | self._database.at_end(now, claim.lease)
        with self._database.writing() as connection:
            row = connection.execute(self._renewed, told).one_or_none()
        if row is None:
            raise Fenced(claim.id, claim.epoch)
        return replace(claim, caseload=_caseload(row), lease_until=row.lease_until)

    def release(self, claim: Claim) -> bool:
        """Give it back. False: it was not ours any more, which harms nobody."""
        with self._database.writing() as connection:
            return connection.execute(RELEASED, claim.fence()).rowcount == 1

    def set_due(self, caseload_id: int, when: datetime) -> None:
        """Due no later than this: a push, a click, "sync now". Never puts a nearer time off."""
        with self._database.writing() as connection:
            connection.execute(due_by(caseload_id, when))

    def put_off(self, claim: Claim, until: datetime, *, failed: bool) -> int:
        """After a run that could not finish: the next try. Returns the failures in a row."""
        failures = caseload.c.failures + 1 if failed else 0
        with self._database.fenced(claim) as connection:
            later = CLAIMED.values(due_at=NEXT_DUE, failures=failures).returning(caseload.c.failures)
            row = connection.execute(later, claim.fence() | claim.next_due(until)).one()
        return int(row.failures)

    def set_files(self, claim: Claim, *, spreadsheet_id: str = "", calendar_id: str = "") -> Claim:
        """What was made for the caseload; an empty one stays as it is."""
        given = {"spreadsheet_id": spreadsheet_id, "calendar_id": calendar_id}
        made = {name: value for name, value in given.items() if value}
        with self._database.fenced(claim) as connection:
            row = connection.execute(CLAIMED.values(made).returning(caseload), claim.fence()).one()
        return replace(claim, caseload=_caseload(row))

    def pause(self, caseload_id: int, code: str, text: str, now: datetime) -> bool:
        """Nobody claims it until `resume`. False: it was paused already, and its owner told."""
        asked = update(caseload).where(caseload.c.id == caseload_id, caseload.c.paused_at.is_(None))
        with self._database.writing() as connection:
            changed = connection.execute(
                asked.values(paused_at=now, pause_code=code, pause_text=text)
            ).rowcount
            if changed:
                audit.write(connection, now, "holdfast", "paused", code, caseload_id=caseload_id)
        return changed == 1

    def resume(self, caseload_id: int, now: datetime) -> bool:
        """Due again at once. False: it was not paused."""
        asked = update(caseload).where(caseload.c.id == caseload_id, caseload.c.paused_at.is_not(None))
        with self._database.writing() as connection:
            running: dict[str, Any] = {
                "paused_at": None,
                "pause_code": "",
                "pause_text": "",
                "due_at": now,
                "failures": 0,
            }
            changed = connection.execute(asked.values(running)).rowcount
            if changed:
                audit.write(connection, now, "holdfast", "resumed", "", caseload_id=caseload_id)
        return changed == 1

    def _row(self, caseload_id: int) -> Row[Any]:
        with self._database.reading() as connection:
            row = connection.execute(ONE, {"caseload": caseload_id}).one_or_none()
        if row is None:
            raise NoSuchCaseload(caseload_id)
        return row


def new_caseload(connection: Connection, owner: str, name: str, zone: ZoneInfo, now: datetime) -> Caseload:
    """As `Caseloads.create`, inside a transaction that does more."""
    row: dict[str, Any] = {
        "owner": owner.lower(),
        "name": name,
        "zone": zone.key,
        "spreadsheet_id": "",
        "calendar_id": "",
    }
    row |= {"epoch": 0, "pause_code": "", "pause_text": "", "failures": 0}
    made = connection.execute(
        insert(caseload).values(created_at=now, due_at=now, **row).returning(caseload)
    ).one()
    audit.write(connection, now, owner, "caseload created", str(made.id), caseload_id=made.id)
    return _caseload(made)


def due_by(caseload_id: int, when: datetime) -> Update:
    """Due no later than this, for a transaction that does more."""
    later = update(caseload).where(caseload.c.id == caseload_id, caseload.c.due_at > when)
    return later.values(due_at=when)


def _caseload(row: Row[Any]) -> Caseload:
    return Caseload(row.id, row.owner, row.name, row.spreadsheet_id, row.calendar_id, ZoneInfo(row.zone))
