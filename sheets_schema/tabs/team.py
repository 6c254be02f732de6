"""Team: one row per person and student, everybody the case manager holds together (S15)."""

from __future__ import annotations

from sheets_schema.model import COUNSELORS, OWNER_ONLY, Kind, Shape, Tab
from sheets_schema.tabs.columns import computed, name, row_id, student, typed

# What was typed as a name may begin with "<" or hold a "?": it is looked for as it stands.
_SAME_PERSON = '"="&SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({person},"~","~~"),"*","~*"),"?","~?")'
_NEWEST = (
    'MAX(IF({email}="",0,MAXIFS({contact_log.date},{contact_log.email},{email})),'
    'IF(OR({student}="",{person}=""),0,MAXIFS({contact_log.date},{contact_log.student},{student},'
    "{contact_log.person}," + _SAME_PERSON + ")))"
)

TEAM = Tab(
    key="team",
    title="Team",
    shape=Shape.REGISTER,
    module="contact",
    sheet_id=1002,
    columns=(
        row_id(COUNSELORS),
        typed(
            "person", "Person", Kind.TEXT, COUNSELORS, "The person's name.", "S15", width=160, required=True
        ),
        typed(
            "email",
            "Email",
            Kind.EMAIL,
            COUNSELORS,
            "One address; mail finds the person by it.",
            "S15",
            width=190,
        ),
        typed(
            "role",
            "Role",
            Kind.CHOICE,
            COUNSELORS,
            "What the person is to the student.",
            "S15",
            choices="roles",
        ),
        student(COUNSELORS, "The student the person belongs to; one row for each of several.", "S15"),
        name(COUNSELORS, "S15"),
        typed(
            "household", "Household", Kind.TEXT, COUNSELORS, "Which household, where there are two.", "S15"
        ),
        typed("subject", "Subject", Kind.TEXT, COUNSELORS, "What a teacher or tutor teaches.", "S15", "S18"),
        typed("language", "Language", Kind.TEXT, COUNSELORS, "Language to write and speak in.", "S15"),
        typed(
            "may_receive",
            "May Receive",
            Kind.BOOL,
            OWNER_ONLY,
            "Ticked: the person may be sent what concerns the student.",
            "S15",
            "S18",
        ),
        typed(
            "release_on_file", "Release On File", Kind.DATE, OWNER_ONLY, "Day the release was signed.", "S15"
        ),
        typed("release_expires", "Release Expires", Kind.DATE, OWNER_ONLY, "Last day of the release.", "S15"),
        computed(
            "last_contact",
            "Last Contact",
            Kind.DATE,
            COUNSELORS,
            "The newest Contact Log row with this address, whichever student it names, or with this person's "
            "name and the student.",
            "=IF(" + _NEWEST + '=0,"",' + _NEWEST + ")",
            "S15",
        ),
        computed(
            "acknowledged",
            "Acknowledged",
            Kind.DATE,
            OWNER_ONLY,
            'Day the teacher ticked "read" in their own file.',
            '=IF({id}="","",IFERROR(INDEX({holdfast.value:rows},MATCH("acknowledged:"&{id},{holdfast.key:rows},0)),""))',
            "S18",
            width=130,
        ),
    ),
    capacity=400,
    why="Everybody who belongs to a student's team. Contact follows the address.",
)
