"""Students, the columns that follow other tabs: contact, school work, goals, weight, award; and notes."""

from __future__ import annotations

from sheets_schema.model import COUNSELORS, OWNER_ONLY, STUDENTS, TEACHERS, Colour, Kind, Tone
from sheets_schema.tabs.columns import computed, typed
from sheets_schema.tabs.students_school_work import GOALS, SCHOOL_WORK
from sheets_schema.tabs.workload import WEIGHT

_PARENT_CONTACT = (
    'MAX(MAXIFS({team.last_contact},{team.student},{code},{team.role},"parent"),'
    'MAXIFS({team.last_contact},{team.student},{code},{team.role},"guardian"),'
    'MAXIFS({contact_log.date},{contact_log.student},{code},{contact_log.role},"parent"),'
    'MAXIFS({contact_log.date},{contact_log.student},{code},{contact_log.role},"guardian"))'
)

LIVE = (
    computed(
        "last_parent_contact",
        "Last Parent Contact",
        Kind.DATE,
        COUNSELORS,
        "The newest contact with a parent or guardian: by their address on Team, or a Contact Log row that "
        "names the student and either the role or the parent as on Team.",
        '=IF({code}="","",IF(' + _PARENT_CONTACT + '=0,"",' + _PARENT_CONTACT + "))",
        "S15",
        width=130,
    ),
    computed(
        "days_since_contact",
        "Days Since Contact",
        Kind.INTEGER,
        COUNSELORS,
        'Days since Last Parent Contact; "never" when there was none.',
        '=IF({code}="","",IF({last_parent_contact}="","never",{setting:Today}-{last_parent_contact}))',
        "S15",
        width=130,
        colours=(
            Colour('={days_since_contact}="never"', Tone.WARN),
            Colour("={contact_late}=TRUE", Tone.BAD),
        ),
    ),
    computed(
        "contact_late",
        "Contact Late",
        Kind.BOOL,
        COUNSELORS,
        "Whether the days since contact have reached the contact gap of Settings, where there is one.",
        '=IF({code}="","",IF(NOT(ISNUMBER({setting:Contact gap days})),FALSE,'
        "IF(ISNUMBER({days_since_contact}),{days_since_contact}>={setting:Contact gap days},TRUE)))",
        "S15",
        hidden=True,
    ),
    *SCHOOL_WORK,
    computed(
        "accommodations",
        "Accommodations",
        Kind.INTEGER,
        TEACHERS,
        "How many accommodations are active.",
        '=IF({code}="","",COUNTIFS({accommodations.student},{code},{accommodations.status},"active"))',
        "S3",
        "S4",
        width=120,
    ),
    computed(
        "accommodation_use",
        "Accommodation Use",
        Kind.PERCENT,
        STUDENTS,
        "Mean of the student's survey answers that count: often 100 %, sometimes 50 %, no 0 %.",
        '=IF({code}="","",IF(COUNTIFS({survey_answers.student},{code},{survey_answers.counts_as},">=0")=0,"",'
        "AVERAGEIFS({survey_answers.counts_as},{survey_answers.student},{code})))",
        "S3",
        "S4",
        width=140,
        colours=(
            Colour("=AND(ISNUMBER({accommodation_use}),{accommodation_use}<0.3)", Tone.BAD),
            Colour("=AND(ISNUMBER({accommodation_use}),{accommodation_use}>=0.9)", Tone.GOOD),
        ),
    ),
    *GOALS,
    typed(
        "graduation_path",
        "Graduation Path",
        Kind.CHOICE,
        COUNSELORS,
        "Where the path leads.",
        "S13",
        choices="paths",
    ),
    typed(
        "service_level",
        "Service Level",
        Kind.TEXT,
        COUNSELORS,
        "For the caseload weight: a level of the weight scheme chosen on Settings.",
        "S17",
        picks="weight_schemes.to_choose",
    ),
    typed("category", "Category", Kind.TEXT, OWNER_ONLY, "Category of need, for the caseload weight.", "S17"),
    typed(
        "service_minutes",
        "Service Minutes",
        Kind.NUMBER,
        COUNSELORS,
        "Minutes of service a week.",
        "S17",
        "S21",
    ),
    WEIGHT,
    computed(
        "award_score",
        "Award Score",
        Kind.NUMBER,
        OWNER_ONLY,
        "The score on the Award tab.",
        '=IF({code}="","",IFERROR(INDEX({award.score},MATCH({code},{award.student},0)),""))',
        "S10",
        pattern="0.00",
    ),
    computed(
        "award_rank",
        "Award Rank",
        Kind.INTEGER,
        OWNER_ONLY,
        "The rank on the Award tab; blank while on hold or not ranked yet.",
        '=IF({code}="","",IFERROR(INDEX({award.rank},MATCH({code},{award.student},0)),""))',
        "S10",
    ),
    typed("notes", "Notes", Kind.TEXT, COUNSELORS, "Notes the counselor may see.", "S1", "S16", width=260),
    typed(
        "private_notes",
        "Private Notes",
        Kind.TEXT,
        OWNER_ONLY,
        "Never leaves this workbook.",
        "S1",
        width=260,
    ),
    computed(
        "listed",
        "Listed",
        Kind.INTEGER,
        OWNER_ONLY,
        "The row's id where a name is typed: the order in which other tabs list the students.",
        '=IF({name}="","",{id})',
        "S10",
        hidden=True,
    ),
)
