"""An existing spreadsheet of a case manager as a proposal: which tab, which header, which column is what.

Values in, values out. What a proposal becomes is the importer's; nothing here changes a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.core.adopt_shapes import readable, suggested
from app.core.daywords import DateOrder
from app.core.model import Cell
from app.core.names import clean
from app.core.roster.headers import STUDENT_HEADERS, Header, StudentHeader, exactness, known_header, plain
from app.core.roster.rows import RawLine
from app.core.roster.values import as_text
from sheets_schema.layout import column_letters

_HEADER_WITHIN = 15
_SURE, _LIKELY, _DOUBTFUL = 0.95, 0.7, 0.5
_LOOK_BELOW = 0.9
_TOTALS = frozenset({"total", "totals", "sum", "average", "avg", "mean", "count", "subtotal", "grand total"})
_TWICE = "{} is this already"
_PARTS = {"first_name": "Name", "last_name": "Name"}


@dataclass(frozen=True)
class ForeignTab:
    """A tab as it was read, merged areas spread over their cells. Lines are numbered as in the sheet."""

    title: str
    lines: tuple[RawLine, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ColumnProposal:
    """What becomes of one column. `meaning` None: it comes along as a column of the person's own."""

    at: int
    title: str
    meaning: Header | None
    confidence: float
    reason: str

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it before it is done."""
        return self.confidence < _LOOK_BELOW

    @property
    def becomes(self) -> str:
        """The place in the new workbook, in words."""
        if self.meaning is None:
            return "own column at the end of Students"
        if isinstance(self.meaning, StudentHeader):
            key = self.meaning.key
            return f"Students · {_PARTS.get(key, key.replace('_', ' ').title())}"
        return f"Team · {self.meaning.role}, {self.meaning.part}"


@dataclass(frozen=True)
class TabProposal:
    """A tab with students: the line of its header, its columns, the lines that are taken and left out."""

    title: str
    header_line: int
    columns: tuple[ColumnProposal, ...]
    lines: tuple[RawLine, ...]
    left_out: tuple[tuple[int, str], ...]
    hidden: bool = False


@dataclass(frozen=True)
class Proposal:
    """Tabs with students in the order they stand; `left` are tabs that stay in the original only, and why."""

    tabs: tuple[TabProposal, ...]
    left: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, object]:
        """For programs."""
        return {"tabs": [_tab_json(tab) for tab in self.tabs], "left": dict(self.left)}

    def lines(self) -> list[str]:
        """For people: a line a column. No value of a cell is shown."""
        said = ["Nothing was changed. This is what would be brought in:"]
        for tab in self.tabs:
            said.append(f"{tab.title}: {len(tab.lines)} rows below the header on line {tab.header_line}")
            for one in tab.columns:
                sure = f"{one.confidence:.0%}"
                said.append(f"  {column_letters(one.at)} {one.title} -> {one.becomes} ({sure}: {one.reason})")
            said += [f"  line {number} is left out: {why}" for number, why in tab.left_out]
        said += [f"{title}: stays in the original; {why}" for title, why in self.left.items()]
        if not self.tabs:
            said.append("No tab has a header line with the students' names.")
        else:
            said.append("Run it again with --confirm to do this. The original is only read.")
        return said


def propose(tabs: Sequence[ForeignTab], order: DateOrder | None, today: date) -> Proposal:
    """What to bring in from these tabs, column by column."""
    found: list[TabProposal] = []
    left: dict[str, str] = {}
    for tab in tabs:
        at = _header_at(tab)
        if not tab.lines:
            left[tab.title] = "it is empty."
        elif at is None:
            left[tab.title] = "no line names its columns, one of them the students' names."
        else:
            found.append(_tab(tab, at, order, today))
    return Proposal(tuple(found), left)


def _header_at(tab: ForeignTab) -> int | None:
    """The line that names the most known columns, a name among them; the later one of two header lines."""
    best: tuple[int, int] | None = None
    for at in range(min(len(tab.lines), _HEADER_WITHIN)):
        meanings = {known for _, known, _ in _headers(tab.lines, at).values() if known is not None}
        keys = {one.key for one in meanings if isinstance(one, StudentHeader)}
        named = "name" in keys or {"first_name", "last_name"} <= keys
        if named and (best is None or len(meanings) > best[0]):
            best = (len(meanings), at)
    return best[1] if best else None


def _headers(lines: Sequence[RawLine], at: int) -> dict[int, tuple[str, Header | None, str]]:
    """Title, meaning and own text of each cell; the line above may group columns."""
    above = lines[at - 1].cells if at else ()
    found: dict[int, tuple[str, Header | None, str]] = {}
    for index, cell in enumerate(lines[at].cells):
        own = clean(as_text(cell))
        group = clean(as_text(above[index])) if index < len(above) else ""
        both = known_header(f"{group} {own}") if group and own and group != own else None
        title = f"{group} {own}" if both is not None else own or group
        found[index] = (title, both or known_header(title), own)
    return found


def _tab(tab: ForeignTab, at: int, order: DateOrder | None, today: date) -> TabProposal:
    headers = _headers(tab.lines, at)
    body, left_out = _body(tab.lines[at + 1 :], headers)
    width = max([len(headers), *(len(line.cells) for line in body)])
    values = {
        index: [line.cells[index] if index < len(line.cells) else None for line in body]
        for index in range(width)
    }
    columns = [
        _column(index, headers.get(index, ("", None, "")), values[index], order, today)
        for index in range(width)
        if headers.get(index, ("",))[0] or any(as_text(value).strip() for value in values[index])
    ]
    columns = _one_each(columns)
    columns = [_suggest(one, values[one.at], columns) for one in columns]
    columns = [
        replace(one, reason=f"{one.reason}; hidden in the original") if one.at in tab.hidden_columns else one
        for one in columns
    ]
    return TabProposal(tab.title, tab.lines[at].number, tuple(columns), body, left_out, tab.hidden)


def _body(
    lines: Sequence[RawLine], headers: Mapping[int, tuple[str, Header | None, str]]
) -> tuple[tuple[RawLine, ...], tuple[tuple[int, str], ...]]:
    names = [
        index
        for index, (_, known, _) in headers.items()
        if isinstance(known, StudentHeader) and known.key in ("name", "first_name", "last_name")
    ]
    body: list[RawLine] = []
    left_out: list[tuple[int, str]] = []
    for line in lines:
        said = {index: plain(as_text(cell)) for index, cell in enumerate(line.cells) if as_text(cell).strip()}
        if not said:
            continue
        first = next(iter(said.values()))
        if all(plain(headers[index][2]) == words for index, words in said.items() if index in headers):
            left_out.append((line.number, "it repeats the header."))
        elif _is_total(first) or any(_is_total(said.get(index, "")) for index in names):
            left_out.append((line.number, "it is a line of totals."))
        elif not any(said.get(index) for index in names):
            left_out.append((line.number, "it has no name."))
        elif len(said) == 1 and (any(sign.isdigit() for sign in first) or _raw(line).endswith(":")):
            left_out.append((line.number, "it is a heading between the rows."))
        else:
            body.append(line)
    return tuple(body), tuple(left_out)


def _raw(line: RawLine) -> str:
    return next(text for cell in line.cells if (text := as_text(cell).strip()))


def _is_total(words: str) -> bool:
    return words in _TOTALS or words.startswith(("total ", "number of students", "students total"))


def _column(
    at: int,
    header: tuple[str, Header | None, str],
    values: Sequence[Cell],
    order: DateOrder | None,
    today: date,
) -> ColumnProposal:
    title, known, _ = header
    title = title or f"Column {column_letters(at)}"
    if known is None:
        return ColumnProposal(at, title, None, _SURE, "Holdfast has no column of this name")
    if not isinstance(known, StudentHeader):
        return ColumnProposal(at, title, known, _SURE, "the header names a person of the team")
    share = readable(known.key, values, order, today)
    place = exactness(title)
    sure = 0.99 if place == 0 else _SURE if place < 12 else 0.85
    reason = "the header says so"
    if share < 1:
        sure = round(max(_DOUBTFUL, sure * share), 2)
        reason += f"; {1 - share:.0%} of the values cannot be read as such and go to Notes"
    return ColumnProposal(at, title, known, sure, reason)


def _one_each(columns: Sequence[ColumnProposal]) -> list[ColumnProposal]:
    """Of two columns with one meaning the more exact one has it; the other comes along as an own column."""
    best: dict[Header, ColumnProposal] = {}
    for one in columns:
        if one.meaning is not None:
            known = best.get(one.meaning)
            if known is None or exactness(one.title) < exactness(known.title):
                best[one.meaning] = one
    return [
        one
        if one.meaning is None or best[one.meaning] is one
        else replace(one, meaning=None, confidence=_LIKELY, reason=_TWICE.format(best[one.meaning].title))
        for one in columns
    ]


def _suggest(
    one: ColumnProposal, values: Sequence[Cell], columns: Sequence[ColumnProposal]
) -> ColumnProposal:
    """A column without a known header, by its values, where nothing else has that meaning."""
    if one.meaning is not None or known_header(one.title) is not None:
        return one
    found = suggested(values)
    taken = {column.meaning for column in columns}
    if found is None or StudentHeader(found[0]) in taken or found[0] not in STUDENT_HEADERS:
        return one
    return replace(one, meaning=StudentHeader(found[0]), confidence=_LIKELY, reason=found[1])


def _tab_json(tab: TabProposal) -> dict[str, object]:
    return {
        "tab": tab.title,
        "hidden": tab.hidden,
        "header_line": tab.header_line,
        "rows": len(tab.lines),
        "columns": [
            {
                "column": column_letters(one.at),
                "title": one.title,
                "becomes": one.becomes,
                "confidence": one.confidence,
                "reason": one.reason,
            }
            for one in tab.columns
        ],
        "left_out": [{"line": number, "why": why} for number, why in tab.left_out],
    }
