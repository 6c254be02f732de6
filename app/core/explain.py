"""What a plan will do, or did, in sentences a teacher understands. Without names: logs show them too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from app.core.effects import (
    CloseForm,
    DropEvent,
    Effect,
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


def explain(workbook: Workbook, plan: Plan) -> tuple[str, ...]:
    """One sentence for each kind of thing, workbook first; empty when there is nothing to do."""
    outward = outward_counts(plan.effects)
    return tuple(verb + rest for verb, rest in [*_book(workbook, plan), *_sentences(outward)])


def done_so(workbook: Workbook, plan: Plan, outward: Mapping[str, int]) -> str:
    """The workbook's part of the plan, and what went out at other places, as of something that happened."""
    said = [*_book(workbook, plan), *_sentences(outward)]
    return " ".join(_IN_THE_PAST.get(verb, verb) + rest for verb, rest in said)


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


_OUTWARD: tuple[tuple[str, Callable[[Effect], bool]], ...] = (
    ("Puts {n} new event{s} on Holdfast's calendar.", lambda one: isinstance(one, PutEvent) and not one.etag),
    (
        "Changes {n} event{s} on Holdfast's calendar.",
        lambda one: isinstance(one, PutEvent) and bool(one.etag),
    ),
    ("Takes {n} event{s} off Holdfast's calendar.", lambda one: isinstance(one, DropEvent)),
    ("Sends {n} mail{s}.", lambda one: isinstance(one, SendMail) and one.mode == "send"),
    (
        "Puts {n} draft{s} into Gmail for you to look at.",
        lambda one: isinstance(one, SendMail) and one.mode == "draft",
    ),
    ("Makes {n} survey form{s}, each open to its student.", lambda one: isinstance(one, MakeForm)),
    ("Opens {n} form{s} to another address, and no more to the old.", lambda one: isinstance(one, MoveForm)),
    ("Puts this week's open items on {n} form{s}.", lambda one: isinstance(one, ReviseForm)),
    ("Closes {n} survey form{s}.", lambda one: isinstance(one, CloseForm)),
    ("Opens {n} survey form{s} again.", lambda one: isinstance(one, ReopenForm)),
    ("Brings {n} shared spreadsheet{s} up to date.", lambda one: isinstance(one, WriteFile)),
    ("Shares {n} spreadsheet{s} with the person it is for.", lambda one: isinstance(one, Share)),
    ("Takes away access to {n} spreadsheet{s}.", lambda one: isinstance(one, Unshare)),
)


def outward_counts(effects: Iterable[Effect]) -> dict[str, int]:
    """How many of each kind, by the sentence that tells it."""
    counts = Counter(sentence for one in effects for sentence, is_it in _OUTWARD if is_it(one))
    return dict(counts)


def _sentences(outward: Mapping[str, int]) -> list[tuple[str, str]]:
    known = [sentence for sentence, _ in _OUTWARD if sentence in outward]
    return [said for sentence in known for said in _counted(outward[sentence], sentence)]


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
