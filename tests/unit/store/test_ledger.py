"""The ledger: one row an effect, only the moves there are, and an audit that tells the same."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.model import Caseload
from app.store import Store
from app.store.ledger import MOVES, Planned, State, WrongMove, effect_key
from tests.unit.store.conftest import NOW

MAIL = Planned("mail", "digest 2026-11-23", "1", payload_hash="abc", deadline=NOW + timedelta(hours=4))


@given(
    st.lists(
        st.tuples(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3)), unique=True, max_size=6
    )
)
def test_different_effects_have_different_keys(names: list[tuple[str, str, str]]) -> None:
    keys = {effect_key(caseload, *name) for name in names for caseload in (1, 11)}
    assert len(keys) == 2 * len(names)
    assert all(len(key) == 64 for key in keys)


def test_the_same_effect_is_planned_once(store: Store, caseload: Caseload) -> None:
    with store.claim(caseload.id, NOW) as claim:
        [first] = store.ledger.plan(claim, [MAIL], NOW)
        store.ledger.attempting(claim, first.key, NOW)
        [again, other] = store.ledger.plan(claim, [MAIL, Planned("mail", "x", "1")], NOW)
    assert again.key == first.key == effect_key(caseload.id, "mail", MAIL.natural, "1")
    assert (again.state, again.attempts) == (State.ATTEMPTING, 1)
    assert again.deadline == MAIL.deadline
    assert other.state is State.PLANNED


def test_a_mail_goes_its_whole_way(store: Store, caseload: Caseload) -> None:
    with store.claim(caseload.id, NOW) as claim:
        [mail] = store.ledger.plan(claim, [MAIL], NOW)
        store.ledger.attempting(claim, mail.key, NOW)
        store.ledger.prepared(claim, mail.key, NOW, "draft-1")
        assert [effect.remote_id for effect in store.ledger.open(caseload.id)] == ["draft-1"]
        store.ledger.attempting(claim, mail.key, NOW)
        done = store.ledger.confirmed(claim, mail.key, NOW + timedelta(minutes=1))
    assert (done.state, done.attempts, done.remote_id) == (State.CONFIRMED, 2, "draft-1")
    assert done.changed_at == NOW + timedelta(minutes=1)
    assert store.ledger.open(caseload.id) == []
    assert store.ledger.of_kind(caseload.id, "mail") == [done]


@pytest.mark.parametrize("start", list(State))
@pytest.mark.parametrize("to", list(State))
def test_only_the_moves_there_are(store: Store, caseload: Caseload, start: State, to: State) -> None:
    with store.claim(caseload.id, NOW) as claim:
        [effect] = store.ledger.plan(claim, [MAIL], NOW)
        if start is not State.PLANNED:
            store.ledger.move(claim, effect.key, start, NOW)
        if to in MOVES[start]:
            assert store.ledger.move(claim, effect.key, to, NOW).state is to
        else:
            with pytest.raises(WrongMove):
                store.ledger.move(claim, effect.key, to, NOW)
            assert store.ledger.of_kind(caseload.id, "mail")[0].state is start


def test_one_caseloads_claim_moves_nothing_of_another(store: Store, caseload: Caseload) -> None:
    other = store.caseloads.create("b@x.test", "B", caseload.zone, NOW)
    with store.claim(caseload.id, NOW) as mine, store.claim(other.id, NOW) as theirs:
        [effect] = store.ledger.plan(mine, [MAIL], NOW)
        with pytest.raises(WrongMove):
            store.ledger.attempting(theirs, effect.key, NOW)


def test_the_audit_replays_to_the_ledger(store: Store, caseload: Caseload) -> None:
    with store.claim(caseload.id, NOW) as claim:
        plans = [Planned("event", str(n), "1") for n in range(5)]
        effects = store.ledger.plan(claim, plans, NOW)
        for effect, to in zip(
            effects, [State.CONFIRMED, State.DEAD, State.ATTEMPTING, State.CANCELLED], strict=False
        ):
            store.ledger.move(claim, effect.key, to, NOW, reason="because")
    told = store.audit.replayed_effects(caseload.id)
    assert told == {effect.key: effect.state.value for effect in store.ledger.of_kind(caseload.id, "event")}
    assert sorted(told.values()) == ["attempting", "cancelled", "confirmed", "dead", "planned"]
