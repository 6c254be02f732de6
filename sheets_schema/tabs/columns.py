"""Short ways to write a column down: typed by people, computed by formula, given by the service.

The row's id, the student's code and the name beside it stand on nearly every tab.
"""

from __future__ import annotations

from sheets_schema.model import Audience, Colour, Column, Kind, Question, Writer

NAME_LOOKUP = 'IFERROR(INDEX({students.name},MATCH({student},{students.code},0))&"","")'


def typed(
    key: str,
    title: str,
    kind: Kind,
    seen_by: frozenset[Audience],
    why: str,
    *systems: str,
    writer: Writer = Writer.PERSON,
    choices: str | None = None,
    picks: str | None = None,
    width: int = 110,
    required: bool = False,
    refers: str | None = None,
    asked: Question | None = None,
    pattern: str | None = None,
    colours: tuple[Colour, ...] = (),
    hidden: bool = False,
) -> Column:
    """A column whose cells hold what somebody wrote: a person, or with another writer the service."""
    return Column(
        key=key,
        title=title,
        kind=kind,
        writer=writer,
        seen_by=seen_by,
        why=why,
        systems=systems,
        choices=choices,
        picks=picks,
        width=width,
        required=required,
        refers=refers,
        asked=asked,
        pattern=pattern,
        colours=colours,
        hidden=hidden,
    )


def computed(
    key: str,
    title: str,
    kind: Kind,
    seen_by: frozenset[Audience],
    why: str,
    formula: str,
    *systems: str,
    width: int = 100,
    hidden: bool = False,
    pattern: str | None = None,
    colours: tuple[Colour, ...] = (),
) -> Column:
    """A column that a formula fills."""
    return Column(
        key=key,
        title=title,
        kind=kind,
        writer=Writer.FORMULA,
        seen_by=seen_by,
        why=why,
        systems=systems,
        formula=formula,
        width=width,
        hidden=hidden,
        pattern=pattern,
        colours=colours,
    )


def row_id(seen_by: frozenset[Audience]) -> Column:
    """Column 1: the hidden row id. The service gives it; nobody types it."""
    return Column(
        key="id",
        title="Id",
        kind=Kind.ID,
        writer=Writer.SERVICE,
        seen_by=seen_by,
        why="The row's own number. It finds the row again after sorting and moving; leave it as it is.",
        systems=("all",),
        width=50,
        hidden=True,
    )


def student(seen_by: frozenset[Audience], why: str, *systems: str, writer: Writer = Writer.PERSON) -> Column:
    """The student's code, picked from the Students tab."""
    return typed("student", "Student", Kind.STUDENT, seen_by, why, *systems, writer=writer, width=80)


def name(seen_by: frozenset[Audience], *systems: str) -> Column:
    """The name that goes with the code in the same row."""
    why = "The student's name, looked up by the code beside it."
    formula = '=IF({student}="","",' + NAME_LOOKUP + ")"
    return computed("name", "Name", Kind.TEXT, seen_by, why, formula, *systems, width=150)
