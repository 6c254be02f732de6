"""Push notices only hurry things: a lost one costs minutes, doubled ones nothing."""

from __future__ import annotations

from pathlib import Path

from jobs.tick import tick
from tests.flows.letters import letter_from
from tests.flows.town import Town

MUM = "mum@home.test"


def test_lost_and_doubled_notices(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.open()
    town.type("Students", [{"Name": "Ana Ruiz", "Status": "direct"}], first=2)
    town.type("Team", [{"Person": "Ada", "Email": MUM, "Role": "parent", "Student": "S001"}], first=2)
    town.rest()
    town.mail(letter_from(MUM, "lost notice", town.world.now()))
    assert tick(town.deps) == {}
    town.pass_time(minutes=5)
    assert tick(town.deps) == {town.caseload.id: "ok"}
    assert [row["Subject"] for row in town.rows("Contact Log")] == ["lost notice"]

    town.mail(letter_from(MUM, "doubled notice", town.world.now()))
    for _ in range(3):
        town.store.caseloads.set_due(town.caseload.id, town.world.now())
    assert tick(town.deps) == {town.caseload.id: "ok"}
    assert tick(town.deps) == {}
    town.store.caseloads.set_due(town.caseload.id, town.world.now())  # the last one was on its way for long
    assert tick(town.deps) == {town.caseload.id: "ok"}
    subjects = [row["Subject"] for row in town.rows("Contact Log")]
    assert subjects == ["lost notice", "doubled notice"]
