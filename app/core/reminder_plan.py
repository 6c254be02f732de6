"""From the reminders that are due to rows of the Reminders tab and events of Holdfast's own calendar.

A reminder is known everywhere by its event id, which is made from its key. Due and Done may be changed in
the sheet and in the calendar; `merge.py` says who wins. What follows the title that a person gave the event
(`own_event.py`). An event that a person deleted stays deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.core.conflicts import conflict_trouble
from app.core.effects import AddRow, BookWrite, DropEvent, Effect, FillRow, PutEvent, Trouble
from app.core.events import all_day
from app.core.merge import merge_shared, same
from app.core.model import Agreed, Cell, Event, EventChanges
from app.core.own_event import change_of, day_of_start, given_title, marked_done, what_of
from app.core.reminders import Reminder
from sheets_schema.read import Row

TAB = "reminders"
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Dated:
    """A reminder and the event that stands for it: its id, its title in the school's name style."""

    reminder: Reminder
    event_id: str
    body: Mapping[str, object]  # events.insert body, title unmarked
    shown: str = ""  # how the student is called in it


@dataclass(frozen=True)
class ReminderPlan:
    """Writes, events, what is agreed once they are done, and conflicts to tell."""

    book: BookWrite
    effects: tuple[Effect, ...]
    shared: Mapping[int, Mapping[str, Cell]]
    troubles: tuple[Trouble, ...]
    next_id: int
    ended: frozenset[str]  # event ids of reminders that a person ended or put off
    dues: Mapping[str, date]  # event id -> the day as merged
    began: Mapping[str, datetime]  # event id -> when it was first noticed
    called: Mapping[str, str]  # event id -> what it is called by the person who gave its event another title

    def is_open(self, event_id: str) -> bool:
        """Whether the reminder still wants doing today."""
        return event_id not in self.ended


def plan_reminders(
    wanted: Sequence[Dated],
    rows: Sequence[Row],
    agreed: Agreed,
    own_events: EventChanges | None,
    today: date,
    next_id: int,
    now: datetime,
    resting: Collection[str] = (),
    zone: ZoneInfo = _UTC,
) -> ReminderPlan:
    """Rows and events for every reminder that is due; those whose reason is gone are withdrawn.

    Of the rules that are `resting` nobody knows; their rows stay as they are.
    """
    theirs = dict(agreed.events)
    theirs |= {event.id: event for event in (own_events.events if own_events else ())}
    by_event = {str(row["event"]): row for row in rows if row["event"]}
    here = {one.event_id for one in wanted}
    plan = _Gathering(agreed, theirs, today, next_id, now, zone)
    for one in sorted(wanted, key=lambda one: (one.reminder.due, one.event_id)):
        row = by_event.get(one.event_id)
        if row is None:
            plan.begin(one)
        else:
            plan.follow(one, row)
    for event_id, row in by_event.items():
        if event_id not in here and row["rule"] in resting:
            plan.leave(row)
        elif event_id not in here:
            plan.withdraw(event_id, row)
    return plan.result()


