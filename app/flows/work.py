"""What one run holds while it works: the claim, the gateways, the moment, and the ledger's way in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from app.core.model import Caseload
from app.flows.deps import Deps, Google
from app.store.database import Claim
from app.store.ledger import Effect, Planned, State, effect_key

DONE = frozenset({State.CONFIRMED, State.CANCELLED, State.DEAD, State.NEEDS_HUMAN})


@dataclass(frozen=True)
class Work:
    """One claimed caseload at work."""

    deps: Deps
    claim: Claim
    google: Google

    @property
    def caseload(self) -> Caseload:
        return self.claim.caseload

    def of(self, caseload: Caseload) -> Work:
        """The same with the caseload as it is from now on."""
        return replace(self, claim=replace(self.claim, caseload=caseload))

    def now(self) -> datetime:
        return self.deps.now()

    def entry(
        self, kind: str, natural: str, version: str, payload: str = "", deadline: datetime | None = None
    ) -> Effect:
        """The effect's place in the ledger, written down if it is new."""
        digest = sha256(payload.encode()).hexdigest() if payload else ""
        wanted = Planned(kind, natural, version, digest, deadline)
        return self.deps.store.ledger.plan(self.claim, [wanted], self.now())[0]

    def tried_before(self, kind: str, natural: str, version: str) -> bool:
        """Whether an earlier run wrote this effect down: then what it makes may exist without our knowing."""
        key = effect_key(self.claim.id, kind, natural, version)
        return self.deps.store.ledger.get(key) is not None

    def move(self, effect: Effect, to: State, remote_id: str = "", reason: str = "") -> Effect:
        return self.deps.store.ledger.move(
            self.claim, effect.key, to, self.now(), remote_id=remote_id, reason=reason
        )
