"""Laws of the planner: the order of rows does not matter, it says nothing twice, it writes where it may."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.effects import Plan, PutEvent, SendMail, WriteFile
from app.core.explain import done_so, explain, outward_counts
from app.core.model import Address, Agreed, Caseload, MailMessage, Snapshot
from app.core.plan import plan_sync
from app.core.rows import people_tabs
from sheets_schema.layout import planned_layout
from sheets_schema.model import Value, Writer
from sheets_schema.read import Book, Row, TabRows
from sheets_schema.workbook import WORKBOOK

OWNER, MUM = "owner@school.test", "mum@home.test"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CASELOAD = Caseload(1, OWNER, "Learning support", "book", "calendar", ZoneInfo("UTC"))
Typed = dict[str, Value]


def tab(first_id: int, *lines: Typed, spare: int = 0) -> TabRows:
    rows = [Row(first_id + at, at + 1, {"id": first_id + at, **cells}) for at, cells in enumerate(lines)]
    after = len(lines)
    rows += [
        Row(first_id + at, at + 1, {"id": first_id + at}, blank=True) for at in range(after, after + spare)
    ]
    return TabRows(tuple(rows), ())


def book(**tabs: TabRows) -> Book:
    return Book(planned_layout(WORKBOOK), {**{one.key: TabRows((), ()) for one in WORKBOOK.tabs}, **tabs})


def school(reviews: list[date | None], things: str = "by 2026-12-01 ask about the locker") -> Book:
    students = [
        {"code": f"S{at:03}", "name": f"Pupil {at}", "status": "direct", "last_review": review,
         "counselor": "c@school.test", "random_things_to_do": things}
        for at, review in enumerate(reviews, 1)
    ]  # fmt: skip
    mum: Typed = {"person": "Ada", "email": MUM, "role": "parent", "student": "S001"}
    return book(
        students=tab(1, *students),  # type: ignore[arg-type]
        team=tab(200, mum),
        award_scores=tab(400, spare=10),
    )


def mail(number: int) -> MailMessage:
    return MailMessage(
        f"m{number}",
        f"t{number}",
        frozenset({"INBOX"}),
        NOW,
        Address(MUM),
        (Address(OWNER),),
        f"Subject {number}",
    )


def seen(what: Book, messages: int = 0) -> Snapshot:
    return Snapshot(CASELOAD, NOW, what, Agreed(), mail=tuple(mail(number) for number in range(messages)))


def shuffled(what: Book, seed: int) -> Book:
    tabs = {}
    for key, rows in what.tabs.items():
        mixed = list(rows.rows)
        random.Random(seed).shuffle(mixed)
        tabs[key] = TabRows(tuple(mixed), rows.problems)
    return replace(what, tabs=tabs)


def unplaced(plan: Plan) -> tuple[object, ...]:
    fills = sorted((one.tab, str(sorted(one.cells.items(), key=str))) for one in plan.book.fills)
    return (fills, plan.book.adds, plan.book.replaces, plan.effects, plan.troubles)


def without_files(plan: Plan) -> list[object]:
    return [effect for effect in plan.effects if not isinstance(effect, WriteFile)]


reviews = st.lists(
    st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2026, 12, 31))), min_size=1, max_size=5
)


@settings(max_examples=15, deadline=None)
@given(reviews, st.integers(0, 3), st.integers())
def test_the_order_of_what_was_read_does_not_matter(
    days: list[date | None], messages: int, seed: int
) -> None:
    one = seen(school(days), messages)
    other = replace(one, book=shuffled(one.book, seed), mail=tuple(reversed(one.mail)))
    first, second = plan_sync(WORKBOOK, one), plan_sync(WORKBOOK, other)
    assert without_files(first) == without_files(second)  # a file shows its rows as the workbook does
    assert sorted(map(str, first.book.adds)) == sorted(map(str, second.book.adds))
    assert first.troubles == second.troubles


@settings(max_examples=15, deadline=None)
@given(reviews, st.integers(0, 3))
def test_the_same_snapshot_gives_the_same_plan(days: list[date | None], messages: int) -> None:
    one = seen(school(days), messages)
    assert unplaced(plan_sync(WORKBOOK, one)) == unplaced(plan_sync(WORKBOOK, one))


@settings(max_examples=15, deadline=None)
@given(reviews, st.integers(0, 3))
def test_only_the_student_of_an_award_row_is_filled_where_people_type(
    days: list[date | None], messages: int
) -> None:
    plan = plan_sync(WORKBOOK, seen(school(days), messages))
    for fill in plan.book.fills:
        for key in fill.cells:
            column = WORKBOOK.tab(fill.tab).column(key)
            allowed = key == "id" or (fill.tab, key) == ("award_scores", "student")
            assert allowed or column.writer is not Writer.PERSON, (fill.tab, key)


@settings(max_examples=15, deadline=None)
@given(reviews, st.integers(0, 3))
def test_ids_are_given_once_and_naturals_are_unique(days: list[date | None], messages: int) -> None:
    plan = plan_sync(WORKBOOK, seen(school(days), messages))
    given = [add.cells["id"] for add in plan.book.adds]
    assert len(given) == len(set(given))
    assert all(isinstance(number, int) and number > 409 for number in given)
    assert plan.agreed.next_id > max([0, *(number for number in given if isinstance(number, int))])
    naturals = [(type(effect).__name__, effect.natural) for effect in plan.effects]
    assert len(naturals) == len(set(naturals))
    assert naturals == sorted(naturals)


def test_each_message_becomes_one_row_and_never_a_second_one() -> None:
    first = plan_sync(WORKBOOK, seen(school([None]), 3))
    rows = [add.cells for add in first.book.adds if add.tab == "contact_log"]
    assert [row["subject"] for row in rows] == ["Subject 0", "Subject 1", "Subject 2"]
    again = replace(seen(school([None]), 3), agreed=first.agreed)  # the person deleted the rows
    assert not [add for add in plan_sync(WORKBOOK, again).book.adds if add.tab == "contact_log"]


def test_events_and_mail_name_no_pupil_in_full() -> None:
    plan = plan_sync(WORKBOOK, seen(school([date(2025, 12, 1)])))
    puts, letters = plan.of(PutEvent), plan.of(SendMail)
    assert puts
    assert letters
    assert not [one for one in puts if "Pupil 1" in str(one.body)]
    assert not [one for one in letters if "Pupil 1" in one.subject]


def test_a_counselor_file_shows_the_students_of_that_counselor() -> None:
    (file,) = plan_sync(WORKBOOK, seen(school([None, None]))).of(WriteFile)
    assert (file.audience, file.email) == ("counselor", "c@school.test")
    assert [row["code"] for row in file.tabs["students"]] == ["S001", "S002"]
    assert "private_notes" not in file.tabs["students"][0]
    assert "random_things_to_do" not in file.tabs["students"][0]


def test_a_refused_tab_is_written_nowhere() -> None:
    whole = school([None, None])
    before = plan_sync(WORKBOOK, seen(whole, 1)).agreed
    tabs = {key: rows for key, rows in whole.tabs.items() if key != "contact_log"}
    plan = plan_sync(
        WORKBOOK, replace(seen(replace(whole, tabs=tabs), 2), agreed=replace(before, logged=frozenset()))
    )
    assert not [add for add in plan.book.adds if add.tab == "contact_log"]
    assert "tab_gone" in {trouble.code for trouble in plan.troubles}


def test_what_is_said_names_nobody_and_counts_right() -> None:
    plan = plan_sync(WORKBOOK, seen(school([None, None]), 2))
    text = " ".join(explain(WORKBOOK, plan))
    assert "Adds 2 rows to Contact Log." in text
    assert "Pupil" not in text
    assert MUM not in text
    told = done_so(WORKBOOK, plan, outward_counts(plan.effects))
    assert "Added 2 rows to Contact Log." in told
    assert not {"Adds", "Brings", "Changes", "Gives", "Puts", "Sends", "Takes"} & set(told.split())
    assert explain(WORKBOOK, Plan()) == ()


@pytest.mark.parametrize("key", [tab.key for tab in people_tabs(WORKBOOK)])
def test_every_tab_of_people_may_be_empty(key: str) -> None:
    whole = school([None])
    plan = plan_sync(WORKBOOK, seen(replace(whole, tabs={**whole.tabs, key: TabRows((), ())})))
    assert plan.today == TODAY


def test_a_copied_student_gets_no_second_score_row_under_the_code_of_the_first() -> None:
    whole = school([None, None])
    first, second = whole["students"]
    copied = replace(second, id=first.id, cells={**first.cells, "id": first.id})
    plan = plan_sync(
        WORKBOOK, seen(replace(whole, tabs={**whole.tabs, "students": TabRows((first, copied), ())}))
    )
    given = [fill.cells["student"] for fill in plan.book.fills if fill.tab == "award_scores"]
    assert given == ["S001"]
