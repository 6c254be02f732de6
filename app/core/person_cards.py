"""Cards of the side panel in Gmail and Calendar: the students a message or an event is about.

Pure, like `app.core.cards`. Only what StudentBrief holds is shown; it leaves out what a screen that
others may see should not show.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.core.cards import day_text, days_ago_text, notice_card
from app.core.glance import Glance, StudentBrief, TeamMember
from app.core.widgets import (
    Json,
    buttons,
    call_button,
    card,
    choice_field,
    date_field,
    fact,
    header,
    item,
    link_button,
    paragraph,
    section,
    text_field,
)

GMAIL_LOG = "/addon/gmail/log"
GMAIL_THING = "/addon/gmail/thing"
GMAIL_FOLLOW_UP = "/addon/gmail/follow-up"
CALENDAR_KIND = "/addon/calendar/kind"
CALENDAR_NOTICE = "/addon/calendar/notice"
CALENDAR_NOTE = "/addon/calendar/note"

# The names of the fields, and of what a button carries; the web reads them back.
STUDENT, TEXT, DAY, KIND, MESSAGE = "student", "text", "day", "kind", "message"

STUDENTS_A_CARD = 6  # a teacher may belong to many; 6 × 9 widgets stay below Google's 100
LINES_A_STUDENT = 4


def message_card(message: str, members: Sequence[TeamMember], glance: Glance, base_url: str) -> Json:
    """Gmail, on a message: its students, and what can be done about it at a click."""
    students = students_of(members, glance)
    if not students:
        return nobody_card("message")
    carried = ((MESSAGE, message),)
    orders = section(
        "Do something about it",
        [
            *_whose(students),
            text_field(TEXT, "What", "A summary, a thing to do, or what was promised", several_lines=True),
            date_field(DAY, "By when, if there is a day"),
            buttons(
                call_button("Log this contact", base_url + GMAIL_LOG, _carried(students, carried)),
                call_button("Add a thing to do", base_url + GMAIL_THING, _carried(students, carried)),
                call_button("Set follow-up", base_url + GMAIL_FOLLOW_UP, _carried(students, carried)),
            ),
        ],
    )
    return _people_card("message", members, students, glance, orders)


def event_card(members: Sequence[TeamMember], glance: Glance, base_url: str) -> Json:
    """Calendar, on an event: its students, the meeting's kind, the notice, and notes."""
    students = students_of(members, glance)
    if not students:
        return nobody_card("event")
    carried = _carried(students, ())
    kinds = [(kind, kind) for kind in glance.meeting_kinds]
    orders = section(
        "Keep in the workbook",
        [
            *_whose(students),
            *([choice_field(KIND, "Meeting kind", kinds)] if kinds else []),
            date_field(DAY, "Notice sent on"),
            text_field(TEXT, "Notes", several_lines=True),
            buttons(
                *([call_button("Set the kind", base_url + CALENDAR_KIND, carried)] if kinds else []),
                call_button("Notice sent", base_url + CALENDAR_NOTICE, carried),
                call_button("Add the notes", base_url + CALENDAR_NOTE, carried),
            ),
        ],
    )
    return _people_card("event", members, students, glance, orders)


def ordered_card(sentence: str, student: StudentBrief, glance: Glance) -> Json:
    """After a click: what will happen, and to whom."""
    return card(
        "ordered",
        header("Noted", glance.caseload),
        (section("", (paragraph(sentence),)), student_section(student), _below(1, glance)),
    )


def nobody_card(what: str) -> Json:
    return notice_card(
        "Nobody from the Team",
        f"Nobody on this {what} is on the Team tab with a student of this caseload. "
        "Add the address there, and the next sync knows them.",
    )


def students_of(members: Sequence[TeamMember], glance: Glance) -> list[StudentBrief]:
    """Every student whom one of the members belongs to, once, in the order of the roster."""
    codes = {code for member in members for code in member.students}
    return [student for student in glance.roster if student.code in codes]


def student_section(student: StudentBrief, shown: int = 0) -> Json:
    """What the panel tells of one student; with `shown`, only so many lines until it is unfolded."""
    about = " · ".join(part for part in (student.grade, student.plan, student.status) if part)
    facts = [
        fact("Next review", day_text(student.next_review)) if student.next_review else None,
        fact("Last contact", days_ago_text(student.days_since_contact)),
        fact("Accommodations", str(student.accommodations), f"{student.open_goals} open goals"),
        _award(student),
    ]
    lines = [item(line) for line in student.things_to_do[1:LINES_A_STUDENT]]
    if student.things_to_do:
        lines.insert(0, fact("To do", student.things_to_do[0]))
    widgets = [paragraph(about)] if about else []
    return section(student.name, [*widgets, *(one for one in facts if one), *lines], shown)


def _people_card(
    name: str,
    members: Sequence[TeamMember],
    students: Sequence[StudentBrief],
    glance: Glance,
    orders: Json,
) -> Json:
    folded = 0 if len(students) == 1 else 1
    shown = [student_section(student, folded) for student in students[:STUDENTS_A_CARD]]
    head = header(_who(members), glance.caseload)
    return card(name, head, [*shown, orders, _below(len(students), glance)])


def _whose(students: Sequence[StudentBrief]) -> list[Json]:
    """A drop-down where there is more than one; never a student chosen for the reader."""
    if len(students) == 1:
        return []
    choices = [("", "Choose a student"), *((student.code, student.name) for student in students)]
    return [choice_field(STUDENT, "Student", choices)]


def _carried(
    students: Sequence[StudentBrief], more: Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    only = ((STUDENT, students[0].code),) if len(students) == 1 else ()
    return (*only, *more)


def _award(student: StudentBrief) -> Json | None:
    if student.award_rank is None or student.award_score is None:
        return None
    return fact("Skateboard award", f"Rank {student.award_rank}", f"{student.award_score:.2f} points")


def _who(members: Sequence[TeamMember]) -> str:
    names = [f"{member.name or member.email} ({member.role})" for member in members[:3]]
    return ", ".join(names) + (" …" if len(members) > 3 else "")


def _below(total: int, glance: Glance) -> Json:
    left = total - STUDENTS_A_CARD
    more = [paragraph(f"And {left} more students.")] if left > 0 else []
    return section("", [*more, buttons(link_button("Open the workbook", glance.workbook))])
