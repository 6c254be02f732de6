"""How many calls a pass makes, as a table: idle, a mail, something typed. Run with -s to see it."""

from __future__ import annotations

from collections import Counter

from app.flows.sync import sync_caseload
from tests.machine.people import People
from tests.machine.place import TOKEN, Place
from tests.machine.prepared import prepared
from tests.machine.truth import Truth

READS, WRITE = (
    ("sheets.spreadsheets.values.batchGet", "sheets.spreadsheets.get"),
    "sheets.spreadsheets.batchUpdate",
)


def calls_of(place: Place) -> Counter[str]:
    """One pass by the schedule, between two looks for answers."""
    worker = place.workers[0]
    worker.sent.clear()
    report = sync_caseload(worker.deps, place.caseload_id, scheduled=True)
    assert report.outcome == "ok", report.said
    return Counter(method for method, _ in worker.sent if method != TOKEN)


def test_calls_of_a_pass() -> None:
    school = prepared()
    place = school.place
    place.put_back(school.kept, 1)
    people = People(place, Truth())
    calls_of(place)
    table = {"idle": calls_of(place)}
    people.stranger_writes()
    table["a stranger's mail"] = calls_of(place)
    people.parent_writes()
    table["a parent's mail"] = calls_of(place)
    calls_of(place)
    people.log_call()
    table["a row typed"] = calls_of(place)
    names = sorted({name for calls in table.values() for name in calls})
    print(f"\n{'call':<40}" + "".join(f"{title:>19}" for title in table))
    for name in names:
        print(f"{name:<40}" + "".join(f"{calls[name] or '':>19}" for calls in table.values()))
    assert not [name for name in table["idle"] if name.startswith("sheets.")]
    for change in ("a parent's mail", "a row typed"):
        assert sum(table[change][name] for name in READS) == 1
        assert (
            table[change][WRITE] <= 2
        )  # the workbook once, and once the one reader's file that shows the change
    for mail in ("a stranger's mail", "a parent's mail"):
        gmail = sum(table[mail][name] - table["idle"][name] for name in names if name.startswith("gmail."))
        drafts = table[mail]["gmail.users.drafts.list"]  # one more while a first mail waits in Drafts
        assert drafts <= 1
        assert gmail - drafts == 1  # the walk through the history is there anyhow: two calls a mail
