"""A new key: afterwards nothing that lies encrypted needs the old one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import LargeBinary, create_engine

from app.core.glance import Glance
from app.core.left_behind import Noted
from app.core.model import Agreed, Notice
from app.core.orders import Order, OrderKind
from app.store import open_store
from app.store.tables import metadata
from tests.unit.store.conftest import NOW

OWNER = "teacher@school.test"


def test_everything_encrypted_moves_to_the_new_key(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/state.sqlite"
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    store = open_store(url, [old])
    made = store.caseloads.create(OWNER, "Mine", ZoneInfo("UTC"), NOW)
    store.accounts.save(OWNER, "token", [], NOW)
    order = Order(OrderKind.ADD_THING, "S001", OWNER, NOW, "rang home")
    store.orders.add(made.id, order)
    done = replace(order, text="obeyed")
    store.orders.add(made.id, done)
    agreed = Agreed(
        shared={"meetings": {5: {"title": "Talk"}}},
        notices=(Notice(NOW, "meetings", 5, "title", "conflict", "t", "k"),),
    )
    with store.claim(made.id, NOW) as claim:
        run = store.runs.start(claim, "sync", NOW)
        store.record(
            claim, run, now=NOW, outcome="ok", report={}, due_at=NOW, agreed=agreed,
            cursors={"layout": '{"tabs": []}', "history": "9"}, glance=Glance("Mine", "http://book"),
            obeyed=[done],
        )  # fmt: skip
        store.observed.keep_attempt(claim, 3, agreed, NOW)
    glance = store.glances.get(made.id)
    store.close()

    both = open_store(url, [new, old])
    assert both.rotate() >= 7
    both.close()
    alone = open_store(url, [new])
    with alone.claim(made.id, NOW) as claim:
        assert alone.observed.attempts(made.id, 3) == {claim.epoch - 1: (agreed, Noted())}
    assert alone.observed.agreed(made.id) == agreed
    assert alone.observed.cursors(made.id)["layout"] == '{"tabs": []}'
    assert alone.orders.waiting(made.id) == (order,)
    assert alone.glances.get(made.id) == glance
    alone.close()
    _nothing_is_left(url, old)


def _nothing_is_left(url: str, key: str) -> None:
    """No value of any table opens under this key."""
    cipher = Fernet(key)
    engine = create_engine(url)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(table.select()).all():
                for value in row:
                    sealed = value if isinstance(value, bytes) else str(value).encode()
                    assert not _opens(cipher, sealed), table.name
    assert any(isinstance(column.type, LargeBinary) for table in metadata.sorted_tables for column in table.c)


def _opens(cipher: Fernet, sealed: bytes) -> bool:
    try:
        cipher.decrypt(sealed)
    except InvalidToken:
        return False
    return True
