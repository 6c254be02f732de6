"""One spreadsheet in memory: tabs in order, names, and the engine that calculates it.

Reading from and writing to SQLite is `storage.py`'s; requests of the API are `batch`'s and `values.py`'s.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.local_google.sheets.a1 import Box, quoted, spell_cells
from app.local_google.sheets.cells import Cell, Formula, Json, Spilled, Value
from app.local_google.sheets.engine import Engine, EngineBrokenError
from app.local_google.sheets.hearing import Hearing
from app.local_google.sheets.locales import Locale, locale_of
from app.local_google.sheets.ranges import box_from
from app.local_google.sheets.rewrite import parse_reference
from app.local_google.sheets.spills import Anchors, Laid, anchors_of, laid, may_spill, with_spills
from app.local_google.sheets.tab import Tab


@dataclass
class Book:
    """`properties` is SpreadsheetProperties without title and the constant parts; `dirty` says it changed.

    `stamp` names the stored state that this copy equals.
    """

    spreadsheet_id: str
    properties: Json
    tabs: list[Tab] = field(default_factory=list)
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    stamp: str = ""
    dirty: bool = False
    changed: bool = False
    dropped: set[int] = field(default_factory=set)
    _anchors: Anchors = field(default_factory=set)
    _laid: Laid = field(default_factory=dict)
    _hearing: Hearing | None = None
    _behind: bool = False
    _stale: bool = True
    _pinned: tuple[str, str] | None = None

    @property
    def locale(self) -> Locale:
        return locale_of(self.properties.get("locale", "en_US"))

    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.properties.get("timeZone", "Etc/GMT"))
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("Etc/GMT")

    def tab(self, sheet_id: int) -> Tab | None:
        return next((tab for tab in self.tabs if tab.sheet_id == sheet_id), None)

    def titled(self, title: str) -> Tab | None:
        """The tab of that title; case does not matter unless two differ by it alone."""
        low = title.lower()
        exact = next((tab for tab in self.tabs if tab.title == title), None)
        return exact or next((tab for tab in self.tabs if tab.title.lower() == low), None)

    def cell_count(self) -> int:
        return sum(tab.row_count * tab.column_count for tab in self.tabs)

    # -- changes ---------------------------------------------------------------------------------------------

    def put(self, tab: Tab, row: int, column: int, cell: Cell) -> None:
        """Put a cell, and tell the engine when its content changed."""
        old = tab.cell(row, column)
        if cell == old and type(cell.entered) is type(old.entered):
            return
        self.changed = True
        tab.put(row, column, cell)
        hearing = self._hearing
        if hearing is None or self._behind:
            return
        if cell.entered != old.entered or type(cell.entered) is not type(old.entered):
            self._stale = True
            self._hearing = None
            # The engine neither gives way to nor comes back over what is typed into an array.
            if not self._anchors and not may_spill(cell.entered):
                hearing.tell(tab, row, column, cell.entered)
                self._hearing = hearing

    def lay(self, tab: Tab, box: Box, change: Callable[[Cell], Cell]) -> None:
        """Change every cell of a bounded box, but not its content, by what depends on the cell alone."""
        if tab.lay(box, change):
            self.changed = True

    def rebuild(self) -> None:
        """The grid itself changed: the engine catches up, or is loaded anew, when next asked."""
        self.changed = True
        self._behind = True

    def take_engine(self, other: "Book") -> None:
        """Go on with the engine of another copy of this spreadsheet, which is given up."""
        self._hearing, other._hearing = other._hearing, None
        self._anchors, self._pinned = other._anchors, other._pinned
        self._behind = True

    def resized(self, tab: Tab) -> None:
        """A grid got more lines: arrays may have more room, and ranges without a last row more rows."""
        self.changed = True
        self._stale = self._stale or bool(self._anchors)
        self._behind = self._behind or (self._hearing is not None and self._hearing.outgrown(tab))

    def rewrite_formulas(self, change: Callable[[str, Tab], str]) -> None:
        """Replace every formula by what `change(text, tab)` makes of it; the engine is loaded anew."""
        for tab in self.tabs:
            tab.replace_cells(partial(_rewritten, tab, change))
        self.rebuild()

    # -- values ----------------------------------------------------------------------------------------------

    def ready(self, now: datetime) -> None:
        """Calculate whatever is out of date; `now` is the world's time."""
        local = now.astimezone(self.zone())
        pinned = (local.strftime("%Y-%m-%d"), local.strftime("%H:%M"))
        for _attempt in range(2):
            engine = self._told()
            if self._pinned != pinned:
                engine.clock(local)
                self._stale, self._pinned = True, pinned
            if not self._stale:
                return
            try:
                engine.recalc()
                self._stale = False
                self._laid = laid(engine, self.tabs, self._anchors) if self._anchors else {}
                return
            except EngineBrokenError:
                self._hearing = None
        raise EngineBrokenError("The engine gave up on this spreadsheet twice.")

    def _told(self) -> Engine:
        """The engine, knowing all that stands in the cells."""
        hearing, self._hearing = self._hearing, None
        names = self._names()
        if hearing and self._behind:
            self._stale = True
            if self._anchors or not hearing.catches_up(names, self.tabs):
                hearing = None
        if hearing is None:
            hearing = Hearing(names, self.tabs)
            self._anchors = anchors_of(self.tabs)
            self._stale, self._pinned = True, None
        self._hearing, self._behind = hearing, False
        return hearing.engine

    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for named in self.named_ranges:
            box = box_from(named.get("range", {}))
            tab = self.tab(box.sheet_id)
            if tab:
                names[str(named["name"]).lower()] = f"{quoted(tab.title)}!{_absolute(box, tab)}"
        return names

    def value(self, tab: Tab, row: int, column: int, cell: Cell | None = None) -> Value:
        """What a cell shows as its value; `ready` must have been called since the last change."""
        entered = (tab.cell(row, column) if cell is None else cell).entered
        if isinstance(entered, Spilled):
            return entered.value
        if not isinstance(entered, Formula):
            return entered
        return self.resulting(tab, entered, self._ready_engine().value(tab.title, row, column))

    def resulting(self, tab: Tab, formula: Formula, value: Value) -> Value:
        """What a cell of this formula shows where the engine says `value`."""
        return None if value == 0 and self._mirrors_blank(formula.text, tab) else value

    def results(self, tab: Tab, box: Box) -> Callable[[int, int], Value]:
        """What the engine says of a row and column inside a bounded box."""
        return self._ready_engine().values(tab.title, box)

    def _mirrors_blank(self, text: str, tab: Tab) -> bool:
        """Whether the formula is a bare reference to a blank cell, which Google shows blank."""
        if len(text) > 60 or "(" in text:
            return False
        reference = parse_reference(text[1:].strip())
        if reference is None or reference.last is not None:
            return False
        target = tab if reference.title is None else self.titled(reference.title)
        if target is None or reference.first.row is None or reference.first.column is None:
            return False
        cell = target.cell(reference.first.row, reference.first.column)
        if isinstance(cell.entered, Formula):
            return cell.entered.text != text and self._mirrors_blank(cell.entered.text, target)
        return cell.entered is None

    def tries(self, formulas: list[str]) -> list[Value]:
        """Values of formulas that stand in no cell; their references name a tab."""
        return self._ready_engine().tries(formulas)

    def _ready_engine(self) -> Engine:
        if self._hearing is None:
            raise EngineBrokenError("Values were asked for before `ready`.")
        return self._hearing.engine

    def filled(self, tab: Tab, box: Box) -> Iterator[tuple[int, int, Cell]]:
        """Cells inside a box that hold something, with those that arrays fill; `ready` was called."""
        places = self._laid.get(tab.sheet_id)
        return with_spills(tab, box, places) if places else tab.entered_in(box)

    def shown(self, tab: Tab, box: Box) -> Iterator[tuple[int, int, Cell]]:
        """Cells inside a box with those that arrays fill; `ready` was called since the last change."""
        places = self._laid.get(tab.sheet_id)
        return with_spills(tab, box, places) if places else tab.cells_in(box)


def _rewritten(tab: Tab, change: Callable[[str, Tab], str], cell: Cell) -> Cell:
    if not isinstance(cell.entered, Formula):
        return cell
    text = change(cell.entered.text, tab)
    return cell if text == cell.entered.text else replace(cell, entered=Formula(text))


def _absolute(box: Box, tab: Tab) -> str:
    bounded = box.clamped(tab.row_count, tab.column_count)
    text = spell_cells(bounded)
    parts = []
    for part in text.split(":"):
        letters = part.rstrip("0123456789")
        parts.append(f"${letters}${part[len(letters) :]}")
    return ":".join(parts)
