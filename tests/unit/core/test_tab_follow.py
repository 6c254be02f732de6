"""What flows on from First Talk: each goal a student named, once."""

from __future__ import annotations

from datetime import date

from app.core.gathering import Gathering
from app.core.tab_follow import talk_goals
from tests.unit.core.books import book, row


def test_two_talks_that_name_the_same_goal_propose_it_once() -> None:
    plan = Gathering(100)
    talks = [row(at, student="S001", goal_1="Plan the week") for at in (1, 2)]
    marks = talk_goals(plan, book(first_talk=talks, goals=()), date(2026, 11, 23), frozenset())
    assert [add.cells["goal"] for add in plan.book.adds] == ["Plan the week"]
    assert len(marks) == 2
