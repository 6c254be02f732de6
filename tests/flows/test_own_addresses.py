"""Mail from the case manager's other addresses is theirs: those Gmail knows, and those Settings names."""

from __future__ import annotations

from pathlib import Path

from tests.flows.letters import letter_from
from tests.flows.town import OWNER, Town

MUM = "mum@home.test"


def test_mail_from_other_addresses_goes_out(tmp_path: Path) -> None:
    town = Town(tmp_path)
    alias = {"email": OWNER, "name": "Owner", "aliases": ["case@school.test"]}
    town.owner.call("POST", "/_control/people", json=alias)
    town.open()
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    town.type("Team", [{"Person": "Ada", "Email": MUM, "Role": "parent", "Student": "S001"}], first=2)
    town.owner.set_setting(town.book, "My other addresses", "Office@school.test, old@school.test")
    town.rest()
    for sender in ("case@school.test", "office@school.test", "old+parents@school.test", "x@school.test"):
        town.mail(letter_from(sender, f"from {sender}", town.world.now(), MUM))
    town.rest()
    found = {row["Subject"].removeprefix("from "): row["Direction"] for row in town.rows("Contact Log")}
    assert found == {
        "case@school.test": "out",
        "office@school.test": "out",
        "old+parents@school.test": "out",
        "x@school.test": "in",  # a stranger wrote to the parent, and we were sent a copy
    }
