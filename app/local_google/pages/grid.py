"""One window of a tab as HTML cells: what spreadsheets.get answers, drawn. It decides nothing about values.

Cells are written in Python rather than in a template, since a window has thousands of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from app.local_google.pages.styles import css, style_of
from app.local_google.pages.svg import Drawn

Json = dict[str, Any]
PAGE_ROWS = 200
HEAD_HEIGHT = 24
NUMBER_WIDTH = 46
LONGEST_SHOWN = 2_000


@dataclass(frozen=True)
class Line:
    """A row or a column that is drawn: its index, its size, and where it is held when it is frozen."""

    index: int
    size: int
    held_at: int | None = None


@dataclass
class Window:
    """The lines of one page of a tab, and every drawn cell by its id."""

    rows: list[Line]
    columns: list[Line]
    cells: dict[str, str] = field(default_factory=dict)
    rules: dict[str, Json] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    page: int = 0
    pages: int = 1

    def table(self) -> Markup:
        """The whole table."""
        parts = [_head(self.columns)]
        for row in self.rows:
            held = "" if row.held_at is None else f' class="held" style="top:{row.held_at}px"'
            parts.append(f'<tr style="height:{row.size}px"><th scope="row"{held}>{row.index + 1}</th>')
            parts.extend(self.cells.get(cell_id(row.index, column.index), "") for column in self.columns)
            parts.append("</tr>")
        return Markup("".join(parts) + "</tbody>")  # noqa: S704  # nosec B704: cells are escaped one by one


def cell_id(row: int, column: int) -> str:
    """The id of a cell in the page, zero-based."""
    return f"c-{row}-{column}"


def letters(column: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    text = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    """A1 spelling of zero-based indexes."""
    return f"{letters(column)}{row + 1}"


def _head(columns: list[Line]) -> str:
    cols = "".join(f'<col style="width:{column.size}px">' for column in columns)
    heads = "".join(_column_head(column) for column in columns)
    return (
        f'<colgroup><col style="width:{NUMBER_WIDTH}px">{cols}</colgroup>'
        f'<thead><tr><td class="corner"></td>{heads}</tr></thead><tbody>'
    )


def _column_head(column: Line) -> str:
    held = "" if column.held_at is None else f' class="held-column" style="left:{column.held_at}px"'
    return f'<th scope="col"{held}>{letters(column.index)}</th>'


class Drawer:
    """Draws the cells of one tab. `link` turns an address into one that leads somewhere here."""

    def __init__(self, sheet: Json, link: Callable[[str], str], charts: Sequence[Drawn] = ()) -> None:
        self.sheet, self.link = sheet, link
        self._hung: dict[tuple[int, int], str] = {}
        for chart in charts:
            place = f'style="left:{chart.left}px;top:{chart.top}px"'
            html = f'<figure class="hung" {place}>{chart.svg}</figure>'
            self._hung[chart.row, chart.column] = self._hung.get((chart.row, chart.column), "") + html
        self.rules: dict[str, Json] = {}
        self._styles: dict[int, str] = {}
        self._kept: list[Json] = []
        self._merges = _merges(sheet)
        self._banding = sheet.get("bandedRanges", [])

    def window(self, rows: list[Line], columns: list[Line]) -> Window:
        """Every drawn cell of these lines."""
        window = Window(rows, columns)
        data = _by_place(self.sheet)
        for row in rows:
            line = data.get(row.index, [])
            for column in columns:
                cell = line[column.index] if column.index < len(line) else {}
                after = line[column.index + 1] if column.index + 1 < len(line) else {}
                blank_after = not after.get("formattedValue")
                html = self.cell(row, column, cell, blank_after)
                if html:
                    window.cells[cell_id(row.index, column.index)] = html
        window.rules = self.rules
        return window

    def cell(self, row: Line, column: Line, cell: Json, blank_after: bool) -> str:
        """One cell; "" for one that a merge covers."""
        spans = self._merges.get((row.index, column.index))
        if spans == (0, 0):
            return ""
        classes, styles = self._looks(row, column, cell)
        attributes = f' id="{cell_id(row.index, column.index)}"'
        if spans:
            attributes += f' rowspan="{spans[0]}" colspan="{spans[1]}"'
        entered = entered_text(cell.get("userEnteredValue", {}))
        if entered:
            attributes += f' data-f="{escape(entered)}"'
        if cell.get("note"):
            classes.append("noted")
            attributes += f' title="{escape(cell["note"])}"'
        content, kind = self._content(row, column, cell)
        attributes += self._kind(cell, kind)
        classes += [kind] if kind else []
        if kind == "text" and blank_after and not spans:
            classes.append("over")
        hung = self._hung.get((row.index, column.index), "")
        classes += ["pin"] if hung else []
        if classes:
            attributes += f' class="{" ".join(classes)}"'
        if styles:
            attributes += f' style="{styles}"'
        return f"<td{attributes}>{content}{hung}</td>"

    def _looks(self, row: Line, column: Line, cell: Json) -> tuple[list[str], str]:
        looks = self._style(cell.get("effectiveFormat"))
        band = "" if "background" in looks else self._band(row.index, column.index)
        styles = band + looks
        classes = []
        if row.held_at is not None:
            classes.append("held")
            styles += f"top:{row.held_at}px;"
        if column.held_at is not None:
            classes.append("held-column")
            styles += f"left:{column.held_at}px;"
        return classes, styles

    def _style(self, look: Json | None) -> str:
        if look is None:
            return ""
        known = self._styles.get(id(look))
        if known is None:
            # Kept alive, since the ids of dropped objects are given out again.
            self._kept.append(look)
            known = self._styles[id(look)] = style_of(look)
        return known

    def _band(self, row: int, column: int) -> str:
        for banded in self._banding:
            place, looks = banded.get("range", {}), banded.get("rowProperties", {})
            top, left = place.get("startRowIndex", 0), place.get("startColumnIndex", 0)
            inside = top <= row < place.get("endRowIndex", 10**9)
            if inside and left <= column < place.get("endColumnIndex", 10**9):
                names = ("headerColor", "firstBandColor", "secondBandColor")
                headed = looks.get("headerColor") or looks.get("headerColorStyle")
                number = row - top if headed else row - top + 1
                colour = css(looks, names[0] if number == 0 else names[1 + (number - 1) % 2])
                return f"background-color:{colour};" if colour else ""
        return ""

    def _content(self, row: Line, column: Line, cell: Json) -> tuple[str, str]:
        """The inside of a cell, and of what kind it is."""
        value, shown = cell.get("effectiveValue", {}), str(cell.get("formattedValue", ""))
        if cell.get("dataValidation", {}).get("condition", {}).get("type") == "BOOLEAN":
            ticked = " checked" if value.get("boolValue") else ""
            name = address(row.index, column.index)
            return f'<input type="checkbox" tabindex="-1" aria-label="{name}"{ticked}>', "box"
        if not shown:
            return "", ""
        if len(shown) > LONGEST_SHOWN:
            shown = shown[:LONGEST_SHOWN] + "…"
        text = escape(shown)
        if cell.get("hyperlink"):
            link = escape(self.link(str(cell["hyperlink"])))
            return f'<a href="{link}" tabindex="-1">{text}</a>', "link"
        if "numberValue" in value:
            return str(text), "number"
        if "boolValue" in value:
            return str(text), "truth"
        return str(text), "wrong" if "errorValue" in value else "text"

    def _kind(self, cell: Json, kind: str) -> str:
        """What an editor of this cell offers."""
        condition = cell.get("dataValidation", {}).get("condition", {})
        if kind == "box" or condition.get("type") not in ("ONE_OF_LIST", "ONE_OF_RANGE"):
            return ""
        values = [str(each.get("userEnteredValue", "")) for each in condition.get("values", [])]
        key = f"list-{condition['type'][7:].lower()}-{abs(hash(tuple(values))):x}"
        self.rules.setdefault(key, condition)
        return f' data-list="{key}"'


def entered_text(value: Json) -> str:
    """What the formula bar shows of a cell."""
    if "formulaValue" in value:
        return str(value["formulaValue"])
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    if "numberValue" in value:
        number = value["numberValue"]
        return str(int(number)) if float(number).is_integer() and abs(number) < 10**15 else str(number)
    text = str(value.get("stringValue", ""))
    return f"'{text}" if text.startswith("=") else text


def _by_place(sheet: Json) -> dict[int, list[Json]]:
    rows: dict[int, list[Json]] = {}
    for data in sheet.get("data", []):
        left: list[Json] = [{}] * int(data.get("startColumn", 0))
        for number, line in enumerate(data.get("rowData", []), int(data.get("startRow", 0))):
            rows[number] = left + line.get("values", [])
    return rows


def _merges(sheet: Json) -> dict[tuple[int, int], tuple[int, int]]:
    """The spans of each merge's first cell; (0, 0) for those it covers."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for merge in sheet.get("merges", []):
        top, left = int(merge.get("startRowIndex", 0)), int(merge.get("startColumnIndex", 0))
        bottom, right = int(merge["endRowIndex"]), int(merge["endColumnIndex"])
        for row in range(top, bottom):
            for column in range(left, right):
                spans[row, column] = (0, 0)
        spans[top, left] = (bottom - top, right - left)
    return spans


def shown_lines(metadata: list[Json], start: int, frozen: int, first_at: int) -> list[Line]:
    """The lines that are not hidden; frozen ones are held one after the other from `first_at`."""
    lines: list[Line] = []
    held = first_at
    for index, line in enumerate(metadata, start):
        if line.get("hiddenByUser") or line.get("hiddenByFilter"):
            continue
        size = int(line.get("pixelSize", 21))
        lines.append(Line(index, size, held if index < frozen else None))
        held += size if index < frozen else 0
    return lines
