"""Co-taught Summary: which intervention, and in which class, made a difference (S5)."""

from __future__ import annotations

from sheets_schema.model import Block, Chart, Kind, Shape, Tab

_ROWS = 15
_FIRST = 4


def _summary(
    left: tuple[str, str, str, str], titles: tuple[str, ...], items: str, column: str
) -> tuple[Block, ...]:
    """A table of one list's items: how often, mean growth, share of targets met. `left` are four letters."""
    item, times, growth, met = left
    own = f"({{co_taught.{column}:rows}}=${item}{_FIRST})"
    count = f'SUMPRODUCT({own}*({{co_taught.growth:rows}}<""))'
    of_all = f"SUMPRODUCT({own}*1)"
    return (
        Block(f"{item}3", 1, 4, texts=titles, heading=True),
        Block(f"{item}{_FIRST}", _ROWS, 1, formula=f'=INDEX({{lists.{items}}},$K{_FIRST})&""'),
        Block(f"{times}{_FIRST}", _ROWS, 1, formula=f'=IF(${item}{_FIRST}="","",{of_all})'),
        Block(
            f"{growth}{_FIRST}",
            _ROWS,
            1,
            formula=f'=IF(${item}{_FIRST}="","",IF({count}=0,"",'
            f"ROUND(SUMPRODUCT({own}*1,{{co_taught.growth:rows}})/{count},2)))",
        ),
        Block(
            f"{met}{_FIRST}",
            _ROWS,
            1,
            formula=f'=IF(${item}{_FIRST}="","",IF({of_all}=0,"",'
            f"SUMPRODUCT({own}*({{co_taught.target_met:rows}}=TRUE))/{of_all}))",
            kind=Kind.PERCENT,
        ),
    )


_HEADS = ("Times", "Mean growth", "Targets met")

CO_TAUGHT_SUMMARY = Tab(
    key="co_taught_summary",
    title="Co-taught Summary",
    shape=Shape.FREE,
    module="co-taught",
    sheet_id=1046,
    columns=(),
    capacity=40,
    why="What the actions in co-taught classes brought, by intervention and by class.",
    blocks=(
        Block("A1", 1, 4, texts=("Co-taught Summary", "", "", ""), heading=True),
        Block(f"K{_FIRST}", _ROWS, 1, counts_from=2, quiet=True),
        *_summary(("A", "B", "C", "D"), ("Intervention", *_HEADS), "interventions", "action"),
        *_summary(("F", "G", "H", "I"), ("Class", *_HEADS), "classes", "class"),
    ),
    widths=(180, 70, 110, 110, 30, 160, 70, 110, 110, 20, 40, 20, 400),
    charts=(
        Chart("Mean growth by intervention", "BAR", "A3:A18", ("C3:C18",), "M3"),
        Chart("Mean growth by class", "BAR", "F3:F18", ("H3:H18",), "M18"),
    ),
)
