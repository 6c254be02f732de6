"""Cards of the side panel beside a spreadsheet that is none of Holdfast's: to allow it, to look at what would
be brought in, to confirm that. Titles of columns and tabs are strangers' text; no cell's value is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.core.adopt import ColumnProposal, Proposal, TabProposal
from app.core.cards import SHEETS_ADOPT, SHEETS_ALLOW, SHEETS_BRING, SHEETS_REFRESH, day_text, notice_card
from app.core.serving import OpenSheet
from app.core.widgets import (
    Json,
    buttons,
    call_button,
    card,
    choice_field,
    header,
    item,
    paragraph,
    section,
)
from sheets_schema.layout import column_letters

# All lists at their longest stay far below Google's 100 widgets a card.
TABS, DOUBTFUL, SURE, LEFT_OUT = 6, 20, 30, 10
SHOWN_AT_FIRST = 3
SPREADSHEET, DATES = "spreadsheet", "dates"  # a parameter and a field
UNSAID = "unsaid"
DATE_ORDERS = (
    (UNSAID, "not said: such a date goes to Notes"),
    ("dmy", "3 April 2026"),
    ("mdy", "March 4, 2026"),
    ("ymd", "year first, as 2026/4/3"),
)

_UNSEEN = (
    "Holdfast cannot see this spreadsheet: it sees only files that it made or that you allow. If you keep "
    "your caseload here, allow it. You are then shown what would come into a new workbook; nothing is copied "
    "before you say so."
)
_FOREIGN = (
    "This spreadsheet is not one of Holdfast's. If you keep your caseload here, it can be brought into a new "
    "workbook. You see first what would become of each column; this spreadsheet stays as it is."
)
_LATE = (
    "Bringing this spreadsheet in has not worked yet. Holdfast tries again by itself; if it is still so "
    "tomorrow, tell your technician. Nothing is lost: this spreadsheet is only read."
)


def beside_section(sheet: OpenSheet | None, base_url: str) -> Json | None:
    """What there is to say about the open spreadsheet; None where it is one of Holdfast's own."""
    if sheet is None:
        widgets = [paragraph(_UNSEEN), buttons(call_button("Allow this file", base_url + SHEETS_ALLOW))]
    elif sheet.made_here:
        return None
    elif sheet.caseload is None or sheet.brought is None:
        widgets = [
            paragraph(_FOREIGN),
            buttons(call_button("Bring this spreadsheet in", base_url + SHEETS_BRING)),
        ]
    elif sheet.done:
        day = day_text(sheet.brought.date())
        widgets = [
            paragraph(
                f"This spreadsheet was brought into {sheet.caseload.name} on {day}. Go on there; what is "
                "typed here is not read any more."
            )
        ]
    else:
        widgets = _under_way(sheet.caseload.name, base_url, late=sheet.late)
    return section("This spreadsheet", widgets)


def foreign_card(told: Json) -> Json:
    """For somebody who has no caseload yet."""
    return card("foreign", header("Holdfast", "No caseload yet"), (told,))


def proposal_card(proposal: Proposal, spreadsheet_id: str, base_url: str) -> Json:
    """What would be brought in, the doubtful first, and the button that orders it."""
    if not proposal.tabs:
        return notice_card(
            "Nothing to bring in",
            "No tab has a header line with the students' names. Give the column of the names the header "
            "“Student”, then try again.",
        )
    columns = [(tab, one) for tab in proposal.tabs for one in tab.columns]
    doubtful = [(tab, one) for tab, one in columns if one.doubtful]
    sure = [(tab, one) for tab, one in columns if not one.doubtful]
    several = len(proposal.tabs) > 1
    return card(
        "proposal",
        header("Bring this spreadsheet in", "Nothing has been changed"),
        (
            section("", _tabs(proposal.tabs)),
            section(f"Please look at these ({len(doubtful)})", _columns(doubtful, several, DOUBTFUL)),
            section(f"Clear ({len(sure)})", _columns(sure, several, SURE), SHOWN_AT_FIRST),
            section("Not brought in", _left_out(proposal), SHOWN_AT_FIRST),
            section("", _confirm(spreadsheet_id, base_url)),
        ),
    )


def bringing_card(name: str, base_url: str) -> Json:
    """What the confirmed order answers: it is queued, not done."""
    return card("bringing", header(name, "On its way"), (section("", _under_way(name, base_url)),))


def _under_way(name: str, base_url: str, *, late: bool = False) -> list[Json]:
    said = (
        f"The new workbook {name} is being made from this spreadsheet, which is only read. It takes a "
        "minute or two; its Sync tab then lists whatever could not be read."
    )
    return [
        paragraph(_LATE if late else said),
        buttons(call_button("Refresh", base_url + SHEETS_REFRESH)),
    ]


def _tabs(tabs: Sequence[TabProposal]) -> list[Json]:
    shown = [
        item(
            f"{tab.title}: {len(tab.lines)} {'row' if len(tab.lines) == 1 else 'rows'} of students",
            f"below the header on line {tab.header_line}" + (", a hidden tab" if tab.hidden else ""),
        )
        for tab in tabs[:TABS]
    ]
    return shown + _more(len(tabs) - TABS, "tab")


def _columns(found: Sequence[tuple[TabProposal, ColumnProposal]], several: bool, most: int) -> list[Json]:
    shown = [
        item(
            f"{tab.title + ', ' if several else ''}{column_letters(one.at)} {one.title} → {one.becomes}",
            f"{one.confidence:.0%} sure: {one.reason}",
        )
        for tab, one in found[:most]
    ]
    return shown + _more(len(found) - most, "column")


def _left_out(proposal: Proposal) -> list[Json]:
    lines = [(f"{tab.title}, line {at}", why) for tab in proposal.tabs for at, why in tab.left_out]
    lines += list(proposal.left.items())
    return [item(where, why[:1].upper() + why[1:]) for where, why in lines[:LEFT_OUT]] + _more(
        len(lines) - LEFT_OUT, "line"
    )


def _more(left: int, noun: str) -> list[Json]:
    return [item(f"and {left} more {noun if left == 1 else noun + 's'}")] if left > 0 else []


def _confirm(spreadsheet_id: str, base_url: str) -> list[Json]:
    said = (
        "All of this is copied into a new workbook. A value that its column cannot hold goes to Notes with "
        "its header before it, and is listed on the Sync tab. This spreadsheet is only read."
    )
    given = ((SPREADSHEET, spreadsheet_id),)
    return [
        paragraph(said),
        choice_field(DATES, "A date written 3/4/2026 is", DATE_ORDERS, UNSAID),
        buttons(call_button("Make the new workbook", base_url + SHEETS_ADOPT, given)),
    ]
