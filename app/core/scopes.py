"""Every permission Holdfast asks Google for, and the reason, in one place.

The manifest, the consent page, the check of what was really granted and the installation guide all
read these lists. Nothing else may name a scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_ROOT = "https://www.googleapis.com/auth/"


@dataclass(frozen=True)
class Scope:
    """One permission: Google's name for it, what it lets Holdfast do, what stops without it."""

    name: str  # the part after https://www.googleapis.com/auth/
    why: str
    without: str

    @property
    def url(self) -> str:
        return _ROOT + self.name


EMAIL = Scope(
    "userinfo.email",
    "Tells Holdfast whose caseload to show. It reads the address and nothing else.",
    "Holdfast does not know who is asking",
)
FILES = Scope(
    "drive.file",
    "Reads and writes the workbook, forms and shared files that Holdfast made or that were opened with it. "
    "No other file in Drive can be seen.",
    "the workbook and the survey forms cannot be kept",
)

INTERNAL: tuple[Scope, ...] = (
    FILES,
    Scope(
        "gmail.readonly",
        "Finds messages to and from people on the Team for the Contact Log. Holdfast asks for the headers "
        "only (who, when, subject), never for the text of a message. It also asks which addresses the "
        "account sends from.",
        "the Contact Log does not fill from Gmail",
    ),
    Scope(
        "gmail.compose",
        "Prepares drafts, and sends the kinds of mail that the case manager has switched to sending.",
        "survey invitations and digests cannot be prepared",
    ),
    Scope(
        "calendar.app.created",
        "Keeps the calendar that Holdfast made itself, with plan dates and reminders.",
        "due dates do not reach the calendar",
    ),
    Scope(
        "calendar.events.readonly",
        "Sees meetings with people on the Team, so that they become rows on Meetings.",
        "meetings do not become rows",
    ),
    EMAIL,
)

ADDON: tuple[Scope, ...] = (
    EMAIL,
    FILES,
    Scope(
        "gmail.addons.execute",
        "Shows the side panel in Gmail.",
        "there is no side panel in Gmail",
    ),
    Scope(
        "gmail.addons.current.message.metadata",
        "Reads who sent the message that is open, to find the student. Not the text of the message.",
        "the Gmail panel cannot tell whom a message is about",
    ),
    Scope(
        "calendar.addons.execute",
        "Shows the side panel in Calendar.",
        "there is no side panel in Calendar",
    ),
    Scope(
        "calendar.addons.current.event.read",
        "Reads who is invited to the event that is open, to find the student.",
        "the Calendar panel cannot tell whom an event is about",
    ),
    Scope(
        "script.locale",
        "Shows dates and times in the reader's own time zone.",
        "times are shown in the caseload's time zone",
    ),
)


def missing(wanted: Iterable[Scope], granted: Iterable[str]) -> tuple[Scope, ...]:
    """Those of `wanted` that a consent left out. Google lets people untick each one."""
    have = set(granted)
    return tuple(scope for scope in wanted if scope.url not in have)
