"""The engine of a spreadsheet and what it was told, so that it hears only of what became different since."""

from collections.abc import Iterator, Mapping

from app.local_google.sheets.cells import EMPTY, Entered, Formula
from app.local_google.sheets.engine import Engine
from app.local_google.sheets.spills import may_spill
from app.local_google.sheets.tab import Line, Tab

_MOST = 3_000
"""Past so many cells an engine is loaded anew: together they go in several times faster than one by one."""
ROOM = 16
"""Ranges without a last row reach a sixteenth further than the grid, so that few new rows load it anew."""
_NO_LINE: Line = {}
_Place = tuple[str, int, int]


class Hearing:
    """An engine that holds the contents of these tabs."""

    def __init__(self, names: Mapping[str, str], tabs: list[Tab]) -> None:
        self.names = names
        self._ends = {tab.title.lower(): tab.row_count + tab.row_count // ROOM for tab in tabs}
        self.engine = Engine(names, self._ends)
        for tab in tabs:
            self.engine.load(tab.title, ())
        for tab in tabs:
            self.engine.load(tab.title, tab.placed())
        self._rows = {tab.title: dict(tab.rows) for tab in tabs}
        self._heard = 0

    def tell(self, tab: Tab, row: int, column: int, entered: Entered) -> None:
        """One cell of the tab, which nothing else differs from, has this content now."""
        self.engine.set(tab.title, row, column, entered)
        self._remember(tab, row)

    def outgrown(self, tab: Tab) -> bool:
        """Whether the tab has rows that ranges without a last row do not reach."""
        return tab.row_count > self._ends.get(tab.title.lower(), 0)

    def catches_up(self, names: Mapping[str, str], tabs: list[Tab]) -> bool:
        """Tell the engine all that is different; False where it is better loaded anew."""
        same = self.names == names and self._rows.keys() == {tab.title for tab in tabs}
        if not same or self.engine.refuses or any(self.outgrown(tab) for tab in tabs):
            return False
        news: list[tuple[_Place, Entered, Entered]] = []
        for tab in tabs:
            for row, column, old, new in _differences(self._rows[tab.title], tab.rows):
                news.append(((tab.title, row, column), old, new))
                if self._heard + len(news) > _MOST or may_spill(new):
                    return False
        self._heard += len(news)
        # What was there goes first: an old formula and a new one may make a circle that neither state has.
        for place, old, _new in news:
            if isinstance(old, Formula):
                self.engine.set(*place, None)
        for place, _old, new in news:
            self.engine.set(*place, new)
        self._rows = {tab.title: dict(tab.rows) for tab in tabs}
        return not self.engine.refuses

    def _remember(self, tab: Tab, row: int) -> None:
        line = tab.rows.get(row)
        if line is None:
            self._rows[tab.title].pop(row, None)
        else:
            self._rows[tab.title][row] = line


def _differences(
    before: Mapping[int, Line], now: Mapping[int, Line]
) -> Iterator[tuple[int, int, Entered, Entered]]:
    """Row, column, old and new content of every cell whose content differs."""
    known: dict[tuple[int, int], list[tuple[int, Entered, Entered]]] = {}
    for row in before.keys() | now.keys():
        old, new = before.get(row, _NO_LINE), now.get(row, _NO_LINE)
        if old is new:
            continue
        pair = id(old), id(new)
        if pair not in known:
            known[pair] = list(_unlike(old, new))
        for column, was, is_now in known[pair]:
            yield row, column, was, is_now


def _unlike(old: Line, new: Line) -> Iterator[tuple[int, Entered, Entered]]:
    for column in old.keys() | new.keys():
        was, is_now = old.get(column, EMPTY).entered, new.get(column, EMPTY).entered
        if was != is_now or type(was) is not type(is_now):
            yield column, was, is_now
