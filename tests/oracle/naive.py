"""The award and the due dates once more, naively, from the typed cells alone: what the formulas must give.

Shares nothing with the product: it finds tabs and columns by their titles, as a person does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.oracle.cells import Entered, Sheets


def table(sheets: Sheets, title: str) -> list[dict[str, Any]]:
    """The typed rows of a tab by header; formulas and blanks are left out."""
    cells = sheets[title]
    headers = {column: value for (row, column), value in cells.items() if row == 0}
    rows: dict[int, dict[str, Any]] = {}
    for (row, column), value in cells.items():
        if row and column in headers and not isinstance(value, Entered):
            rows.setdefault(row, {"": row})[headers[column]] = value
    return [rows[row] for row in sorted(rows)]


def setting(sheets: Sheets, name: str) -> Any:
    return next(row.get("Value") for row in table(sheets, "Settings") if row.get("Setting") == name)


def students(sheets: Sheets) -> dict[str, dict[str, Any]]:
    return {f"S{row['Id']:03d}": row for row in table(sheets, "Students") if row.get("Name")}


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def rounded(value: float, places: int) -> float:
    """Half away from zero, as a sheet rounds."""
    exact = Decimal(repr(round(value, 11)))
    return float(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


@dataclass
class Standing:
    student: str
    score: float | str = ""
    coverage: float = 0.0
    status: str = ""
    rank: int | str = ""
    gaps: list[tuple[str, float]] = field(default_factory=list)
    ties: tuple[float, float] = (0, 0)


def award(sheets: Sheets, counted: list[dict[str, Any]] | None = None) -> dict[str, Standing]:
    """Every student's standing by code. `counted` are Award Scores' rows where formulas count them."""
    rules = [row for row in table(sheets, "Award Rules") if row[""] <= 24 and row.get("Category")]
    numbers = [row for row in counted or table(sheets, "Award Scores") if row.get("Student")]
    scores = {row["Student"]: row if counted else _with_use(sheets, row) for row in numbers}
    standings = {
        code: _standing(code, rules, scores.get(code, {}), _hold(sheets, code, row, scores.get(code, {})))
        for code, row in students(sheets).items()
    }
    eligible = [one for one in standings.values() if one.status == "eligible"]
    for one in eligible:
        one.rank = 1 + sum((other.score, *other.ties) > (one.score, *one.ties) for other in eligible)
    return standings


def _with_use(sheets: Sheets, row: dict[str, Any]) -> dict[str, Any]:
    worth = {"often": 1, "sometimes": 0.5, "no, but i could": 0, "did not know i had it": 0}
    answers = [one for one in table(sheets, "Survey Answers") if one.get("Student") == row["Student"]]
    counted = [worth[one["Used"].lower()] for one in answers if str(one.get("Used")).lower() in worth]
    return {**row, "Accommodation Use": rounded(100 * sum(counted) / len(counted), 1)} if counted else row


def _weight(rule: dict[str, Any]) -> float:
    return float(rule["Weight"]) if is_number(rule.get("Weight")) else 0.0


def _standing(code: str, rules: list[dict[str, Any]], numbers: dict[str, Any], hold: str) -> Standing:
    parts = []
    for rule in rules:
        number = numbers.get(rule["Category"])
        if is_number(number):
            part = (number - rule["Worst"]) / (rule["Best"] - rule["Worst"])
            parts.append((rule, min(1.0, max(0.0, part))))
    with_data = sum(_weight(rule) for rule, _ in parts)
    everything = sum(_weight(rule) for rule in rules)
    one = Standing(code, coverage=with_data / everything if everything else 0.0)
    if with_data:
        one.score = rounded(100 * sum(_weight(rule) * part for rule, part in parts) / with_data, 2)
    gaps = [
        (rule["Category"], _weight(rule) * (1 - part)) for rule, part in parts if rule.get("Controllable")
    ]
    gaps = [(category, gap) for category, gap in gaps if gap > 1e-6]
    gaps.sort(key=lambda gap: -round(gap[1], 6))
    one.gaps = [(category, 100 * gap / with_data) for category, gap in gaps[:2]]
    enough = rounded(one.coverage, 9) >= 0.8
    one.status = f"on hold until {hold}" if hold else "eligible" if enough else "not ranked yet"
    respect, improvement = numbers.get("Respect"), numbers.get("Improvement")
    one.ties = (respect if is_number(respect) else 0, improvement if is_number(improvement) else 0)
    return one


def _hold(sheets: Sheets, code: str, student: dict[str, Any], numbers: dict[str, Any]) -> str:
    today = setting(sheets, "Today override")
    now = [
        row
        for row in table(sheets, "Award Holds")
        if row.get("Student") == code and row.get("Date", 0) <= today and row.get("Until", today) >= today
    ]
    active = [row.get("Until", 0) for row in now if not row.get("Override Reason")]
    if active:
        return "it is lifted" if 0 in active else day(max(active))
    if any(row.get("Override Reason") for row in now):
        return ""
    if student.get("Status") == "exited":
        return "back on the caseload"
    respect = numbers.get("Respect")
    return "Respect is 2.5 or more" if is_number(respect) and respect < 2.5 else ""


def day(serial: float) -> str:
    return (date(1899, 12, 30) + timedelta(days=int(serial))).isoformat()
