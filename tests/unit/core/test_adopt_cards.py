"""Cards about a stranger's spreadsheet: what Google accepts, whatever its headers say, however wide it is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from google.apps.card_v1 import Card
from google.protobuf import json_format

from app.core.adopt import ForeignTab, Proposal, propose
from app.core.adopt_cards import beside_section, bringing_card, foreign_card, proposal_card
from app.core.adopt_sources import spreadsheet_id_in
from app.core.roster.rows import RawLine
from app.core.serving import OpenSheet, OwnedCaseload
from app.core.widgets import WIDGETS_A_CARD, widget_count
from app.flows.adopt import UNSEEN

BASE = "https://holdfast.school.test"
MINE = OwnedCaseload(8, "Mine <i>(Holdfast)</i>", "owner@school.test", connected=True)
WHEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def strict(made: dict[str, Any]) -> str:
    """Google's own reader takes it; the card as text."""
    json_format.ParseDict(made, Card.pb(Card()), ignore_unknown_fields=False)
    assert widget_count(made) <= WIDGETS_A_CARD
    return json.dumps(made, ensure_ascii=False)


def proposed(headers: list[str], rows: list[list[str]], title: str = "Caseload", tabs: int = 1) -> Proposal:
    lines = tuple(RawLine(at, cells) for at, cells in enumerate([headers, *rows], 1))
    made = [ForeignTab(f"{title} {number}" if tabs > 1 else title, lines) for number in range(tabs)]
    return propose(made, None, date(2026, 11, 20))


def test_headers_that_are_markup_or_formulas_are_shown_as_they_were_typed() -> None:
    headers = ["Student", "<b>Bus</b>", '=IMPORTDATA("https://x.test")', "a\nb‮\x07c", "<a href='//x'>x</a>"]
    text = strict(proposal_card(proposed(headers, [["Ana", "1", "2", "3", "4"]], "<img src=x>"), "id", BASE))
    assert "&lt;b&gt;Bus&lt;/b&gt;" in text
    assert '=IMPORTDATA(\\"https://x.test\\")' in text
    assert "a b c" in text
    assert "&lt;img src=x&gt;: 1 row of students" in text
    assert [found for found in ("<b>", "<a ", "<img") if found in text] == []
    assert "Ana" not in text


def test_the_doubtful_columns_come_first_and_the_button_names_the_spreadsheet() -> None:
    rows = [["Ana", "2025-01-01", "1"], ["Leo", "soon", "2"]]
    made = proposal_card(proposed(["Student", "Last IEP", "Locker"], rows), "1abc", BASE)
    strict(made)
    heads = [one.get("header", "") for one in made["sections"]]
    assert heads == ["", "Please look at these (1)", "Clear (2)", ""]
    (doubtful,) = made["sections"][1]["widgets"]
    assert doubtful["decoratedText"]["text"] == "B Last IEP → Students · Last Review"
    assert doubtful["decoratedText"]["bottomLabel"].startswith("50% sure: the header says so; 50% of the")
    action = made["sections"][-1]["widgets"][-1]["buttonList"]["buttons"][0]["onClick"]["action"]
    assert action["function"] == f"{BASE}/addon/sheets/adopt"
    assert action["parameters"] == [{"key": "spreadsheet", "value": "1abc"}]


def test_a_spreadsheet_of_hundreds_of_columns_still_fits_a_card() -> None:
    headers = ["Student", *[f"Score {number}" for number in range(400)]]
    text = strict(proposal_card(proposed(headers, [["Ana"], ["Total"]], tabs=30), "id", BASE))
    assert "more columns" in text
    assert "and 24 more tabs" in text
    assert "and 20 more lines" in text
    assert "It is a line of totals." in text


def test_a_spreadsheet_without_students_offers_no_button() -> None:
    made = proposal_card(proposed(["shopping"], [["tea"]]), "id", BASE)
    assert "addon/sheets/adopt" not in strict(made)


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (None, "Allow this file"),
        (OpenSheet(), "Bring this spreadsheet in"),
        (OpenSheet(caseload=MINE, brought=WHEN), "is being made"),
        (OpenSheet(caseload=MINE, brought=WHEN, late=True), "has not worked yet"),
        (OpenSheet(caseload=MINE, brought=WHEN, done=True), "was brought into Mine &lt;i&gt;(Holdfast)"),
    ],
)
def test_beside_each_kind_of_spreadsheet(sheet: OpenSheet | None, said: str) -> None:
    told = beside_section(sheet, BASE)
    assert told is not None
    assert said in strict(foreign_card(told))


def test_beside_holdfasts_own_files_nothing_is_offered() -> None:
    assert beside_section(OpenSheet(made_here=True), BASE) is None
    assert beside_section(OpenSheet(made_here=True, caseload=MINE), BASE) is None


def test_long_sentences_are_not_cut() -> None:
    text = strict(bringing_card("N" * 110, BASE))
    assert "…" not in text
    assert len(UNSEEN) < 500


@pytest.mark.parametrize(
    "text",
    [
        "1abC-_9",
        " 1abC-_9 ",
        "https://docs.google.com/spreadsheets/d/1abC-_9/edit?gid=0#gid=0",
        "https://docs.google.com/spreadsheets/u/1/d/1abC-_9",
        "https://docs.google.com/a/school.test/spreadsheets/d/1abC-_9/edit",
        "http://127.0.0.1:8090/spreadsheets/d/1abC-_9/edit",
    ],
)
def test_a_spreadsheet_is_named_by_address_or_id(text: str) -> None:
    assert spreadsheet_id_in(text) == "1abC-_9"
