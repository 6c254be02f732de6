"""The skateboard award in Python: the same arithmetic as the Award tab, for the command line and for tests.

Scores come from Award Rules, Award Scores and Award Holds as they stand in the workbook. Nothing here
decides who wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.core.model import Cell
from app.core.roster.merge import code_of
from app.core.rules import Rules
from sheets_schema.codec import EPOCH
from sheets_schema.model import Value
from sheets_schema.read import Book, Row
from sheets_schema.workbook import WORKBOOK

READS = ("students", "award_rules", "award_scores", "award_holds")  # while one is refused, nobody knows
MOST_RULES = 24  # as many as the Award Parts tab has columns
ELIGIBLE, NOT_RANKED = "eligible", "not ranked yet"
_TIE_BREAKS = ("respect", "improvement")
_SMALLEST_GAP = 0.000001


@dataclass(frozen=True)
class AwardRule:
    """One category. `place` is its row on Award Rules below the header; it breaks ties of gaps."""

    place: int
    category: str
    weight: float
    best: float | None
    worst: float | None
    controllable: bool
    message: str

    def part(self, number: float | None) -> float | None:
        """0 to 1; None without data or where best and worst say nothing."""
        if number is None or self.best is None or self.worst is None or self.best == self.worst:
            return None
        return max(0.0, min(1.0, (number - self.worst) / (self.best - self.worst)))


@dataclass(frozen=True)
class Holding:
    """What holds a student back: how many points of score are to be gained, and the sentence."""

    category: str
    gain: float
    text: str


@dataclass(frozen=True)
class AwardLine:
    student: str
    score: float | None
    coverage: float
    status: str
    rank: int | None
    parts: Mapping[str, float]
    holding_back: tuple[Holding, ...]


@dataclass(frozen=True)
class AwardTable:
    """One line a student, as the students stand by id. `dropped` are rules beyond the first 24."""

    lines: tuple[AwardLine, ...]
    dropped: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"students": [_line_json(line) for line in self.lines]}


def award(book: Book, today: date, rules: Rules) -> AwardTable:
    """Scores, coverage, status, ranks, and what holds each student back."""
    categories, dropped = _categories(book["award_rules"])
    scores = {str(row["student"]): row for row in reversed(book["award_scores"]) if row["student"]}
    titles = _titles(book)
    listed = (row for row in book["students"] if row["name"] and code_of(row))
    students = sorted(listed, key=lambda row: row.id or 0)
    lines = []
    ties = []
    for row in students:
        code = code_of(row)
        numbers = {
            rule.place: _number(scores[code].cells.get(titles.get(rule.category.casefold(), "")))
            for rule in categories
            if code in scores
        }
        lines.append(_line(code, row, numbers, categories, book, today, rules))
        ties.append([_tie(scores.get(code), key) for key in _TIE_BREAKS])
    return AwardTable(_ranked(lines, ties), dropped)


def _categories(rows: Sequence[Row]) -> tuple[list[AwardRule], tuple[str, ...]]:
    found = [
        AwardRule(
            place=row.index,
            category=str(row["category"]),
            weight=max(0.0, _number(row["weight"]) or 0.0),
            best=_number(row["best"]),
            worst=_number(row["worst"]),
            controllable=row["controllable"] is True,
            message=str(row["message"] or ""),
        )
        for row in sorted(rows, key=lambda row: row.index)
        if row["category"]
    ]
    inside = [rule for rule in found if rule.place <= MOST_RULES]
    return inside, tuple(rule.category for rule in found if rule.place > MOST_RULES)


def _titles(book: Book) -> dict[str, str]:
    """Header of Award Scores -> key of the cell. Columns that a school added go by their header."""
    titles = {column.title.casefold(): column.key for column in WORKBOOK.tab("award_scores").columns}
    if "award_scores" in book.layout:
        titles.update({title.casefold(): title for title in book.layout["award_scores"].extra})
    return titles


def _line(
    code: str,
    student: Row,
    numbers: Mapping[int, float | None],
    categories: Sequence[AwardRule],
    book: Book,
    today: date,
    rules: Rules,
) -> AwardLine:
    parts = {
        rule.place: part for rule in categories if (part := rule.part(numbers.get(rule.place))) is not None
    }
    counted = [rule for rule in categories if rule.place in parts]
    data, total = sum(rule.weight for rule in counted), sum(rule.weight for rule in categories)
    earned = sum(rule.weight * parts[rule.place] for rule in counted)
    coverage = data / total if total else 0.0
    on_hold = hold(book, code, student, today, rules)
    status = f"on hold until {on_hold}" if on_hold else ELIGIBLE
    if not on_hold and _rounded(coverage, 9) < rules.coverage_needed:
        status = NOT_RANKED
    return AwardLine(
        student=code,
        score=_rounded(100 * earned / data, 2) if data else None,
        coverage=coverage,
        status=status,
        rank=None,
        parts={rule.category: parts[rule.place] for rule in counted},
        holding_back=_holding_back(counted, parts, numbers, data),
    )


def _holding_back(
    counted: Sequence[AwardRule],
    parts: Mapping[int, float],
    numbers: Mapping[int, float | None],
    data: float,
) -> tuple[Holding, ...]:
    gaps = {
        # The same tie-break as the sheet's: of equal gaps the upper rule comes first.
        rule: _rounded(rule.weight * (1 - parts[rule.place]), 6) - (rule.place + 1) / 1e9
        for rule in counted
        if rule.controllable
    }
    largest = sorted((rule for rule in gaps if gaps[rule] > _SMALLEST_GAP), key=lambda rule: -gaps[rule])
    return tuple(
        Holding(
            rule.category,
            _rounded(100 * _rounded(gaps[rule], 6) / data, 1),
            rule.message.replace("[number]", _plain(_rounded(numbers.get(rule.place) or 0.0, 2))),
        )
        for rule in largest[:2]
    )


def hold(book: Book, code: str, student: Row, today: date, rules: Rules) -> str:
    """Until when, or until what, the student is on hold; empty when not. Until is inclusive."""
    rows = [row for row in book["award_holds"] if row["student"] == code and _lasts(row, today)]
    active = [row for row in rows if not row["override_reason"]]
    if any(not isinstance(row["until"], date) for row in active):
        return "it is lifted"
    if active:
        return max(day for row in active if isinstance(day := row["until"], date)).strftime("%Y-%m-%d")
    if rows:  # an override lifts the holds that need no row, too
        return ""
    if str(student["status"] or "").casefold() == "exited":
        return "back on the caseload"
    scores = next((row for row in book["award_scores"] if row["student"] == code), None)
    respect = _number(scores["respect"]) if scores is not None else None
    if respect is not None and respect < rules.respect_needed:
        return f"Respect is {_plain(rules.respect_needed)} or more"
    return ""


def _lasts(row: Row, today: date) -> bool:
    begun = not isinstance(row["date"], date) or row["date"] <= today
    over = isinstance(row["until"], date) and row["until"] < today
    return begun and not over


def _ranked(lines: Sequence[AwardLine], ties: Sequence[Sequence[float]]) -> tuple[AwardLine, ...]:
    """Standard competition ranks (1, 2, 2, 4) among the eligible: score, then respect, then improvement."""
    if not lines:
        return ()
    import pandas as pd  # takes a second to load, and most runs rank nobody

    frame = pd.DataFrame(
        {
            "score": [line.score if line.score is not None else -1.0 for line in lines],
            "respect": [tie[0] for tie in ties],
            "improvement": [tie[1] for tie in ties],
            "eligible": [line.status == ELIGIBLE for line in lines],
        }
    )
    standing = frame[frame["eligible"]]
    keys = pd.Series(
        list(zip(standing["score"], standing["respect"], standing["improvement"], strict=True)),
        index=standing.index,
        dtype=object,
    )
    ordered = {key: place for place, key in enumerate(sorted(set(keys), reverse=True))}
    ranks = keys.map(ordered).rank(method="min").astype(int)
    return tuple(
        _with_rank(line, int(ranks[at]) if at in ranks.index else None) for at, line in enumerate(lines)
    )


def _with_rank(line: AwardLine, rank: int | None) -> AwardLine:
    return AwardLine(
        line.student, line.score, line.coverage, line.status, rank, line.parts, line.holding_back
    )


def _tie(scores: Row | None, key: str) -> float:
    return _rounded(_number(scores[key]) or 0.0, 6) if scores is not None else 0.0


def _number(value: Value | Cell) -> float | None:
    """As ISNUMBER sees it: a date is a number too, a tick and a text are not."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return None
    if isinstance(value, datetime):
        return float((value.date() - EPOCH).days)
    return float((value - EPOCH).days) if isinstance(value, date) else float(value)


def _rounded(value: float, places: int) -> float:
    """Half away from zero, as a sheet rounds: by 15 digits, so that 83.24999999999999 counts as 83.25."""
    step = Decimal(1).scaleb(-places)
    return float(Decimal(f"{value:.15g}").quantize(step, rounding=ROUND_HALF_UP))


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _line_json(line: AwardLine) -> dict[str, Any]:
    return {
        "student": line.student,
        "score": line.score,
        "coverage": line.coverage,
        "status": line.status,
        "rank": line.rank,
        "parts": dict(line.parts),
        "holding_back": [
            {"category": one.category, "gain": one.gain, "text": one.text} for one in line.holding_back
        ],
    }
