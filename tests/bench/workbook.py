"""The bench workbook: 60 students with 40 formula columns each, a log of 5,000 rows, and 12 smaller tabs.

It is made through the API by any `requests` session; what is measured on it is not known here.
"""

from __future__ import annotations

from random import Random
from typing import Any

import requests

STUDENTS, COLUMNS, ENTRIES = 60, 40, 5_000
SMALL_TABS = [f"Tab {number}" for number in range(1, 12)]
TABS = ["Register", "Log", "Settings", *SMALL_TABS]
CODES = [f"S{number:03d}" for number in range(1, STUDENTS + 1)]
_KINDS = ("call", "mail", "visit", "note")
_OVER_THE_LOG = (
    '=COUNTIFS(Log!$C:$C,$A{row},Log!$D:$D,"{kind}")',
    '=SUMIFS(Log!$E:$E,Log!$C:$C,$A{row},Log!$B:$B,">="&Settings!$B$2-{days})',
    '=IF(COUNTIFS(Log!$C:$C,$A{row})=0,"",Settings!$B$2-MAXIFS(Log!$B:$B,Log!$C:$C,$A{row}))',
    '=IFERROR(AVERAGEIFS(Log!$E:$E,Log!$C:$C,$A{row},Log!$D:$D,"{kind}"),"")',
)
_IN_THE_REGISTER = (
    '=IF(ISNUMBER(B{row}),RANK(B{row},B$2:B$61,0),"")',
    '=IF(C{row}="","",Settings!$B$2-C{row})',
    '=IF(B{row}>50,"high",IF(B{row}>20,"middle","low"))',
    '=COUNTIFS(B$2:B$61,"<"&B{row})/(COUNT(B$2:B$61)-1)',
)
OVER_THE_LOG = 26


def _formula(column: int, row: int) -> str:
    texts = _OVER_THE_LOG if column < OVER_THE_LOG else _IN_THE_REGISTER
    text = texts[column % len(texts)]
    return text.format(row=row, kind=_KINDS[column % len(_KINDS)], days=30 + column)


def register() -> list[list[Any]]:
    chance = Random(1)
    lines: list[list[Any]] = [["Code", "Score", "Review", *(f"F{n}" for n in range(COLUMNS))]]
    for row, code in enumerate(CODES, 2):
        facts = [code, chance.randint(0, 100), 46_000 + chance.randrange(90)]
        lines.append([*facts, *(_formula(column, row) for column in range(COLUMNS))])
    return lines


def log() -> list[list[Any]]:
    chance = Random(2)
    lines: list[list[Any]] = [["Id", "Date", "Code", "Kind", "Value", "Note"]]
    for number in range(ENTRIES):
        facts = [46_000 + chance.randrange(90), chance.choice(CODES), chance.choice(_KINDS)]
        lines.append([number, *facts, round(chance.random(), 3), "spoke with the family"])
    return lines


def _small(title: str) -> list[list[Any]]:
    head = [[f"{title}, column {number}" for number in range(6)]]
    return head + [
        [
            row,
            f"=Register!B{row}+1",
            '=IF(A2="","",A2)',
            f"=Register!D{row}",
            f"=ROUND(B{row}/3,2)",
            "a word",
        ]
        for row in range(2, 22)
    ]


def session() -> requests.Session:
    found = requests.Session()
    found.headers["Authorization"] = "Bearer owner@school.test"
    return found


def make(http: requests.Session, base: str) -> str:
    """The id of a new bench workbook, entered in three requests."""
    sizes = {"Register": (100, 50), "Log": (6_000, 12)}
    sheets = [
        {"properties": {"title": title, "gridProperties": {"rowCount": rows, "columnCount": columns}}}
        for title in TABS
        for rows, columns in [sizes.get(title, (60, 12))]
    ]
    made = http.post(f"{base}/v4/spreadsheets", json={"sheets": sheets}).json()["spreadsheetId"]
    settings = [["Override", ""], ["Today", '=IF(B1="",TODAY(),B1)']]
    contents = {"Settings": settings, "Log": log(), "Register": register()}
    contents |= {title: _small(title) for title in SMALL_TABS}
    data = [{"range": f"'{title}'!A1", "values": values} for title, values in contents.items()]
    body = {"valueInputOption": "USER_ENTERED", "data": data}
    done = http.post(f"{base}/v4/spreadsheets/{made}/values:batchUpdate", json=body)
    assert done.status_code == 200, done.text
    return str(made)
