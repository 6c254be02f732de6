"""Random typed content for a workbook: students, contacts, answers, scores, holds, changed award rules."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sheets_schema.create import create_requests, first_ids, next_free_id
from sheets_schema.model import Workbook
from sheets_schema.workbook import WORKBOOK
from tests.oracle.cells import Place, Sheets, sheets_from
from tests.oracle.later_content import later_rows
from tests.oracle.more_content import more_rows

TODAY = date(2026, 3, 1)
NAMES = ("Zoë Ångström", "李 明", "O'Brien, Pat", "Ana", "=NOT A FORMULA", "S001", " 12 ")
PEOPLE = ("Ada Ruiz", "ada ruiz", "Dad?", "Dads", "<Ada>", "Ad*", "Mum~")
CATEGORIES = {
    "tardies_this_semester": (0, 12),
    "tardies_last_30_days": (0, 4),
    "attendance": (80, 100),
    "respect": (1, 4),
    "effort": (50, 100),
    "missing_work": (0, 10),
    "improvement": (-6, 10),
    "goal_progress": (0, 100),
    "extracurriculars": (0, 4),
    "organization": (0, 4),
    "typing_growth": (-2, 10),
}
USED = (
    "often",
    "sometimes",
    "no, but I could",
    "no, the teacher did not offer it",
    "did not know I had it",
    "not needed",
    "somehow",
)


def random_sheets(random: Random, workbook: Workbook = WORKBOOK, most_students: int = 14) -> Sheets:
    """A new workbook with random rows, its rules changed, as cells."""
    count = random.choice((0, 1, 2, 5, most_students))
    codes = [f"S{number:03d}" for number in range(1, count + 1)]
    accommodations = first_ids(workbook)["accommodations"]
    rows: dict[str, list[dict[str, Any]]] = {
        "students": [_student(random) for _ in codes],
        "team": [_person(random, codes) for _ in range(random.randrange(8))],
        "contact_log": [_contact(random, codes) for _ in range(random.randrange(12))],
        "accommodations": [_accommodation(random, codes) for _ in range(random.randrange(8))],
        "survey_answers": [_answer(random, codes, accommodations) for _ in range(random.randrange(25))],
        "award_scores": [_scores(random, code) for code in codes if random.random() < 0.95],
        "award_holds": [_hold(random, codes) for _ in range(random.randrange(6))],
        "award_history": [_history(random, codes) for _ in range(random.randrange(10))],
        "survey_rounds": [_round(random, name) for name in ("2025Q4", "2026Q1")],
        "survey_links": [_link(random, codes) for _ in range(random.randrange(8))],
    }
    if "attendance" in workbook.by_key:
        rows["award_scores"] = [{"student": row["student"]} for row in rows["award_scores"]]
    settings = {
        "Semester start": random.choice((date(2026, 1, 12), None)),
        "Semester end": random.choice((date(2026, 6, 12), date(2026, 2, 20), None)),
        "Weekend days": random.choice(("Sat, Sun", "Fri, Sat")),
        "Today override": TODAY,
        "One day less": random.choice((True, False)),
        "Review cycle days": random.choice((365, 365, None, 180)),
    }
    rows |= later_rows(random, codes) | more_rows(random, codes)
    rows = {  # an older version has neither every tab nor every column
        key: [{name: cell for name, cell in row.items() if name in workbook.tab(key).by_key} for row in given]
        for key, given in rows.items()
        if key in workbook.by_key
    }
    sheets = sheets_from(create_requests(workbook, settings=settings, rows=rows))
    _invitations(random, sheets)
    if "Student Card" in sheets:
        sheets["Student Card"][1, 1] = random.choice(NAMES)
    if "Advocacy Search" in sheets and random.random() < 0.8:
        sheets["Advocacy Search"][1, 1] = random.choice(("time", " TIME  extra", "nothing such", "zoë field"))
    if random.random() < 0.6:
        _change_rules(random, sheets["Award Rules"])
    return sheets


def _day(random: Random, back: int = 500, ahead: int = 60) -> date | None:
    return random.choice(
        (None, TODAY + timedelta(days=random.randint(-back, ahead)), TODAY, date(2024, 2, 29))
    )


def _student(random: Random) -> dict[str, Any]:
    return {
        "name": random.choice(NAMES),
        "status": random.choice(("direct", "monitor", "exited", None)),
        "service_level": random.choice(("Level I", "Level II", None)),
        "graduation_path": random.choice(("IB diploma", "full diploma", None)),
        "last_review": _day(random),
        "last_evaluation": random.choice((_day(random, back=1200), "last spring")),
    }


def _some(random: Random, codes: list[str]) -> str | None:
    return random.choice([*codes, None, "S999"]) if codes else None


def _address(random: Random) -> str | None:
    return random.choice((None, "a@b.test", "A@b.test", "c@d.test"))


def _person(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "person": random.choice(PEOPLE),
        "email": _address(random),
        "role": random.choice(("parent", "guardian", "teacher", None)),
        "student": _some(random, codes),
    }


def _contact(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "date": _day(random, back=40),
        "student": _some(random, codes),
        "person": random.choice((None, *PEOPLE)),
        "email": _address(random),
        "role": random.choice(("parent", "guardian", "teacher", None)),
        "subject": random.choice(("=1+1", "Hello", None)),
    }


def _accommodation(random: Random, codes: list[str]) -> dict[str, Any]:
    status = random.choice(("active", "ended", None))
    return {"student": _some(random, codes), "accommodation": "Extra time", "status": status}


def _answer(random: Random, codes: list[str], first: int) -> dict[str, Any]:
    return {
        "round": random.choice(("2025Q4", "2026Q1")),
        "student": _some(random, codes),
        "accommodation": random.choice((None, first, first + 1, first + random.randrange(8))),
        "used": random.choice(USED),
        "what_got_in_the_way": random.choice((None, "forgot", "hard to ask")),
        "wants_a_goal": random.choice((None, "yes", "no")),
        "goal": random.choice((None, "Ask once a week")),
        "submitted": _day(random, back=90),
        "knowledge": random.choice((None, None, 0, 4, 7.5, 10)),
    }


def _number(random: Random, low: int, high: int) -> Any:
    return random.choice((random.randint(low, high), round(random.uniform(low, high), 1), None, high))


def _scores(random: Random, code: str) -> dict[str, Any]:
    if random.random() < 0.3:
        full = {key: random.choice((low, high)) for key, (low, high) in CATEGORIES.items()}
        return {"student": code, **full, "respect": random.choice((2.5, 3, 4))}
    numbers = {key: _number(random, low, high) for key, (low, high) in CATEGORIES.items()}
    return {"student": code, **numbers, "effort": random.choice((numbers["effort"], 100, "good"))}


def _hold(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "date": _day(random, back=30, ahead=30),
        "student": _some(random, codes),
        "reason": "rudeness",
        "until": _day(random, back=10, ahead=30),
        "override_reason": random.choice((None, None, "made up for it")),
    }


def _history(random: Random, codes: list[str]) -> dict[str, Any]:
    days = [date(2026, month, 1) for month in (1, 2, 3)]
    return {
        "date": random.choice(days),
        "student": _some(random, codes),
        "score": random.choice((None, 50, 61.25)),
    }


def _round(random: Random, name: str) -> dict[str, Any]:
    return {"round": name, "kind": "use", "opens": _day(random, 20, 20), "closes": _day(random, 20, 20)}


def _link(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "round": random.choice(("2025Q4", "2026Q1")),
        "student": _some(random, codes),
        "excused": random.choice((True, False, None)),
    }


def _invitations(random: Random, sheets: Sheets) -> None:
    """Values of the service for rows of Survey Links, whose ids come first after those laid ahead."""
    for number in range(random.randrange(20)):
        sheets["_Holdfast"][number + 1, 1] = f"invited:{next_free_id(WORKBOOK) + number * 2}"
        sheets["_Holdfast"][number + 1, 2] = 46000 + number


def _change_rules(random: Random, rules: dict[Place, Any]) -> None:
    """Takes rules away, weighs them anew, adds one without a column, mixes their order."""
    width = 1 + max(column for _, column in rules)
    lines = [[rules.pop((row, column), None) for column in range(1, width)] for row in range(1, 13)]
    lines = [line for line in lines if random.random() < 0.9]
    for line in lines:
        line[1] = random.choice((line[1], 10, 0, None, "much"))
        line[6] = random.choice((True, line[6], False))
    lines.append(["Kindness", 5, "higher", 4, 0, "typed", True, "You have [number]."])
    random.shuffle(lines)
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            if value is not None:
                rules[row, column] = value
