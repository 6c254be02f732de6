"""Bringing a spreadsheet in from the side panel: shown and ordered beside it, done by the next sync."""

from __future__ import annotations

from app.core.adopt import Proposal
from app.core.model import Caseload
from app.core.names import clean
from app.core.orders import Order, OrderKind
from app.errors import UserMistake
from app.flows.adopt import Original, carry_out, known_zone, proposal_of, read_original, to_begin
from app.flows.deps import Deps

PATIENCE = 8.0  # seconds a call; a panel that waits longer is closed
NAME_LENGTH = 100


def propose_beside(deps: Deps, owner: str, spreadsheet_id: str) -> Proposal:
    """What would be brought in of the spreadsheet that is open, by the owner's own permission."""
    original = read_original(deps, owner, spreadsheet_id, seconds=PATIENCE)
    to_begin(deps, owner, original)
    return proposal_of(deps, original, known_zone(_zone(original)), None)


def order_adoption(deps: Deps, owner: str, spreadsheet_id: str, dates: str) -> Caseload:
    """The caseload it will become, due at once. Ordered twice it is one. Refused where nothing can come."""
    original = read_original(deps, owner, spreadsheet_id, seconds=PATIENCE)
    begun = to_begin(deps, owner, original)
    if begun is None:
        zone = known_zone(_zone(original))
        proposal_of(deps, original, zone, dates or None, refuse=True)
        order = Order(OrderKind.ADOPT, "", owner.lower(), deps.now(), text=original.key, dates=dates)
        name = _name(deps, owner, original.title)
        begun, _ = deps.store.adoptions.begin(owner, name, zone, original.key, deps.now(), order)
    deps.store.caseloads.set_due(begun.caseload_id, deps.now())
    return deps.store.caseloads.get(begun.caseload_id)


def finish_ordered(deps: Deps, caseload_id: int) -> None:
    """What was ordered in the panel for a caseload that is still to be filled; most have no such order."""
    waiting = [one for one in deps.store.orders.waiting(caseload_id) if one.kind is OrderKind.ADOPT]
    for order in waiting:
        caseload = deps.store.caseloads.get(caseload_id)
        known = deps.store.adoptions.latest(caseload.owner, order.text)
        if known is None or not known.done:
            original = read_original(deps, caseload.owner, order.text)
            proposal = proposal_of(deps, original, caseload.zone, order.dates or None, refuse=True)
            carry_out(deps, caseload_id, order.text, original, proposal, order.dates or None)
        with deps.store.claim(caseload_id, deps.now()) as claim:
            deps.store.orders.obeyed(claim, [order], deps.now())


def _zone(original: Original) -> str:
    """The spreadsheet's own time zone; Google has a few that nobody else knows."""
    try:
        return known_zone(original.zone).key
    except UserMistake:
        return "UTC"


def _name(deps: Deps, owner: str, title: str) -> str:
    """The original's title, told from it, and free among the owner's caseloads."""
    taken = {one.name for one in deps.store.caseloads.list() if one.owner == owner.lower()}
    called = clean(title)[:NAME_LENGTH]
    name, number = f"{called} (Holdfast)", 2
    while name in taken:
        name, number = f"{called} (Holdfast {number})", number + 1
    return name
