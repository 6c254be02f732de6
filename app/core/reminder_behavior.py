"""Reminders of the week in class: behaviour under target, tracker not filled (R16), open ticket (R17)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from app.core.addresses import mailbox
from app.core.reminder_rules import LOGGED_DAYS, TRACKED_FOR_DAYS, Reminder
from app.core.roster.dates import spelled
from app.core.schooldays import add_school_days
from app.core.situation import Situation, day_of, number_of, remind

_SCHOOL_WEEK = 5  # the ticket goes from Monday to Friday at most


def behavior_under_target(now: Situation) -> Iterable[Reminder]:
    """R16, one for a student and week: so many of the last five logged days are under the target."""
    need = now.rules.behavior_days_under
    if need is None:
        return
    notes = _noted_days(now)
    for code, shares in sorted(_day_shares(now).items()):
        days = sorted(shares)
        if code not in now.here or now.today - days[-1] > timedelta(days=TRACKED_FOR_DAYS):
            continue
        under = [day for day in days[-LOGGED_DAYS:] if shares[day] < now.rules.behavior_target - 1e-9]
        week = _monday(days[-1])
        first = next((day for day in days if day >= week and _is_low(now, shares, day, need)), None)
        if len(under) < need or first is None or any(day >= first for day in notes.get(code, ())):
            continue
        why = (
            f"{len(under)} of the last {min(len(days), LOGGED_DAYS)} logged days are under "
            f"{100 * now.rules.behavior_target:.0f} %, the newest on {spelled(under[-1])}. "
            "A Note on a row of Behavior since then settles it."
        )
        yield remind(now, "R16", code, ("under", week), "Look at the behavior tracker", first, why)


def _is_low(now: Situation, shares: dict[date, float], until: date, need: int) -> bool:
    days = [day for day in sorted(shares) if day <= until][-LOGGED_DAYS:]
    return sum(shares[day] < now.rules.behavior_target - 1e-9 for day in days) >= need


def _day_shares(now: Situation) -> dict[str, dict[date, float]]:
    """Student -> day -> points of the day's possible ones, as the sheet's Day %. Future days are slips."""
    found: dict[str, dict[date, list[float]]] = {}
    for row in now.book["behavior"]:
        day, points, most = day_of(row["date"]), number_of(row["points"]), number_of(row["max"])
        if day is not None and day <= now.today and row["student"]:
            sums = found.setdefault(str(row["student"]), {}).setdefault(day, [0.0, 0.0])
            sums[0] += points or 0.0
            sums[1] += most or 0.0
    shares = {
        code: {day: points / most for day, (points, most) in days.items() if most > 0}
        for code, days in found.items()
    }
    return {code: days for code, days in shares.items() if days}


def _noted_days(now: Situation) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {}
    for row in now.book["behavior"]:
        if row["note"] and row["student"] and (day := day_of(row["date"])) is not None:
            found.setdefault(str(row["student"]), []).append(day)
    return found


def tracker_not_filled(now: Situation) -> Iterable[Reminder]:
    """R16, one for a student and teacher who has logged lately, or who has the tracker's form."""
    days = now.rules.behavior_log_school_days
    if days is None:
        return
    began, last, addresses = _logs(now)
    expected = set(last) | {(code, box) for code, box in _with_form(now, addresses) if code in began}
    for code, box in sorted(expected):
        day = last.get((code, box))
        due = add_school_days(day or began[code], days, now.rules.school)
        if code not in now.here or now.today < due:
            continue
        said = f"Their last entry is of {spelled(day)}." if day else "They have made no entry yet."
        why = f"{addresses[box]} fills the tracker. {said} A row on Behavior settles it."
        about = ("log", hashlib.sha256(box.encode()).hexdigest()[:12], day or "never")
        yield remind(
            now, "R16", code, about, "The behavior tracker was not filled", due if day else None, why,
            audience=(addresses[box],),
        )  # fmt: skip


def _logs(now: Situation) -> tuple[dict[str, date], dict[tuple[str, str], date], dict[str, str]]:
    """Of the last two weeks: each student's first log, each teacher's last one; addresses by mailbox."""
    began: dict[str, date] = {}
    last: dict[tuple[str, str], date] = {}
    addresses: dict[str, str] = {}
    for row in now.book["behavior"]:
        day, code = day_of(row["date"]), str(row["student"] or "")
        if day is None or not code or not now.today - timedelta(days=TRACKED_FOR_DAYS) <= day <= now.today:
            continue
        began[code] = min(day, began.get(code, day))
        if row["teacher"]:
            box = mailbox(str(row["teacher"]))
            addresses.setdefault(box, str(row["teacher"]))
            last[code, box] = max(day, last.get((code, box), day))
    return began, last, addresses


def _with_form(now: Situation, addresses: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Teachers to whom Holdfast sends the tracker's form."""
    if "Behavior" not in now.rules.forms:
        return
    for row in now.book["team"]:
        if row["role"] == "teacher" and row["email"] and row["student"]:
            box = mailbox(str(row["email"]))
            addresses.setdefault(box, str(row["email"]))
            yield str(row["student"]), box


def ticket_open(now: Situation) -> Iterable[Reminder]:
    """R17, from the last but one school day of the week on, until the week is over."""
    monday = _monday(now.today)
    week = [monday + timedelta(days=at) for at in range(_SCHOOL_WEEK)]
    school = [day for day in week if now.rules.school.is_school_day(day)]
    if not school or now.today < school[-2:][0]:
        return
    items: dict[str, list[bool]] = {}
    for row in now.book["to_do"]:
        day = day_of(row["week_of"])
        if day is not None and _monday(day) == monday and row["item"]:
            items.setdefault(str(row["student"]), []).append(bool(row["done"]))
    for code, row in now.students:
        done = items.get(code, [])
        if all(done):
            continue
        why = f"{sum(done)} of {len(done)} are done for the week of {spelled(monday)}."
        email = str(row["student_email"] or "")
        yield remind(
            now, "R17", code, (monday,), "The ticket to the week is not complete", school[-1], why,
            who="student, case manager", audience=(email,) if email else (),
            named=tuple(school[-2:]),
        )  # fmt: skip


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
