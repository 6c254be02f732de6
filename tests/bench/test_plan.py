"""How long the plan of a large caseload takes: 60 students, a log of 5,000 rows. Run with -s to see it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from app.core.model import Agreed, Snapshot
from app.core.plan import plan_sync
from sheets_schema.model import Value, student_code
from sheets_schema.read import Book
from sheets_schema.workbook import WORKBOOK
from tests.unit.core.test_plan_laws import CASELOAD, NOW, book, tab

pytestmark = pytest.mark.slow
STUDENTS, ENTRIES, LIMIT = 60, 5_000, 0.3
TODAY = date(2026, 11, 23)
Typed = dict[str, Value]


def large() -> Book:
    """Every student with parents, accommodations, goals and checks; a contact a day for years."""
    chance = Random(1)
    codes = [student_code(number) for number in range(1, STUDENTS + 1)]
    students: list[Typed] = [
        {"code": code, "name": f"Pupil {code}", "status": "direct", "counselor": "c@school.test",
         "last_review": TODAY - timedelta(chance.randrange(400)), "joined": TODAY - timedelta(90),
         "random_things_to_do": "by 2026-12-01 ask about the locker\nx done"}
        for code in codes
    ]  # fmt: skip
    team: list[Typed] = [
        {
            "person": f"Parent of {code}",
            "email": f"{code.lower()}@home.test",
            "role": "parent",
            "student": code,
        }
        for code in codes
    ]
    log: list[Typed] = [
        {"date": TODAY - timedelta(chance.randrange(900)), "student": code, "role": "parent",
         "email": f"{code.lower()}@home.test", "summary": "spoke"}
        for code in chance.choices(codes, k=ENTRIES)
    ]  # fmt: skip
    helps: list[Typed] = [
        {"student": code, "accommodation": f"Help {at}", "status": "active"}
        for code in codes
        for at in range(8)
    ]
    return book(
        students=tab(1, *students, spare=60),
        team=tab(200, *team, spare=340),
        accommodations=tab(1000, *helps, spare=120),
        contact_log=tab(10_000, *log),
        award_scores=tab(2000, *({"student": code, "respect": 3.0} for code in codes), spare=60),
    )


def test_the_plan_of_a_large_caseload_is_ready_at_once() -> None:
    seen = Snapshot(CASELOAD, NOW, large(), Agreed())
    plan = plan_sync(WORKBOOK, seen)  # warm: modules, caches
    again = replace(seen, agreed=plan.agreed)
    seconds = []
    for _ in range(3):
        began = time.process_time()
        plan_sync(WORKBOOK, again)
        seconds.append(time.process_time() - began)
    print(f"\nplan, {STUDENTS} students, {ENTRIES} log rows: {min(seconds) * 1000:.0f} ms")
    assert min(seconds) < LIMIT
