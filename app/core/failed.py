"""What did not go out because it failed for itself: a line on Sync until it does or nobody wants it.

Without names: how many of a kind, and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.core.effects import Effect, Trouble
from app.core.model import Failed

_WORDS = {
    "PutEvent": "{n} event{s} could not be put on Holdfast's calendar.",
    "DropEvent": "{n} event{s} could not be taken off Holdfast's calendar.",
    "SendMail": "{n} mail{s} could not be made or sent.",
    "MakeForm": "{n} form{s} could not be made.",
    "WriteFile": "{n} shared spreadsheet{s} could not be brought up to date.",
    "Share": "{n} spreadsheet{s} could not be shared with the person it is for.",
    "Unshare": "Access to {n} spreadsheet{s} could not be taken away.",
}
_OTHERS = "{n} form{s} could not be changed."


def counted_failures(failures: Iterable[tuple[Effect, Exception]]) -> tuple[Failed, ...]:
    """Those that are alike together, in an order that does not change from run to run."""
    alike = Counter((type(one).__name__, type(why).__name__.lower(), str(why)) for one, why in failures)
    return tuple(Failed(*which, count) for which, count in sorted(alike.items()))


def failed_troubles(failed: Iterable[Failed]) -> tuple[Trouble, ...]:
    """Each as a line: what did not happen, then why."""
    return tuple(Trouble("", "", one.code, f"{_what(one)} {one.text}") for one in failed)


def _what(one: Failed) -> str:
    return _WORDS.get(one.what, _OTHERS).format(n=one.count, s="" if one.count == 1 else "s")
