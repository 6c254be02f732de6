"""The ledger of effects: what goes out once and only once, and where each stands.

No outward call unless its `attempting` row is written. Every write is fenced by the claim's epoch and tells
the audit. Only a digest of what is sent is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from app.errors import HoldfastError
from app.store import audit
from app.store.database import Claim, Database
from app.store.tables import effect


class State(StrEnum):
    PLANNED = "planned"
    PREPARED = "prepared"  # made at Google under our key and its id stored, not yet shown or sent
    ATTEMPTING = "attempting"  # a call is out, or was when the worker died
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    NEEDS_HUMAN = "needs_human"
    DEAD = "dead"


OPEN = frozenset({State.PLANNED, State.PREPARED, State.ATTEMPTING})
ENDS = frozenset({State.CANCELLED, State.NEEDS_HUMAN, State.DEAD})
MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: ENDS | {State.PREPARED, State.ATTEMPTING, State.CONFIRMED},
    State.PREPARED: ENDS | {State.ATTEMPTING, State.CONFIRMED, State.PLANNED},
    # back to planned or prepared: the call was certainly not applied
    State.ATTEMPTING: ENDS | {State.CONFIRMED, State.PREPARED, State.PLANNED, State.ATTEMPTING},
    State.NEEDS_HUMAN: frozenset({State.PLANNED, State.CONFIRMED, State.CANCELLED, State.DEAD}),
    State.CONFIRMED: frozenset(),
    State.CANCELLED: frozenset(),
    State.DEAD: frozenset(),
}


_row = effect.c
COLUMNS: tuple[ColumnElement[Any], ...] = (  # in the order of `Effect`
    _row.key, _row.caseload_id, _row.kind, _row.natural_id, _row.version, _row.state, _row.payload_hash,
    _row.remote_id, _row.reason, _row.attempts, _row.deadline, _row.planned_at, _row.changed_at,
)  # fmt: skip
ONE = select(*COLUMNS).where(_row.key == bindparam("this"))
OF_CASELOAD = (
    select(*COLUMNS).where(_row.caseload_id == bindparam("caseload")).order_by(_row.planned_at, _row.key)
)
UNFINISHED = OF_CASELOAD.where(_row.state.in_(sorted(OPEN)))
OF_KIND = OF_CASELOAD.where(_row.kind == bindparam("such"))
NEW = insert(effect).returning(*COLUMNS)


class WrongMove(HoldfastError):  # noqa: N818
    """A fault of Holdfast: an effect was moved where it cannot go."""

    def __init__(self, key: str, to: State) -> None:
        super().__init__(
            f"Effect {key[:12]} cannot become {to}. This is a fault of Holdfast; please report it."
        )


@dataclass(frozen=True)
class Planned:
    """An effect as the plan wants it. `natural` names the thing, `version` this state of it."""

    kind: str
    natural: str
    version: str
    payload_hash: str = ""
    deadline: datetime | None = None
    state: State = State.PLANNED
    reason: str = ""  # of one that ends where it begins


@dataclass(frozen=True)
class Effect:
    key: str
    caseload_id: int
    kind: str
    natural: str
    version: str
    state: State
    payload_hash: str
    remote_id: str
    reason: str
    attempts: int
    deadline: datetime | None
    planned_at: datetime
    changed_at: datetime


def effect_key(caseload: int, kind: str, natural: str, version: str) -> str:
    """The one name of an effect, in the ledger and at the receiver: sha256 in hex."""
    return hashlib.sha256(json.dumps([caseload, kind, natural, version]).encode()).hexdigest()


class Ledger:
    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, claim: Claim, effects: Iterable[Planned], now: datetime) -> list[Effect]:
        """Write down what is new, in one transaction; the effects as they stand, known ones included."""
        with self._database.fenced(claim, now) as connection:
            return [self._planned(connection, claim, wanted, now) for wanted in effects]

    def move(
        self, claim: Claim, key: str, to: State, now: datetime, *, remote_id: str = "", reason: str = ""
    ) -> Effect:
        """The next state, durable on return. An empty remote id leaves the stored one."""
        with self._database.fenced(claim, now) as connection:
            return move(connection, claim, key, to, now, remote_id=remote_id, reason=reason)

    def attempting(self, claim: Claim, key: str, now: datetime) -> Effect:
        """Written before the call goes out."""
        return self.move(claim, key, State.ATTEMPTING, now)

    def prepared(self, claim: Claim, key: str, now: datetime, remote_id: str) -> Effect:
        """Draft or Form exists and this is its id."""
        return self.move(claim, key, State.PREPARED, now, remote_id=remote_id)

    def confirmed(self, claim: Claim, key: str, now: datetime, remote_id: str = "") -> Effect:
        return self.move(claim, key, State.CONFIRMED, now, remote_id=remote_id)

    def get(self, key: str) -> Effect | None:
        with self._database.reading() as connection:
            row = connection.execute(ONE, {"this": key}).one_or_none()
        return None if row is None else _effect(row)

    def open(self, caseload_id: int) -> list[Effect]:
        """What an earlier run left unfinished, oldest first."""
        with self._database.reading() as connection:
            return [_effect(row) for row in connection.execute(UNFINISHED, {"caseload": caseload_id})]

    def of_kind(self, caseload_id: int, kind: str) -> list[Effect]:
        told = {"caseload": caseload_id, "such": kind}
        with self._database.reading() as connection:
            return [_effect(row) for row in connection.execute(OF_KIND, told)]

    def _planned(self, connection: Connection, claim: Claim, wanted: Planned, now: datetime) -> Effect:
        key = effect_key(claim.id, wanted.kind, wanted.natural, wanted.version)
        known = connection.execute(ONE, {"this": key}).one_or_none()
        if known is not None:
            return _effect(known)
        row = {"key": key, "caseload_id": claim.id, "kind": wanted.kind, "natural_id": wanted.natural}
        row |= {"version": wanted.version, "payload_hash": wanted.payload_hash, "deadline": wanted.deadline}
        row |= {"state": wanted.state, "reason": wanted.reason}
        row |= {"remote_id": "", "attempts": 0, "epoch": claim.epoch}
        made = connection.execute(NEW, {**row, "planned_at": now, "changed_at": now})
        _tell(connection, claim, key, wanted.kind, wanted.state, now)
        return _effect(made.one())


def move(
    connection: Connection,
    claim: Claim,
    key: str,
    to: State,
    now: datetime,
    *,
    remote_id: str = "",
    reason: str = "",
) -> Effect:
    """As `Ledger.move`, inside a fenced transaction that does more."""
    told = {"this": key, "caseload": claim.id, "reason": reason, "epoch": claim.epoch, "changed_at": now}
    if remote_id:
        told["remote_id"] = remote_id
    row = connection.execute(_moved(to), told).one_or_none()
    if row is None:
        raise WrongMove(key, to)
    _tell(connection, claim, key, row.kind, to, now)
    return _effect(row)


@cache
def _moved(to: State) -> ReturningUpdate[Any]:
    """Sets what it is told besides."""
    sources = [state for state, targets in MOVES.items() if to in targets]
    moved = update(effect).where(
        _row.key == bindparam("this"), _row.caseload_id == bindparam("caseload"), _row.state.in_(sources)
    )
    values: dict[str, Any] = {"state": to}
    if to is State.ATTEMPTING:
        values["attempts"] = _row.attempts + 1
    return moved.values(values).returning(*COLUMNS)


def _tell(connection: Connection, claim: Claim, key: str, kind: str, to: State, now: datetime) -> None:
    facts = {"kind": kind, "to": to.value, "epoch": claim.epoch}
    audit.write(connection, now, "holdfast", "effect", key, caseload_id=claim.id, facts=facts)


def _effect(row: Sequence[Any]) -> Effect:
    key, caseload_id, kind, natural, version, state, *rest = row
    return Effect(key, caseload_id, kind, natural, version, State(state), *rest)
