"""Student Card: a drop-down picks a student; all about them on one page, with a progress chart (S1)."""

from __future__ import annotations

from sheets_schema.model import Block, Chart, Entry, Kind, Shape, Tab

# (title, Students column), three across
_FACTS: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        ("Grade", "grade"),
        ("Status", "status"),
        ("Plan", "plan"),
        ("Counselor", "counselor"),
        ("Language", "language"),
        ("Graduation Path", "graduation_path"),
        ("Service Level", "service_level"),
        ("Next Review", "next_review"),
        ("Days Left", "days_left"),
        ("Due", "due"),
    ),
    (
        ("Needs", "needs"),
        ("Strengths", "strengths"),
        ("Assessments", "assessments"),
        ("Reading Level", "reading_level"),
        ("Make-up Time", "make_up_time"),
        ("Last Parent Contact", "last_parent_contact"),
        ("Days Since Contact", "days_since_contact"),
        ("Accommodation Use", "accommodation_use"),
        ("Open Goals", "open_goals"),
        ("Goals On Track", "goals_on_track"),
    ),
    (
        ("Last Grade Check", "last_grade_check"),
        ("Failing", "failing"),
        ("Missing Work", "missing_work"),
        ("Last Organization Check", "last_organization_check"),
        ("Organization Score", "organization_score"),
        ("Last First Talk", "last_first_talk"),
        ("Typing WPM", "typing_wpm"),
        ("Award Score", "award_score"),
        ("Award Rank", "award_rank"),
        ("Notes", "notes"),
    ),
)
_DATES = frozenset({"next_review", "last_parent_contact", "last_grade_check", "last_organization_check"})
_DATES |= {"last_first_talk", "date", "start", "last_contact"}
_SHARES = frozenset({"accommodation_use", "use_percent"})
_PATTERNS = {"latest": "0.0", "aim_today": "0.0", "trend_per_week": "0.00"}
_CODE = "$D$2"


def _kind(column: str) -> Kind | None:
    return Kind.DATE if column in _DATES else Kind.PERCENT if column in _SHARES else None


def _fact(column: str) -> str:
    cell = f"INDEX({{students.{column}}},MATCH({_CODE},{{students.code}},0))"
    return f'=IF({_CODE}="","",IF({cell}="","",{cell}))'


def _facts() -> tuple[Block, ...]:
    blocks = []
    for across, facts in enumerate(_FACTS):
        label, value = "ACE"[across], "BDF"[across]
        blocks.append(Block(f"{label}4", len(facts), 1, texts=tuple(title for title, _ in facts), quiet=True))
        blocks += [
            Block(f"{value}{row}", 1, 1, formula=_fact(column), kind=_kind(column))
            for row, (_, column) in enumerate(facts, start=4)
        ]
    return tuple(blocks)


_KNEW = f'{{survey_answers.student}},{_CODE},{{survey_answers.knowledge}},">=0"'


def _knowledge() -> tuple[Block, ...]:
    """What the student knew about their accommodations when last asked, and the growth."""

    def newest(column: str) -> str:
        cell = (
            f"INDEX({{survey_answers.{column}:rows}},"
            f"MATCH(MAXIFS({{survey_answers.id}},{_KNEW}),{{survey_answers.id:rows}},0))"
        )
        return f'=IF({_CODE}="","",IF(COUNTIFS({_KNEW})=0,"",IF({cell}="","",{cell})))'

    return (
        Block("A14", 1, 1, texts=("Knowledge (0 to 10)",), quiet=True),
        Block("B14", 1, 1, formula=newest("knowledge")),
        Block("C14", 1, 1, texts=("Growth",), quiet=True),
        Block("D14", 1, 1, formula=newest("growth")),
        Block("E14", 1, 1, texts=("Which Are Mine",), quiet=True),
        Block("F14", 1, 1, formula=newest("which_are_mine")),
    )


def _list(
    heading: int,
    rows: int,
    says: str,
    tab: str,
    columns: tuple[tuple[str, str], ...],
    *,
    also: str = "",
    newest: bool = False,
) -> tuple[Block, ...]:
    """Rows of a tab that belong to the student, found by id one after the other, the newest first or last."""
    first = heading + 1
    above = f"$A{heading}"
    bound = (
        f'"<"&IF(ISNUMBER({above}),{above},9999999999)' if newest else f'">"&IF(ISNUMBER({above}),{above},0)'
    )
    rows_of = f"{{{tab}.student}},{_CODE}{also},{{{tab}.id}},{bound}"
    pick = "MAXIFS" if newest else "MINIFS"
    ids = f'=IF(OR({_CODE}="",{above}=""),"",IF(COUNTIFS({rows_of})=0,"",{pick}({{{tab}.id}},{rows_of})))'
    titles = (says, *(title for title, _ in columns))
    blocks = [
        Block(f"A{heading}", 1, len(titles), texts=titles, heading=True),
        Block(f"A{first}", rows, 1, formula=ids, quiet=True),
    ]
    for letter, (_, column) in zip("BCDEFGH", columns, strict=False):
        cell = f"INDEX({{{tab}.{column}:rows}},MATCH($A{first},{{{tab}.id:rows}},0))"
        formula = f'=IF($A{first}="","",IF({cell}="","",{cell}))'
        blocks.append(
            Block(
                f"{letter}{first}",
                rows,
                1,
                formula=formula,
                kind=_kind(column),
                pattern=_PATTERNS.get(column),
            )
        )
    return tuple(blocks)


