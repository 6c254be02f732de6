"""Workers that claim, write, freeze, wake and die in any order: only the newest claim ever writes."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from app.errors import Fenced
from app.store import open_store
from app.store.caseloads import LEASE
from app.store.database import Claim
from app.store.ledger import Planned
from tests.unit.store.conftest import NOW


class Workers(RuleBasedStateMachine):
    """The model: `epoch` is the newest claim's, `lease_until` its end, `wrote` what was let through."""

    claims: Bundle[Claim] = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(f"sqlite:///{Path(self.folder.name)}/state.sqlite")
        self.id = self.store.caseloads.create("a@x.test", "A", ZoneInfo("UTC"), NOW).id
        self.now, self.due, self.epoch = NOW, NOW, 0
        self.lease_until: datetime | None = None
        self.wrote: set[str] = set()

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(seconds=st.integers(0, 400))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(target=claims, due_only=st.booleans())
    def claim(self, due_only: bool) -> object:
        claim = self.store.caseloads.claim(self.id, self.now, due_only=due_only)
        free = self.lease_until is None or self.lease_until < self.now
        assert (claim is not None) == (free and (not due_only or self.due <= self.now))
        if claim is None:
            return multiple()
        assert claim.epoch == self.epoch + 1
        self.epoch, self.lease_until, self.due = claim.epoch, self.now + LEASE, self.now + LEASE
        return claim

    @rule(claim=claims, natural=st.sampled_from("abcdef"))
    def write(self, claim: Claim, natural: str) -> None:
        name = f"{natural}{claim.epoch}"
        try:
            self.store.ledger.plan(claim, [Planned("event", name, "1")], self.now)
        except Fenced:
            assert claim.epoch != self.epoch
        else:
            assert claim.epoch == self.epoch
            self.wrote.add(name)
            if self.lease_until is not None:  # a write is a sign of life
                self.lease_until = self.now + LEASE

    @rule(claim=claims)
    def renew(self, claim: Claim) -> None:
        try:
            self.store.caseloads.renew(claim, self.now)
        except Fenced:
            assert claim.epoch != self.epoch
        else:
            assert claim.epoch == self.epoch
            self.lease_until = self.now + LEASE

    @rule(claim=consumes(claims))
    def release(self, claim: Claim) -> None:
        assert self.store.caseloads.release(claim) == (claim.epoch == self.epoch)
        if claim.epoch == self.epoch:
            self.lease_until = None

    @rule(seconds=st.integers(-100, 100))
    def somebody_clicks(self, seconds: int) -> None:
        when = self.now + timedelta(seconds=seconds)
        self.store.caseloads.set_due(self.id, when)
        self.due = min(self.due, when)

    @rule(claim=claims, ahead=st.integers(1, 900))
    def put_off(self, claim: Claim, ahead: int) -> None:
        until = self.now + timedelta(seconds=ahead)
        try:
            self.store.caseloads.put_off(claim, until, failed=False)
        except Fenced:
            assert claim.epoch != self.epoch
        else:
            clicked = self.due < claim.due_at
            self.due = min(until, self.due) if clicked else until

    @invariant()
    def the_database_says_the_same(self) -> None:
        standing = self.store.caseloads.standing(self.id)
        assert standing.epoch == self.epoch
        assert standing.due_at == self.due
        assert standing.lease_until == self.lease_until
        assert {effect.natural for effect in self.store.ledger.open(self.id)} == self.wrote


Workers.TestCase.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
test_workers = Workers.TestCase
