"""Award and Award History: where each student stands, live, and what it was each month (S10)."""

from __future__ import annotations

from sheets_schema.model import OWN_STUDENT, OWNER_ONLY, Colour, Column, Kind, Shape, Tab, Tone, Writer
from sheets_schema.tabs.award_inputs import NO_END
from sheets_schema.tabs.columns import computed, name, row_id, student, typed


def _from_parts(area: str) -> str:
    return (
        f'=IF({{student}}="","",IFERROR(INDEX({{award_parts.{area}}},'
        'MATCH({student},{award_parts.student},0)),""))'
    )


def _score_of(category: str) -> str:
    return f"INDEX({{award_scores.{category}}},MATCH({{student}},{{award_scores.student}},0))"


def _tie(key: str, title: str, category: str) -> Column:
    value = _score_of(category)
    formula = f'=IF({{student}}="","",IFERROR(IF(ISNUMBER({value}),ROUND({value},6),0),0))'
    why = f"{category.capitalize()}, which breaks a tie of scores; missing counts 0."
    return computed(key, title, Kind.NUMBER, OWNER_ONLY, why, formula, "S10", hidden=True)


_ELIGIBLE = 'COUNTIFS({award.status},"eligible",{award.score},'
_RANK = (
    '=IF({status}<>"eligible","",1+'
    + _ELIGIBLE
    + '">"&{score})+'
    + _ELIGIBLE
    + '{score},{award.respect_tie},">"&{respect_tie})+'
    + _ELIGIBLE
    + '{score},{award.respect_tie},{respect_tie},{award.improvement_tie},">"&{improvement_tie}))'
)

_LAST_UNTIL = "MAXIFS({award_holds.holds_until},{award_holds.student},{student})"
_ON_HOLD = (
    '=IF({student}="","",IF(' + _LAST_UNTIL + f">={NO_END}" + ',"it is lifted",'
    "IF(" + _LAST_UNTIL + ">0,TEXT(" + _LAST_UNTIL + ',"yyyy-mm-dd"),'
    'IF(COUNTIFS({award_holds.student},{student},{award_holds.lifts},TRUE)>0,"",'
    'IF(COUNTIFS({students.code},{student},{students.status},"exited")>0,"back on the caseload",'
    "IFERROR(IF(ISNUMBER(" + _score_of("respect") + "),"
    "IF(" + _score_of("respect") + "<{setting:Award respect needed},"
    '"Respect is "&{setting:Award respect needed}&" or more",""),""),""))))))'
)

_BEFORE = (
    'MAXIFS({award_history.date},{award_history.student},{student},{award_history.date},"<"&{setting:Today},'
)
_CHANGE = (
    '=IF(OR({student}="",{score}=""),"",'
    'IF(COUNTIFS({award_history.student},{student},{award_history.date},"<"&{setting:Today},'
    '{award_history.score},">=0")=0,"",ROUND({score}-SUMIFS({award_history.score},'
    "{award_history.student},{student},{award_history.date}," + _BEFORE + '{award_history.score},">=0")),2)))'
)

_SHOWN = (
    computed(
        "score", "Score", Kind.NUMBER, OWN_STUDENT, "0 to 100.", _from_parts("score"), "S10", pattern="0.00"
    ),
    computed(
        "coverage",
        "Coverage",
        Kind.PERCENT,
        OWN_STUDENT,
        "Share of the weight with data.",
        _from_parts("coverage"),
        "S10",
    ),
    computed(
        "status",
        "Status",
        Kind.TEXT,
        OWN_STUDENT,
        "eligible; on hold until a day; not ranked yet (too little data).",
        '=IF({student}="","",IF({on_hold}<>"","on hold until "&{on_hold},'
        'IF(ROUND({coverage},9)<{setting:Award coverage needed},"not ranked yet","eligible")))',
        "S10",
        width=240,
        colours=(
            Colour('=LEFT({status},7)="on hold"', Tone.BAD),
            Colour('={status}="not ranked yet"', Tone.QUIET),
            Colour('={status}="eligible"', Tone.GOOD),
        ),
    ),
    computed(
        "rank",
        "Rank",
        Kind.INTEGER,
        OWN_STUDENT,
        "Among the eligible, by Score, then Respect, then Improvement; equals share a rank.",
        _RANK,
        "S10",
        width=70,
        colours=(Colour("=AND(ISNUMBER({rank}),{rank}<=3)", Tone.NOTE),),
    ),
)


