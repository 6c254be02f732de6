"""What was agreed comes back as it was, cursors move with it, and all of it or nothing is written."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, event, update

from app.core.model import (
    Agreed,
    AudienceFile,
    Caseload,
    Event,
    FormRecord,
    Notice,
    Permission,
    ShareRole,
    SurveyNote,
)
from app.errors import Fenced
from app.store import Store
from app.store.encoding import agreed_from_parts, pack, parts_of, unpack
from app.store.tables import observed
from tests.unit.store.conftest import NOW

EVENT = Event(
    "abc01",
    '"1"',
    "Plan due",
    date(2026, 12, 1),
    date(2026, 12, 2),
    attendees=("a@x.test",),
    private={"r": "7"},
)
MEETING = Event("m", '"2"', "Meeting", NOW, NOW + timedelta(hours=1), place="Room 4", organizer="a@x.test")
CANCELLED = Event("gone", '"3"', "", None, None, cancelled=True)
AGREED = Agreed(
    rows={"students": {1: "d1", 20: "d2"}, "team": {}},
    shared={"reminders": {5: {"due": date(2026, 12, 1), "done": False, "at": NOW, "note": None, "n": 1.5}}},
    events={event.id: event for event in (EVENT, MEETING, CANCELLED)},
    logged=frozenset({"m1", "m2"}),
    answered={"r1": NOW},
    next_id=77,
)
FORM = FormRecord(
    "f1", "2026Q4", "use", "S001", "http://x", "rev1", {"0000000b": (12, "use"), "0000000c": (0, "goal")}
)
FILE = AudienceFile(
    "counselor",
    "c@x.test",
    "s2",
    {"students": "d"},
    (Permission("p", "c@x.test", ShareRole.READER, "user", ""),),
    3,
)


def finished(store: Store, caseload: Caseload, agreed: Agreed, **more: object) -> None:
    with store.claim(caseload.id, NOW) as claim:
        run = store.runs.start(claim, "sync", NOW)
        store.record(
            claim, run, now=NOW, outcome="ok", report={"calls": {}}, due_at=NOW, agreed=agreed, **more
        )


def test_everything_recorded_comes_back(store: Store, caseload: Caseload) -> None:
    assert store.observed.agreed(caseload.id) == Agreed()
    finished(store, caseload, AGREED, cursors={"history": "9"}, forms=[FORM], files=[FILE])
    assert store.observed.agreed(caseload.id) == replace(
        AGREED, rows={"students": {1: "d1", 20: "d2"}, "team": {}}
    )
    assert store.observed.cursors(caseload.id) == {"history": "9"}
    assert store.observed.forms(caseload.id) == (FORM,)
    assert store.observed.files(caseload.id) == (FILE,)


def test_a_later_run_replaces_what_changed_and_forgets_what_is_gone(store: Store, caseload: Caseload) -> None:
    finished(store, caseload, AGREED, cursors={"history": "9", "events": "t"}, forms=[FORM], files=[FILE])
    later = Agreed(rows={"students": {1: "d9"}}, next_id=78)
    closed = replace(FORM, closed=True)
    finished(store, caseload, later, cursors={"history": "10", "events": None}, forms=[closed])
    assert store.observed.agreed(caseload.id) == later
    assert store.observed.cursors(caseload.id) == {"history": "10"}
    assert store.observed.forms(caseload.id) == (closed,)
    assert store.observed.files(caseload.id) == (FILE,)


def test_a_form_and_a_file_are_kept_before_anybody_hears_of_them(store: Store, caseload: Caseload) -> None:
    with store.claim(caseload.id, NOW) as claim:
        store.observed.keep_form(claim, FORM)
        store.observed.keep_file(claim, FILE)
        assert store.observed.forms(caseload.id) == (FORM,)
        store.observed.drop_file(claim, "counselor", "c@x.test")
        assert store.observed.files(caseload.id) == ()


def test_a_run_writes_each_table_in_one_statement_however_much_changed(
    store: Store, caseload: Caseload
) -> None:
    finished(store, caseload, AGREED, cursors={"history": "9", "events": "t", "old": "1", "older": "2"})
    written: list[str] = []
    event.listen(store._database.engine, "before_cursor_execute", lambda *told: written.append(told[2]))
    moved = {"history": "10", "events": "u", "version": "3", "old": None, "older": None}
    later = replace(AGREED, rows={"students": {1: "d9"}, "goals": {2: "d1"}}, next_id=78)
    finished(store, caseload, later, cursors=moved, forms=[FORM, replace(FORM, form_id="f2")])
    begun = [" ".join(one.split()[:3]) for one in written]
    assert sorted(one for one in begun if one.endswith((" cursor", " observed", " form"))) == [
        "DELETE FROM cursor",
        "DELETE FROM observed",
        "INSERT INTO cursor",
        "INSERT INTO form",
        "INSERT INTO observed",
    ]
    assert store.observed.agreed(caseload.id) == later
    assert store.observed.cursors(caseload.id) == {"history": "10", "events": "u", "version": "3"}
    assert len(store.observed.forms(caseload.id)) == 2


def test_a_fenced_record_leaves_all_as_it_was(store: Store, caseload: Caseload) -> None:
    finished(store, caseload, AGREED, cursors={"history": "9"})
    claim = store.caseloads.claim(caseload.id, NOW)
    assert claim is not None
    run = store.runs.start(claim, "sync", NOW)
    assert store.caseloads.claim(caseload.id, NOW + timedelta(hours=1)) is not None
    with pytest.raises(Fenced):
        store.record(
            claim,
            run,
            now=NOW,
            outcome="ok",
            report={},
            due_at=NOW,
            agreed=Agreed(),
            cursors={"history": "10"},
        )
    assert store.observed.agreed(caseload.id).next_id == 77
    assert store.observed.cursors(caseload.id) == {"history": "9"}


def test_a_run_that_is_over_cannot_be_recorded_and_nothing_of_it_stays(
    store: Store, caseload: Caseload
) -> None:
    with store.claim(caseload.id, NOW) as claim:
        run = store.runs.start(claim, "sync", NOW)
        store.runs.finish(claim, run, "refused", {}, NOW)
        with pytest.raises(Fenced):
            store.record(claim, run, now=NOW, outcome="ok", report={}, due_at=NOW, cursors={"history": "1"})
    assert store.observed.cursors(caseload.id) == {}


def test_runs_are_kept_and_one_that_never_ended_died(store: Store, caseload: Caseload) -> None:
    with store.claim(caseload.id, NOW) as claim:
        store.runs.start(claim, "sync", NOW)
    finished(store, caseload, AGREED)
    newest, first = store.runs.latest(caseload.id)
    assert (first.outcome, first.ended_at) == ("died", NOW)
    assert (newest.outcome, newest.kind, newest.report) == ("ok", "sync", {"calls": {}})


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.dates(),
    st.datetimes(
        min_value=datetime.fromisoformat("1900-01-01"),
        max_value=datetime.fromisoformat("2200-01-01"),
        timezones=st.just(UTC),
    ),
)


@given(cells)
def test_any_cell_comes_back_as_what_it_was(cell: object) -> None:
    back = unpack(pack(cell))
    assert (back, type(back)) == (cell, type(cell))


WORDS = Agreed(
    shared={"meetings": {5: {"title": "Hernandez and Keller", "place": "Hernandez's home"}}},
    events={"e": replace(EVENT, id="e", title="Mia Hernandez: plan", attendees=("hernandez@home.test",))},
    survey_notes={"n": SurveyNote(NOW.date(), "2026Q4", "S001", "talk", "Hernandez wants to talk")},
    notices=(
        Notice(NOW, "meetings", 5, "title", "conflict", "Changed.", "Hernandez", "Meetings: Hernandez"),
    ),
)


def test_no_word_of_people_is_in_the_clear(store: Store, caseload: Caseload, tmp_path: Path) -> None:
    layout = '{"titles": ["Hernandez"]}'
    finished(store, caseload, WORDS, cursors={"layout": layout, "history": "9"})
    assert store.observed.agreed(caseload.id) == WORDS
    assert store.observed.cursors(caseload.id) == {"layout": layout, "history": "9"}
    store.close()
    for file in (tmp_path / "deep").iterdir():
        assert b"ernandez" not in file.read_bytes()


def test_what_was_stored_before_it_was_encrypted_is_read_and_sealed_by_the_next_run(
    store: Store, caseload: Caseload, tmp_path: Path
) -> None:
    finished(store, caseload, WORDS)
    plain = update(observed).where(observed.c.part == "events").values(body=parts_of(WORDS)["events", ""])
    engine = create_engine(f"sqlite:///{tmp_path}/deep/state.sqlite")
    with engine.begin() as connection:
        connection.execute(plain)
    assert store.observed.agreed(caseload.id) == WORDS
    finished(store, caseload, WORDS)
    with engine.connect() as connection:
        bodies = connection.execute(observed.select()).all()
    assert [type(row.body) for row in bodies if row.part == "events"] == [str]
    engine.dispose()
    assert store.observed.agreed(caseload.id) == WORDS


def test_parts_are_one_a_tab() -> None:
    assert {part for part in parts_of(AGREED) if part[0] in ("rows", "shared")} == {
        ("rows", "students"),
        ("rows", "team"),
        ("shared", "reminders"),
    }
    assert agreed_from_parts(parts_of(AGREED)) == AGREED
