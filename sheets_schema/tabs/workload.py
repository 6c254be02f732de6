"""Weight Schemes and Workload: the caseload weighed by need, and what was done in a period (S17, S20)."""

from __future__ import annotations

from datetime import date

from sheets_schema.model import OWNER_ONLY, Block, Colour, Column, Entry, Kind, Shape, Tab, Tone
from sheets_schema.tabs.columns import computed, row_id, typed

_VIRGINIA = "8VAC20-81-340 (law.lis.virginia.gov): 20 for a mixed caseload, 24 where all are Level I"
_NEW_MEXICO = "New Mexico PED, service levels A to D: 35, 24, 15 or 8 students (studylib.net/doc/9611034)"
_WISCONSIN = "Wisconsin task force, three of its levels: look again when the sum passes 26"
_OKLAHOMA = "Oklahoma State Department of Education, caseload and class size"
# scheme, level, points, limit of the sum, source. The minutes that Minnesota's districts add up are not among
# them: what was found gives the limit of the quotient (150 to 300) and not what it is divided by.
_PUBLISHED: tuple[tuple[str, str, float, float | None, str], ...] = (
    ("Virginia", "Level I", 1, 20, _VIRGINIA),
    ("Virginia", "Level II with para", 2, 20, _VIRGINIA),
    ("Virginia", "Level II", 2.5, 20, _VIRGINIA),
    ("Virginia", "Intensive with para", 2.5, 20, f"{_VIRGINIA}; autism, deaf-blindness, multiple"),
    ("Virginia", "Intensive", 3.3, 20, f"{_VIRGINIA}; autism, deaf-blindness, multiple"),
    ("New Mexico", "A", 0.029, 1, _NEW_MEXICO),
    ("New Mexico", "B", 0.042, 1, _NEW_MEXICO),
    ("New Mexico", "C", 0.067, 1, _NEW_MEXICO),
    ("New Mexico", "D", 0.125, 1, _NEW_MEXICO),
    ("Wisconsin", "none", 1, 26, _WISCONSIN),
    ("Wisconsin", "elementary LD 1", 1.6, 26, _WISCONSIN),
    ("Wisconsin", "secondary CD 3", 3.3, 26, _WISCONSIN),
    ("Oklahoma", "K-4", 0.1, 1, f"{_OKLAHOMA}: 10 students in grades K to 4"),
    ("Oklahoma", "5-12", 0.0667, 1, f"{_OKLAHOMA}: 15 students in grades 5 to 12"),
    ("Head count", "any", 1, None, "Every student counts one"),
)


def _part(key: str, title: str, kind: Kind, why: str, width: int = 110) -> Column:
    return typed(key, title, kind, OWNER_ONLY, why, "S17", width=width)


WEIGHT_SCHEMES = Tab(
    key="weight_schemes",
    title="Weight Schemes",
    shape=Shape.REGISTER,
    module="settings",
    sheet_id=1042,
    columns=(
        row_id(OWNER_ONLY),
        _part("scheme", "Scheme", Kind.TEXT, "Whose numbers; Settings says which scheme holds.", 130),
        _part(
            "level", "Level", Kind.TEXT, 'As in Service Level on Students; "any" stands for all others.', 150
        ),
        _part("points", "Points", Kind.NUMBER, "What one student of the level counts."),
        _part("limit", "Limit", Kind.NUMBER, "The sum that should not be passed; blank: none."),
        _part("source", "Source", Kind.TEXT, "Where the number was published.", 260),
        computed(
            "key",
            "Key",
            Kind.TEXT,
            OWNER_ONLY,
            "Scheme and level in one, for look-ups.",
            '=IF({scheme}="","",{scheme}&"|"&{level})',
            "S17",
            hidden=True,
        ),
        computed(
            "to_choose",
            "To Choose",
            Kind.TEXT,
            OWNER_ONLY,
            "The levels of the scheme that Settings names: what Service Level offers.",
            '=IF(AND({scheme}<>"",{scheme}={setting:Weight scheme},{level}<>"any"),{level},"")',
            "S17",
            width=150,
        ),
    ),
    capacity=60,
    why="Published ways to weigh a caseload. Add your own school's.",
    first_rows=tuple(
        {"scheme": scheme, "level": level, "points": points, "limit": limit, "source": source}
        for scheme, level, points, limit, source in _PUBLISHED
    ),
)


def _points(level: str) -> str:
    key = f'{{setting:Weight scheme}}&"|"&{level}'
    return f"INDEX({{weight_schemes.points}},MATCH({key},{{weight_schemes.key}},0))"


