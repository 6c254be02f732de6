"""A round in one mail to the case manager when it has closed: beside the round before, what asks for a step.

The mail says how students are called in the school's name style, and what each said about which help.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from app.core.digest import DIGEST, Letter
from app.core.mail import Block, Link, write
from app.core.names import clean
from app.core.survey import KNOWLEDGE, USE, kind_of
from app.core.survey_follow import WISHES, goal_text, is_refused
from sheets_schema.read import Book, Row

TOLD_FOR = timedelta(days=14)  # a round that closed earlier is history


def round_summary(
    book: Book, to: str, shown: Mapping[str, str], today: date, sheet: str = ""
) -> tuple[Letter, ...]:
    """One letter for each use round that closed within the last two weeks and was asked of anybody."""
    return tuple(
        _letter(book, to, shown, name, before, closes, sheet)
        for name, before, closes in _just_closed(book, today, USE)
    )


def knowledge_summary(
    book: Book, to: str, shown: Mapping[str, str], today: date, sheet: str = ""
) -> tuple[Letter, ...]:
    """The same for each round of the knowledge survey: what everybody knows, and how that grew."""
    return tuple(
        _knowledge_letter(book, to, shown, name, closes, sheet)
        for name, _, closes in _just_closed(book, today, KNOWLEDGE)
    )


def _just_closed(book: Book, today: date, kind: str) -> list[tuple[str, str, date]]:
    """Rounds of a kind that closed within two weeks: name, the name of the one before, last day."""
    rounds = sorted(
        (row for row in book["survey_rounds"] if row["round"] and kind_of(row) == kind),
        key=lambda row: (_closes(row), str(row["round"])),
    )
    found = []
    for at, row in enumerate(rounds):
        asked = any(link["round"] == row["round"] for link in book["survey_links"])
        if asked and _closes(row) < today <= _closes(row) + TOLD_FOR:
            found.append((str(row["round"]), str(rounds[at - 1]["round"]) if at else "", _closes(row)))
    return found


def _closes(row: Row) -> date:
    closes = row["closes"]
    if isinstance(closes, datetime):
        return closes.date()
    return closes if isinstance(closes, date) else date.max - TOLD_FOR


def _letter(
    book: Book, to: str, shown: Mapping[str, str], name: str, before: str, closes: date, sheet: str
) -> Letter:
    answers = [row for row in book["survey_answers"] if row["round"] == name]
    last = [row for row in book["survey_answers"] if before and row["round"] == before]
    helps = {row.id: clean(str(row["accommodation"] or "")) for row in book["accommodations"]}
    blocks: list[Block] = [f"The survey round {name} has closed.", (*_who(book, shown, name, answers),)]
    blocks += [f"Beside {before}:" if last else "What was said:", _counts(answers, last)]
    for heading, lines in (
        (
            "A teacher did not offer it, or said no:",
            [_one(row, shown, helps) for row in answers if is_refused(row)],
        ),
        ("A goal is wanted:", [_goal(row, shown, helps) for row in answers if row["wants_a_goal"] in WISHES]),
        ("Wants to talk:", _talk(answers, shown)),
        ("Other than last time:", _changes(answers, last, shown, helps)),
    ):
        if lines:
            blocks += [heading, tuple(lines)]
    if sheet:
        blocks.append(Link("Open the workbook", sheet))
    blocks.append("Nothing was taken off anybody's plan. What becomes of an answer is yours to decide.")
    written = write("Holdfast: the survey round has closed", blocks)
    return Letter(f"survey summary/{name}", DIGEST, to, written, closes + TOLD_FOR)


def _knowledge_letter(
    book: Book, to: str, shown: Mapping[str, str], name: str, closes: date, sheet: str
) -> Letter:
    answers = [row for row in book["survey_answers"] if row["round"] == name and _score(row) is not None]
    scores = [score for row in answers if (score := _score(row)) is not None]
    blocks: list[Block] = [f"The knowledge survey {name} has closed.", (*_who(book, shown, name, answers),)]
    if scores:
        blocks.append(f"On average {round(sum(scores) / len(scores), 1):g} of 10.")
        blocks += ["Who knows what:", tuple(sorted(_known(row, shown) for row in answers))]
    if sheet:
        blocks.append(Link("Open the workbook", sheet))
    written = write("Holdfast: the knowledge survey has closed", blocks)
    return Letter(f"survey summary/{name}", DIGEST, to, written, closes + TOLD_FOR)


def _score(row: Row) -> float | None:
    score = row["knowledge"]
    return float(score) if isinstance(score, int | float) else None


def _known(row: Row, shown: Mapping[str, str]) -> str:
    growth = row["growth"]
    grown = f" ({growth:+g})" if isinstance(growth, int | float) else ""
    who = shown.get(str(row["student"]), str(row["student"]))
    mine = f"; {clean(str(row['which_are_mine']))}" if row["which_are_mine"] else ""
    return f"{who}: {_score(row):g} of 10{grown}{mine}"


def _who(book: Book, shown: Mapping[str, str], name: str, answers: Sequence[Row]) -> list[str]:
    links = [row for row in book["survey_links"] if row["round"] == name]
    answered = {row["student"] for row in answers}
    excused = {row["student"] for row in links if row["excused"]}
    missing = {str(row["student"]) for row in links} - {str(one) for one in answered | excused}
    lines = [f"{len({row['student'] for row in links} & answered)} of {len(links)} answered."]
    if excused:
        lines.append(f"Excused: {_names(excused, shown)}.")
    if missing:
        lines.append(f"No answer: {_names(missing, shown)}.")
    return lines


def _names(codes: Iterable[object], shown: Mapping[str, str]) -> str:
    return ", ".join(shown.get(str(code), str(code)) for code in sorted(map(str, codes)))


def _counts(answers: Sequence[Row], last: Sequence[Row]) -> tuple[str, ...]:
    lines = []
    for key in ("used", "what_got_in_the_way"):
        now, then = (Counter(str(row[key]) for row in rows if row[key]) for rows in (answers, last))
        for said in sorted(now | then, key=lambda word: (-now[word], word)):
            was = f" (was {then[said]})" if last else ""
            lines.append(f"{clean(said)}: {now[said]}{was}")
    return tuple(lines)


def _one(row: Row, shown: Mapping[str, str], helps: Mapping[int | None, str]) -> str:
    who = shown.get(str(row["student"]), str(row["student"]))
    accommodation = row["accommodation"]
    return f"{who}: {helps.get(accommodation if isinstance(accommodation, int) else None, '')}"


def _goal(row: Row, shown: Mapping[str, str], helps: Mapping[int | None, str]) -> str:
    return f"{_one(row, shown, helps)}: {clean(goal_text(row))}"


def _talk(answers: Sequence[Row], shown: Mapping[str, str]) -> list[str]:
    return [
        shown.get(code, code)
        for code in sorted({str(r["student"]) for r in answers if r["want_to_talk"] == "yes"})
    ]


def _changes(
    answers: Sequence[Row], last: Sequence[Row], shown: Mapping[str, str], helps: Mapping[int | None, str]
) -> list[str]:
    before = {row["accommodation"]: row for row in last}
    lines = []
    for row in answers:
        then = before.get(row["accommodation"])
        if then is not None and row["used"] and then["used"] and then["used"] != row["used"]:
            lines.append(
                f"{_one(row, shown, helps)}: {clean(str(row['used']))} (was {clean(str(then['used']))})"
            )
    return lines
