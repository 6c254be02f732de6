"""I1 to I12 of the design, each as a function from a rest to its breaches in words; none when it holds.

Only what Google shows, what people did and the ledger's own words enter; what a plan says never does, but
for I10, which asks whether a further sync writes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from app.core.first_mail import kind_of
from app.flows.outbox import BY_HAND
from app.flows.report import Report
from app.store.ledger import Effect, State
from tests.machine.formulas import foreign_formulas
from tests.machine.people import SECRET, contact_link
from tests.machine.place import Place
from tests.machine.prepared import ZONE
from tests.machine.truth import EPOCH, MARKS, Eyes, Rows, Truth

FORM = "application/vnd.google-apps.form"
SHEET = "application/vnd.google-apps.spreadsheet"
KEY = "x-holdfast-key"
APPENDED = {"Contact Log": "Link", "Meetings": "Event", "Reminders": "Event"}  # rows of the service's own
WAITING: Mapping[str, str] = {
    "award history": "nobody has a score here; test_award_history.py holds its laws (part of I6)",
    "other audiences' restricted cells": "files for students and teachers are not made yet (I12)",
}


@dataclass(frozen=True)
class Rest:
    """What can be looked at when everything is quiet."""

    place: Place
    truth: Truth
    eyes: Eyes
    full_calls: list[tuple[str, bool]]
    idle_calls: list[tuple[str, bool]]
    report: Report
    read: dict[str, Rows] = field(default_factory=dict)

    def rows(self, tab: str) -> Rows:
        """The tab's rows, read once."""
        if tab not in self.read:
            self.read[tab] = self.eyes.rows(tab)
        return self.read[tab]

    def ledger(self, kind: str) -> list[Effect]:
        return self.place.store.ledger.of_kind(self.place.caseload_id, kind)


def i1_every_due_mail_once(rest: Rest) -> Iterable[str]:
    """Every due mail is in Sent once, or waits as a draft, or ended with a visible reason."""
    sent = Counter(one["heads"][KEY] for one in rest.eyes.messages("in:sent") if KEY in one["heads"])
    drafts = Counter(one["heads"][KEY] for one in rest.eyes.drafts() if KEY in one["heads"])
    for effect in rest.ledger("mail"):
        at = f"mail {effect.natural} is {effect.state} ({effect.reason})"
        here = (sent.pop(effect.key, 0), drafts.pop(effect.key, 0))
        if effect.state is State.CONFIRMED and here != (1, 0):
            yield f"{at}, sent {here[0]} times, {here[1]} drafts"
        if effect.state is State.PREPARED and here != (0, 1):
            yield f"{at}, sent {here[0]} times, {here[1]} drafts"
        if effect.state in (State.CANCELLED, State.DEAD, State.NEEDS_HUMAN):
            if here != (0, 0):
                yield f"{at}, sent {here[0]} times, {here[1]} drafts"
            if not effect.reason:
                yield f"{at} without a reason"
    for key in {*sent, *drafts}:
        yield f"mail {key[:8]} is in the mailbox and not in the ledger"


def i1_no_mail_of_a_kind_before_one_was_looked_at(rest: Rest) -> Iterable[str]:
    """Of each kind that went out, the owner sent or discarded a draft."""
    mails = rest.ledger("mail")
    by_person = rest.truth.drafts_sent | rest.truth.drafts_discarded
    looked_at = {kind_of(one.natural) for one in mails if one.key in by_person or one.reason == BY_HAND}
    for one in mails:
        if one.state is State.CONFIRMED and kind_of(one.natural) not in looked_at:
            yield f"mail {one.natural} went out, and nobody has looked at one of its kind"


def i2_one_event_a_reminder(rest: Rest) -> Iterable[str]:
    """One live event for each open reminder, on its day; none where a person deleted it."""
    live = {one["id"]: one for one in rest.eyes.events(rest.place.calendar)}
    rows = rest.rows("Reminders")
    for event_id, count in Counter(row["mark"] for row in rows).items():
        if count > 1:
            yield f"{count} rows for event {event_id[:6]}"
    for row in rows:
        event = live.pop(row["mark"], None)
        at = f"{row['What']!r} {row['mark'][:6]} ({row['State']})"
        if row["mark"] in rest.truth.dropped_events:
            if event is not None:
                yield f"{at}: a person deleted its event and it is there"
        elif row["State"] in ("open", "snoozed"):
            if event is None:
                yield f"{at}: no event"
            elif event["start"].get("date") != _day(row["Due"]):
                yield f"{at}: due {_day(row['Due'])}, its event is on {event['start']}"
        elif row["State"] == "withdrawn" and event is not None:
            yield f"{at}: its event is still there"
    for event_id in live:
        yield f"event {event_id[:6]} {live[event_id].get('summary')!r} belongs to no reminder"


