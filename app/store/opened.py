"""The store as the rest of Holdfast holds it: one object, one room for each question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update

from app.core.glance import Glance
from app.core.model import Agreed, AudienceFile, FormRecord
from app.core.orders import Order
from app.store.accounts import Accounts
from app.store.adoptions import Adoptions
from app.store.audit import Audit
from app.store.buckets import Shelf
from app.store.caseloads import LEASE, Caseloads
from app.store.database import NEXT_DUE, Claim, Database, open_database
from app.store.glances import Glances
from app.store.ledger import Ledger, State, move
from app.store.observed import Observed, save_files, save_forms
from app.store.orders import Orders, forget
from app.store.rotation import rotate
from app.store.runs import Runs, failed, finish
from app.store.secrets import Secrets
from app.store.tables import caseload

NEXT_TIME = update(caseload).where(caseload.c.id == bindparam("caseload"))
NEXT_TIME = NEXT_TIME.values(due_at=NEXT_DUE, failures=0, zone=bindparam("its_zone"))


class Store:
    """The state database. Safe to share between threads."""

    def __init__(self, database: Database, secret_keys: Sequence[str] = ()) -> None:
        self._database = database
        self.caseloads = Caseloads(database)
        self.ledger = Ledger(database)
        self._secrets = secrets = Secrets(secret_keys)
        self.observed = Observed(database, secrets)
        self.accounts = Accounts(database, secrets)
        self.orders = Orders(database, secrets)
        self.adoptions = Adoptions(database, secrets)
        self.glances = Glances(database, secrets)
        self.runs = Runs(database)
        self.audit = Audit(database)
        self.buckets = Shelf(database)

    @contextmanager
    def claim(
        self, caseload_id: int, now: datetime, lease: timedelta = LEASE, *, look_only: bool = False
    ) -> Iterator[Claim]:
        """The caseload for this worker alone; see `Caseloads.claimed`."""
        with self.caseloads.claimed(caseload_id, now, lease, look_only=look_only) as claim:
            yield claim

    def record(
        self,
        claim: Claim,
        run_id: int,
        *,
        now: datetime,
        outcome: str,
        report: Mapping[str, Any],
        due_at: datetime,
        agreed: Agreed | None = None,
        cursors: Mapping[str, str | None] | None = None,
        forms: Sequence[FormRecord] = (),
        files: Sequence[AudienceFile] = (),
        obeyed: Sequence[Order] = (),
        glance: Glance | None = None,
    ) -> None:
        """The end of a run, in one transaction: what was agreed, where the cursors stand, how it went. The
        caseload goes by the claim's time zone from now on."""
        with self._database.fenced(claim) as connection:
            if agreed is not None:
                self.observed.save(connection, claim, agreed)
            self.observed.save_cursors(connection, claim, cursors or {}, now)
            save_forms(connection, claim, forms)
            save_files(connection, claim, files)
            forget(connection, claim, obeyed, now)
            if glance is not None:
                self.glances.save(connection, claim, glance, now)
            finish(connection, claim, run_id, outcome, report, now)
            told = {"caseload": claim.id, "its_zone": claim.caseload.zone.key, **claim.next_due(due_at)}
            connection.execute(NEXT_TIME, told)

    def change_calendar(
        self, claim: Claim, calendar: str, agreed: Agreed, effect: str, now: datetime
    ) -> Claim:
        """Another calendar is the caseload's own from now on, and is read from its beginning."""
        changed = update(caseload).where(caseload.c.id == claim.id).values(calendar_id=calendar)
        with self._database.fenced(claim, now) as connection:
            connection.execute(changed)
            self.observed.save(connection, claim, agreed)
            self.observed.save_cursors(connection, claim, {"own_events": None, "full_read": None}, now)
            move(connection, claim, effect, State.CONFIRMED, now, remote_id=calendar)
        return replace(claim, caseload=replace(claim.caseload, calendar_id=calendar))

    def settle_form(
        self,
        claim: Claim,
        effect: str,
        to: State,
        now: datetime,
        record: FormRecord | None,
        reason: str = "",
    ) -> None:
        """A Form's record and the end of what was done to it, in one transaction: a plan asks no more for
        what its record says already."""
        form_id = record.form_id if record else ""
        with self._database.fenced(claim, now) as connection:
            save_forms(connection, claim, [record] if record else [])
            move(connection, claim, effect, to, now, remote_id=form_id, reason=reason)

    def stand_still(self, claim: Claim, cursors: Mapping[str, str | None], said: str, now: datetime) -> None:
        """A run that was refused as a whole, and since when it is so."""
        with self._database.fenced(claim, now) as connection:
            self.observed.save_cursors(connection, claim, cursors, now)
            failed(connection, claim, "refused", {"said": said}, now)

    def rotate(self) -> int:
        """Everything encrypted under the first key again, after a new one was put in front. How many."""
        return rotate(self._database, self._secrets)

    def close(self) -> None:
        """Give the connections back."""
        self._database.engine.dispose()


def open_store(url: str, secret_keys: Sequence[str] = ()) -> Store:
    """Open the state database at this SQLAlchemy url and bring its tables up to date."""
    return Store(open_database(url), secret_keys)
