"""A morning on which everything that Holdfast can do is due at once; the beginning of the kill tests."""

from __future__ import annotations

from tests.flows.first_mails import send_first_mails
from tests.flows.letters import letter_from
from tests.flows.town import MONDAY, Town

LENA, NIA = "lena@students.test", "nia@students.test"
MUM, COUNSELOR, SECOND = "mum@home.test", "counselor@school.test", "second@school.test"


def ordinary(town: Town) -> None:
    """A student, a counselor, a survey round; all at rest."""
    town.open()
    settings = {"Quarter 4 start": "2026-10-01", "Date order": "day first", "Mail: survey invitation": "send"}
    for setting, value in settings.items():
        town.owner.set_setting(town.book, setting, value)
    things = "by 27/11 swap the book\nby 30/11 new locker\nby 7/12 order glue"
    lena = {"Name": "Lena Vogt", "Status": "direct", "Counselor": COUNSELOR, "Student Email": LENA}
    town.type("Students", [{**lena, "Last Review": "2025-12-20", "Random Things to Do": things}], first=2)
    town.type("Team", [{"Person": "Ada Vogt", "Email": MUM, "Role": "parent", "Student": "S001"}], first=2)
    extra = {"Student": "S001", "Accommodation": "Extra time", "Status": "active", "Start": "2026-09-01"}
    town.type("Accommodations", [extra], first=2)
    town.type("Survey Rounds", [_round("2026Q3", "2026-11-01", "2026-11-23")])
    send_first_mails(town)
    town.answer_form(LENA, town.rows("Survey Links")[0]["Form Link"])
    town.rest()


def everything_at_once(town: Town) -> None:
    """Overnight: a round ends and another begins, mail and a meeting came, people typed, moved and shared."""
    town.pass_time(days=1)
    town.type("Survey Rounds", [_round("2026Q4", "2026-11-24", "2026-12-08")])
    nia = {"Name": "Nia Adler", "Status": "direct", "Counselor": SECOND, "Student Email": NIA}
    town.type("Students", [{**nia, "Last Review": "2026-11-10"}], first=3)
    town.type("Accommodations", [{"Student": "S002", "Accommodation": "Breaks", "Status": "active"}], first=3)
    things = "x by 27/11 swap the book\nby 30/11 new locker\nby 7/12 order glue"
    glue = next(row["#"] for row in town.rows("Reminders") if row["What"] == "order glue")
    town.edit(
        {"set": [f"Students!{town.column('Students', 'Last Review')}2", "2026-01-02"]},
        {"set": [f"Students!{town.column('Students', 'Random Things to Do')}2", things]},
        {"set": [f"Reminders!{town.column('Reminders', 'Due')}{glue}", "2026-12-09"]},
    )
    town.mail(letter_from("Ada Vogt <mum@home.test>", "=1+1 Thursday?", MONDAY))
    town.mail(letter_from("Shop <shop@shop.test>", "Sale", MONDAY))
    move_event(town, "2026-11-30", "2026-12-03")
    town.owner.add_event({
        "summary": "Plan review", "start": {"dateTime": "2026-12-01T10:00:00Z"},
        "end": {"dateTime": "2026-12-01T11:00:00Z"}, "attendees": [{"email": MUM}],
    })  # fmt: skip
    (file,) = town.store.observed.files(town.caseload.id)
    friend = {"type": "user", "role": "reader", "emailAddress": "friend@elsewhere.test"}
    town.owner.call("POST", f"/drive/v3/files/{file.spreadsheet_id}/permissions", json=friend)


def move_event(town: Town, day: str, to: str) -> None:
    """The case manager drags the reminder of that day to another one, and gives it a title of their own."""
    url = f"/calendar/v3/calendars/{town.caseload.calendar_id}/events"
    event = next(one for one in town.owner.call("GET", url)["items"] if one["start"]["date"] == day)
    body = {"start": {"date": to}, "end": {"date": f"{to[:-2]}{int(to[-2:]) + 1:02}"}, "summary": "Locker!"}
    town.owner.call("PATCH", f"{url}/{event['id']}", json=body)


def _round(name: str, opens: str, closes: str) -> dict[str, str]:
    return {"Round": name, "Kind": "use", "Opens": opens, "Closes": closes}