class _Gathering:
    """Collects the plan row by row."""

    def __init__(
        self,
        agreed: Agreed,
        theirs: Mapping[str, Event],
        today: date,
        next_id: int,
        now: datetime,
        zone: ZoneInfo,
    ) -> None:
        self._agreed, self._theirs, self._today, self._next = agreed, theirs, today, next_id
        self._now, self._zone = now, zone
        self._called: dict[str, str] = {}
        self._dues: dict[str, date] = {}
        self._began: dict[str, datetime] = {}
        self._fills: list[FillRow] = []
        self._adds: list[AddRow] = []
        self._effects: list[Effect] = []
        self._troubles: list[Trouble] = []
        self._shared: dict[int, Mapping[str, Cell]] = {}
        self._ended: set[str] = set()

    def begin(self, one: Dated) -> None:
        reminder = one.reminder
        cells: dict[str, Cell] = {"id": self._next, **_told(one), "due": reminder.due, "state": "open"}
        self._adds.append(AddRow(TAB, cells))
        agreed: dict[str, Cell] = {"due": reminder.due, "done": None, "rule_due": reminder.due}
        self._shared[self._next] = {**agreed, "began": self._now}
        self._began[one.event_id] = self._now
        self._next += 1
        self._put(one, reminder.due, "", done=False)

    def follow(self, one: Dated, row: Row) -> None:
        """The row is there: both sides' Due and Done are merged, what Holdfast tells is kept right."""
        row_id = row.id or 0
        base = self._agreed.shared.get(TAB, {}).get(row_id)
        event = self._theirs.get(one.event_id)
        sheet: dict[str, Cell] = {"due": row["due"], "done": row["done"]}
        before = self._agreed.events.get(one.event_id)
        merged = merge_shared(sheet, _of_event(event, before), _both_had(base, before))
        due, done = merged.values["due"], merged.values["done"]
        moved = base is not None and not same(base.get("rule_due"), one.reminder.due)
        if moved and not same(row["due"], one.reminder.due):  # one that keeps the row's day says nothing
            due = one.reminder.due  # the reason itself moved
        self._troubles += [conflict_trouble("Reminders", row, conflict) for conflict in merged.conflicts]
        ended = bool(done) or bool(row["acknowledged"])
        state = self._state(row, ended)
        if state != "open":
            self._ended.add(one.event_id)
        given = given_title(event, (base or {}).get("given"), str(one.body["summary"]))
        wanted: dict[str, Cell] = {**_told(one), "due": due, "state": state}
        if given:
            wanted["what"] = self._called[one.event_id] = what_of(given, one.shown)
        if not same(done, row["done"]):
            wanted["done"] = done
        changed = {key: value for key, value in wanted.items() if not same(row[key], value)}
        if changed:
            self._fills.append(FillRow(TAB, row.index, row.id, changed))
        fate, again = self._fate(row, event), self._lives_again(row, event)
        if given:
            fate = {**fate, "given": given}
        if again:
            fate = {**fate, "again": again}
        began = self._now if row["state"] == "withdrawn" else (base or {}).get("began")
        if isinstance(began, datetime):
            fate = {**fate, "began": began}
            self._began[one.event_id] = began
        if isinstance(due, date):
            self._dues[one.event_id] = due.date() if isinstance(due, datetime) else due
        self._shared[row_id] = {"due": due, "done": done, "rule_due": one.reminder.due, **fate}
        self._put(one, due if isinstance(due, date) else one.reminder.due, given, ended, again)

    def leave(self, row: Row) -> None:
        """Nobody can say whether its reason still holds."""
        known = self._agreed.shared.get(TAB, {})
        if row.id is not None and row.id in known:
            self._shared[row.id] = known[row.id]

    def withdraw(self, event_id: str, row: Row) -> None:
        """Its reason is gone: the row says so, the event goes. Rows that ended before are left alone. A day
        that a person gave it just then stays with it, should the reason come back."""
        event, before = self._theirs.get(event_id), self._agreed.events.get(event_id)
        base = self._agreed.shared.get(TAB, {}).get(row.id or 0)
        changed: dict[str, Cell] = {}
        if base is not None and row.id is not None:
            sheet: dict[str, Cell] = {"due": row["due"], "done": row["done"]}
            merged = merge_shared(sheet, _of_event(event, before), _both_had(base, before))
            self._troubles += [conflict_trouble("Reminders", row, conflict) for conflict in merged.conflicts]
            self._shared[row.id] = {**base, **merged.values, **self._fate(row, event)}
            if given := given_title(event, base.get("given")):
                self._shared[row.id] = {**self._shared[row.id], "given": given}
            changed = {key: cell for key, cell in merged.values.items() if not same(cell, row[key])}
        ended = bool(changed.get("done", row["done"])) or bool(row["acknowledged"])
        state = "done" if ended else "withdrawn"
        if row["state"] != state:
            changed["state"] = state
        if changed:
            self._fills.append(FillRow(TAB, row.index, row.id, changed))
        if event is not None and not event.cancelled and not ended:
            self._effects.append(DropEvent(f"event/{event_id}", event_id, event.etag))

    def result(self) -> ReminderPlan:
        write = BookWrite(tuple(self._fills), tuple(self._adds))
        return ReminderPlan(
            write,
            tuple(self._effects),
            self._shared,
            tuple(self._troubles),
            self._next,
            frozenset(self._ended),
            self._dues,
            self._began,
            self._called,
        )

    def _state(self, row: Row, ended: bool) -> str:
        snooze = row["snooze"]
        if ended:
            return "done"
        return "snoozed" if isinstance(snooze, date) and snooze > self._today else "open"

    def _fate(self, row: Row, event: Event | None) -> Mapping[str, Cell]:
        """What became of the event: a person deleted it, or how often it was brought back."""
        base = self._agreed.shared.get(TAB, {}).get(row.id or 0, {})
        kept = {key: base[key] for key in ("deleted", "again") if base.get(key)}
        if event is not None and event.cancelled and row["state"] != "withdrawn":
            before = self._agreed.events.get(event.id)
            if before is None or not before.cancelled:
                kept["deleted"] = True
        return kept

    def _lives_again(self, row: Row, event: Event | None) -> int:
        """How often Holdfast has brought back what it took away, this time included. 0: it does not."""
        if event is None or not event.cancelled or self._fate(row, event).get("deleted"):
            return 0
        before = self._fate(row, event).get("again")
        return 1 + (before if isinstance(before, int) else 0)

    def _put(self, one: Dated, due: date, given: str, done: bool, again: int = 0) -> None:
        event = self._theirs.get(one.event_id)
        if event is not None and event.cancelled:
            if not again:
                return  # a person's decision
            event = None
        day = due.date() if isinstance(due, datetime) else due
        title = given or str(one.body["summary"])
        if event is None and not done:
            body = {**one.body, "summary": title, **all_day(day)}
            self._effects.append(PutEvent(f"event/{one.event_id}", one.event_id, body, again=again))
        elif event is not None and (changed := change_of(event, title, day, done, one.body, self._zone)):
            self._effects.append(PutEvent(f"event/{one.event_id}", one.event_id, changed, event.etag))


