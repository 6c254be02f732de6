"""Cards of the side panel in Sheets: a Glance, or the lack of one, as Google's card JSON.

Pure: values in, dictionaries out. Nothing here reads a clock, a database or Google. The paths of the
add-on's endpoints stand here too, since a card's buttons name them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from app.core.glance import ContactGap, Due, Glance, Round, Standing
from app.core.widgets import (
    Json,
    buttons,
    call_button,
    card,
    fact,
    header,
    item,
    link_button,
    paragraph,
    section,
)

SHEETS_HOME = "/addon/sheets/home"
SHEETS_REFRESH = "/addon/sheets/refresh"
SHEETS_SYNC = "/addon/sheets/sync"
SHEETS_SURVEY = "/addon/sheets/survey"
SHEETS_ALLOW = "/addon/sheets/allow"
SHEETS_GRANTED = "/addon/sheets/granted"
SHEETS_BRING = "/addon/sheets/bring"
SHEETS_ADOPT = "/addon/sheets/adopt"
GMAIL_HOME = "/addon/gmail/home"
GMAIL_MESSAGE = "/addon/gmail/message"
CALENDAR_HOME = "/addon/calendar/home"
CALENDAR_EVENT = "/addon/calendar/event"
CONNECT = "/connect"

# Six lists of this length and their headings stay far below Google's 100 widgets a card.
LIST_LENGTH = 8


def home_card(glance: Glance, base_url: str) -> Json:
    """The caseload at a glance."""
    return card(
        "home",
        header(glance.caseload, synced_text(glance.synced_here)),
        (
            section("", (*_numbers(glance), _home_buttons(glance, base_url))),
            section(f"Overdue ({len(glance.overdue)})", _dues(glance.overdue)),
            section(f"Due within 14 days ({len(glance.due_soon)})", _dues(glance.due_soon)),
            section(f"Contact gaps ({len(glance.contact_gaps)})", _gaps(glance.contact_gaps)),
            section("Survey round", _survey(glance.survey, base_url)),
            section("Skateboard award", _award(glance.award)),
        ),
    )


def syncing_card(caseload: str, base_url: str, synced: datetime | None) -> Json:
    """What "Sync now" answers with: the work is queued, not done."""
    return card(
        "syncing",
        header(caseload, synced_text(synced)),
        (
            section(
                "",
                (
                    paragraph(
                        "Sync is on its way. It takes from a few seconds to a minute; go on working, "
                        "nothing you type meanwhile is lost."
                    ),
                    buttons(call_button("Refresh", base_url + SHEETS_REFRESH)),
                ),
            ),
        ),
    )


def opening_card(caseload: str, base_url: str, synced: datetime | None) -> Json:
    """What "Open a round" answers with."""
    said = (
        "The next sync opens this quarter's survey round for two weeks and makes a form for each student. "
        "Invitations wait as drafts in Gmail, unless Settings says that they are sent."
    )
    widgets = (paragraph(said), buttons(call_button("Refresh", base_url + SHEETS_REFRESH)))
    return card("opening", header(caseload, synced_text(synced)), (section("", widgets),))


def waiting_card(caseload: str, base_url: str) -> Json:
    """A caseload that has not been synced yet."""
    return card(
        "waiting",
        header(caseload, synced_text(None)),
        (
            section(
                "",
                (
                    paragraph("Nothing to show yet: the first sync has not finished."),
                    buttons(
                        call_button("Sync now", base_url + SHEETS_SYNC),
                        call_button("Refresh", base_url + SHEETS_REFRESH),
                    ),
                ),
            ),
        ),
    )


def paused_section(why: str, base_url: str) -> Json:
    """What its person has to do before anything is synced again."""
    return section("Paused", (paragraph(why), buttons(link_button("Connect", base_url + CONNECT))))


def connect_card(email: str, base_url: str) -> Json:
    """For somebody who has no caseload here, or whose consent has ended."""
    return card(
        "connect",
        header("Holdfast", "Not connected yet"),
        (
            section(
                "",
                (
                    paragraph(
                        f"There is no caseload for {email}, or Google no longer lets Holdfast work on it."
                    ),
                    paragraph(
                        "Connect the account once; Holdfast then keeps the workbook, the calendar and the "
                        "contact log in step."
                    ),
                    buttons(link_button("Connect", base_url + CONNECT)),
                ),
            ),
        ),
    )


def notice_card(title: str, sentence: str) -> Json:
    """One sentence, where there is nothing else to show."""
    return card("notice", header(title, "Holdfast"), (section("", (paragraph(sentence),)),))


def synced_text(synced: datetime | None) -> str:
    return "Not synced yet" if synced is None else f"Last sync {day_text(synced.date())}, {synced:%H:%M}"


def day_text(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def days_ago_text(days: int | None) -> str:
    if days is None:
        return "none on record"
    return "today" if days <= 0 else f"{days} day ago" if days == 1 else f"{days} days ago"


def _numbers(glance: Glance) -> list[Json]:
    waiting = (
        f"{len(glance.overdue)} overdue · {len(glance.due_soon)} due within 14 days · "
        f"{len(glance.contact_gaps)} contact gaps"
    )
    shown = [item(_counted(glance.students, "student"), waiting)]
    if glance.problems:
        shown.append(item(f"{_counted(glance.problems, 'line')} on the Sync tab", "Something to look at"))
    return shown


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _more(total: int) -> list[Json]:
    left = total - LIST_LENGTH
    return [item(f"and {left} more in the workbook")] if left > 0 else []


def _dues(dues: Sequence[Due]) -> list[Json]:
    shown = [item(due.what, _due_below(due)) for due in dues[:LIST_LENGTH]]
    return shown + _more(len(dues))


def _due_below(due: Due) -> str:
    return f"{due.student} · {day_text(due.on)}" if due.student else day_text(due.on)


def _gaps(gaps: Sequence[ContactGap]) -> list[Json]:
    shown = [item(gap.student, f"Last contact: {days_ago_text(gap.days)}") for gap in gaps[:LIST_LENGTH]]
    return shown + _more(len(gaps))


def _survey(survey: Round | None, base_url: str) -> list[Json]:
    """How far it has come; where none is open, the button that opens one."""
    opening = buttons(call_button("Open a round", base_url + SHEETS_SURVEY))
    if survey is None:
        return [opening]
    closes = f"closes {day_text(survey.closes)}" if survey.closes else "no closing date"
    shown = fact(survey.name, f"{survey.answered} of {survey.sent} answered", f"{survey.state}, {closes}")
    return [shown] if survey.state == "open" else [shown, opening]


def _award(standings: Sequence[Standing]) -> list[Json]:
    return [item(f"{one.rank}. {one.student}", f"{one.score:.2f} points") for one in standings[:LIST_LENGTH]]


def _home_buttons(glance: Glance, base_url: str) -> Json:
    return buttons(
        call_button("Sync now", base_url + SHEETS_SYNC),
        call_button("Refresh", base_url + SHEETS_REFRESH),
        link_button("Open the workbook", glance.workbook),
    )
