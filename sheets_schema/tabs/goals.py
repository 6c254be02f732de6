"""Goals: what a student works towards, and whether it is on track by the measures on Progress (S4)."""

from __future__ import annotations

from sheets_schema.model import OWNER_ONLY, STUDENTS, Colour, Column, Kind, Shape, Tab, Tone, Writer
from sheets_schema.tabs.columns import computed, name, row_id, student, typed

_ADDED = Writer.APPENDED
_MEASURED = '{progress.goal},{id},{progress.date},">0",{progress.value},">-1000000000"'


def _hidden(key: str, title: str, kind: Kind, why: str, formula: str) -> Column:
    return computed(key, title, kind, OWNER_ONLY, why, formula, "S4", hidden=True)


def _next_day(after: str) -> str:
    later = f'{_MEASURED},{{progress.date}},">"&{{{after}}}'
    return f'=IF({{{after}}}="","",IF(COUNTIFS({later})=0,"",MINIFS({{progress.date}},{later})))'


def _mean_of(day: str) -> str:
    return f"AVERAGEIFS({{progress.value}},{{progress.goal}},{{id}},{{progress.date}},{{{day}}})"


_TYPED = (
    typed(
        "kind",
        "Kind",
        Kind.CHOICE,
        STUDENTS,
        "What the goal is about: plan, academic, typing, accommodation, organisation.",
        "S4",
        writer=_ADDED,
        choices="goal_kinds",
        width=125,
    ),
    typed(
        "goal",
        "Goal",
        Kind.TEXT,
        STUDENTS,
        "The goal in words.",
        "S4",
        writer=_ADDED,
        width=260,
        required=True,
    ),
    typed("measure", "Measure", Kind.TEXT, STUDENTS, "How it is measured.", "S4", width=180),
    typed("unit", "Unit", Kind.TEXT, STUDENTS, "What is counted: wpm, %, points.", "S4", width=70),
    typed(
        "baseline",
        "Baseline",
        Kind.NUMBER,
        STUDENTS,
        "Where it began; blank: median of the first three days.",
        "S4",
    ),
    typed("start", "Start", Kind.DATE, STUDENTS, "First day; blank: the first measure.", "S4", writer=_ADDED),
    typed("target", "Target", Kind.NUMBER, STUDENTS, "The number to reach.", "S4"),
    typed("target_date", "Target Date", Kind.DATE, STUDENTS, "By when.", "S4"),
    typed(
        "direction",
        "Direction",
        Kind.CHOICE,
        STUDENTS,
        "Whether a higher or a lower number is better.",
        "S4",
        choices="better",
        width=90,
    ),
    typed(
        "status",
        "Status",
        Kind.CHOICE,
        STUDENTS,
        "A proposed goal becomes active when you say so.",
        "S4",
        writer=_ADDED,
        choices="goal_statuses",
        width=90,
    ),
)

_SHOWN = (
    typed(
        "accommodation",
        "Accommodation",
        Kind.INTEGER,
        STUDENTS,
        "Id of the Accommodations row it is about; blank for any other goal.",
        "S3",
        "S4",
        writer=_ADDED,
        refers="accommodations",
        width=130,
    ),
    computed(
        "latest",
        "Latest",
        Kind.NUMBER,
        STUDENTS,
        "The newest measure; the mean where a day has several.",
        '=IF({latest_day}="","",' + _mean_of("latest_day") + ")",
        "S4",
        pattern="0.0",
    ),
    computed(
        "aim_today",
        "Aim Today",
        Kind.NUMBER,
        STUDENTS,
        "Where the straight line from baseline to target stands today.",
        '=IF(OR({baseline_used}="",{start_used}="",NOT(ISNUMBER({target})),NOT(ISNUMBER({target_date}))),"",'
        "IF({target_date}<={start_used},{target},{baseline_used}+({target}-{baseline_used})*"
        "(MIN({target_date},MAX({start_used},{setting:Today}))-{start_used})/({target_date}-{start_used})))",
        "S4",
        pattern="0.0",
    ),
    computed(
        "trend_per_week",
        "Trend Per Week",
        Kind.NUMBER,
        STUDENTS,
        "Least-squares slope of the measures, per week.",
        '=IF(OR({points}="",{sum_xx}=""),"",IF({points}*{sum_xx}-{sum_x}*{sum_x}<=0.000001,"",'
        "ROUND(7*({points}*{sum_xy}-{sum_x}*{sum_y})/({points}*{sum_xx}-{sum_x}*{sum_x}),6)))",
        "S4",
        pattern="0.00",
    ),
    computed(
        "points",
        "Points",
        Kind.INTEGER,
        STUDENTS,
        "How many measures count.",
        f'=IF({{student}}="","",COUNTIFS({_MEASURED}))',
        "S4",
        width=70,
    ),
    computed(
        "verdict",
        "Verdict",
        Kind.TEXT,
        STUDENTS,
        "met; on track (at the aim line or beyond); catching up (below, but rising fast enough); off track; "
        "more data (under four measures).",
        '=IF(OR({student}="",{status}<>"active"),"",IF({points}<4,"more data",IF({aim_today}="","",'
        'IF({way}*({latest}-{target})>=0,"met",IF({way}*({latest}-{aim_today})>=0,"on track",'
        'IF({trend_per_week}="","off track",'
        'IF({way}*{trend_per_week}>={needed_per_week},"catching up","off track")))))))',
        "S4",
        colours=(
            Colour('={verdict}="off track"', Tone.BAD),
            Colour('={verdict}="catching up"', Tone.WARN),
            Colour('={verdict}="more data"', Tone.QUIET),
            Colour('=OR({verdict}="on track",{verdict}="met")', Tone.GOOD),
        ),
    ),
)