def _told(one: Dated) -> dict[str, Cell]:
    reminder = one.reminder
    return {
        "what": reminder.what,
        "student": reminder.student,
        "rule": reminder.rule,
        "why": reminder.why,
        "who": reminder.who,
        "event": one.event_id,
    }


def _of_event(event: Event | None, before: Event | None) -> Mapping[str, Cell] | None:
    """Due and Done as the calendar has them, where somebody changed them there; None when it has nothing to
    say. What is there as before says nothing: our own change may not have come through."""
    now = _dated_as(event)
    if now is None or event is None or (before is not None and before.etag == event.etag):
        return None
    was = _dated_as(before) or {}
    return {field: cell for field, cell in now.items() if field not in was or was[field] != cell}


def _both_had(base: Mapping[str, Cell] | None, before: Event | None) -> Mapping[str, Cell] | None:
    """What sheet and calendar had in common last: a change of the sheet's that a person's own change of the
    event kept out of the calendar is one still, and stands against theirs."""
    return None if base is None else {**base, **(_dated_as(before) or {})}


def _dated_as(event: Event | None) -> Mapping[str, Cell] | None:
    if event is None or event.cancelled or event.start is None:
        return None
    return {"due": day_of_start(event.start), "done": True if marked_done(event) else None}


def events_after(agreed: Agreed, own_events: EventChanges | None) -> dict[str, Event]:
    """Our events as last seen: what was agreed, with what changed since. Cancelled ones stay known."""
    known = dict(agreed.events)
    for event in own_events.events if own_events else ():
        if event.cancelled and event.id in known:
            known[event.id] = replace(known[event.id], cancelled=True, etag=event.etag)
        else:
            known[event.id] = event
    return known
