"""A .csv of any make as a table: its encoding, its delimiter, its quoted line breaks."""

from __future__ import annotations

import csv
import io

from app.core.roster.headers import known_header
from app.core.roster.rows import RawLine, RosterProblem, Table

_DELIMITERS = ",;\t|"
_MOST_OPEN_QUOTES = 20


def read_text_table(file_name: str, data: bytes) -> Table:
    """The lines of a .csv. What cannot be read is a problem; the rest is given."""
    text = decoded(data)
    if text is None:
        return Table((), (RosterProblem(file_name, None, "", "This is not a text file. Save it as CSV."),))
    first, _, rest = text.partition("\n")
    start = 1
    said = first.strip().lower()
    if said.startswith("sep=") and len(said) == 5 and said[4] in _DELIMITERS:
        delimiter, text, start = said[4], rest, 2
    else:
        delimiter = _delimiter(text)
    return _lines(file_name, text, delimiter, start)


def decoded(data: bytes) -> str | None:
    """UTF-8 with or without a mark, UTF-16 with one, else Windows-1252; None when it is no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace").replace("\0", "")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The one that makes the most known headers in the first lines; then the one that makes most cells."""
    head = "".join(text.splitlines(keepends=True)[:12])

    def worth(delimiter: str) -> tuple[int, int]:
        rows = _records(head, delimiter)
        known = max((sum(known_header(cell) is not None for cell in row) for _, row in rows), default=0)
        return known, max((len(row) for _, row in rows), default=0)

    return max(_DELIMITERS, key=worth)


def _records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Each record with the line it starts on, from 1. What follows an unreadable record is left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[tuple[int, list[str]]] = []
    while True:
        at = reader.line_num + 1
        try:
            records.append((at, next(reader)))
        except StopIteration:
            return records
        except csv.Error:
            continue


def _lines(file_name: str, text: str, delimiter: str, start: int) -> Table:
    lines: list[RawLine] = []
    problems: list[RosterProblem] = []
    for _ in range(_MOST_OPEN_QUOTES):
        records = _records(text, delimiter)
        open_at = _open_quote(text, records)
        kept = records if open_at is None else records[:-1]
        lines.extend(RawLine(start + at - 1, row) for at, row in kept if any(cell.strip() for cell in row))
        if open_at is None:
            break
        problem = "A quotation mark is opened here and never closed; this line was left out."
        problems.append(RosterProblem(file_name, start + open_at - 1, "", problem))
        text = "".join(_physical(text)[open_at:])
        start += open_at
    return Table(tuple(lines), tuple(problems))


def _open_quote(text: str, records: list[tuple[int, list[str]]]) -> int | None:
    """The line on which the last record starts, when its quotation marks do not close."""
    if not records:
        return None
    at = records[-1][0]
    last = "".join(_physical(text)[at - 1 :])
    # One physical line with an odd mark inside ('5" pipe') is no runaway record.
    return at if last.count('"') % 2 and last.strip().count("\n") > 0 else None


def _physical(text: str) -> list[str]:
    """Lines as the csv module counts them."""
    return list(io.StringIO(text, newline=""))