def i3_every_contact_once(rest: Rest) -> Iterable[str]:
    """Every contact message has one row, unless a person deleted it; strangers have none. Somebody who was
    taken off Team before their message was read is a stranger."""
    links = Counter(str(row["Link"]) for row in rest.rows("Contact Log") if row["Link"])
    deleted = rest.truth.deleted.get("Contact Log", set())
    team = {str(row["Email"]) for row in rest.rows("Team")}
    for message in rest.truth.contacts:
        count, gone = links[contact_link(message)], contact_link(message) in deleted
        if not count and not gone:
            heads = rest.eyes.message(message)["heads"]
            gone = not any(email in heads["from"] + heads["to"] for email in team)
        if count != (0 if gone else 1):
            yield f"message {message} has {count} rows{', a person deleted it' if gone else ''}"
    for message in rest.truth.strangers:
        if links[contact_link(message)]:
            yield f"message {message} of a stranger is on the log"


def i3_every_meeting_once(rest: Rest) -> Iterable[str]:
    """Every meeting with the team has one row, unless a person deleted it or it was called off unseen. With
    somebody who was taken off Team before it was seen it is no meeting with the team."""
    here = Counter(str(row["Event"]) for row in rest.rows("Meetings") if row["Event"])
    deleted = rest.truth.deleted.get("Meetings", set())
    team = {str(row["Email"]) for row in rest.rows("Team")}
    for event_id, meeting in rest.truth.meetings.items():
        count = here[event_id]
        if count > 1 or (event_id in deleted and count):
            yield f"meeting {event_id[:6]} has {count} rows"
        if count or event_id in deleted or event_id in rest.truth.called_off:
            continue
        if meeting["With"] in team:
            yield f"meeting {event_id[:6]} has no row"


def i4_typed_cells_stand(rest: Rest) -> Iterable[str]:
    """The last typed value of every cell is there; nothing deleted came back; nothing came from nowhere."""
    for tab, marks in rest.truth.typed.items():
        rows = {row["mark"]: row for row in rest.rows(tab)}
        for mark, cells in marks.items():
            row = rows.get(mark)
            if row is None:
                yield f"{tab}: row {mark} is gone"
                continue
            for column, value in cells.items():
                if row.get(column) != value:
                    yield f"{tab}: {column} of {mark} is {row.get(column)!r}, typed was {value!r}"
    for tab in MARKS:
        counts = Counter(row["mark"] for row in rest.rows(tab))
        for mark in rest.truth.deleted.get(tab, set()):
            if counts[mark]:
                yield f"{tab}: {mark} was deleted and is there"
        for mark, count in counts.items():
            if count > 1:
                yield f"{tab}: {mark} is there {count} times"


def i4_shared_cells_stand(rest: Rest) -> Iterable[str]:
    """A two-way cell holds the last value of the sheet, or of the calendar where that is newer."""
    conflicts = [
        str(line)
        for line in rest.eyes.values("Sync")
        if any("onflict" in str(c) or "changed here" in str(c) for c in line)
    ]
    for (tab, mark, column), said in rest.truth.touched.items():
        row = next((one for one in rest.rows(tab) if one["mark"] == mark), None)
        if row is None:
            continue
        last = dict(said)
        ours = row.get(column)
        if tab == "Reminders" and row["State"] == "withdrawn":
            continue  # its reason is gone, nobody asks when it was due
        if tab == "Reminders" and row["State"] == "done" and said[-1][0] == "calendar":
            continue  # it is over: a day it is dragged to after that means nothing, nor does a tick
        # What an event last was before it was deleted is not told any more.
        called_off = mark in rest.truth.called_off
        called_off |= mark in rest.truth.dropped_events and "sheet" not in last
        if ours not in last.values() and not called_off:
            yield f"{tab}: {column} of {mark[:6]} is {ours!r}, said was {said}"
        elif said[-1][0] == "sheet" and ours != said[-1][1] and not called_off:
            yield f"{tab}: {column} of {mark[:6]} is {ours!r}, typed last was {said[-1][1]!r} {conflicts}"


def i4_titles_stand(rest: Rest) -> Iterable[str]:
    """A title that a person gave an event stays, but for the mark, and the row follows."""
    live = {one["id"]: one for one in rest.eyes.events(rest.place.calendar)}
    for row in rest.rows("Reminders"):
        title, event = rest.truth.titles.get(row["mark"]), live.get(row["mark"])
        if title is None or event is None:
            continue
        if event["summary"].removeprefix("✓ ") != title:
            yield f"event {row['mark'][:6]} is called {event['summary']!r}, given was {title!r}"
        if row["State"] in ("open", "snoozed") and not title.endswith(row["What"]):
            yield f"{row['mark'][:6]}: What is {row['What']!r}, its event is called {title!r}"


