"""The first mail of a kind: a draft until the case manager has looked at one, though Settings says "send".

What the ledger knows of earlier mails decides, so a crash changes nothing. A mail that went out opens its
kind. One that was discarded was seen as well: later mails go out, but what lies in Drafts by then stays there
until one is sent, for it may be what was discarded over again.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.core.digest import DIGEST, Letter
from app.core.effects import Trouble
from app.core.model import Snapshot
from app.core.rules import MailMode, Rules
from app.core.survey_mail import INVITATION
from app.core.tab_forms import TEACHER_MAIL

FIRST_OF_KIND = "first_of_kind"
# Where a mail's name in the ledger does not begin with its kind.
_BEGINNINGS = {
    "invitation": INVITATION,
    "survey reminder": INVITATION,
    "survey summary": DIGEST,
    "form": TEACHER_MAIL,
}


def kind_of(natural: str) -> str:
    """The kind of a mail, by its name in the ledger."""
    begins = natural.partition("/")[0]
    return _BEGINNINGS.get(begins, begins)


class Kinds:
    """How a letter goes out now, with its kind's past."""

    def __init__(self, seen: Snapshot, rules: Rules) -> None:
        self._rules, self._states = rules, seen.mail_states
        ended: dict[str, set[str]] = {"confirmed": set(), "cancelled": set()}
        for natural, state in seen.mail_states.items():
            if state in ended:
                ended[state].add(kind_of(natural))
        self._looked_at = ended["confirmed"] | ended["cancelled"]
        self._only_discarded = ended["cancelled"] - {kind_of(natural) for natural in seen.mail_by_hand}

    def mode(self, letter: Letter) -> MailMode:
        """As Settings says, but a draft where nobody has seen one yet."""
        mode = self._rules.mode(letter.kind)
        if mode is MailMode.SEND and (self._is_first(kind_of(letter.natural)) or self._stays(letter)):
            return MailMode.DRAFT
        return mode

    def waiting(self, letters: Iterable[Letter]) -> tuple[Trouble, ...]:
        """One line for all first ones in Drafts, those of `letters` that are put there now included."""
        drafts = {kind_of(natural) for natural, state in self._states.items() if state == "prepared"}
        drafts |= {kind_of(letter.natural) for letter in letters}
        first = {kind for kind in drafts if self._is_first(kind)}
        kinds = sorted(kind for kind in first if self._rules.mode(kind) is MailMode.SEND)
        if not kinds:
            return ()
        text = (
            f"The first mail of a kind waits in Drafts until you send or discard it: {', '.join(kinds)}. "
            "Later ones go out by themselves."
        )
        return (Trouble("Settings", "", FIRST_OF_KIND, text),)

    def _is_first(self, kind: str) -> bool:
        return kind not in self._looked_at

    def _stays(self, letter: Letter) -> bool:
        """It lies in Drafts, and all that its person did with one of its kind is to discard it."""
        discarded = kind_of(letter.natural) in self._only_discarded
        return discarded and self._states.get(letter.natural) == "prepared"
