"""The data dictionary: every tab and column in Markdown, made from the definition and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_schema.model import Audience, Column, Kind, Shape, Tab, Workbook, Writer

_WRITERS = {
    Writer.PERSON: "you",
    Writer.FORMULA: "formula",
    Writer.SERVICE: "Holdfast",
    Writer.APPENDED: "Holdfast adds, then you",
    Writer.SHARED: "you and Calendar",
}
_SHAPES = {
    Shape.REGISTER: "A register: type in the next free row.",
    Shape.LOG: "A log: new rows come at the end.",
    Shape.SERVICE: "Holdfast's own; what is typed here is replaced.",
    Shape.FREE: "Free-form: formulas only.",
}
_KINDS = {
    Kind.BOOL: "check mark",
    Kind.DATETIME: "date and time",
    Kind.EMAIL: "e-mail address",
    Kind.STUDENT: "student code",
    Kind.INTEGER: "whole number",
    Kind.ID: "row id",
    Kind.ANY: "any",
}
_AUDIENCES = (Audience.COUNSELOR, Audience.TEACHER, Audience.STUDENT, Audience.HEAD)


def dictionary(workbook: Workbook) -> str:
    """The whole dictionary, ending in a newline."""
    return "\n".join(_lines(workbook)) + "\n"


def _lines(workbook: Workbook) -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield (
        "Made by `python -m app schema docs` from `sheets_schema`; change it there. "
        "The case manager sees every column; *seen by* names who else may. "
        "Formulas are templates: `{name}` is the cell of the same row, `{students.code}` that column "
        "of another tab, `{setting:Today}` a value of Settings."
    )
    yield ""
    for tab in workbook.tabs:
        yield f"- [{tab.title}](#{tab.title.lower().replace(' ', '-')}): {tab.why}"
    for tab in workbook.tabs:
        yield from _tab(workbook, tab)


def _tab(workbook: Workbook, tab: Tab) -> Iterator[str]:
    yield ""
    yield f"## {tab.title}"
    yield ""
    opened = (
        f" A row is shown to others only as its {tab.column(tab.opened_by).title} says."
        if tab.opened_by
        else ""
    )
    yield f"{tab.why} {_SHAPES[tab.shape]}{' Hidden.' if tab.hidden else ''}{opened}"
    if not tab.columns:
        return
    yield ""
    yield "| column | holds | written by | seen by | for | systems |"
    yield "|---|---|---|---|---|---|"
    for column in tab.columns:
        yield _column(workbook, column)
    formulas = [column for column in tab.columns if column.formula]
    if formulas:
        yield ""
        yield from (f"- {column.title}: `{column.formula}`" for column in formulas)


def _column(workbook: Workbook, column: Column) -> str:
    holds = _KINDS.get(column.kind, column.kind.value)
    if column.choices is not None:
        holds = f"{holds}, {workbook.tab('lists').column(column.choices).title} on Lists"
    if column.picks is not None:
        tab, picked = column.picks.split(".")
        holds = f"{holds}, from {workbook.tab(tab).column(picked).title} of {workbook.tab(tab).title}"
    if column.refers is not None:
        holds = f"row id of {workbook.tab(column.refers).title}"
    hidden = " (hidden)" if column.hidden else ""
    others = ", ".join(audience.value for audience in _AUDIENCES if audience in column.seen_by) or "-"
    cells = (
        column.title + hidden,
        holds,
        _WRITERS[column.writer],
        others,
        column.why,
        ", ".join(column.systems),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
