"""Advocacy and Advocacy Search: the argument made seven years ago, found again (S11)."""

from __future__ import annotations

from sheets_schema.model import OWNER_ONLY, Block, Column, Entry, Kind, Shape, Tab
from sheets_schema.tabs.columns import computed, row_id, typed

WORDS = 4
SHOWN = 20
_FIRST = 7


def _told(key: str, title: str, why: str, width: int = 180) -> Column:
    return typed(key, title, Kind.TEXT, OWNER_ONLY, why, "S11", width=width)


_SEARCHED = ("topic", "accommodation", "subject", "objection", "argument", "evidence", "outcome", "tags")


def _found(number: int) -> str:
    word = f"{{advocacy_search.word_{number}}}"
    return f'IF({word}="",1,IF(ISNUMBER(SEARCH({word},{{search_text}})),1,0))'


ADVOCACY = Tab(
    key="advocacy",
    title="Advocacy",
    shape=Shape.LOG,
    module="decisions",
    sheet_id=1031,
    columns=(
        row_id(OWNER_ONLY),
        typed("date", "Date", Kind.DATE, OWNER_ONLY, "Day of the talk or meeting.", "S11"),
        _told("topic", "Topic", "What it was about."),
        _told("accommodation", "Accommodation", "The accommodation it was about."),
        _told("subject", "Subject", "The subject it was about.", 110),
        _told("objection", "Objection", "What was said against it.", 240),
        _told("argument", "Argument", "What was answered.", 300),
        _told("evidence", "Evidence", "Numbers, sources, examples.", 240),
        _told("outcome", "Outcome", "What came of it."),
        typed("document", "Document", Kind.LINK, OWNER_ONLY, "A link to the notes.", "S11", width=180),
        _told("tags", "Tags", "Words to find it by."),
        computed(
            "search_text",
            "Search Text",
            Kind.TEXT,
            OWNER_ONLY,
            "Everything of the row that is searched, in one.",
            "=TRIM(" + '&" "&'.join(f"{{{key}}}" for key in _SEARCHED) + ")",
            "S11",
            hidden=True,
        ),
        computed(
            "order",
            "Order",
            Kind.NUMBER,
            OWNER_ONLY,
            "How many words of Advocacy Search it holds, then the id: the best and newest is the largest.",
            '=IF(OR({search_text}="",{id}=""),"",('
            + "+".join(_found(number) for number in range(1, WORDS + 1))
            + ")*1000000000+{id})",
            "S11",
            hidden=True,
        ),
    ),
    capacity=2000,
    why="Every argument for an accommodation, kept over the years.",
)

_COLUMNS = ("date", "topic", "accommodation", "subject", "objection", "argument", "outcome", "document")
_ROW = f"$A{_FIRST}"


def _result(key: str) -> str:
    cell = f"INDEX({{advocacy.{key}:rows}},MATCH({_ROW},{{advocacy.order:rows}},0))"
    blank_date = f'IF({cell}="","",{cell})' if key == "date" else f'{cell}&""'
    return f'=IF({_ROW}="","",{blank_date})'


def _word(number: int) -> str:
    gaps = " " * 60
    return f'=TRIM(MID(SUBSTITUTE(TRIM($B$2)," ","{gaps}"),{1 + 60 * (number - 1)},60))'


def _blocks() -> tuple[Block, ...]:
    letters = "BCDEFGHI"
    results = tuple(
        Block(f"{letter}{_FIRST}", SHOWN, 1, formula=_result(key), kind=Kind.DATE if key == "date" else None)
        for letter, key in zip(letters, _COLUMNS, strict=True)
    )
    titles = tuple(ADVOCACY.column(key).title for key in _COLUMNS)
    best = "LARGE({advocacy.order:rows},$K7)"
    return (
        Block(
            "A1",
            1,
            2,
            texts=("Search Advocacy", "Type up to four words; the best rows come first."),
            heading=True,
        ),
        Block("A2", 1, 1, texts=("Words",)),
        *(Block(f"{letter}4", 1, 1, formula=_word(n)) for n, letter in enumerate("BCDE", start=1)),
        Block("A4", 1, 1, texts=("Searched",), quiet=True),
        Block("A6", 1, 9, texts=("Order", *titles), heading=True),
        Block(f"K{_FIRST}", SHOWN, 1, counts_from=1, quiet=True),
        Block(
            f"A{_FIRST}",
            SHOWN,
            1,
            formula=f'=IF(COUNT({{advocacy.order:rows}})<$K7,"",IF(OR($B$4="",{best}>=1000000000*(1+'
            + "+".join(f'IF(${letter}$4="",1,0)' for letter in "CDE")
            + f')),{best},""))',
            quiet=True,
        ),
        *results,
    )


ADVOCACY_SEARCH = Tab(
    key="advocacy_search",
    title="Advocacy Search",
    shape=Shape.FREE,
    module="decisions",
    sheet_id=1032,
    columns=(),
    capacity=_FIRST + SHOWN,
    why="Type words, see the twenty best rows of Advocacy.",
    blocks=_blocks(),
    entries=(Entry("B2", Kind.TEXT, "Up to four words to look for."),),
    widths=(90, 240, 180, 150, 110, 220, 280, 180, 180, 20, 30),
    areas={f"word_{number}": f"${letter}$4" for number, letter in enumerate("BCDE", start=1)},
)