def _holding(number: int) -> tuple[Column, Column, Column]:
    which = "largest" if number == 1 else "second largest"
    return (
        computed(
            f"holding_back_{number}",
            f"Holding Back {number}",
            Kind.TEXT,
            OWN_STUDENT,
            f"The category with the {which} gap that the student can close.",
            _from_parts(f"holding_back_{number}"),
            "S10",
            width=170,
        ),
        computed(
            f"gain_{number}",
            f"Gain {number}",
            Kind.NUMBER,
            OWN_STUDENT,
            "Points of Score to be gained there.",
            _from_parts(f"gain_{number}"),
            "S10",
            width=70,
            pattern="0.0",
        ),
        computed(
            f"message_{number}",
            f"Message {number}",
            Kind.TEXT,
            OWN_STUDENT,
            "What the student is told about it: the number, what the word means, what would change it.",
            _from_parts(f"message_{number}"),
            "S10",
            width=460,
        ),
    )


_CODE = (
    "=IFERROR(INDEX({students.code},MATCH(SMALL({students.listed},"
    'COUNTIFS({award.id},"<="&{id})),{students.listed},0)),"")'
)

AWARD = Tab(
    key="award",
    title="Award",
    shape=Shape.REGISTER,
    module="award",
    sheet_id=1013,
    columns=(
        row_id(OWN_STUDENT),
        computed(
            "student", "Student", Kind.STUDENT, OWN_STUDENT, "The students in turn.", _CODE, "S10", width=80
        ),
        name(OWN_STUDENT, "S10"),
        *_SHOWN,
        *_holding(1),
        *_holding(2),
        computed(
            "change",
            "Change",
            Kind.NUMBER,
            OWN_STUDENT,
            "Score now against the newest earlier one on Award History.",
            _CHANGE,
            "S10",
            width=80,
        ),
        computed(
            "on_hold",
            "On Hold",
            Kind.TEXT,
            OWNER_ONLY,
            "Until when, or until what; blank when not on hold.",
            _ON_HOLD,
            "S10",
            hidden=True,
        ),
        _tie("respect_tie", "Respect Tie", "respect"),
        _tie("improvement_tie", "Improvement Tie", "improvement"),
        computed(
            "place",
            "Place",
            Kind.INTEGER,
            OWNER_ONLY,
            "The rank with equals told apart by their row, so that lists can go down it.",
            '=IF({rank}="","",{rank}+COUNTIFS({award.rank},{rank},{award.id},"<"&{id}))',
            "S10",
            hidden=True,
        ),
    ),
    capacity=120,
    why="Score and rank of every student, live. Only formulas: type in Award Scores, Rules and Holds.",
)

AWARD_HISTORY = Tab(
    key="award_history",
    title="Award History",
    shape=Shape.SERVICE,
    module="award",
    sheet_id=1015,
    columns=(
        row_id(OWN_STUDENT),
        typed(
            "date", "Date", Kind.DATE, OWN_STUDENT, "Day it was written down.", "S10", writer=Writer.SERVICE
        ),
        student(OWN_STUDENT, "The student.", "S10", writer=Writer.SERVICE),
        name(OWN_STUDENT, "S10"),
        typed("score", "Score", Kind.NUMBER, OWN_STUDENT, "Score then.", "S10", writer=Writer.SERVICE),
        typed("rank", "Rank", Kind.INTEGER, OWN_STUDENT, "Rank then.", "S10", writer=Writer.SERVICE),
    ),
    capacity=1500,
    why="Everybody's score and rank on the first school day of each month; lines are only added.",
)