_WORKED_OUT = (
    _hidden(
        "way",
        "Way",
        Kind.INTEGER,
        "1 where more is better, -1 where less is.",
        '=IF({direction}="lower",-1,1)',
    ),
    _hidden(
        "first_day",
        "First Day",
        Kind.DATE,
        "Day of the first measure.",
        f'=IF({{student}}="","",IF(COUNTIFS({_MEASURED})=0,"",MINIFS({{progress.date}},{_MEASURED})))',
    ),
    _hidden("second_day", "Second Day", Kind.DATE, "Day of the second.", _next_day("first_day")),
    _hidden("third_day", "Third Day", Kind.DATE, "Day of the third.", _next_day("second_day")),
    _hidden(
        "latest_day",
        "Latest Day",
        Kind.DATE,
        "Day of the newest measure.",
        f'=IF({{first_day}}="","",MAXIFS({{progress.date}},{_MEASURED}))',
    ),
    _hidden(
        "baseline_used",
        "Baseline Used",
        Kind.NUMBER,
        "The baseline typed, or the median of the first three days, or the first day.",
        '=IF(ISNUMBER({baseline}),{baseline},IF({first_day}="","",IF({third_day}="",'
        + _mean_of("first_day")
        + ",MEDIAN("
        + ",".join(_mean_of(day) for day in ("first_day", "second_day", "third_day"))
        + "))))",
    ),
    _hidden(
        "start_used",
        "Start Used",
        Kind.DATE,
        "The start typed, or the first measure.",
        "=IF(ISNUMBER({start}),{start},{first_day})",
    ),
    _hidden(
        "needed_per_week",
        "Needed Per Week",
        Kind.NUMBER,
        "How much a week the aim line rises, in the better direction.",
        '=IF({aim_today}="","",IF({target_date}<={start_used},0,'
        "ROUND({way}*({target}-{baseline_used})/({target_date}-{start_used})*7,6)))",
    ),
    _hidden(
        "sum_x",
        "Sum X",
        Kind.NUMBER,
        "Days since the first measure, summed.",
        f'=IF({{first_day}}="","",SUMIFS({{progress.date}},{_MEASURED})-{{points}}*{{first_day}})',
    ),
    _hidden(
        "sum_y",
        "Sum Y",
        Kind.NUMBER,
        "Measures, summed.",
        f'=IF({{first_day}}="","",SUMIFS({{progress.value}},{_MEASURED}))',
    ),
    _hidden(
        "sum_xy",
        "Sum XY",
        Kind.NUMBER,
        "Days times measures, summed.",
        '=IF({first_day}="","",SUMPRODUCT(({progress.goal:rows}={id})*1,{progress.date:rows},{progress.value:rows})'
        "-{first_day}*{sum_y})",
    ),
    _hidden(
        "sum_xx",
        "Sum XX",
        Kind.NUMBER,
        "Squares of the days, summed.",
        '=IF({first_day}="","",SUMPRODUCT(({progress.goal:rows}={id})*1,({progress.value:rows}<"")*1,'
        "{progress.date:rows},{progress.date:rows})"
        "-2*{first_day}*{sum_x}-{points}*{first_day}*{first_day})",
    ),
    _hidden(
        "share",
        "Share",
        Kind.NUMBER,
        "How far the goal has come, 0 to 1, while it is active or met; for the award.",
        '=IF({status}="met",1,IF(OR({status}<>"active",{latest}="",{baseline_used}="",NOT(ISNUMBER({target}))),"",'
        "IF({target}={baseline_used},IF({way}*({latest}-{target})>=0,1,0),"
        "MAX(0,MIN(1,({latest}-{baseline_used})/({target}-{baseline_used}))))))",
    ),
    _hidden(
        "growth",
        "Growth",
        Kind.NUMBER,
        "The newest measure less the baseline.",
        '=IF(OR({latest}="",{baseline_used}=""),"",{latest}-{baseline_used})',
    ),
)

GOALS = Tab(
    key="goals",
    title="Goals",
    shape=Shape.LOG,
    module="progress",
    sheet_id=1020,
    columns=(
        row_id(STUDENTS),
        student(STUDENTS, "Whose goal it is.", "S4", writer=_ADDED),
        name(STUDENTS, "S4"),
        *_TYPED,
        *_SHOWN,
        *_WORKED_OUT,
    ),
    capacity=500,
    why="One row a goal. Measures are typed on Progress with the goal's id.",
)
