"""Charts of a tab as inline SVG: bars, columns, lines, areas, points, pies and scorecards.

The numbers come from the API; how a chart is laid out is svg.py's and plots.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.local_google.api import GoogleError
from app.local_google.pages import svg
from app.local_google.pages.ask import ask
from app.local_google.pages.grid import address
from app.local_google.pages.plots import Series, plot
from app.local_google.pages.styles import css
from app.local_google.pages.svg import Drawn
from app.local_google.world import World

Json = dict[str, Any]
COLOURS = ("#2a6f97", "#e07a3f", "#5a9367", "#b5475d", "#7a6ba8", "#c9a227", "#3c8d93", "#8d6e63")


@dataclass(frozen=True)
class Source:
    """Reads the ranges that charts draw, as one person."""

    world: World
    who: str
    book_id: str
    titles: dict[int, str]

    def read(self, place: Json, *, plain: bool) -> list[Any]:
        """The values of a range, one after the other; numbers as numbers when `plain`."""
        title = self.titles.get(int(place.get("sheetId", 0)), "")
        last_row, last_column = int(place["endRowIndex"]) - 1, int(place["endColumnIndex"]) - 1
        first = address(int(place.get("startRowIndex", 0)), int(place.get("startColumnIndex", 0)))
        name = "'" + title.replace("'", "''") + "'"
        across = int(place["endColumnIndex"]) - int(place.get("startColumnIndex", 0))
        down = int(place["endRowIndex"]) - int(place.get("startRowIndex", 0))
        wanted = {
            "spreadsheetId": self.book_id,
            "range": f"{name}!{first}:{address(last_row, last_column)}",
            "valueRenderOption": "UNFORMATTED_VALUE" if plain else "FORMATTED_VALUE",
        }
        rows = ask(self.world, self.who, "sheets.spreadsheets.values.get", wanted).get("values", [])
        if down == 1 and across > 1:
            line = rows[0] if rows else []
            return [line[number] if number < len(line) else "" for number in range(across)]
        return [row[0] if row else "" for row in rows] + [""] * (down - len(rows))


def drawn(world: World, who: str, book_id: str, sheet: Json) -> list[Drawn]:
    """Every chart of a tab, in its order; one that cannot be read says so."""
    found: list[Drawn] = []
    if not sheet.get("charts"):
        return found
    wanted = {"spreadsheetId": book_id, "fields": "sheets.properties"}
    book = ask(world, who, "sheets.spreadsheets.get", wanted)
    titles = {int(each["properties"]["sheetId"]): str(each["properties"]["title"]) for each in book["sheets"]}
    source = Source(world, who, book_id, titles)
    for chart in sheet["charts"]:
        try:
            picture = _one(source, chart)
        except (GoogleError, KeyError, IndexError, ValueError, OverflowError):
            title = chart.get("spec", {}).get("title", "Chart")
            picture = svg.unreadable(str(title), *_size(chart))
        found.append(_hung(picture, chart.get("position", {}).get("overlayPosition", {})))
    return found


def _hung(picture: str, overlay: Json) -> Drawn:
    anchor = overlay.get("anchorCell", {})
    row, column = int(anchor.get("rowIndex", 0)), int(anchor.get("columnIndex", 0))
    left, top = int(overlay.get("offsetXPixels", 0)), int(overlay.get("offsetYPixels", 0))
    return Drawn(picture, row, column, left, top)


def _size(chart: Json) -> tuple[int, int]:
    overlay = chart.get("position", {}).get("overlayPosition", {})
    return int(overlay.get("widthPixels", 600)), int(overlay.get("heightPixels", 371))


def _one(source: Source, chart: Json) -> str:
    spec, (width, height) = chart["spec"], _size(chart)
    title, under = str(spec.get("title", "")), str(spec.get("subtitle", ""))
    if "pieChart" in spec:
        pie = spec["pieChart"]
        names, numbers = _pairs(source, pie["domain"], pie["series"])
        return svg.pie(title, width, height, names, numbers, COLOURS, hole=float(pie.get("pieHole", 0)))
    if "scorecardChart" in spec:
        value = source.read(_place(spec["scorecardChart"]["keyValueData"]), plain=False)
        return svg.scorecard(title, under, width, height, str(value[0]) if value else "")
    return _basic(source, spec["basicChart"], title, width, height)


def _place(data: Json) -> Json:
    return dict(data["sourceRange"]["sources"][0])


def _pairs(source: Source, domain: Json, series: Json) -> tuple[list[str], list[float]]:
    names = [str(name) for name in source.read(_place(domain), plain=False)]
    values = source.read(_place(series), plain=True)
    if values and not isinstance(values[0], int | float):
        names, values = names[1:], values[1:]
    kept = [(name, float(value)) for name, value in zip(names, values, strict=False) if _number(value)]
    return [name for name, _ in kept], [value for _, value in kept]


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _basic(source: Source, chart: Json, title: str, width: int, height: int) -> str:
    headers = int(chart.get("headerCount", 0))
    domains = chart.get("domains", [])
    places = source.read(_place(domains[0]["domain"]), plain=False) if domains else []
    names = [str(each) for each in places]
    series = enumerate(chart.get("series", []))
    lines = [_line(source, each, number, headers, chart) for number, each in series]
    length = max((len(line.values) for line in lines), default=0)
    names = names[headers:] + [""] * (length - len(names[headers:]))
    keep = [n for n in range(length) if names[n] or any(_at(line, n) is not None for line in lines)]
    lines = [Series(line.name, [_at(line, n) for n in keep], line.kind, line.colour) for line in lines]
    axes = {axis.get("position"): str(axis.get("title", "")) for axis in chart.get("axis", [])}
    return plot(
        title,
        width,
        height,
        [names[n] for n in keep],
        lines,
        sideways=chart.get("chartType") == "BAR",
        stacked=chart.get("stackedType") in ("STACKED", "PERCENT_STACKED"),
        axes=(axes.get("BOTTOM_AXIS", ""), axes.get("LEFT_AXIS", "")),
        legend=chart.get("legendPosition") != "NO_LEGEND",
    )


def _at(line: Series, number: int) -> float | None:
    return line.values[number] if number < len(line.values) else None


def _line(source: Source, series: Json, number: int, headers: int, chart: Json) -> Series:
    values = source.read(_place(series["series"]), plain=True)
    name = str(values[0]) if headers and values else f"Series {number + 1}"
    numbers = [float(value) if _number(value) else None for value in values[headers:]]
    kind = series.get("type") or chart.get("chartType", "COLUMN")
    return Series(name, numbers, str(kind), css(series, "color") or COLOURS[number % len(COLOURS)])
