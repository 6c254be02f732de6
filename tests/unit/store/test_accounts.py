"""Grants: unreadable without the keys, lost once, and back without loss."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app.core.model import Caseload
from app.errors import BadSettings
from app.store import Store, open_store
from tests.unit.store.conftest import NOW

OWNER = "teacher@school.test"
TOKEN = "1//very-secret-refresh-token"


def test_a_grant_comes_back_and_is_nowhere_in_the_clear(store: Store, tmp_path: Path) -> None:
    store.accounts.save("Teacher@School.test", TOKEN, ["b", "a"], NOW)
    grant = store.accounts.get(OWNER)
    assert grant is not None
    assert (grant.refresh_token, grant.scopes, grant.state) == (TOKEN, ("a", "b"), "granted")
    assert TOKEN not in repr(grant)
    assert store.accounts.get("nobody@x.test") is None
    store.close()
    for file in (tmp_path / "deep").iterdir():
        assert TOKEN.encode() not in file.read_bytes()


def test_keys_rotate_and_a_wrong_one_says_so(tmp_path: Path) -> None:
    url, old, new = f"sqlite:///{tmp_path}/s.sqlite", *(Fernet.generate_key().decode() for _ in range(2))
    open_store(url, [old]).accounts.save(OWNER, TOKEN, [], NOW)
    both = open_store(url, [new, old])
    assert both.rotate() == 1
    grant = open_store(url, [new]).accounts.get(OWNER)
    assert grant is not None
    assert grant.refresh_token == TOKEN
    for keys in ([old], []):
        with pytest.raises(BadSettings, match="HOLDFAST_SECRET_KEYS"):
            open_store(url, keys).accounts.get(OWNER)


def test_a_lost_grant_pauses_its_caseloads_and_is_told_once(store: Store, caseload: Caseload) -> None:
    other = store.caseloads.create("b@x.test", "B", caseload.zone, NOW)
    asked = store.caseloads.create(OWNER, "C", caseload.zone, NOW)
    store.caseloads.pause(asked.id, "asked", "Paused by its owner.", NOW)
    store.accounts.save(OWNER, TOKEN, [], NOW)
    assert store.accounts.lost(OWNER, "invalid_grant", "Connect the account again.", NOW)
    assert not store.accounts.lost(OWNER, "invalid_grant", "Connect the account again.", NOW)
    assert store.accounts.list() == [(OWNER, "lost")]
    assert store.caseloads.due(NOW) == (other.id,)
    assert store.caseloads.standing(caseload.id).pause_text == "Connect the account again."
    store.accounts.save(OWNER, "new", [], NOW)
    assert store.caseloads.due(NOW) == (caseload.id, other.id)  # what a person paused stays paused


@pytest.mark.parametrize("code", ["GrantLost", "NotAllowed"])
def test_a_new_grant_lets_go_on_what_stopped_for_the_old_one(
    store: Store, caseload: Caseload, code: str
) -> None:
    store.caseloads.pause(caseload.id, code, "…", NOW)
    store.accounts.save(OWNER, TOKEN, [], NOW)
    assert store.caseloads.due(NOW) == (caseload.id,)


def test_the_ledger_survives_a_pause(store: Store, caseload: Caseload) -> None:
    from app.store.ledger import Planned

    store.accounts.save(OWNER, TOKEN, [], NOW)
    with store.claim(caseload.id, NOW) as claim:
        [effect] = store.ledger.plan(claim, [Planned("mail", "m", "1")], NOW)
    store.accounts.lost(OWNER, "invalid_grant", "…", NOW)
    assert store.ledger.open(caseload.id) == [effect]