WEIGHT = computed(
    "weight",
    "Weight",
    Kind.NUMBER,
    OWNER_ONLY,
    "Points by Service Level in the weight scheme of Settings; exited students count nothing.",
    '=IF({code}="","",IF({status}="exited",0,IFERROR('
    + _points("{service_level}")
    + "+0,IFERROR("
    + _points('"any"')
    + '+0,""))))',
    "S17",
    width=80,
    colours=(Colour('=AND({code}<>"",{weight}="")', Tone.WARN),),
)

_LISTED = 120
_FIRST = 9
_COUNTED = (
    ("Contacts", "contact_log", "date"),
    ("Meetings", "meetings", "start"),
    ("Survey answers", "survey_answers", "submitted"),
    ("Progress measures", "progress", "date"),
    ("First talks", "first_talk", "date"),
    ("Organization checks", "organization_checks", "date"),
    ("Grade checks", "grade_checks", "date"),
    ("Co-taught actions", "co_taught", "date"),
    ("Advocacy entries", "advocacy", "date"),
    ("Referrals", "referrals", "date"),
    ("Trainings", "trainings", "date"),
)


def _done(tab: str, day: str) -> str:
    dates = f"{{{tab}.{day}}}"
    return f'=IF(OR($H$3="",$H$4=""),"",COUNTIFS({dates},">="&$H$3,{dates},"<"&($H$4+1)))'


def _of_student(key: str) -> str:
    return f'=IF($B{_FIRST}="","",INDEX({{students.{key}}},MATCH($B{_FIRST},{{students.code}},0))&"")'


_LIMIT = "SUMIFS({weight_schemes.limit},{weight_schemes.scheme},{setting:Weight scheme})"
_LIMITS = 'COUNTIFS({weight_schemes.limit},">0",{weight_schemes.scheme},{setting:Weight scheme})'
_SOURCE = (
    "=IFERROR(INDEX({weight_schemes.source},"
    'MATCH({setting:Weight scheme},{weight_schemes.scheme},0))&"","no such scheme")'
)

WORKLOAD = Tab(
    key="workload",
    title="Workload",
    shape=Shape.FREE,
    module="settings",
    sheet_id=1043,
    columns=(),
    capacity=_FIRST + _LISTED - 2,
    lists="students",
    why="The caseload's weight against its limit, and what was done in a period.",
    blocks=(
        Block("A1", 1, 5, texts=("Workload", "", "", "", ""), heading=True),
        Block("A3", 4, 1, texts=("Scheme", "Total", "Limit", "State")),
        Block("B3", 1, 1, formula="={setting:Weight scheme}"),
        Block("C3", 1, 1, formula=_SOURCE),
        Block("B4", 1, 1, formula="=ROUND(SUM({students.weight}),2)"),
        Block("B5", 1, 1, formula=f'=IF({_LIMITS}=0,"",ROUND({_LIMIT}/{_LIMITS},3))'),
        Block(
            "B6", 1, 1, formula='=IF($B$5="","no limit",IF($B$4>$B$5,"over the limit","within the limit"))'
        ),
        Block("A8", 1, 5, texts=("No.", "Student", "Name", "Points", "Reason"), heading=True),
        Block(f"A{_FIRST}", _LISTED, 1, counts_from=1),
        Block(
            f"B{_FIRST}",
            _LISTED,
            1,
            formula=f"=IFERROR(INDEX({{students.code}},MATCH(SMALL({{students.listed}},$A{_FIRST}),"
            '{students.listed},0)),"")',
        ),
        Block(f"C{_FIRST}", _LISTED, 1, formula=_of_student("name")),
        Block(
            f"D{_FIRST}",
            _LISTED,
            1,
            formula=f'=IF($B{_FIRST}="","",INDEX({{students.weight}},MATCH($B{_FIRST},{{students.code}},0)))',
        ),
        Block(
            f"E{_FIRST}",
            _LISTED,
            1,
            formula=f'=IF($B{_FIRST}="","",IF($D{_FIRST}="","this level is not in the scheme",'
            f'INDEX({{students.service_level}},MATCH($B{_FIRST},{{students.code}},0))&""))',
        ),
        Block("G1", 1, 2, texts=("What was done", ""), heading=True),
        Block("G3", 2, 1, texts=("From", "To")),
        Block("G6", len(_COUNTED), 1, texts=tuple(label for label, _, _ in _COUNTED)),
        *(
            Block(f"H{row}", 1, 1, formula=_done(tab, day))
            for row, (_, tab, day) in enumerate(_COUNTED, start=6)
        ),
    ),
    entries=(
        Entry("H3", Kind.DATE, "First day of the period.", default=date(2000, 1, 1)),
        Entry("H4", Kind.DATE, "Last day of the period.", default=date(2099, 12, 31)),
    ),
    widths=(90, 110, 160, 90, 220, 30, 170, 110),
    areas={"total": "$B$4", "limit": "$B$5", "state": "$B$6"},
)