_GOAL = "$A$28"
_MEASURES = 76
_MOST = 20
_LAST = _MEASURES + _MOST


def _measures() -> tuple[Block, ...]:
    """The newest days of the first goal, found one before the other; beside them in the order of time."""
    first = _MEASURES + 1
    of_goal = f'{{progress.goal}},{_GOAL},{{progress.date}},">0",{{progress.value}},">-1000000000"'
    above = f"$A{_MEASURES}"
    before = f'{of_goal},{{progress.date}},"<"&IF(ISNUMBER({above}),{above},2958465)'
    days = f"$A${first}:$A${_LAST}"
    in_turn = f'=IF($C{first}>COUNT({days}),"",SMALL({days},$C{first}))'
    value = f"INDEX($B${first}:$B${_LAST},MATCH($D{first},{days},0))"
    return (
        Block(
            f"A{_MEASURES}", 1, 6, texts=("Newest first", "", "", "Day", "First goal", "Aim"), heading=True
        ),
        Block(
            f"A{first}",
            _MOST,
            1,
            formula=f'=IF(OR({_GOAL}="",{above}=""),"",IF(COUNTIFS({before})=0,"",MAXIFS({{progress.date}},{before})))',
            kind=Kind.DATE,
            quiet=True,
        ),
        Block(
            f"B{first}",
            _MOST,
            1,
            formula=f'=IF($A{first}="","",AVERAGEIFS({{progress.value}},{of_goal},{{progress.date}},$A{first}))',
            quiet=True,
        ),
        Block(f"C{first}", _MOST, 1, counts_from=1, quiet=True),
        Block(f"D{first}", _MOST, 1, formula=in_turn, kind=Kind.DATE, pattern="mm-dd"),
        Block(f"E{first}", _MOST, 1, formula=f'=IF($D{first}="","",{value})', pattern="0.0"),
        Block(f"F{first}", _MOST, 1, formula=_aim(f"$D{first}"), pattern="0.0"),
    )


def _aim(day: str) -> str:
    """Where the straight line from baseline to target stood on that day."""

    def of(column: str) -> str:
        return f"INDEX({{goals.{column}:rows}},MATCH({_GOAL},{{goals.id:rows}},0))"

    start, end, base = of("start_used"), of("target_date"), of("baseline_used")
    way = f"(MIN({end},MAX({start},{day}))-{start})/({end}-{start})"
    known = f"AND(ISNUMBER({base}),ISNUMBER({of('target')}),ISNUMBER({end}))"
    return f'=IF({day}="","",IFERROR(IF({known},{base}+({of("target")}-{base})*{way},""),""))'


STUDENT_CARD = Tab(
    key="student_card",
    title="Student Card",
    shape=Shape.FREE,
    module="students",
    sheet_id=1045,
    columns=(),
    capacity=100,
    why="Pick a student; everything about them on one page.",
    blocks=(
        Block("A1", 1, 6, texts=("Student Card", "", "", "", "", ""), heading=True),
        Block("A2", 1, 1, texts=("Student",), quiet=True),
        Block("C2", 1, 1, texts=("Code",), quiet=True),
        Block(
            "D2",
            1,
            1,
            formula='=IF($B$2="","",IFERROR(INDEX({students.code},MATCH($B$2,{students.name},0)),""))',
        ),
        *_facts(),
        *_knowledge(),
        *_list(
            16,
            8,
            "Accommodations",
            "accommodations",
            (
                ("Accommodation", "accommodation"),
                ("Where", "where"),
                ("Status", "status"),
                ("Last Use", "last_use"),
                ("Use %", "use_percent"),
            ),
            also=',{accommodations.status},"active"',
        ),
        *_list(
            27,
            5,
            "Goals",
            "goals",
            (
                ("Goal", "goal"),
                ("Latest", "latest"),
                ("Aim Today", "aim_today"),
                ("Trend Per Week", "trend_per_week"),
                ("Verdict", "verdict"),
            ),
            also=',{goals.status},"active"',
        ),
        *_list(
            35,
            12,
            "Team",
            "team",
            (
                ("Person", "person"),
                ("Role", "role"),
                ("Email", "email"),
                ("Household", "household"),
                ("Last Contact", "last_contact"),
            ),
        ),
        *_list(
            50,
            8,
            "Contacts",
            "contact_log",
            (
                ("Date", "date"),
                ("Person", "person"),
                ("Method", "method"),
                ("Subject", "subject"),
                ("Summary", "summary"),
            ),
            newest=True,
        ),
        *_list(
            61,
            5,
            "Meetings",
            "meetings",
            (
                ("Start", "start"),
                ("Title", "title"),
                ("Kind", "kind"),
                ("Place", "place"),
                ("Notes", "notes"),
            ),
            newest=True,
        ),
        *_list(
            69,
            5,
            "Decisions",
            "decisions",
            (
                ("Date", "date"),
                ("Decision", "decision"),
                ("Decided By", "decided_by"),
                ("Reason", "reason"),
                ("Flag", "flag"),
            ),
            newest=True,
        ),
        *_measures(),
    ),
    entries=(Entry("B2", Kind.TEXT, "Pick a student.", picks="students.name"),),
    widths=(140, 220, 150, 180, 180, 180, 20, 400),
    charts=(Chart("Progress on the first goal", "LINE", "D76:D96", ("E76:E96", "F76:F96"), "H3"),),
)
