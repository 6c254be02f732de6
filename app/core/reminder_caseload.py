"""Reminders about the whole caseload: the award's days (R23), its weight (R24), what stops Holdfast (R25)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from app.core.reminder_rules import AWARD_NOTE, RULES, Reminder
from app.core.roster.dates import spelled
from app.core.safety import REFUSALS
from app.core.situation import Situation, day_of, number_of, remind
from app.core.survey_notes import FORM_GONE

_FAULTS = REFUSALS | {f"survey_{FORM_GONE}"}
_STUCK = "needs_human"
_ANY_LEVEL = "any"


def award_notes_wait(now: Situation) -> Iterable[Reminder]:
    """R23: notes to students that lie in Drafts."""
    month = f"{now.today:%Y-%m}"
    waiting = sum(
        state == "prepared" and natural.startswith(f"{AWARD_NOTE}/{month}/")
        for natural, state in now.outside.mail_states.items()
    )
    if waiting:
        why = f"Notes to students in Drafts: {waiting}. Read them, then send or discard them."
        what = f"Award notes of {now.today:%B}"
        first = now.today.replace(day=1)
        yield remind(now, "R23", "", ("notes", month), what, first, why, named=(now.push(first),))


def semester_closes(now: Situation) -> Iterable[Reminder]:
    """R23: the award is to be decided."""
    start, end = now.rules.semester_start, now.rules.semester_end
    if end is None or now.today < end - timedelta(days=max(RULES["R23"].leads)):
        return
    for row in now.book["award_winners"]:
        days = [day for key in ("made", "handed_over") if (day := day_of(row[key])) is not None]
        if row["student"] and (start is None or not days or max(days) >= start):
            return
    why = f"The semester closes on {spelled(end)}. A row on Award Winners settles it."
    yield remind(now, "R23", "", ("close", end), "Decide the award", end, why)


def weight_over_limit(now: Situation) -> Iterable[Reminder]:
    """R24, once a semester. As on Workload: the points of the scheme's levels against its limit."""
    scheme = now.rules.weight_scheme.casefold()
    points: dict[str, float] = {}
    limits: list[float] = []
    for row in now.book["weight_schemes"]:
        if str(row["scheme"] or "").casefold() != scheme:
            continue
        number, limit = number_of(row["points"]), number_of(row["limit"])
        if number is not None:
            points.setdefault(str(row["level"] or "").casefold(), number)
        if limit is not None and limit > 0:
            limits.append(limit)
    weights = [
        points.get(str(row["service_level"] or "").casefold(), points.get(_ANY_LEVEL, 0.0))
        for _, row in now.students
    ]
    total, limit = round(sum(weights), 2), round(sum(limits) / len(limits), 3) if limits else None
    if limit is None or total <= limit:
        return
    why = (
        f"Students: {len(weights)}, points: {total:g} by the scheme {now.rules.weight_scheme}; "
        f"its limit is {limit:g}."
    )
    about = (now.rules.semester_start or "-", scheme, f"{limit:g}")
    head = (now.rules.department_head,) if now.rules.department_head else ()
    yield remind(now, "R24", "", about, "The caseload is over its limit", None, why, audience=head)


def faults(now: Situation) -> Iterable[Reminder]:
    """R25, one for each thing that keeps Holdfast from working, until it is put right."""
    technician = (now.rules.technician,) if now.rules.technician else ()
    for trouble in now.outside.troubles:
        if trouble.code in _FAULTS:
            about = (trouble.code, hashlib.sha256(f"{trouble.tab}\n{trouble.text}".encode()).hexdigest()[:12])
            if trouble.code in REFUSALS:
                about = (trouble.code, trouble.tab)
            what = f"{trouble.tab}: Holdfast cannot go on"
            yield remind(now, "R25", "", about, what, None, trouble.text, audience=technician)
    stuck = sum(state == _STUCK for state in now.outside.mail_states.values())
    if stuck:
        why = f"Drafts that were changed while they went out: {stuck}. Look whether they are sent."
        yield remind(now, "R25", "", ("mail", stuck), "Mails wait for you", None, why)
