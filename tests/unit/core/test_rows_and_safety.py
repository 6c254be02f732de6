"""Which row is which, when a sync refuses, whether a write landed where it was meant to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.core.effects import AddRow, BookWrite, FillRow
from app.core.model import Agreed
from app.core.readback import misplaced_adds, repairs, strayed
from app.core.rows import digest, digests, give_ids, people_tabs
from app.core.safety import refusals
from sheets_schema.layout import Layout
from sheets_schema.model import Value
from sheets_schema.read import Book, Row, TabRows
from sheets_schema.workbook import WORKBOOK

LOG = WORKBOOK.tab("contact_log")
KEYS = tuple(tab.key for tab in people_tabs(WORKBOOK))


def rows_of(*lines: tuple[int | None, dict[str, Value]]) -> TabRows:
    """Rows from sheet row 1 on: (id, typed cells)."""
    rows = [Row(number, at, {"id": number, **cells}) for at, (number, cells) in enumerate(lines, 1)]
    return TabRows(tuple(rows), ())


def whole(**tabs: TabRows) -> Book:
    return Book(Layout({}), {**{key: TabRows((), ()) for key in KEYS}, **tabs})


def seen(book: Book, next_id: int = 1) -> Agreed:
    return Agreed(rows=digests(WORKBOOK, book), next_id=next_id)


def said(text: str) -> dict[str, Value]:
    return {"summary": text}


# Ids


def test_a_row_without_id_gets_the_next_one_ever_given() -> None:
    book = whole(contact_log=rows_of((4, said("a")), (None, said("b")), (None, said("c"))))
    fills, following = give_ids(WORKBOOK, book, Agreed(next_id=9))
    assert [(fill.index, fill.cells, fill.formulas) for fill in fills] == [
        (2, {"id": 9}, True),
        (3, {"id": 10}, True),
    ]
    assert following == 11


def test_of_two_rows_with_one_id_the_one_as_last_seen_keeps_it() -> None:
    agreed = seen(whole(contact_log=rows_of((4, said("first")))))
    book = whole(contact_log=rows_of((4, said("copy, changed")), (4, said("first"))))
    fills, _ = give_ids(WORKBOOK, book, agreed)
    assert [fill.index for fill in fills] == [1]


def test_of_two_equal_rows_the_first_keeps_the_id() -> None:
    agreed = seen(whole(contact_log=rows_of((4, said("first")))))
    book = whole(contact_log=rows_of((4, said("first")), (4, said("first"))))
    fills, _ = give_ids(WORKBOOK, book, agreed)
    assert [fill.index for fill in fills] == [2]


@given(st.lists(st.one_of(st.none(), st.integers(1, 6)), max_size=12), st.integers(1, 20))
def test_afterwards_every_row_has_an_id_of_its_own(ids: list[int | None], next_id: int) -> None:
    book = whole(contact_log=rows_of(*((number, said(str(at))) for at, number in enumerate(ids))))
    fills, following = give_ids(WORKBOOK, book, Agreed(next_id=next_id))
    after = {row.index: row.id for row in book["contact_log"]}
    after |= {fill.index: fill.cells["id"] for fill in fills}
    assert len(set(after.values())) == len(ids)
    assert None not in after.values()
    assert all(number < following for number in after.values() if number is not None)
    again = whole(contact_log=rows_of(*((after[at + 1], said(str(at))) for at in range(len(ids)))))
    assert give_ids(WORKBOOK, again, Agreed(next_id=following)) == ((), following)


def test_a_digest_is_of_what_people_typed_and_tells_nothing() -> None:
    one = Row(4, 1, {"id": 4, "summary": "a secret", "name": "from a formula"})
    assert digest(LOG, one) == digest(
        LOG, replace(one, id=5, index=9, cells={**one.cells, "name": "x", "id": 5})
    )
    assert digest(LOG, one) != digest(LOG, replace(one, cells={**one.cells, "summary": "other"}))
    assert digest(LOG, one) != digest(LOG, replace(one, faulty=frozenset({"date"})))
    assert "secret" not in digest(LOG, one)


# Refusals


def codes(book: Book, agreed: Agreed) -> set[str]:
    return {trouble.code for trouble in refusals(WORKBOOK, book, agreed)}


def test_a_missing_tab_is_told_and_named() -> None:
    book = whole()
    tabs = {key: rows for key, rows in book.tabs.items() if key != "team"}
    (trouble,) = refusals(WORKBOOK, replace(book, tabs=tabs), Agreed())
    assert (trouble.tab, trouble.code) == ("Team", "tab_gone")
    assert "Nothing was written" in trouble.text


def ten() -> TabRows:
    return rows_of(*((number, said(f"line {number}")) for number in range(1, 11)))


def test_thirty_percent_gone_is_a_clean_up_more_is_not() -> None:
    agreed = seen(whole(contact_log=ten()))
    assert codes(whole(contact_log=TabRows(ten().rows[3:], ())), agreed) == set()
    assert codes(whole(contact_log=TabRows(ten().rows[4:], ())), agreed) == {"rows_gone"}


def test_an_empty_id_column_is_refused() -> None:
    agreed = seen(whole(contact_log=ten()))
    bare = rows_of(*((None, said(f"line {number}")) for number in range(1, 11)))
    assert codes(whole(contact_log=bare), agreed) == {"ids_empty"}


def test_sorted_without_the_ids_is_refused_sorted_with_them_is_not() -> None:
    agreed = seen(whole(contact_log=ten()))
    torn = rows_of(*((number, said(f"line {11 - number}")) for number in range(1, 11)))
    assert codes(whole(contact_log=torn), agreed) == {"ids_swapped"}
    moved = rows_of(*((number, said(f"line {number}")) for number in range(10, 0, -1)))
    assert codes(whole(contact_log=moved), agreed) == set()


def test_retyping_lines_is_no_reason_to_refuse() -> None:
    agreed = seen(whole(contact_log=ten()))
    typed = rows_of(*((number, said(f"other {number}")) for number in range(1, 11)))
    assert codes(whole(contact_log=typed), agreed) == set()


def test_rows_typed_alike_are_no_reason_to_refuse() -> None:
    """Two reminders put off to days on which others are due, as people do."""
    agreed = seen(whole(contact_log=ten()))
    typed = {1: 8, 2: 9}
    alike = rows_of(*((number, said(f"line {typed.get(number, number)}")) for number in range(1, 11)))
    assert codes(whole(contact_log=alike), agreed) == set()
    # What three rows held belongs to none of them alone.
    shared = {number: "line 1" if number < 4 else f"line {number}" for number in range(1, 11)}
    agreed = seen(whole(contact_log=rows_of(*((number, said(text)) for number, text in shared.items()))))
    turned = shared | {1: "line 4", 4: "line 1"}
    torn = rows_of(*((number, said(text)) for number, text in turned.items()))
    assert codes(whole(contact_log=torn), agreed) == set()


def test_reminders_put_off_one_after_the_other_are_no_reason_to_refuse() -> None:
    """Each by a day, to where the next one was; the event says which is which."""

    def due(first: int) -> TabRows:
        days = ((number, date(2026, 12, first + number)) for number in range(1, 11))
        return rows_of(*((number, {"due": day, "event": f"event{number}"}) for number, day in days))

    agreed = seen(whole(reminders=due(0)))
    assert codes(whole(reminders=due(1)), agreed) == set()
    torn = tuple(replace(row, id=11 - (row.id or 0)) for row in due(0).rows)
    assert codes(whole(reminders=TabRows(torn, ())), agreed) == {"ids_swapped"}


# Read-back


def fill(index: int, row_id: int | None, **cells: Value) -> FillRow:
    return FillRow("contact_log", index, row_id, cells)


def test_a_write_that_landed_is_not_strayed() -> None:
    book = whole(contact_log=rows_of((4, said("a")), (None, said("b"))))
    write = BookWrite(fills=(fill(2, None, id=9),))
    assert strayed(book, write, {"contact_log": [None, 4, 9]}) == frozenset()
    assert strayed(book, write, {"contact_log": [None, None, 9, None]}) == {"contact_log"}


def test_an_id_that_hit_a_neighbour_is_taken_back_and_given_to_its_row() -> None:
    before = rows_of((4, said("a")), (None, said("b")), (6, said("c")))
    # a row was inserted on top: the id meant for "b" fell on "a"
    after = rows_of((None, said("new")), (9, said("a")), (None, said("b")), (6, said("c")))
    found, _ = repairs(LOG, before, after, [fill(2, None, id=9)])
    assert [(one.index, dict(one.cells)) for one in found] == [(2, {"id": 4}), (3, {"id": 9})]


def test_two_cells_that_went_into_each_others_rows_are_changed_about() -> None:
    before = rows_of((4, {**said("a"), "visibility": "team"}), (5, {**said("b"), "visibility": "team"}))
    after = rows_of((5, {**said("b"), "visibility": "owner"}), (4, {**said("a"), "visibility": None}))
    fills = [fill(1, 4, visibility="owner"), fill(2, 5, visibility=None)]
    found, typed = repairs(LOG, before, after, fills)
    rows = {one.index: dict(one.cells) for one in found}  # the last word on each
    assert (rows, typed) == ({1: {"visibility": None}, 2: {"visibility": "owner"}}, ())


def test_a_cell_that_hit_a_neighbour_gets_back_what_it_held() -> None:
    before = rows_of((4, {**said("a"), "visibility": "team"}), (5, {**said("b"), "visibility": None}))
    after = rows_of((5, {**said("b"), "visibility": "owner"}), (4, {**said("a"), "visibility": "team"}))
    found, _ = repairs(LOG, before, after, [fill(1, 4, visibility="owner")])
    assert [(one.index, dict(one.cells)) for one in found] == [
        (1, {"visibility": None}),
        (2, {"visibility": "owner"}),
    ]


def test_added_rows_elsewhere_than_their_formulas_were_made_for() -> None:
    write = BookWrite(adds=(AddRow("contact_log", {"id": 9}), AddRow("contact_log", {"id": 10})))
    ids = {"contact_log": [None, 4, None, 9, 10]}
    assert misplaced_adds(write, {9: 2, 10: 3}, ids) == {("contact_log", 9): 3, ("contact_log", 10): 4}
    assert misplaced_adds(write, {9: 3, 10: 4}, ids) == {}
