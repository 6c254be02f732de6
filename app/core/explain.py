"""What a plan will do, or did, in sentences a teacher understands. Without names: logs show them too."""

from __future__ import annotations

from collections import Counter

from app.core.effects import (
    CloseForm,
    DropEvent,
    MakeForm,
    MoveForm,
    Plan,
    PutEvent,
    ReopenForm,
    ReviseForm,
    SendMail,
    Share,
    Unshare,
    WriteFile,
)
from sheets_schema.model import Workbook


def explain(workbook: Workbook, plan: Plan, *, done: bool = False) -> tuple[str, ...]:
    """One sentence for each kind of thing, workbook first; empty when there is nothing to do.

    `done` says it as of something that has happened.
    """
    return tuple(
        _IN_THE_PAST.get(verb, verb) + rest if done else verb + rest for verb, rest in _said(workbook, plan)
    )


_IN_THE_PAST = {
    "Adds": "Added",
    "Brings": "Brought",
    "Changes": "Changed",
    "Closes": "Closed",
    "Hides": "Hid",
    "Numbers": "Numbered",
    "Lays": "Laid",
    "Makes": "Made",
    "Opens": "Opened",
    "Puts": "Put",
    "Sends": "Sent",
    "Shares": "Shared",
    "Shows": "Showed",
    "Takes": "Took",
}


def _said(workbook: Workbook, plan: Plan) -> list[tuple[str, str]]:
    said = [*_book(workbook, plan)]
    puts = plan.of(PutEvent)
    new = sum(1 for event in puts if not event.etag)
    said += _counted(new, "Puts {n} new event{s} on Holdfast's calendar.")
    said += _counted(len(puts) - new, "Changes {n} event{s} on Holdfast's calendar.")
    said += _counted(len(plan.of(DropEvent)), "Takes {n} event{s} off Holdfast's calendar.")
    mails = Counter(mail.mode for mail in plan.of(SendMail))
    said += _counted(mails["send"], "Sends {n} mail{s}.")
    said += _counted(mails["draft"], "Puts {n} draft{s} into Gmail for you to look at.")
    said += _counted(len(plan.of(MakeForm)), "Makes {n} survey form{s}, each open to its student.")
    said += _counted(len(plan.of(MoveForm)), "Opens {n} form{s} to another address, and no more to the old.")
    said += _counted(len(plan.of(ReviseForm)), "Puts this week's open items on {n} form{s}.")
    said += _counted(len(plan.of(CloseForm)), "Closes {n} survey form{s}.")
    said += _counted(len(plan.of(ReopenForm)), "Opens {n} survey form{s} again.")
    said += _counted(len(plan.of(WriteFile)), "Brings {n} shared spreadsheet{s} up to date.")
    said += _counted(len(plan.of(Share)), "Shares {n} spreadsheet{s} with the person it is for.")
    said += _counted(len(plan.of(Unshare)), "Takes away access to {n} spreadsheet{s}.")
    return said


def _book(workbook: Workbook, plan: Plan) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    added = Counter(add.tab for add in plan.book.adds)
    for tab, count in sorted(added.items()):
        said += _counted(count, f"Adds {{n}} row{{s}} to {workbook.tab(tab).title}.")
    given = Counter(fill.tab for fill in plan.book.fills if fill.formulas)
    for tab, count in sorted(given.items()):
        said += _counted(count, f"Numbers {{n}} new row{{s}} of {workbook.tab(tab).title}.")
    filled = Counter(fill.tab for fill in plan.book.fills if not fill.formulas)
    for tab, count in sorted(filled.items()):
        said += _counted(count, f"Brings {{n}} row{{s}} of {workbook.tab(tab).title} up to date.")
    if plan.book.zone:
        said.append(("Changes", f" the time zone to {plan.book.zone}."))
    hidden = sum(not one.shown for one in plan.book.shows)
    said += _counted(hidden, "Hides {n} tab{s} of what is switched off on Settings.")
    said += _counted(len(plan.book.shows) - hidden, "Shows {n} tab{s} of what is switched on again.")
    for key in plan.book.dresses:
        said.append(("Makes", f" the rows added at the end of {workbook.tab(key).title} like those above."))
    for rows in plan.book.grows:
        said += _counted(
            rows.count, f"Lays {{n}} more spare row{{s}} ahead on {workbook.tab(rows.tab).title}."
        )
    return said


def _counted(count: int, sentence: str) -> list[tuple[str, str]]:
    """The sentence in two, its verb and the rest."""
    verb, gap, rest = sentence.format(n=count, s="" if count == 1 else "s").partition(" ")
    return [(verb, gap + rest)] if count else []