def i5_ids_stay_with_rows(rest: Rest) -> Iterable[str]:
    """Ids are whole numbers, each once; a row that had one keeps it."""
    seen: dict[int, str] = {}
    for tab in MARKS:
        for row in rest.rows(tab):
            at, row_id = f"{tab}: {row['mark']}", row["Id"]
            if not isinstance(row_id, int):
                yield f"{at} has the id {row_id!r}"
                continue
            if row_id in seen:
                yield f"{at} has the id of {seen[row_id]}"
            seen[row_id] = at
            before = rest.truth.ids.get((tab, row["mark"]))
            if before is not None and before != row_id:
                yield f"{at} had the id {before} and has {row_id}"


def i5_formulas_stand(rest: Rest) -> Iterable[str]:
    """A row that people typed has its code, and a student on a log shows the name of that student."""
    names = {}
    for row in rest.rows("Students"):
        if row["Name"] and row["Code"] != f"S{row['Id']:03d}":
            yield f"Students: {row['mark']} has the code {row['Code']!r} and the id {row['Id']}"
        names[row["Code"]] = row["Name"]
    for tab in ("Team", "Contact Log", "Accommodations", "Reminders"):
        for row in rest.rows(tab):
            if row["Student"] in names and row["Name"] != names[row["Student"]]:
                yield f"{tab}: {row['mark']} shows {row['Name']!r} for {row['Student']}"


def i5_formulas_are_their_columns(rest: Rest) -> Iterable[str]:
    """Nobody types over formulas here: each is the definition's, for its row, where the columns stand."""
    yield from foreign_formulas(rest.place)


def i6_service_tabs_follow(rest: Rest) -> Iterable[str]:
    """Invitations show when they were sent; the Sync tab lists the troubles of this moment and no others."""
    sent = {effect.natural for effect in rest.ledger("mail") if effect.state is State.CONFIRMED}
    links = rest.eyes.values("Survey Links")
    heads = [str(cell) for cell in links[0]]
    for line in links[1:]:
        row = dict(zip(heads, [*line, *[""] * (len(heads) - len(line))], strict=True))
        if row["Form Link"] and bool(row["Invited"]) != (
            f"invitation/{row['Round']}/{row['Student']}" in sent
        ):
            yield f"Survey Links: {row['Student']} shows invited {row['Invited']!r}"
    lines = rest.eyes.values("Sync")[1:]
    told = [line for line in lines if len(line) > 1 and line[1] in ("problem", "conflict")]
    if len(told) != len({(one.tab, one.cell, one.text, one.kept) for one in rest.report.problems}):
        yield f"Sync lists {len(told)} problems, this pass found {len(rest.report.problems)}"


def i6_scores_for_every_student(rest: Rest) -> Iterable[str]:
    """Every student has one row on Award Scores."""
    codes = Counter(str(row["Code"]) for row in rest.rows("Students") if row["Code"])
    values = rest.eyes.values("Award Scores")
    at = [str(cell) for cell in values[0]].index("Student")
    scores = Counter(str(line[at]) for line in values[1:] if len(line) > at and line[at])
    for code in codes:
        if scores[code] != 1:
            yield f"{code} has {scores[code]} rows on Award Scores"


def i7_only_its_own_account(rest: Rest) -> Iterable[str]:
    """Every call was made as an owner, and none as this one to what is another caseload's."""
    others = [one for one in rest.place.store.caseloads.list() if one.id != rest.place.caseload_id]
    owners = {rest.place.owner, *(one.owner for one in others)}
    for call in rest.place.world.calls.since(0):
        user = call["user"]
        if user and user not in owners and not user.endswith("@students.test"):
            yield f"a call was made as {user}"
        for other in others if user == rest.place.owner else ():
            if any(one in unquote(call["path"]) for one in (other.spreadsheet_id, other.calendar_id)):
                yield f"{call['method']} as {user} to what is {other.owner}'s"


def i8_nothing_half_done(rest: Rest) -> Iterable[str]:
    """Nothing in the ledger is under way; no Form, draft or file is an orphan."""
    store, caseload = rest.place.store, rest.place.caseload_id
    for effect in store.ledger.open(caseload):
        waits = effect.state is State.PREPARED or (effect.state is State.PLANNED and _quiet_hours(rest))
        if not (effect.kind == "mail" and waits):
            yield f"{effect.kind} {effect.natural} is {effect.state}"
    known = {form.form_id for form in store.observed.forms(caseload)}
    known |= {file.spreadsheet_id for file in store.observed.files(caseload)} | {rest.place.book}
    query = f"(mimeType='{FORM}' or mimeType='{SHEET}') and trashed=false"
    found = rest.eyes.call("GET", "/drive/v3/files", params={"q": query, "pageSize": 1000})["files"]
    for file in found:
        if file["id"] not in known:
            yield f"{file['name']!r} is an orphan"
    here = {file["id"] for file in found}
    yield from (f"{missing} is gone" for missing in known - here)


