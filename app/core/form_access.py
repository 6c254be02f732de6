"""A form follows its person to another address: the old one loses it, and the new one is told."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from app.core.addresses import mailbox
from app.core.effects import MoveForm
from app.core.gathering import Gathering
from app.core.model import FormRecord


def address_digest(email: str) -> str:
    """How the state remembers to whom a form is open. Empty for nobody in particular."""
    return sha256(mailbox(email).encode()).hexdigest()[:16] if email else ""


def follow_address(plan: Gathering, record: FormRecord, email: str) -> frozenset[str]:
    """Opens the form to this address where it is open to another; the mark by which the move is known."""
    if not email or not record.shared_with or record.shared_with == address_digest(email):
        return frozenset()
    plan.effects.append(MoveForm(f"{record.form_id}/to/{address_digest(email)}", record.form_id, email))
    return frozenset({_mark(record, email)})


def told_again(natural: str, record: FormRecord, email: str, marks: Collection[str]) -> str:
    """The name of the letter that brings the link: another one for an address that the form moved to."""
    return f"{natural}/{address_digest(email)}" if _mark(record, email) in marks else natural


def _mark(record: FormRecord, email: str) -> str:
    return f"moved/{record.form_id}/{address_digest(email)}"
