"""What follows from answers: proposed goals, offers for Advocacy, accommodations unused two rounds running.

Worked out from the rows of Survey Answers, so that rows typed after a talk count as much as a form's.
Nothing is ever taken from a plan. What was proposed once is not proposed again, also where a person deleted
the row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.model import Cell
from app.core.survey import USE, kind_of
from app.core.survey_texts import STARTER_GOALS, USUAL_GOAL
from sheets_schema.read import Book, Row

WISHES = ("yes", "tell me more")  # who wants to hear more is proposed a goal to begin with as well
STANDING = ("proposed", "active")  # an accommodation with such a goal is proposed no other
NOT_OFFERED = "no, the teacher did not offer it"
REFUSED = "teacher said no"
UNUSED = ("no, but I could", "did not know I had it", NOT_OFFERED)
_RECENT = timedelta(days=60)  # older answers are history: a workbook taken over proposes nothing from them


@dataclass(frozen=True)
class Proposals:
    """Rows for Goals and Advocacy, and the marks under which they are remembered."""

    goals: tuple[Mapping[str, Cell], ...]
    advocacy: tuple[Mapping[str, Cell], ...]
    marks: frozenset[str]


def proposals(book: Book, answers: Iterable[Row], today: date, made: Collection[str]) -> Proposals:
    """What the answers propose that was not proposed before. `made` are the marks of earlier ones."""
    plans = {row.id: row for row in book["accommodations"]}
    there = {(row["student"], row["goal"]) for row in book["goals"]}
    standing = {row["accommodation"] for row in book["goals"] if row["status"] in STANDING}
    offered = {row["evidence"] for row in book["advocacy"]}  # both: from a run that died before it noted them
    goals, advocacy, marks = [], [], set()
    for answer in answers:
        plan = plans.get(answer["accommodation"] if isinstance(answer["accommodation"], int) else None)
        if plan is None or not answer["round"] or not _is_recent(answer, today):
            continue
        goal, offer = (f"{what}/{answer['round']}/{plan.id}" for what in ("goal", "advocacy"))
        if answer["wants_a_goal"] in WISHES and goal not in made and goal not in marks:
            marks.add(goal)
            cells = _goal(answer, plan, today)
            new = plan.id not in standing and (cells["student"], cells["goal"]) not in there
            goals += [cells] if new else []
            standing.add(plan.id)
        if is_refused(answer) and offer not in made and offer not in marks:
            marks.add(offer)
            cells = _advocacy(answer, plan, today)
            advocacy += [cells] if cells["evidence"] not in offered else []
    return Proposals(tuple(goals), tuple(advocacy), frozenset(marks))


def is_refused(answer: Row) -> bool:
    """Whether the student says that a teacher did not offer it or said no."""
    return answer["used"] == NOT_OFFERED or answer["what_got_in_the_way"] == REFUSED


def _is_recent(answer: Row, today: date) -> bool:
    when = answer["submitted"]
    return not isinstance(when, datetime) or today - when.date() <= _RECENT


def goal_text(answer: Row) -> str:
    """The student's own words, else a goal that fits what got in the way."""
    own = str(answer["goal"] or "").strip()
    return own or STARTER_GOALS.get(str(answer["what_got_in_the_way"]), USUAL_GOAL)


def _goal(answer: Row, plan: Row, today: date) -> Mapping[str, Cell]:
    return {
        "student": answer["student"],
        "kind": "accommodation",
        "goal": goal_text(answer),
        "start": today,
        "status": "proposed",
        "accommodation": plan.id,
    }


def _advocacy(answer: Row, plan: Row, today: date) -> Mapping[str, Cell]:
    where = str(plan["where"] or "")
    return {
        "date": today,
        "topic": "Proposed from a survey: not offered",
        "accommodation": plan["accommodation"],
        "subject": where if where not in ("all", "exams") else None,
        "objection": "The teacher said no."
        if answer["what_got_in_the_way"] == REFUSED
        else "It was not offered.",
        "evidence": f"Survey {answer['round']}, {answer['student']}, Accommodations row {plan.id}: "
        f"{answer['other'] or answer['used']}",
        "tags": "survey, proposed",
    }


def unused_twice(book: Book, today: date) -> dict[int, tuple[Row, str]]:
    """Accommodations whose student said no in both of the last two closed rounds that asked about them.

    By id: the row and the newer round. "Not needed" is no such no.
    """
    closed = {
        str(row["round"]): row["closes"]
        for row in book["survey_rounds"]
        if isinstance(row["closes"], date) and row["closes"] < today and kind_of(row) == USE
    }
    said: dict[int, dict[str, Row]] = {}
    for answer in book["survey_answers"]:
        if isinstance(answer["accommodation"], int) and answer["round"] in closed and answer["used"]:
            rounds = said.setdefault(answer["accommodation"], {})
            before = rounds.get(str(answer["round"]))
            if before is None or (before.id or 0) < (answer.id or 0):
                rounds[str(answer["round"])] = answer
    found = {}
    for plan in book["accommodations"]:
        rounds = said.get(plan.id or 0, {})
        last = sorted(rounds, key=lambda name: (closed[name], name))[-2:]
        if len(last) == 2 and all(rounds[name]["used"] in UNUSED for name in last) and plan.id is not None:
            found[plan.id] = (plan, last[-1])
    return found
