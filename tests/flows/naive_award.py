"""The award from typed cells alone, as `1-product.md` says it in words. Shares nothing with the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Line = Mapping[str, Any]


@dataclass
class Standing:
    score: float | None = None
    coverage: float = 0.0
    status: str = ""
    rank: int | None = None
    ties: tuple[float, float] = (0.0, 0.0)


def number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def rounded(value: float) -> float:
    return float(Decimal(repr(round(value, 10))).quantize(Decimal("0.01"), ROUND_HALF_UP))


def award(
    students: Sequence[Line],
    rules: Sequence[Line],
    scores: Sequence[Line],
    holds: Sequence[Line],
    today: date,
) -> dict[str, Standing]:
    """Code -> standing, for everybody on Students."""
    by_code = {line["Student"]: line for line in scores if line["Student"]}
    found = {
        line["Code"]: _standing(line, rules, by_code.get(line["Code"], {}), holds, today) for line in students
    }
    eligible = [one for one in found.values() if one.status == "eligible"]
    for one in eligible:
        mine = (one.score, *one.ties)
        one.rank = 1 + sum((other.score, *other.ties) > mine for other in eligible)
    return found


def _standing(
    student: Line, rules: Sequence[Line], counted: Line, holds: Sequence[Line], today: date
) -> Standing:
    one, total, have, points = Standing(), 0.0, 0.0, 0.0
    for rule in rules:
        weight, best, worst = float(rule["Weight"]), float(rule["Best"]), float(rule["Worst"])
        total += weight
        value = number(counted.get(rule["Category"]))
        if value is not None:
            have += weight
            points += weight * max(0.0, min(1.0, (value - worst) / (best - worst)))
    one.coverage = have / total
    one.score = rounded(100 * points / have) if have else None
    one.ties = (number(counted.get("Respect")) or 0.0, number(counted.get("Improvement")) or 0.0)
    one.status = _hold(student, counted, holds, today) or (
        "eligible" if round(one.coverage, 9) >= 0.8 else "not ranked yet"
    )
    return one


def _hold(student: Line, counted: Line, holds: Sequence[Line], today: date) -> str:
    own = [line for line in holds if line["Student"] == student["Code"]]
    own = [line for line in own if line["Date"] <= today.isoformat() <= (line["Until"] or "9999")]
    binding = [line["Until"] for line in own if not line["Override Reason"]]
    if binding:
        return f"on hold until {max(binding)}"
    if own:
        return ""
    if student["Status"] == "exited":
        return "on hold"
    respect = number(counted.get("Respect"))
    return "on hold" if respect is not None and respect < 2.5 else ""
