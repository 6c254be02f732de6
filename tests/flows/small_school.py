"""A caseload of one student over a running local Google: real HTTP, real state, the real flows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.fernet import Fernet

from app.core.model import Caseload
from app.core.scopes import INTERNAL
from app.demo.person import Person
from app.flows.deps import Deps
from app.flows.setup import create_caseload
from app.local_google.identity import issue
from app.local_google.testing import running
from app.local_google.world import World
from app.settings import Settings
from app.wiring import make_deps

OWNER = "owner@school.test"
PUPIL = "Mia Hernandez"
MUM = "mum@home.test"
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class School:
    """The world, the service's settings and parts over it, the owner at their desk, the caseload."""

    world: World
    settings: Settings
    deps: Deps
    owner: Person
    caseload: Caseload

    def cell(self, tab: str, title: str, row: int = 2) -> object:
        """What stands in this column, in sheet row `row`."""
        at = self.owner.columns(self.caseload.spreadsheet_id, tab)[title]
        rows = self.owner.values(self.caseload.spreadsheet_id, f"'{tab}'")
        line = rows[row - 1] if row <= len(rows) else []
        return line[at] if at < len(line) else ""


def connect(world: World, deps: Deps, email: str, scopes: list[str] | None = None) -> None:
    """The account grants these scopes, or all, as after its consent."""
    given = [scope.url for scope in INTERNAL] if scopes is None else scopes
    deps.store.accounts.save(email, issue(world, email, given).refresh, given, deps.now())


@contextmanager
def school(folder: Path, *, students: int = 1) -> Iterator[School]:
    """The school, its caseload made and its student typed, nothing synced yet."""
    world = World(seed=1)
    world.set_clock(MONDAY)
    with running(world) as url:
        settings = Settings(
            google_url=url, data=folder, secret_keys=(Fernet.generate_key().decode(),), now=MONDAY.isoformat()
        )
        deps = make_deps(settings)
        connect(world, deps, OWNER)
        caseload = create_caseload(deps, OWNER, "Learning support", "UTC")
        owner = Person(url, OWNER)
        people = [{"Name": PUPIL, "Status": "direct"}] * students
        owner.type_rows(caseload.spreadsheet_id, "Students", people, first=2)
        parent = {"Person": "Mrs Hernandez", "Email": MUM, "Role": "parent", "Student": "S001"}
        owner.type_rows(caseload.spreadsheet_id, "Team", [parent])
        yield School(world, settings, deps, owner, caseload)
        deps.store.close()
    world.store.close()
