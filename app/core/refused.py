"""What Google refuses about one thing alone: told on Sync, tried again once a day; the rest goes on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from hashlib import sha256

from app.core.effects import (
    CloseForm,
    DropEvent,
    Effect,
    MakeForm,
    MoveForm,
    PutEvent,
    ReopenForm,
    ReviseForm,
    SendMail,
    Share,
    Trouble,
    Unshare,
    WriteFile,
)
from app.core.gathering import Gathering

CODE = "not_allowed"
FORMS, SYNC = "Survey Links", "Sync"


def refusal_key(effect: Effect) -> str:
    """How the state remembers that this was refused: without the address it may be about."""
    return f"{type(effect).__name__}:{_short(effect.natural)}"


def was_refused(natural: str, refused: Mapping[str, str]) -> bool:
    """Whether what has this natural id is among them."""
    return any(key.endswith(f":{_short(natural)}") for key in refused)


def _short(natural: str) -> str:
    return sha256(natural.encode()).hexdigest()[:24]


def hold_refused(plan: Gathering, refused: Mapping[str, str], *, again: bool) -> None:
    """Tells what Google refused lately, by its reason; it goes out only where it is tried `again`."""
    for effect in [one for one in plan.effects if refusal_key(one) in refused]:
        tab, what = _told(effect)
        text = (
            f"Google does not allow Holdfast to {what} ({refused[refusal_key(effect)]}). Ask your Workspace "
            "administrator. It is tried again once a day; everything else goes on."
        )
        plan.troubles.append(Trouble(tab, "", CODE, text))
        if not again:
            plan.effects.remove(effect)
            plan.held += (effect,)


@singledispatch
def _told(effect: Effect) -> tuple[str, str]:
    """The tab where its person looks, and what was to be done. A mail is named by its kind alone."""
    raise TypeError(f"no words for {type(effect).__name__}")


@_told.register(PutEvent)
@_told.register(DropEvent)
def _(effect: Effect) -> tuple[str, str]:
    del effect
    return "Reminders", "change the event of a reminder in Calendar"


@_told.register
def _(effect: SendMail) -> tuple[str, str]:
    return SYNC, f"write a mail in Gmail (the kind: {effect.kind})"


@_told.register(MakeForm)
@_told.register(ReviseForm)
@_told.register(MoveForm)
@_told.register(CloseForm)
@_told.register(ReopenForm)
def _(effect: Effect) -> tuple[str, str]:
    made = {MakeForm: "make", ReviseForm: "change", CloseForm: "close"}
    return FORMS, f"{made.get(type(effect), 'open')} a student's form"


@_told.register
def _(effect: WriteFile) -> tuple[str, str]:
    return SYNC, f"write the shared sheet of {effect.email}"


@_told.register
def _(effect: Share) -> tuple[str, str]:
    return SYNC, f"share a sheet with {effect.email}"


@_told.register
def _(effect: Unshare) -> tuple[str, str]:
    return SYNC, f"take a shared sheet away from {effect.email}"
