"""Which Forms are asked for answers now, what they have, and the watches that save asking.

A Form that is watched is asked when Google says that something came, and once a day all the same; any other
every quarter of an hour. One that was closed is asked once more: what came in the last second counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from app.core.effects import Trouble
from app.core.model import Agreed, FormAnswer, FormRecord
from app.core.survey_notes import FORM_GONE
from app.errors import BadRequest, Conflict, NotAllowed, NotFound, QuotaUsedUp
from app.flows.cursors import LONG_AGO, Cursors
from app.flows.deps import Google
from app.flows.work import Work

POLL = timedelta(minutes=15)  # between two looks at a Form that is not watched
DAY = timedelta(days=1)
RENEW = timedelta(days=2)  # a watch lives seven; it is renewed when so much is left
OVERLAP = timedelta(minutes=2)  # answers are asked for from a little before the last one
_LETTERS = "abcdefghijklmnop"
_REFUSALS = (BadRequest, Conflict, NotAllowed, NotFound, QuotaUsedUp)


@dataclass(frozen=True)
class FormNews:
    """`polled`: form id -> whether it was still there. `binned` are forms in the bin, asked for or not."""

    answers: tuple[FormAnswer, ...]
    polled: Mapping[str, bool]
    binned: frozenset[str]
    lost: bool  # a Form that was there is gone, or the other way round


def forms_to_ask(
    forms: Iterable[FormRecord], cursors: Cursors, now: datetime, *, scheduled: bool
) -> tuple[FormRecord, ...]:
    """A person's own sync asks every open Form."""
    return tuple(form for form in forms if _is_due(form, cursors, now, scheduled))


def _is_due(form: FormRecord, cursors: Cursors, now: datetime, scheduled: bool) -> bool:
    asked = cursors.asked.get(form.form_id)
    if form.closed:
        return asked is not None
    if asked is None or not scheduled:
        return not scheduled
    watched = cursors.watches.get(form.form_id, LONG_AGO) > now
    told = cursors.told.get(form.form_id, LONG_AGO) >= asked
    return told or now - asked >= (DAY if watched else POLL)


def having_asked(
    cursors: Cursors, forms: Iterable[FormRecord], asked: Iterable[FormRecord], now: datetime
) -> Cursors:
    """The cursors after these were asked. A new Form counts from now; a closed one is done with."""
    just = {form.form_id for form in asked}
    open_ = [form.form_id for form in forms if not form.closed]
    return replace(
        cursors,
        asked={one: now if one in just else cursors.asked.get(one, now) for one in open_},
        watches={one: cursors.watches[one] for one in open_ if one in cursors.watches},
    )


def read_forms(
    google: Google, cursors: Cursors, forms: Sequence[FormRecord], agreed: Agreed, *, whole: bool
) -> FormNews:
    """What these Forms have that was not taken in yet. `whole` also looks into the bin, in one call."""
    binned = cursors.binned
    if whole and cursors.asked:
        binned = frozenset(google.drive.binned_forms()) & cursors.asked.keys()
    found: list[FormAnswer] = []
    polled = dict.fromkeys(binned, False)
    for form in forms:
        last = cursors.answers.get(form.form_id)
        try:
            answers = google.forms.responses(form.form_id, last - OVERLAP if last else None)
        except NotFound:
            polled[form.form_id] = False
            continue
        polled.setdefault(form.form_id, True)
        known = agreed.answered
        found += [one for one in answers if one.submitted > known.get(one.response_id, LONG_AGO)]
    gone = {note.partition("/")[0] for note in agreed.survey_notes if note.endswith(f"/{FORM_GONE}")}
    lost = any(there == (form in gone) for form, there in polled.items())
    return FormNews(tuple(found), polled, binned, lost)


def keep_watches(work: Work, cursors: Cursors) -> tuple[Cursors, tuple[Trouble, ...]]:
    """Every open Form is watched, where a topic is set. Google refusing costs only more asking."""
    topic, now = work.deps.forms_topic, work.now()
    if not topic:
        return cursors, ()
    watches = dict(cursors.watches)
    for form in work.deps.store.observed.forms(work.claim.id):
        if form.closed or form.form_id in cursors.binned:
            continue
        until = watches.get(form.form_id)
        if until is not None and until - now > RENEW:
            continue
        try:
            watches[form.form_id] = _watched(work, form.form_id, topic, renew=until is not None)
        except _REFUSALS as refused:
            text = f"Google does not tell of new answers, so forms are asked instead. {refused}"
            return replace(cursors, watches=watches), (Trouble("", "", "forms_not_watched", text),)
    return replace(cursors, watches=watches), ()


def _watched(work: Work, form_id: str, topic: str, *, renew: bool) -> datetime:
    """Until when. A watch that an earlier run made and did not live to note is found by its id."""
    forms, watch_id = work.google.forms, watch_of(form_id)
    if renew:
        try:
            return forms.renew(form_id, watch_id)
        except NotFound:
            pass  # it has ended
    try:
        return forms.watch(form_id, watch_id, topic)
    except Conflict:
        return forms.renew(form_id, watch_id)


def watch_of(form_id: str) -> str:
    """The id of our watch of a Form: letters, for Google takes nothing else."""
    return "".join(_LETTERS[int(digit, 16)] for digit in sha256(form_id.encode()).hexdigest()[:32])
