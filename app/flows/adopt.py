"""An existing spreadsheet, or its download as .xlsx, into a new workbook: read, propose, and only when
confirmed copy. The original is never written; it is read again afterwards to show that it is as it was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.adopt import ForeignTab, Proposal, propose
from app.core.adopt_rows import adopted
from app.core.adopt_sources import spreadsheet_id_in, tabs_of_file, tabs_of_grid
from app.core.conflicts import not_brought_in
from app.core.daywords import DateOrder
from app.core.roster.read import LARGEST_FILE
from app.core.roster.values import UnreadableError
from app.errors import NotAllowed, NotFound, Refused, UserMistake
from app.flows.deps import Deps
from app.flows.importing import ImportReport, bring_in
from app.flows.own_columns import add_own_columns
from app.flows.setup import set_up
from app.google.session import Session
from app.google.whole_sheet import marks_of, whole_spreadsheet
from app.store.adoptions import Adoption
from sheets_schema.layout import TAB_KEY, VERSION_KEY

UNSEEN = (
    "There is no such spreadsheet, or Holdfast may not see it: it sees only files that it made or that were "
    "opened with it. Two ways: open it in Google Sheets, choose “Allow this file” in Holdfast's side panel "
    "there, and try again; or download it (File, Download, Microsoft Excel) and give the downloaded file "
    "instead: `caseload adopt FILE.xlsx`."
)
Source = str | Path  # the address or id of a spreadsheet, or a downloaded file


@dataclass(frozen=True)
class Original:
    """What is to be brought in, as it was read. `key` tells it from any other, `digest` from its changes."""

    key: str
    title: str
    zone: str  # empty for a file, which has none
    tabs: tuple[ForeignTab, ...]
    digest: str


@dataclass(frozen=True)
class AdoptionReport:
    """What was brought in. `untouched`: the original read the same before and after."""

    caseload: int
    spreadsheet_id: str
    proposal: Proposal
    brought: ImportReport
    own_columns: tuple[str, ...]
    untouched: bool

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(str(problem) for problem in self.brought.plan.problems)

    def json(self) -> dict[str, Any]:
        """The proposal, counts, and what could not be read, each with its place in the original."""
        return {
            "caseload": self.caseload,
            "spreadsheet_id": self.spreadsheet_id,
            "proposal": self.proposal.json(),
            **self.brought.json(),
            "own_columns": list(self.own_columns),
            "original_untouched": self.untouched,
        }

    def lines(self) -> list[str]:
        """The same in sentences."""
        said = self.brought.lines()
        if self.own_columns:
            said.append(f"Columns of your own, at the end of Students: {', '.join(self.own_columns)}.")
        said += [f"{title}: stays in the original; {why}" for title, why in self.proposal.left.items()]
        as_it_was = "The original was only read and is as it was."
        changed = "The original was changed by somebody while it was read; look whether something is missing."
        return [*said, as_it_was if self.untouched else changed]


def propose_adoption(deps: Deps, owner: str, source: Source, zone: str, order: str | None) -> Proposal:
    """What would be brought in. Nothing is written anywhere."""
    return proposal_of(deps, read_original(deps, owner, source), known_zone(zone), order)


def adopt_spreadsheet(
    deps: Deps, owner: str, name: str, zone: str, source: Source, order: str | None
) -> AdoptionReport:
    """A new caseload with the students, the team and the own columns of the original.

    Refused where it was brought in before; an adoption that was interrupted is finished.
    """
    original = read_original(deps, owner, source)
    begun = to_begin(deps, owner, original)
    proposal = proposal_of(deps, original, known_zone(zone), order, refuse=True)
    if begun is None:
        taken = {one.name: one.id for one in deps.store.caseloads.list() if one.owner == owner.lower()}
        if name in taken:
            raise UserMistake(
                f"{owner} has a caseload of this name already: {taken[name]}. Give the new one another name."
            )
        begun, _ = deps.store.adoptions.begin(owner, name, known_zone(zone), original.key, deps.now())
    return carry_out(deps, begun.caseload_id, source, original, proposal, order)


def to_begin(deps: Deps, owner: str, original: Original) -> Adoption | None:
    """The adoption of this original that was begun and is to be finished. Refused where it is done."""
    known = deps.store.adoptions.latest(owner, original.key)
    if known is not None and known.done:
        raise Refused(
            "adopted",
            f"This was brought into caseload {known.caseload_id} on {known.at:%Y-%m-%d} already; "
            "nothing was made.",
        )
    return known


def carry_out(
    deps: Deps, caseload_id: int, source: Source, original: Original, proposal: Proposal, order: str | None
) -> AdoptionReport:
    """What was begun, to its end. Safe to run again: whatever an earlier attempt did is found."""
    made = set_up(deps, caseload_id)
    today = deps.now().astimezone(made.zone).date()
    found = adopted(proposal, _order(order), today)
    brought = bring_in(deps, made.id, "spreadsheet", lambda _order, _today: found.roster)
    add_own_columns(deps, made.id, found, brought)
    _told_on_sync(deps, made.id, brought)
    deps.store.adoptions.end(made.owner, made.id, original.key, deps.now())
    untouched = read_original(deps, made.owner, source).digest == original.digest
    return AdoptionReport(made.id, made.spreadsheet_id, proposal, brought, found.headers, untouched)


def read_original(deps: Deps, owner: str, source: Source, *, seconds: float = 0) -> Original:
    """The whole of it; within so many `seconds` where somebody waits. Refused or UserMistake otherwise."""
    if isinstance(source, Path):
        return _file(source.name, source.read_bytes())
    session = deps.connect(owner).session
    if seconds:
        session.hurry(seconds)
    return _spreadsheet(session, spreadsheet_id_in(source))


def _file(name: str, data: bytes) -> Original:
    try:
        if len(data) > LARGEST_FILE:
            raise UnreadableError("The file is far larger than a caseload.")
        tabs = tabs_of_file(name, data)
    except UnreadableError as wrong:
        raise UserMistake(f"{name}: {wrong}") from wrong
    digest = hashlib.sha256(repr(tabs).encode()).hexdigest()
    return Original(f"xlsx {digest}", name.rpartition(".")[0], "", tabs, digest)


def _spreadsheet(session: Session, spreadsheet_id: str) -> Original:
    try:
        marks = marks_of(session, spreadsheet_id)
    except NotFound as unseen:
        raise Refused("adopt", UNSEEN) from unseen
    except NotAllowed as unseen:
        if unseen.reason in NotAllowed.WAYS_OUT and unseen.reason != "appNotAuthorizedToFile":
            raise  # all files are closed to Holdfast, for a reason that has a way out of its own
        raise Refused("adopt", UNSEEN) from unseen
    if marks & {TAB_KEY, VERSION_KEY}:
        raise Refused("adopt", "This spreadsheet is a Holdfast workbook already; there is nothing to adopt.")
    found = whole_spreadsheet(session, spreadsheet_id)
    about = found["properties"]
    digest = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    return Original(
        spreadsheet_id, str(about["title"]), str(about.get("timeZone", "")), tabs_of_grid(found), digest
    )


def proposal_of(
    deps: Deps, original: Original, zone: ZoneInfo, order: str | None, *, refuse: bool = False
) -> Proposal:
    """What would be brought in of it. With `refuse` one without students is Refused."""
    proposal = propose(original.tabs, _order(order), deps.now().astimezone(zone).date())
    if refuse and not proposal.tabs:
        raise Refused("adopt", "No tab has a header line with the students' names; nothing was made.")
    return proposal


def known_zone(zone: str) -> ZoneInfo:
    """The time zone of this name. UserMistake where there is none."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise UserMistake(f"{zone} is not a time zone. Use a name such as Europe/Vienna.") from wrong


def _order(order: str | None) -> DateOrder | None:
    return DateOrder(order) if order else None


def _told_on_sync(deps: Deps, caseload_id: int, brought: ImportReport) -> None:
    """What could not be read stands on the Sync tab from the first sync on."""
    if not brought.plan.problems:
        return
    with deps.store.claim(caseload_id, deps.now()) as claim:
        agreed = deps.store.observed.agreed(claim.id)
        notices = (*agreed.notices, *not_brought_in(brought.plan.problems, deps.now()))
        run = deps.store.runs.start(claim, "adopt", deps.now())
        report, told = {"unread": len(notices)}, replace(agreed, notices=notices)
        deps.store.record(
            claim, run, now=deps.now(), outcome="ok", report=report, due_at=deps.now(), agreed=told
        )