def i8_answers_once(rest: Rest) -> Iterable[str]:
    """Every answer of a student has its rows once, or Sync says why not."""
    values = rest.eyes.values("Survey Answers")
    heads = [str(cell) for cell in values[0]]
    at = [heads.index(title) for title in ("Round", "Student", "Accommodation")]
    lines = [line for line in values[1:] if len(line) > at[1] and line[at[1]]]
    rows = Counter(tuple(line[i] if i < len(line) else "" for i in at) for line in lines)
    told = "\n".join(str(cell) for line in rest.eyes.values("Sync") for cell in line)
    gone = r"{} answered \S+ about an accommodation whose row is gone"
    short = set(rest.truth.answered) - {str(row[1]) for row in rows}
    for row, count in rows.items():
        answers = rest.truth.answered.get(str(row[1]), 0)
        if count > answers:
            yield f"{row} is there {count} times, answered {answers} times"
        elif count < answers:
            short.add(str(row[1]))  # the row went between two answers
    for code in sorted(short):
        if not re.search(gone.format(code), told):
            yield f"{code} answered, has too few rows, and nobody is told why"


def i9_calls_within_budget(rest: Rest) -> Iterable[str]:
    """Idle: no Sheets call at all. A full look: one structure, values, formulas, and no write."""
    sheets = [method for method, _ in rest.idle_calls if method.startswith("sheets.")]
    if sheets:
        yield f"an idle sync called {sheets}"
    reads = [method for method, _ in rest.full_calls if method.startswith("sheets.")]
    if len(reads) > 4:
        yield f"a full sync called {reads}"


def i10_a_further_sync_writes_nothing(rest: Rest) -> Iterable[str]:
    for name, calls in (("full", rest.full_calls), ("idle", rest.idle_calls)):
        wrote = [method for method, write in calls if write]
        if wrote:
            yield f"a further {name} sync wrote: {wrote}"


def i11_the_audit_replays(rest: Rest) -> Iterable[str]:
    """The ledger as the audit alone tells it."""
    store, caseload = rest.place.store, rest.place.caseload_id
    told = store.audit.replayed_effects(caseload)
    kinds = ("mail", "event", "form", "form close", "unshare", "calendar")
    ledger = {one.key: one.state.value for kind in kinds for one in rest.ledger(kind)}
    if told != ledger:
        yield f"the audit tells {len(told)} effects, the ledger has {len(ledger)}"


def i12_nothing_restricted_is_shared(rest: Rest) -> Iterable[str]:
    """No reader's file holds a subject, a private line, or a student of somebody else's."""
    own = {str(row["Code"]) for row in rest.rows("Students") if row["Counselor"]}
    for file in rest.place.store.observed.files(rest.place.caseload_id):
        asked = {"fields": "sheets.properties.title"}
        sheets = rest.eyes.call("GET", f"/v4/spreadsheets/{file.spreadsheet_id}", params=asked)["sheets"]
        for title in (sheet["properties"]["title"] for sheet in sheets):
            for line in rest.eyes.values(title, file.spreadsheet_id):
                text = " ".join(map(str, line))
                if SECRET in text:
                    yield f"{file.email} sees {title}: {text[:80]}"
                if title == "Students" and line and str(line[1]).startswith("S0") and line[1] not in own:
                    yield f"{file.email} sees {line[1]}"


def _quiet_hours(rest: Rest) -> bool:
    """When no letter goes out, one that was begun waits: the school's clock is between 18 and 7."""
    return not 7 <= rest.place.now().astimezone(ZoneInfo(ZONE)).hour < 18


def _day(number: Any) -> str:
    if not isinstance(number, int | float):
        return str(number)
    return (EPOCH + timedelta(days=int(number))).isoformat()


INVARIANTS: tuple[Callable[[Rest], Iterable[str]], ...] = (
    i1_every_due_mail_once,
    i1_no_mail_of_a_kind_before_one_was_looked_at,
    i2_one_event_a_reminder,
    i3_every_contact_once,
    i3_every_meeting_once,
    i4_typed_cells_stand,
    i4_shared_cells_stand,
    i4_titles_stand,
    i5_ids_stay_with_rows,
    i5_formulas_stand,
    i5_formulas_are_their_columns,
    i6_service_tabs_follow,
    i6_scores_for_every_student,
    i7_only_its_own_account,
    i8_nothing_half_done,
    i8_answers_once,
    i9_calls_within_budget,
    i10_a_further_sync_writes_nothing,
    i11_the_audit_replays,
    i12_nothing_restricted_is_shared,
)
