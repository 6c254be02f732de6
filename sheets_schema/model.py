"""The words of the definition: Workbook, Tab, Column and what may be said about them.

Only frozen values live here. What the values must obey is in `check.py`; no tab is named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

Value = None | str | int | float | bool | date | datetime


class Writer(StrEnum):
    """Who may change a cell of the column."""

    PERSON = "person"
    FORMULA = "formula"
    SERVICE = "service"
    APPENDED = "appended"
    SHARED = "shared"


class Audience(StrEnum):
    """Who may see a column. Owner is the case manager."""

    OWNER = "owner"
    COUNSELOR = "counselor"
    TEACHER = "teacher"
    STUDENT = "student"
    HEAD = "head"


class Kind(StrEnum):
    """What a cell of the column holds."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    INTEGER = "integer"
    DATE = "date"
    DATETIME = "datetime"
    BOOL = "bool"
    EMAIL = "email"
    STUDENT = "student"
    CHOICE = "choice"
    LINK = "link"
    ID = "id"
    ANY = "any"


class Shape(StrEnum):
    """How a tab grows: people fill spare rows, rows come at the end, the service owns it, or no header."""

    REGISTER = "register"
    LOG = "log"
    SERVICE = "service"
    FREE = "free"


class Tone(StrEnum):
    """What a conditional colour says."""

    BAD = "bad"
    WARN = "warn"
    NOTE = "note"
    GOOD = "good"
    QUIET = "quiet"


OWNER_ONLY = frozenset({Audience.OWNER})
COUNSELORS = frozenset({Audience.OWNER, Audience.COUNSELOR})
TEACHERS = frozenset({Audience.OWNER, Audience.COUNSELOR, Audience.TEACHER})
STUDENTS = frozenset({Audience.OWNER, Audience.COUNSELOR, Audience.STUDENT})
OWN_STUDENT = frozenset({Audience.OWNER, Audience.STUDENT})
ALL_STAFF_AND_STUDENT = frozenset({Audience.OWNER, Audience.COUNSELOR, Audience.TEACHER, Audience.STUDENT})


@dataclass(frozen=True)
class Question:
    """How a form asks for the column. `options` blank means: the column's list, or free text. `ticks` names
    the column by whose words the student's own open rows stand there to be ticked."""

    text: str
    explained: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    ticks: str = ""


@dataclass(frozen=True)
class Colour:
    """Colours a cell where `when` holds: a formula template over the row, as in `Column.formula`."""

    when: str
    tone: Tone


@dataclass(frozen=True)
class Column:
    """One column. `formula` is a template (see `formulas.py`); `choices` the key of a column of Lists,
    `picks` any other "tab.column" whose items are offered and not insisted on;
    `refers` the key of the tab whose row id the cell holds. `since` is the version of the workbook it came
    with. `seen_by` has no default on purpose."""

    key: str
    title: str
    kind: Kind
    writer: Writer
    seen_by: frozenset[Audience]
    why: str
    systems: tuple[str, ...]
    formula: str | None = None
    choices: str | None = None
    picks: str | None = None
    width: int = 110
    hidden: bool = False
    refers: str | None = None
    asked: Question | None = None
    colours: tuple[Colour, ...] = ()
    pattern: str | None = None
    required: bool = False
    since: int = 1

    @property
    def typed(self) -> bool:
        """Whether people type here (alone, or besides the service)."""
        return self.writer in (Writer.PERSON, Writer.APPENDED, Writer.SHARED)


@dataclass(frozen=True)
class Block:
    """Cells of a free-form tab: one formula template filled over a rectangle as a person fills it, texts, or
    whole numbers counted on from one. Own cells are plain A1 in the template, others `{tab.column}`.
    `quiet` ones stand back: labels, and numbers that only other cells need.
    """

    corner: str
    rows: int
    columns: int
    formula: str | None = None
    texts: tuple[str, ...] = ()
    counts_from: int | None = None
    kind: Kind | None = None
    heading: bool = False
    quiet: bool = False
    pattern: str | None = None


@dataclass(frozen=True)
class Entry:
    """A cell of a free-form tab that people type in. `picks` is "tab.column" to choose from."""

    cell: str
    kind: Kind
    why: str
    picks: str | None = None
    default: Value = None


@dataclass(frozen=True)
class Chart:
    """A chart on a free-form tab. Ranges are A1 on the same tab, their first cell the heading."""

    title: str
    kind: str
    domain: str
    series: tuple[str, ...]
    corner: str


@dataclass(frozen=True)
class Tab:
    """One tab, there since a version. `capacity` is the number of rows laid ahead below the header.

    `first_rows` are the rows a new workbook starts with. `service_rows`: a log whose rows the service adds
    and whose SERVICE columns it keeps (Reminders); people type in the others. `spare_columns` is room for
    columns of people's own. `opened_by`: the column that says, row by row, who besides the owner may see it;
    blank means nobody. Of a free-form tab: `areas` names ranges for formulas elsewhere, `entries` are its
    typed cells, `widths` those of its columns; `lists` is the register whose rows stand on it, a line each,
    down to its last row.
    """

    key: str
    title: str
    shape: Shape
    module: str
    sheet_id: int
    columns: tuple[Column, ...]
    capacity: int
    why: str
    hidden: bool = False
    service_rows: bool = False
    spare_columns: int = 0
    since: int = 1
    opened_by: str | None = None
    first_rows: tuple[Mapping[str, Value], ...] = ()
    blocks: tuple[Block, ...] = ()
    entries: tuple[Entry, ...] = ()
    widths: tuple[int, ...] = ()
    charts: tuple[Chart, ...] = ()
    areas: Mapping[str, str] = field(default_factory=dict)
    lists: str | None = None

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}

    def column(self, key: str) -> Column:
        """The column of that key. KeyError names the tab."""
        try:
            return self.by_key[key]
        except KeyError:
            raise KeyError(f"{self.key}.{key}") from None


@dataclass(frozen=True)
class Workbook:
    """The whole definition. `version` grows with every change that a live workbook must follow."""

    version: int
    tabs: tuple[Tab, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Tab]:
        return {tab.key: tab for tab in self.tabs}

    def tab(self, key: str) -> Tab:
        """The tab of that key. KeyError where there is none."""
        return self.by_key[key]


def student_code(row_id: int) -> str:
    """The code that stands for a student everywhere: S and the row id, at least three digits."""
    return f"S{row_id:03d}"
