"""The workbook is gone as a whole: in the bin, deleted, or somebody else's. Its Sync tab can tell nobody.

So its person gets one mail and their page of runs one line, and again only after all was well in between.
The cursor that says since when is written first; the mail has its name from it, so that a worker that dies
here neither loses nor doubles it.
"""

from __future__ import annotations

from contextlib import suppress

from app.core.effects import SendMail
from app.core.mail import Link, write
from app.errors import BadRequest, NotAllowed, NotFound, QuotaUsedUp, Refused
from app.flows.cursors import cursors_from
from app.flows.outbox import send_mail
from app.flows.work import Work

KIND = "standstill"
WHOLE = frozenset({"workbook_trashed", "workbook_gone", "wrong_owner"})
SUBJECT = "Holdfast stands still: it cannot reach your workbook"
LATER = (
    "Until then nothing is synced, and nothing is lost. Holdfast looks again by itself, at the latest after "
    "six hours; Sync now in the side panel makes it look at once."
)


def tell_standstill(work: Work, refused: Refused) -> bool:
    """Whether it is such a case, and its person is told of it."""
    if refused.code not in WHOLE:
        return False
    store, now = work.deps.store, work.now()
    cursors = cursors_from(store.observed.cursors(work.claim.id))
    known, url = cursors.standstill, work.deps.book_url.format(id=work.caseload.spreadsheet_id)
    if known.partition(" ")[0] != refused.code:
        known = f"{refused.code} {now.isoformat()}"
        store.stand_still(work.claim, {KIND: known}, f"{refused} The workbook: {url}", now)
    written = write(SUBJECT, (str(refused), Link("The workbook", url), LATER))
    letter = SendMail(
        natural=f"{KIND}/{known}",
        kind=KIND,
        to=work.caseload.owner,
        subject=written.subject,
        text=written.text,
        html=written.html,
        mode=cursors.own_mail,
    )
    with suppress(BadRequest, NotAllowed, NotFound, QuotaUsedUp):  # the line of the run stands all the same
        send_mail(work, letter)
    return True
