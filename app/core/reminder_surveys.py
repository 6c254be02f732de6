"""Reminders about surveys: who has not answered (R5), which answers want a talk (R6), what lies idle (R7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.core.events import shown_students
from app.core.names import clean
from app.core.reminder_rules import CASE_MANAGER, Reminder
from app.core.roster.dates import spelled
from app.core.schooldays import add_school_days
from app.core.situation import Situation, day_of, remind
from app.core.survey_follow import UNUSED, WISHES, unused_twice
from sheets_schema.read import Row


def survey_not_answered(now: Situation) -> Iterable[Reminder]:
    """R5, one for a round while it is open: the list for the case manager; the students' own nudges go by
    `audience`."""
    shown = shown_students(now.book, now.rules)
    for row in now.book["survey_rounds"]:
        opens, closes = day_of(row["opens"]), day_of(row["closes"])
        if opens is None or now.today < opens or (closes is not None and now.today > closes):
            continue
        missing = waiting_for(now, str(row["round"]))
        if not missing:
            continue
        due = closes or opens + timedelta(days=14)
        count = f"{len(missing)} {'student' if len(missing) == 1 else 'students'}"
        names = ", ".join(shown.get(code, code) for code in missing)
        yield remind(
            now,
            "R5",
            "",
            (row["round"],),
            f"Survey {row['round']} not answered by {count}",
            due,
            f"It is open until {spelled(due)}. Still missing: {names}",
            who=f"students; {CASE_MANAGER}",
            audience=tuple(email for email in missing.values() if email),
            named=_days(now, opens, due),
        )


def waiting_for(now: Situation, round_name: str) -> dict[str, str]:
    """Code -> address of those who have a form, are not excused and have not answered; by code."""
    emails = {code: str(row["student_email"] or "") for code, row in now.students}
    answered = {row["student"] for row in now.book["survey_answers"] if row["round"] == round_name}
    waiting = {
        str(row["student"])
        for row in now.book["survey_links"]
        if row["round"] == round_name and not row["excused"] and not row["answered"]
    }
    return {code: emails[code] for code in sorted(waiting - answered) if code in emails}


def _days(now: Situation, opens: date, due: date) -> tuple[date, ...]:
    days = (opens, opens + timedelta(days=5), opens + timedelta(days=10), due - timedelta(days=2))
    return tuple(sorted({now.push(day) for day in days if opens <= day <= due}))


def answer_says_no(now: Situation) -> Iterable[Reminder]:
    """R6, one for a student and round; a Review Note on each accommodation named ends it, or a goal."""
    noted = {row.id for row in now.book["accommodations"] if row["review_note"]}
    goals = _goals_taken_up(now)
    found: dict[tuple[str, str], list[Row]] = {}
    for row in now.book["survey_answers"]:
        asks = row["used"] in UNUSED or row["wants_a_goal"] in WISHES or row["want_to_talk"] == "yes"
        settled = row["accommodation"] in noted or _has_goal(row, goals)
        if asks and not settled and row["student"] in now.here and row["submitted"]:
            found.setdefault((str(row["student"]), str(row["round"])), []).append(row)
    for (code, round_name), rows in found.items():
        no = sum(row["used"] in UNUSED for row in rows)
        wishes = sum(row["wants_a_goal"] in WISHES for row in rows)
        talk = any(row["want_to_talk"] == "yes" for row in rows)
        first = min(day for row in rows if (day := day_of(row["submitted"])) is not None)
        parts = (
            f"{no} not used" if no else "",
            f"{wishes} asking for a goal" if wishes else "",
            "asked to talk" if talk else "",
        )
        what = f"Talk about the survey answers: {', '.join(filter(None, parts))}"
        why = f"Answers of {round_name}. A Review Note on each accommodation, or a goal, settles it."
        due = add_school_days(first, 1, now.rules.school)
        yield remind(now, "R6", code, (round_name,), what, due, why)


def _goals_taken_up(now: Situation) -> Mapping[int, tuple[Row, ...]]:
    """Accommodation -> its goals, those that are only proposed left out."""
    found: dict[int, tuple[Row, ...]] = {}
    for row in now.book["goals"]:
        about = row["accommodation"]
        if isinstance(about, int) and row["status"] != "proposed":
            found[about] = (*found.get(about, ()), row)
    return found


def _has_goal(answer: Row, goals: Mapping[int, tuple[Row, ...]]) -> bool:
    """Whether a goal about it is worked on, or was decided about since the answer."""
    about, said = answer["accommodation"], day_of(answer["submitted"])
    own = goals.get(about, ()) if isinstance(about, int) else ()
    for goal in own:
        start = day_of(goal["start"])
        if goal["status"] in ("active", None) or (start is not None and said is not None and start >= said):
            return True
    return False


def unused_again(now: Situation) -> Iterable[Reminder]:
    """R7, one for an accommodation, from the close of the second round on; a Review Note ends it."""
    closes = {str(row["round"]): day_of(row["closes"]) for row in now.book["survey_rounds"]}
    for plan, name in unused_twice(now.book, now.today).values():
        closed = closes.get(name)
        if (
            plan["student"] not in now.here
            or plan["review_note"]
            or plan["status"] == "ended"
            or closed is None
        ):
            continue
        why = (
            f"The student did not use it in two rounds running, the last being {name}. It stays on the plan; "
            "a Review Note on Accommodations settles it."
        )
        what = f"Look again: {clean(str(plan['accommodation']))}"
        due = add_school_days(closed, 1, now.rules.school)
        yield remind(now, "R7", str(plan["student"]), (plan.id, name), what, due, why)
