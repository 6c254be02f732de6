"""Laws of the planner over whole caseloads, with what earlier passes agreed on: what a plan did no later one
does again; what people typed stands; what they deleted stays away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from app.core.effects import FillRow, MakeForm, Plan, PutEvent
from app.core.model import Snapshot
from sheets_schema.model import Writer
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.applied import at_rest, event_now, planned, without_news
from tests.unit.core.weeks import (
    Weeks,
    event_changed,
    form_is_deleted,
    lives,
    row_deleted,
)

FEW, MANY = 20, 1_000  # `make test` tries few caseloads of each law, `make proof` many
MADE_FROM = {  # tab -> the columns by which a row is known that Holdfast made, or would make again
    "contact_log": ("link",),
    "meetings": ("event",),
    "survey_answers": ("round", "student", "accommodation", "submitted"),
    "goals": ("student", "goal", "accommodation"),
    "to_do": ("carried_from",),
    "status_history": ("date", "student", "what", "to"),
}
Known = tuple[object, ...]


def what_a_plan_did_is_done(seen: Snapshot, life: Weeks) -> None:
    """Passes come to rest, none repeats what one before it did, and at rest there is nothing left to plan:
    where all mail, events and answers are told once more, and where nothing new is told. Rows that are gone
    were deleted on purpose: else a plan says too little about what they were the reason of."""
    for stretch in range(3):
        seen, passes = at_rest(replace(seen, meant=True))
        done = Counter(deed for _, plan in passes for deed in _deeds(plan))
        assert max(done.values(), default=1) == 1, done.most_common(3)
        assert planned(seen).empty
        assert planned(without_news(seen)).empty
        if stretch < 2:
            seen = life.acted(seen, stretch)


def _deeds(plan: Plan) -> Iterable[Known]:
    """Each effect, each cell and what it got, each new row, as it is known."""
    yield from ((type(effect).__name__, effect.natural) for effect in plan.effects)
    for fill in plan.book.fills:
        yield from ((fill.tab, fill.index, key, str(cell)) for key, cell in fill.cells.items())
    yield from (("new", add.cells["id"]) for add in plan.book.adds)
    yield from (("new", add.tab, made) for add in plan.book.adds if (made := _made(add.tab, add.cells)))


def _made(tab: str, cells: Mapping[str, Any]) -> Known:
    known = tuple(cells.get(key) for key in MADE_FROM.get(tab, ()))
    return known if any(known) else ()


def what_people_typed_stands(seen: Snapshot, life: Weeks) -> None:
    """A cell whose writer is a person is never filled; one of a row that Holdfast added only while the row is
    as Holdfast wrote it; and only tabs without a person's column are replaced."""
    ours: dict[int, dict[str, Any]] = {}  # id of a row -> what was written there last
    for stretch in range(3):
        seen, passes = at_rest(seen)
        for before, plan in passes:
            for fill in plan.book.fills:
                _may_be_filled(before, fill, ours)
            for whole in plan.book.replaces:
                assert not [column.key for column in WORKBOOK.tab(whole.tab).columns if column.typed]
            for add in plan.book.adds:
                ours[int(str(add.cells["id"]))] = dict(add.cells)
        if stretch < 2:
            seen = life.acted(seen, stretch)


def _may_be_filled(seen: Snapshot, fill: FillRow, ours: dict[int, dict[str, Any]]) -> None:
    (row,) = [row for row in seen.book.tabs[fill.tab].rows if row.index == fill.index]
    written = ours.get(row.id or 0, {})
    for key in fill.cells:
        column = WORKBOOK.tab(fill.tab).column(key)
        assert column.writer is not Writer.PERSON, (fill.tab, key)
        if column.writer is Writer.APPENDED and not row.blank:
            typed = [one.key for one in WORKBOOK.tab(fill.tab).columns if one.writer is Writer.APPENDED]
            assert all(row[one] == written.get(one) for one in typed), (fill.tab, key, row)
    if fill.tab == "survey_answers":
        ours[row.id or 0] = {**written, **fill.cells}


def what_people_deleted_stays_away(seen: Snapshot, life: Weeks) -> None:
    """Rows, Holdfast's own events and Forms, taken away once made: no later plan makes one again."""
    seen = at_rest(life.acted(at_rest(seen)[0], 0))[0]
    days, _, acts = life.stretches[1]
    gone: set[Known] = set()
    for number in {number for _, number in acts}:
        for tab in MADE_FROM:
            seen = _row_gone(seen, tab, number, gone)
        seen = _event_gone(seen, number, gone)
        seen = _form_gone(seen, number, gone)
    seen = replace(seen, meant=True, taken=seen.taken + timedelta(days))
    for _ in range(2):
        seen, passes = at_rest(seen)
        for _, plan in passes:
            again = gone & {*_creations(plan)}
            assert not again, again
        seen = replace(seen, taken=seen.taken + timedelta(7))


def _creations(plan: Plan) -> Iterable[Known]:
    yield from ((add.tab, *_made(add.tab, add.cells)) for add in plan.book.adds)
    yield from (("event", one.event_id) for one in plan.of(PutEvent))
    yield from (("form", one.natural) for one in plan.of(MakeForm))


def _row_gone(seen: Snapshot, tab: str, number: int, gone: set[Known]) -> Snapshot:
    rows = [row for row in seen.book[tab] if _made(tab, row.cells)]
    if not rows:
        return seen
    row = rows[number % len(rows)]
    gone.add((tab, *_made(tab, row.cells)))
    return row_deleted(seen, tab, row)


def _event_gone(seen: Snapshot, number: int, gone: set[Known]) -> Snapshot:
    after = event_changed(seen, number, cancelled=True)
    for event in after.own_events.events if after.own_events else ():
        if event != event_now(seen, event.id):
            gone.add(("event", event.id))
    return after


def _form_gone(seen: Snapshot, number: int, gone: set[Known]) -> Snapshot:
    after = form_is_deleted(seen, number)
    gone |= {("form", one.removeprefix("form ")) for one, there in after.polled.items() if not there}
    return after


LAWS = (
    what_a_plan_did_is_done,
    what_people_typed_stands,
    what_people_deleted_stays_away,
)
Law = Callable[[Snapshot, Weeks], None]


def _holds(law: Law, examples: int) -> None:
    """Without making a case that breaks it smaller: that takes minutes, and the law says what is wrong."""
    tried = settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    tried(given(lives())(lambda life: law(life.begins, life.weeks)))()


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds(law: Law) -> None:
    _holds(law, FEW)


@pytest.mark.proof
@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds_for_many(law: Law) -> None:
    _holds(law, MANY)
