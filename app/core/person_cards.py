"""Cards of the side panel in Gmail and Calendar: the students a message or an event is about.

Pure, like `app.core.cards`. Only what StudentBrief holds is shown; it leaves out what a screen that
others may see should not show.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.core.cards import day_text, days_ago_text, notice_card
from app.core.glance import Glance, StudentBrief, TeamMember
from app.core.widgets import Json, buttons, card, fact, header, item, link_button, paragraph, section

STUDENTS_A_CARD = 6  # a teacher may belong to many; 6 × 9 widgets stay below Google's 100
LINES_A_STUDENT = 4


def people_card(name: str, members: Sequence[TeamMember], glance: Glance) -> Json:
    """The students of the people on the Team who are on a message or an event."""
    students = students_of(members, glance)
    if not students:
        return notice_card(
            "Nobody from the Team",
            "Nobody here is on the Team tab with a student of this caseload. "
            "Add the address there, and the next sync knows them.",
        )
    shown = [student_section(student) for student in students[:STUDENTS_A_CARD]]
    return card(name, header(_who(members), glance.caseload), [*shown, _below(len(students), glance)])


def students_of(members: Sequence[TeamMember], glance: Glance) -> list[StudentBrief]:
    """Each student once, those that fewest of the roster share with the person first as on the roster."""
    codes = {code for member in members for code in member.students}
    return [student for student in glance.roster if student.code in codes]


def student_section(student: StudentBrief) -> Json:
    about = " · ".join(part for part in (student.grade, student.plan, student.status) if part)
    shown = [
        fact("Next review", day_text(student.next_review)) if student.next_review else None,
        fact("Last contact", days_ago_text(student.days_since_contact)),
        fact("Accommodations", str(student.accommodations), f"{student.open_goals} open goals"),
        _award(student),
    ]
    lines = [item(line, "To do") for line in student.things_to_do[:LINES_A_STUDENT]]
    widgets = [paragraph(about)] if about else []
    return section(student.name, [*widgets, *(one for one in shown if one), *lines])


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
