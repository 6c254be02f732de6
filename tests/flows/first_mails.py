"""The case manager looks at the first mail of each kind, so that later ones go out by themselves."""

from __future__ import annotations

from app.core.first_mail import kind_of
from app.core.rules import MAIL_KINDS
from app.flows.outbox import BY_HAND, VERSION
from app.flows.outbox import KIND as MAIL
from app.flows.report import Report
from app.store.ledger import Effect, Planned, State
from tests.flows.town import Town

LINE = "waits in Drafts until you send or discard it: "


def waiting_kinds(town: Town) -> list[str]:
    """The kinds of which the Sync tab says that a first one waits."""
    (*lines,) = (row["What"] for row in town.rows("Sync") if LINE in str(row["What"]))
    return [kind for line in lines for kind in line.partition(LINE)[2].partition(".")[0].split(", ")]


def drafts_of(town: Town, kind: str) -> list[Effect]:
    mails = town.store.ledger.of_kind(town.caseload.id, "mail")
    return [one for one in mails if one.state is State.PREPARED and kind_of(one.natural) == kind]


def draft_id(entry: Effect) -> str:
    return entry.remote_id.split(" ")[0]


def send_first_mails(town: Town) -> list[Report]:
    """At rest, one draft of each kind that Sync names is sent by hand, and so on until it names none."""
    reports = town.rest()
    while kinds := waiting_kinds(town):
        assert len(reports) < 40, "the first mails were sent and still wait"
        for kind in kinds:
            town.owner.send_draft(draft_id(drafts_of(town, kind)[0]))
        reports += town.rest()
    return reports


def mails_were_seen(town: Town) -> None:
    """As in a caseload that is older: one of each kind went out before today."""
    before = [
        Planned(MAIL, f"{kind}/before", VERSION, state=State.CONFIRMED, reason=BY_HAND) for kind in MAIL_KINDS
    ]
    with town.store.claim(town.caseload.id, town.world.now()) as claim:
        town.store.ledger.plan(claim, before, town.world.now())
