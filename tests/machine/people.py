"""What people do, at random: in the sheet, in the calendar, in mail, on a survey's page.

Each act is one small function; it changes the world as a person would and tells `Truth` what was meant.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import requests

from app.demo.answers import answers_of
from app.demo.person import FormPage
from tests.machine.place import BASE, Place
from tests.machine.truth import LINK, Eyes, Truth, letter, serial

PARENTS = ("ada@home.test", "ben@home.test", "cem@home.test")
TEXTS = {
    "Students": ("Needs", "Strengths", "Reading Notes", "Make-up Time"),
    "Team": ("Subject",),
    "Accommodations": ("Where", "Condition"),
    "Contact Log": ("Action", "Owner"),
    "Reminders": ("Acknowledged",),
}
SORTED_BY = {
    "Students": ("Name", "School Number", "Last Review"),
    "Team": ("Person", "Email"),
    "Accommodations": ("Accommodation", "Student"),
    "Contact Log": ("Date", "Summary", "Subject"),
    "Meetings": ("Start", "Title"),
    "Reminders": ("Due", "What"),
}
SECRET = "quokka"  # stands in everything that only the owner may see


class People:
    """Everybody who is not Holdfast."""

    def __init__(self, place: Place, truth: Truth) -> None:
        self.place, self.truth, self.eyes = place, truth, Eyes(place, truth)
        self.eyes.http.headers["Authorization"] = f"Bearer {place.owner}"
        self.number = 0
        self.acts = ACTS

    @property
    def random(self) -> Any:
        return self.place.random

    @property
    def today(self) -> date:
        return self.place.now().date()

    def act(self) -> None:
        """One thing somebody does."""
        acts, weights = zip(*self.acts, strict=True)
        act: Callable[[People], str | None] = self.random.choices(acts, weights)[0]
        told = act(self)
        if told:
            self.truth.said.append(f"{self.place.now():%d %H:%M:%S} {told}")

    def new_mark(self) -> str:
        self.number += 1
        return f"M{self.number:03d}x"

    def word(self) -> str:
        self.number += 1
        return f"word {self.number}"

    # In the sheet

    def row(self, tab: str) -> dict[str, Any] | None:
        rows = self.eyes.rows(tab)
        return self.random.choice(rows) if rows else None

    def set(self, tab: str, row: dict[str, Any], column: str, typed: Any, kept: Any = None) -> dict[str, Any]:
        """The op, and the memory of it. `kept` is how the sheet keeps what is typed."""
        self.truth.type(tab, row["mark"], column, typed if kept is None else kept)
        at = self.eyes.column(tab, column)
        return {"set": [f"'{tab}'!{at}{row['#']}", typed]}

    def set_text(self) -> str | None:
        tab = self.random.choice(list(TEXTS))
        row = self.row(tab)
        if row is None:
            return None
        column = self.random.choice(TEXTS[tab])
        self.place.edit([self.set(tab, row, column, self.word())])
        return f"types {column} of {row['mark']} on {tab}"

    def set_review(self) -> str | None:
        row = self.row("Students")
        if row is None:
            return None
        day = self.today - timedelta(days=self.random.choice((300, 340, 352, 363, 365, 370, 30)))
        self.place.edit([self.set("Students", row, "Last Review", day.isoformat(), serial(day))])
        return f"types Last Review {day} of {row['mark']}"

    def set_things(self) -> str | None:
        row = self.row("Students")
        if row is None:
            return None
        lines = [f"by {self.today + timedelta(days=self.random.randint(0, 9)):%d/%m} {SECRET} {self.word()}"]
        old = str(row["Random Things to Do"] or "")
        if old and self.random.random() < 0.6:
            kept = old.split("\n")
            lines = [f"x {kept[0]}", *kept[1:]] if self.random.random() < 0.5 else [*kept, *lines]
        text = "\n".join(lines)
        self.place.edit([self.set("Students", row, "Random Things to Do", text)])
        return f"writes things to do for {row['mark']}"

    def set_due(self) -> str | None:
        row = self.row("Reminders")
        if row is None:
            return None
        day = self.today + timedelta(days=self.random.randint(0, 20))
        if row["Due"] != serial(day):  # typing what stands there says nothing
            said = self.truth.touched.setdefault(("Reminders", row["mark"], "Due"), [])
            said.append(("sheet", serial(day)))
        self.place.edit(
            [{"set": [f"Reminders!{self.eyes.column('Reminders', 'Due')}{row['#']}", day.isoformat()]}]
        )
        return f"moves {row['What']!r} to {day} in the sheet"

    def tick(self) -> str | None:
        row = self.row("Reminders")
        if row is None:
            return None
        if row["Done"] is not True:  # as with a day
            self.truth.touched.setdefault(("Reminders", row["mark"], "Done"), []).append(("sheet", True))
        self.place.edit([{"set": [f"Reminders!{self.eyes.column('Reminders', 'Done')}{row['#']}", True]}])
        return f"ticks {row['What']!r} {row['mark'][:6]} in the sheet"

    def set_meeting(self) -> str | None:
        row = self.row("Meetings")
        if row is None:
            return None
        column = self.random.choice(("Title", "Place"))
        word = self.word()
        self.truth.touched.setdefault(("Meetings", row["mark"], column), []).append(("sheet", word))
        self.place.edit([{"set": [f"Meetings!{self.eyes.column('Meetings', column)}{row['#']}", word]}])
        return f"types {column} of a meeting"

    def delete_row(self) -> str | None:
        tab = self.random.choice(("Contact Log", "Contact Log", "Meetings", "Accommodations", "Team"))
        rows = self.eyes.rows(tab)
        if len(rows) < 4:
            return None
        row = self.random.choice(rows)
        self.place.edit([{"deleteRows": [tab, row["#"], 1]}])
        self.truth.delete(tab, row["mark"])
        return f"deletes {row['mark']} of {tab}"

    def insert_row(self) -> str | None:
        tab = self.random.choice(list(SORTED_BY))
        rows = self.eyes.rows(tab)
        if not rows:
            return None
        at = self.random.choice(rows)["#"]
        self.place.edit([{"insertRows": [tab, at, self.random.choice((1, 1, 2))]}])
        return f"inserts a row at {at} of {tab}"

    def sort(self) -> str | None:
        tab = self.random.choice(list(SORTED_BY))
        column = self.random.choice(SORTED_BY[tab])
        order = self.random.choice(("asc", "desc"))
        self.place.edit([{"sort": [tab, self.eyes.column(tab, column), order]}])
        return f"sorts {tab} by {column} {order}"

    def move_column(self) -> str | None:
        tab = self.random.choice(list(SORTED_BY))
        heads = self.eyes.values(f"'{tab}'!1:1")[0]
        start, to = self.random.randrange(1, len(heads)), self.random.randrange(1, len(heads))
        if start == to:
            return None
        self.place.edit([{"moveColumn": [tab, letter(start), letter(to)]}])
        return f"moves column {heads[start]} of {tab} to {letter(to)}"

    def insert_column(self) -> str | None:
        tab = self.random.choice(list(SORTED_BY))
        heads = self.eyes.values(f"'{tab}'!1:1")[0]
        if "" in heads:
            return None
        at = letter(self.random.randrange(1, len(heads)))
        head = f"Mine {self.word()}"
        self.place.edit([{"insertColumn": [tab, at]}, {"set": [f"'{tab}'!{at}1", head]}])
        return f"inserts column {at} into {tab}"

    def rename_header(self) -> str | None:
        tab = self.random.choice(list(TEXTS))
        title = self.random.choice(TEXTS[tab])
        at = self.eyes.column(tab, title)
        new = f"{title} {self.word()}"
        self.place.edit([{"renameHeader": [tab, at, new]}])
        self.truth.headers[tab, title] = new
        return f"renames {title} of {tab}"

    def copy_row(self) -> str | None:
        """A row copied over a blank one, then given a name of its own, at once or after a while."""
        tab = self.random.choice(("Students", "Team", "Accommodations"))
        row = self.row(tab)
        if row is None:
            return None
        target, mark = self._blank_row(tab), self.new_mark()
        self.truth.typed.setdefault(tab, {})[mark] = dict(self.truth.typed.get(tab, {}).get(row["mark"], {}))
        new = {"mark": mark, "#": target}
        self.place.edit([{"copyRow": [tab, row["#"], target]}, self.set(tab, new, _mark_column(tab), mark)])
        return f"copies {row['mark']} of {tab} as {mark}"

    def _blank_row(self, tab: str) -> int:
        rows = self.eyes.rows(tab)
        taken = {row["#"] for row in rows}
        return next(number for number in range(2, 200) if number not in taken and number > 1)

    def paste(self) -> str | None:
        """Two accommodations from elsewhere, under those there are."""
        rows = self.eyes.rows("Students")
        if not rows:
            return None
        at = self._blank_row("Accommodations")
        if self.eyes.rows("Accommodations") and any(
            row["#"] == at + 1 for row in self.eyes.rows("Accommodations")
        ):
            return None
        marks = []
        for offset in (0, 1):
            mark = self.new_mark()
            row = {"mark": mark, "#": at + offset}
            self.place.edit([
                self.set("Accommodations", row, "Student", str(self.random.choice(rows)["Code"])),
                self.set("Accommodations", row, "Accommodation", f"help {mark}"),
                self.set("Accommodations", row, "Source", mark),
            ])  # fmt: skip
            marks.append(mark)
        return f"pastes {marks} into Accommodations"

    def log_call(self) -> str:
        """A phone call typed under the last row of the Contact Log."""
        mark = self.new_mark()
        values = self.eyes.values("Contact Log")
        at = max(
            (number for number, line in enumerate(values, 1) if any(cell != "" for cell in line)), default=1
        )
        row = {"mark": mark, "#": at + 1}
        self.place.edit([
            self.set("Contact Log", row, "Date", self.today.isoformat(), serial(self.today)),
            self.set("Contact Log", row, "Person", self.word()),
            self.set("Contact Log", row, "Method", "phone"),
            self.set("Contact Log", row, "Summary", mark),
        ])  # fmt: skip
        return f"logs a call {mark}"

    # In mail

    def parent_writes(self) -> str:
        return f"parent writes {self._incoming(self.random.choice(PARENTS), self.truth.contacts)}"

    def stranger_writes(self) -> str:
        return f"stranger writes {self._incoming('shop@shop.test', self.truth.strangers)}"

    def _incoming(self, sender: str, to: set[str]) -> str:
        self.number += 1
        late = timedelta(
            hours=self.random.choice((0, 0, 0, 2, 20))
        )  # mail may come long after it was written
        raw = (
            f"Date: {self.place.now() - late:%a, %d %b %Y %H:%M:%S +0000}\r\n"
            f"Message-ID: <{self.number}@x.test>\r\nFrom: <{sender}>\r\nTo: {self.place.owner}\r\n"
            f"Subject: =1+{self.number} {SECRET}\r\n\r\nHello.\r\n"
        )
        message = self.place.deliver(raw)
        to.add(message)
        return message

    def owner_writes(self) -> str:
        self.number += 1
        raw = (
            f"From: {self.place.owner}\r\nTo: {self.random.choice(PARENTS)}\r\n"
            f"Message-ID: <s{self.number}@x.test>\r\n"
            f"Subject: {SECRET} {self.number}\r\n\r\nHello.\r\n"
        )
        text = base64.urlsafe_b64encode(raw.encode()).decode()
        sent = self.eyes.call("POST", "/gmail/v1/users/me/messages/send", json={"raw": text})
        self.truth.contacts.add(sent["id"])
        return f"owner writes {sent['id']}"

    def settle_draft(self) -> str | None:
        """The owner sends or discards a draft of Holdfast's."""
        drafts = [one for one in self.eyes.drafts() if "x-holdfast-key" in one["heads"]]
        if not drafts:
            return None
        draft = self.random.choice(drafts)
        key = draft["heads"]["x-holdfast-key"]
        if self.random.random() < 0.5:
            self.eyes.call("POST", "/gmail/v1/users/me/drafts/send", json={"id": draft["id"]})
            self.truth.drafts_sent.add(key)
            return f"owner sends draft {key[:8]}"
        self.eyes.call("DELETE", f"/gmail/v1/users/me/drafts/{draft['id']}")
        self.truth.drafts_discarded.add(key)
        return f"owner discards draft {key[:8]}"

    # In the calendar

    def _own_event(self) -> dict[str, Any] | None:
        events = self.eyes.events(self.place.calendar)
        return self.random.choice(events) if events else None

    def _patch(self, calendar: str, event: dict[str, Any], body: dict[str, Any]) -> None:
        self.eyes.call("PATCH", f"/calendar/v3/calendars/{quote(calendar)}/events/{event['id']}", json=body)

    def move_event(self) -> str | None:
        event = self._own_event()
        if event is None:
            return None
        day = self.today + timedelta(days=self.random.randint(0, 20))
        following = day + timedelta(days=1)
        self._patch(
            self.place.calendar,
            event,
            {"start": {"date": day.isoformat()}, "end": {"date": following.isoformat()}},
        )
        said = self.truth.touched.setdefault(("Reminders", event["id"], "Due"), [])
        said.append(("calendar", serial(day)))
        return f"moves event {event['id'][:6]} to {day}"

    def tick_event(self) -> str | None:
        event = self._own_event()
        if event is None or event["summary"].startswith("✓"):
            return None
        self._patch(self.place.calendar, event, {"summary": f"✓ {event['summary']}"})
        said = self.truth.touched.setdefault(("Reminders", event["id"], "Done"), [])
        said.append(("calendar", True))
        return f"ticks event {event['id'][:6]}"

    def rename_event(self) -> str | None:
        event = self._own_event()
        if event is None:
            return None
        title = f"{event['summary']} {self.word()}"
        self._patch(self.place.calendar, event, {"summary": title})
        self.truth.titles[event["id"]] = title.removeprefix("✓ ")
        return f"renames event {event['id'][:6]}"

    def delete_event(self) -> str | None:
        event = self._own_event()
        if event is None:
            return None
        path = f"/calendar/v3/calendars/{quote(self.place.calendar)}/events/{event['id']}"
        self.eyes.call("DELETE", path)
        self.truth.dropped_events.add(event["id"])
        return f"deletes event {event['id'][:6]}"

    def new_meeting(self) -> str:
        day = self.place.now() + timedelta(days=self.random.randint(1, 9))
        body = {
            "summary": self.word(), "location": self.word(),
            "start": {"dateTime": day.isoformat(timespec="seconds")},
            "end": {"dateTime": (day + timedelta(hours=1)).isoformat(timespec="seconds")},
            "attendees": [{"email": (parent := self.random.choice(PARENTS))}],
        }  # fmt: skip
        made = self.eyes.call("POST", "/calendar/v3/calendars/primary/events", json=body)
        told = {"Title": body["summary"], "Place": body["location"]}
        self.truth.meetings[made["id"]] = {**told, "With": parent}
        for column, value in told.items():
            self.truth.touched[("Meetings", made["id"], column)] = [("calendar", value)]
        return f"books a meeting {made['id'][:6]}"

    def _meeting(self) -> str:
        return str(self.random.choice(sorted(set(self.truth.meetings) - self.truth.called_off) or [""]))

    def change_meeting(self) -> str | None:
        event_id = self._meeting()
        if not event_id:
            return None
        column, field = self.random.choice((("Title", "summary"), ("Place", "location")))
        word = self.word()
        self._patch("primary", {"id": event_id}, {field: word})
        self.truth.meetings[event_id][column] = word
        self.truth.touched[("Meetings", event_id, column)].append(("calendar", word))
        return f"changes {column} of meeting {event_id[:6]} in the calendar"

    def call_off(self) -> str | None:
        event_id = self._meeting()
        if not event_id:
            return None
        self.eyes.call("DELETE", f"/calendar/v3/calendars/primary/events/{event_id}")
        self.truth.called_off.add(event_id)
        return f"calls meeting {event_id[:6]} off"

    # On a survey's page

    def pupil_answers(self) -> str | None:
        links = self.eyes.values("Survey Links")
        heads = [str(cell) for cell in links[0]]
        at, code = heads.index("Form Link"), heads.index("Student")
        found = [line for line in links[1:] if len(line) > at and line[at]]
        if not found:
            return None
        line = self.random.choice(found)
        student = next((row for row in self.eyes.rows("Students") if row["Code"] == line[code]), None)
        if student is None:
            return None
        who = str(student["Student Email"])
        pupil = requests.Session()
        pupil.mount("http://", self.place.local)
        page = FormPage()
        page.feed(pupil.get(str(line[at]), params={"as": who}).text)
        if not page.action:
            return None
        answers = answers_of(page, self.random.randint(1, 5))
        url = page.action if page.action.startswith("http") else BASE + page.action
        if pupil.post(url, data={**page.hidden, **answers}).status_code == 200:
            self.truth.answered[str(line[code])] = self.truth.answered.get(str(line[code]), 0) + 1
        return f"{line[code]} answers"


def _mark_column(tab: str) -> str:
    return {"Students": "School Number", "Team": "Household", "Accommodations": "Source"}[tab]


def contact_link(message_id: str) -> str:
    return LINK + message_id


ACTS: tuple[tuple[Callable[[People], str | None], int], ...] = (
    (People.set_text, 8), (People.set_review, 4), (People.set_things, 4), (People.set_due, 3),
    (People.tick, 2), (People.set_meeting, 3), (People.delete_row, 3), (People.insert_row, 4),
    (People.sort, 5), (People.move_column, 2), (People.insert_column, 1), (People.rename_header, 1),
    (People.copy_row, 3), (People.paste, 2), (People.log_call, 5), (People.parent_writes, 7),
    (People.stranger_writes, 2), (People.owner_writes, 3), (People.settle_draft, 3), (People.move_event, 3),
    (People.tick_event, 2), (People.rename_event, 2), (People.delete_event, 3), (People.new_meeting, 4),
    (People.change_meeting, 3), (People.call_off, 1), (People.pupil_answers, 2),
)  # fmt: skip
