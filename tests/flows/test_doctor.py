"""Each finding of doctor is found where it should be, says its way out, and names nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet

from app.core.model import Caseload, ShareRole
from app.core.scopes import INTERNAL
from app.errors import BadSettings, RateLimited
from app.flows.deps import Deps
from app.flows.doctor import KINDS, Finding, Level, check_caseload, examine, unusable
from app.flows.setup import create_caseload
from app.local_google.drive.access import open_with
from app.settings import Settings
from app.store import open_store
from app.wiring import LOCAL_CLIENT
from tests.flows.small_school import OWNER, PUPIL, School, connect, school

KEY = Fernet.generate_key().decode()
SOUND = {
    "base_url": "https://holdfast.school.test",
    "client_id": "c",
    "client_secret": "s",
    "addon_service_account": "addon@project.test",
    "allowed_domains": "school.test",
    "secret_keys": KEY,
}


@pytest.fixture(scope="module", name="here")
def a_school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school")) as made:
        yield made


def with_real_google(here: School, **changes: object) -> list[Finding]:
    """The installation alone, as if it were set so; no caseload, nothing asked."""
    settings = Settings.model_validate({"data": here.settings.data, **SOUND, **changes})
    empty = open_store("sqlite://", settings.keys())
    return list(examine(settings, replace(here.deps, store=empty)))


def of(here: School, caseload: Caseload | None = None, deps: Deps | None = None) -> list[Finding]:
    return list(check_caseload(here.settings, deps or here.deps, caseload or here.caseload))


def another(here: School, email: str, scopes: list[str] | None = None) -> Caseload:
    connect(here.world, here.deps, email, scopes)
    return create_caseload(here.deps, email, "Another", "UTC")


def slowed(here: School) -> list[Finding]:
    store = open_store("sqlite://", [KEY])
    store.buckets.close([f"user/{OWNER}/drive"], 40)
    return list(examine(here.settings, replace(here.deps, store=store)))


def paused(here: School) -> list[Finding]:
    caseload = another(here, "paused@school.test")
    here.deps.store.caseloads.pause(caseload.id, "asked", "Paused by its owner.", here.deps.now())
    return of(here, caseload)


def behind(here: School) -> list[Finding]:
    later = here.deps.now() + timedelta(minutes=16)
    return of(here, deps=replace(here.deps, now=lambda: later))


def lost(here: School) -> list[Finding]:
    caseload = another(here, "lost@school.test")
    here.deps.store.accounts.lost("lost@school.test", "invalid_grant", "Connect again.", here.deps.now())
    return of(here, caseload)


def unticked(here: School) -> list[Finding]:
    caseload = another(here, "careful@school.test")
    less = [scope.url for scope in INTERNAL if scope.name != "gmail.compose"]
    connect(here.world, here.deps, "careful@school.test", less)
    return of(here, caseload)


def failing(here: School, error: Exception) -> list[Finding]:
    def refuse(_owner: str) -> Any:
        raise error

    return of(here, deps=replace(here.deps, connect=refuse))


def not_allowed(here: School) -> list[Finding]:
    caseload = another(here, "narrow@school.test")
    connect(here.world, here.deps, "narrow@school.test", [INTERNAL[-1].url])
    return of(here, caseload)


def in_bin(here: School) -> list[Finding]:
    caseload = another(here, "tidy@school.test")
    here.deps.connect(caseload.owner).drive.trash(caseload.spreadsheet_id)
    return of(here, caseload)


def other_owner(here: School) -> list[Finding]:
    caseload = another(here, "giver@school.test")
    mine = here.deps.connect(OWNER).drive.create_spreadsheet("Mine", {})
    here.deps.connect(OWNER).drive.share(mine, caseload.owner, ShareRole.READER)
    open_with(here.world, mine, LOCAL_CLIENT, caseload.owner)  # as a workbook is that was given away
    return of(here, replace(caseload, spreadsheet_id=mine))


def calendar_gone(here: School) -> list[Finding]:
    caseload = another(here, "diary@school.test")
    bearer = {"Authorization": f"Bearer {caseload.owner}"}
    url = f"{here.settings.google_url}/calendar/v3/calendars/{caseload.calendar_id}"
    here.owner.http.delete(url, headers=bearer, timeout=20).raise_for_status()
    return of(here, caseload)


CASES: dict[str, Callable[[School], list[Finding]]] = {
    "settings.ok": with_real_google,
    "settings.refused": lambda _: [unusable(BadSettings("HOLDFAST_X is not a setting."))],
    "settings.client_missing": lambda here: with_real_google(here, client_id="", client_secret=""),
    "settings.addon_off": lambda here: with_real_google(here, addon_service_account=""),
    "settings.any_domain": lambda here: with_real_google(here, allowed_domains=""),
    "settings.clock_moved": lambda here: list(examine(here.settings, here.deps)),
    "manifest.ok": with_real_google,
    "manifest.not_https": lambda here: with_real_google(here, base_url="http://127.0.0.1:8000"),
    "quotas.ok": with_real_google,
    "quotas.slowed": slowed,
    "caseloads.none": with_real_google,
    "jobs.behind": behind,
    "caseload.paused": paused,
    "grant.ok": of,
    "grant.missing": lambda here: of(here, replace(here.caseload, owner="new@school.test")),
    "grant.lost": lost,
    "scopes.unticked": unticked,
    "google.silent": lambda here: failing(here, RateLimited("drive.files.get", None)),
    "google.refused": not_allowed,
    "workbook.ok": of,
    "workbook.not_made": lambda here: of(here, replace(here.caseload, spreadsheet_id="")),
    "workbook.gone": lambda here: of(here, replace(here.caseload, spreadsheet_id="not-there")),
    "workbook.in_bin": in_bin,
    "workbook.other_owner": other_owner,
    "calendar.ok": of,
    "calendar.not_made": lambda here: of(here, replace(here.caseload, calendar_id="")),
    "calendar.gone": calendar_gone,
    "live.not_built": lambda here: list(examine(here.settings, here.deps, live=True)),
}


@pytest.mark.parametrize("id_", sorted(KINDS))
def test_it_is_found(here: School, id_: str) -> None:
    findings = CASES[id_](here)
    found = next((one for one in findings if one.id == id_), None)
    assert found is not None, [one.id for one in findings]
    assert found.text.endswith(".")
    assert bool(found.remedy) == (found.level is not Level.OK)
    assert all(name not in found.text for name in (PUPIL, f"{OWNER}/"))


def test_a_sound_installation_has_nothing_but_ok(here: School) -> None:
    assert {one.id for one in with_real_google(here)} == {
        "settings.ok",
        "manifest.ok",
        "quotas.ok",
        "caseloads.none",
    }
    assert [one.id for one in of(here)] == ["grant.ok", "workbook.ok", "calendar.ok"]


def test_a_grant_google_ended_meanwhile_is_found_by_asking(here: School) -> None:
    caseload = another(here, "ended@school.test")
    body = {"what": "grant", "user": "ended@school.test"}
    here.owner.call("POST", "/_control/expire", json=body)
    assert [one.id for one in of(here, caseload)] == ["grant.ok", "grant.lost"]


def test_it_changes_nothing(here: School) -> None:
    before = here.owner.call("GET", "/_control/calls")[-1]["n"]
    list(examine(here.settings, here.deps, live=True))
    asked = here.owner.call("GET", "/_control/calls", params={"since": before})
    assert {one["method"] for one in asked} <= {"drive.files.get", "calendar.calendars.get", "oauth.token"}
