"""From the snapshot of a sync to the Glance that the side panel shows until the next one.

Facts are taken from the workbook as it was read, its own formulas included, so that panel and sheet say
the same. What is secret in the workbook (needs, assessments, private notes) does not enter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.core.glance import ContactGap, Due, Glance, Round, Standing, StudentBrief, TeamMember
from app.core.model import Snapshot
from app.core.names import shown_name
from app.core.rules import Rules
from app.core.situation import day_of, number_of
from app.core.things import read_things
from sheets_schema.model import Value
from sheets_schema.read import Book, Row

SOON = timedelta(days=14)
BEST = 3
LEFT = "exited"


def at_a_glance(seen: Snapshot, rules: Rules, workbook: str, problems: int) -> Glance:
    """The caseload as of `seen`. `workbook` is its address, `problems` how many lines wait on Sync."""
    book, caseload = seen.book, seen.caseload
    today = rules.today(seen.taken.astimezone(caseload.zone).date())
    here = [row for row in book["students"] if row["code"] and row["status"] != LEFT]
    names = _names(here, rules)
    dues = sorted(_dues(book, names), key=lambda due: (due.on, due.what))
    return Glance(
        caseload=caseload.name,
        workbook=workbook,
        zone=caseload.zone.key,
        students=len(here),
        due_soon=tuple(due for due in dues if today <= due.on <= today + SOON),
        overdue=tuple(due for due in dues if due.on < today),
        contact_gaps=_gaps(here, names),
        survey=_round(book["survey_rounds"]),
        award=_best(here, names),
        synced=seen.taken,
        problems=problems,
        roster=tuple(_brief(row, names, rules, today) for row in here),
        team=_team(book["team"], names),
        meeting_kinds=tuple(str(row["meeting_kinds"]) for row in book["lists"] if row["meeting_kinds"]),
    )


def _names(rows: Iterable[Row], rules: Rules) -> dict[str, str]:
    """Code -> the name in the wanted style; two who would look alike carry their codes."""
    shown = {
        _text(row["code"]): shown_name(
            rules.name_style, _text(row["code"]), _text(row["name"]), _text(row["preferred_name"])
        )
        for row in rows
    }
    often = Counter(shown.values())
    return {code: name if often[name] == 1 else f"{name} ({code})" for code, name in shown.items()}


def _dues(book: Book, names: Mapping[str, str]) -> Iterable[Due]:
    for row in book["reminders"]:
        due = day_of(row["due"])
        if row["state"] == "open" and due is not None:
            yield Due(_text(row["what"]), names.get(_text(row["student"]), ""), due)


def _gaps(rows: Iterable[Row], names: Mapping[str, str]) -> tuple[ContactGap, ...]:
    late = [
        ContactGap(names[_text(row["code"])], _count(row["days_since_contact"]))
        for row in rows
        if row["contact_late"] is True
    ]
    return tuple(sorted(late, key=lambda gap: (gap.days is not None, -(gap.days or 0), gap.student)))


def _round(rows: Iterable[Row]) -> Round | None:
    """The open round that closes first; none when nothing is open."""
    rounds = [
        Round(
            _text(row["round"]),
            _text(row["kind"]),
            _text(row["state"]),
            day_of(row["closes"]),
            _count(row["sent"]) or 0,
            _count(row["answered"]) or 0,
        )
        for row in rows
        if row["state"] == "open"
    ]
    return min(rounds, key=lambda one: (one.closes or date.max, one.name), default=None)


def _best(rows: Iterable[Row], names: Mapping[str, str]) -> tuple[Standing, ...]:
    """Ranks 1 to 3, all who share them."""
    found = []
    for row in rows:
        rank, score = _count(row["award_rank"]), number_of(row["award_score"])
        if rank is not None and score is not None and rank <= BEST:
            found.append(Standing(rank, names[_text(row["code"])], score))
    return tuple(sorted(found, key=lambda one: (one.rank, one.student)))


def _brief(row: Row, names: Mapping[str, str], rules: Rules, today: date) -> StudentBrief:
    code = _text(row["code"])
    things = read_things(_text(row["random_things_to_do"]), today, rules.date_order)
    return StudentBrief(
        code=code,
        name=names[code],
        grade=_text(row["grade"]),
        status=_text(row["status"]),
        plan=_text(row["plan"]),
        next_review=day_of(row["next_review"]),
        days_since_contact=_count(row["days_since_contact"]),
        things_to_do=tuple(thing.text for thing in things if not thing.closed),
        accommodations=_count(row["accommodations"]) or 0,
        open_goals=_count(row["open_goals"]) or 0,
        award_rank=_count(row["award_rank"]),
        award_score=number_of(row["award_score"]),
    )


def _team(rows: Iterable[Row], names: Mapping[str, str]) -> tuple[TeamMember, ...]:
    """One member an address, with every student of theirs who is still here."""
    found: dict[str, TeamMember] = {}
    for row in rows:
        email, code = _text(row["email"]).casefold(), _text(row["student"])
        if not email or code not in names:
            continue
        known = found.get(email)
        students = dict.fromkeys((*(known.students if known else ()), code))
        first = known or TeamMember(email, _text(row["person"]), _text(row["role"]), ())
        found[email] = TeamMember(email, first.name, first.role, tuple(students))
    return tuple(found.values())


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _count(value: Value) -> int | None:
    number = number_of(value)
    return None if number is None else int(number)
