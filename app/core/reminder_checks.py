"""Reminders about looking at a student: grade checks (R11), organization checks (R12), talks (R13).

A tab without any row is not in use yet: nobody's check is old before the school's first one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import fmean

from app.core.names import clean
from app.core.reminder_rules import Reminder
from app.core.roster.dates import spelled
from app.core.schooldays import add_school_days
from app.core.situation import Situation, day_of, number_of, remind

_NEW_HERE = timedelta(days=365)  # whoever joined before that had their First Talk before Holdfast came

Class = dict[date, list[float | None]]  # day -> percents of that day's checks


def grade_check_old(now: Situation) -> Iterable[Reminder]:
    """R11, the cadence."""
    return _old(now, "R11", "grade_checks", now.rules.grade_check_days, "Check the grades", "Grade Checks")


def organization_check_old(now: Situation) -> Iterable[Reminder]:
    """R12."""
    days, what = now.rules.organization_check_days, "Check inbox, files and planner"
    return _old(now, "R12", "organization_checks", days, what, "Organization Checks")


def _old(now: Situation, rule: str, tab: str, days: int | None, what: str, title: str) -> Iterable[Reminder]:
    found = [(str(row["student"]), day) for row in now.book[tab] if (day := day_of(row["date"])) is not None]
    if days is None or not found:
        return
    began = min(day for _, day in found)
    newest: dict[str, date] = {}
    for code, day in found:
        newest[code] = max(day, newest.get(code, day))
    for code, row in now.students:
        last = newest.get(code)
        due = (last or max(began, day_of(row["joined"]) or began)) + timedelta(days=days)
        if now.today >= due:
            since = f"The last one was on {spelled(last)}." if last else "There is none yet."
            why = f"{since} A row on {title} settles it."
            yield remind(now, rule, code, ("old", last or "never"), what, due, why)


def grades_fallen(now: Situation) -> Iterable[Reminder]:
    """R11, of one class: the newest check against the one before. As the sheet's Drop."""
    for (code, _), (title, days) in sorted(_classes(now).items()):
        if code not in now.here or len(days) < 2:
            continue
        before, newest = sorted(days)[-2:]
        then, percents = _known(days[before]), _known(days[newest])
        if not then or not percents:
            continue
        low, high = min(percents), fmean(then)
        if now.rules.sharp_drop <= 0 or round(high - low, 6) < now.rules.sharp_drop:
            continue
        why = (
            f"{title}: {_percent(high)} on {spelled(before)}, {_percent(low)} on {spelled(newest)}. "
            "A new check settles it."
        )
        about = ("drop", title.casefold(), newest)
        audience = now.counselor_of(code)
        yield remind(now, "R11", code, about, "A grade has fallen", newest, why, audience=audience)


def failing_elsewhere(now: Situation) -> Iterable[Reminder]:
    """R11, of all classes but our room. As the sheet's Failing Elsewhere."""
    others: dict[str, list[tuple[date, float | None]]] = {}
    ours = now.rules.our_room.casefold()
    for (code, _), (title, days) in _classes(now).items():
        if title.casefold() != ours:
            newest = max(days)
            others.setdefault(code, []).extend((newest, percent) for percent in days[newest])
    for code, checks in sorted(others.items()):
        limit = now.rules.failing_below
        if code not in now.here or not all(p is not None and p < limit for _, p in checks):
            continue
        day = max(day for day, _ in checks)
        why = (
            f"Every class but {now.rules.our_room} is below {_percent(limit)} by its newest check, "
            f"the last on {spelled(day)}. A new check settles it."
        )
        audience = now.counselor_of(code)
        yield remind(now, "R11", code, ("failing", day), "Failing elsewhere", day, why, audience=audience)


def _classes(now: Situation) -> dict[tuple[str, str], tuple[str, Class]]:
    """(student, class) -> the class as written, and its checks by day."""
    found: dict[tuple[str, str], tuple[str, Class]] = {}
    for row in now.book["grade_checks"]:
        day, title = day_of(row["date"]), clean(str(row["class"] or ""))
        if day is not None and title and row["student"]:
            _, days = found.setdefault((str(row["student"]), title.casefold()), (title, {}))
            days.setdefault(day, []).append(number_of(row["percent"]))
    return found


def _known(percents: list[float | None]) -> list[float]:
    return [percent for percent in percents if percent is not None]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def first_talk_missing(now: Situation) -> Iterable[Reminder]:
    """R13."""
    days = now.rules.first_talk_school_days
    if days is None:
        return
    talked = {row["student"] for row in now.book["first_talk"]}
    for code, row in now.students:
        joined = day_of(row["joined"])
        if joined is None or code in talked or now.today - joined > _NEW_HERE:
            continue
        due = add_school_days(joined, days, now.rules.school)
        if now.today >= due:
            why = f"Joined on {spelled(joined)}; no First Talk is noted. A row on First Talk settles it."
            yield remind(now, "R13", code, (joined,), "First Talk", due, why)


def follow_ups(now: Situation) -> Iterable[Reminder]:
    """R13 too: a talk is looked at again on its Follow Up day; a talk from then on settles it."""
    talks: dict[str, list[date]] = {}
    for row in now.book["first_talk"]:
        if (day := day_of(row["date"])) is not None:
            talks.setdefault(str(row["student"]), []).append(day)
    for row in now.book["first_talk"]:
        due, code = day_of(row["follow_up"]), str(row["student"] or "")
        if due is None or row.id is None or code not in now.here:
            continue
        if any(day >= due for day in talks.get(code, ())):
            continue
        by = f" ({clean(str(row['who']))})" if row["who"] else ""
        plan = clean(str(row["action_plan"] or "")) or "the talk"
        why = f"Follow Up is {spelled(due)}. A First Talk row of that day or later settles it."
        yield remind(now, "R13", code, (row.id,), f"Look again: {plan}{by}", due, why)
