"""Start: what is overdue and what comes, on one page with three charts and links to the tabs."""

from __future__ import annotations

from collections.abc import Iterable

from sheets_schema.model import Block, Chart, Kind, Shape, Tab

MONTHS = 12
_BUCKETS = ((0, 7), (8, 14), (15, 30), (31, 100000))
_BUCKET_NAMES = ("0 to 7 days", "8 to 14", "15 to 30", "over 30", "never")

_USE = '{survey_rounds.kind},"<>knowledge",{survey_rounds.id}'
_LAST_ROUND = f'=IF(COUNTIFS({_USE},">0")=0,"",MAXIFS({{survey_rounds.id}},{_USE},">0"))'
_ROUND_BEFORE = (
    f'=IF($B$20="","",IF(COUNTIFS({_USE},"<"&$B$20)=0,"",MAXIFS({{survey_rounds.id}},{_USE},"<"&$B$20)))'
)


def _of_round(column: str, round_id: str = "$B$20") -> str:
    return (
        f'=IF({round_id}="","",IFERROR(INDEX({{survey_rounds.{column}:rows}},'
        f'MATCH({round_id},{{survey_rounds.id:rows}},0)),""))'
    )


def _said(number: int, name: str) -> str:
    """How often the pick list's so-manieth answer was given in the round of that name."""
    word = f"INDEX({{lists.used:rows}},{number + 1})"  # the first is the header
    given = f"COUNTIFS({{survey_answers.round}},{name},{{survey_answers.used}},{word})"
    return f'=IF(OR({name}="",{word}=""),"",{given})'


def _placed(column: str) -> str:
    return f'=IFERROR(INDEX({{award.{column}}},MATCH($D4,{{award.place}},0)),"")'


_NUMBERS = (
    ("Reviews overdue", '=COUNTIFS({students.due},"overdue")'),
    ("Reviews due in 14 days", '=COUNTIFS({students.days_left},">=0",{students.days_left},"<=14")'),
    ("Reviews due in 60 days", '=COUNTIFS({students.days_left},">=0",{students.days_left},"<=60")'),
    ("Contact gaps", "=COUNTIFS({students.contact_late},TRUE)"),
    ("Open reminders", '=COUNTIFS({reminders.state},"open")'),
    ("Reminders overdue", '=COUNTIFS({reminders.state},"open",{reminders.due},"<"&{setting:Today})'),
    ("Students", '=COUNTIFS({students.listed},">0")'),
    ("On hold for the award", '=COUNTIFS({award.status},"on hold*")'),
    ("Caseload weight", "={workload.total}"),
    ("Limit", "={workload.limit}"),
)


def _gap(row: int) -> str:
    low, high = _BUCKETS[row]
    days = "{students.days_since_contact}"
    return f'=COUNTIFS({days},">={low}",{days},"<={high}")'


_MONTH = "EDATE({setting:Today}-DAY({setting:Today})+1,$G4-1)"


def start(tabs: Iterable[Tab]) -> Tab:
    """The Start tab, with a link to each of these tabs that people open."""
    links = [(tab.sheet_id, tab.title) for tab in tabs if not tab.hidden]
    return Tab(
        key="start",
        title="Start",
        shape=Shape.FREE,
        module="students",
        sheet_id=1044,
        columns=(),
        capacity=60,
        why="What is overdue, what comes, how the survey goes, who leads the award.",
        blocks=(*_numbers(), *_next_due(), *_reviews(), *_gaps(), *_survey(), *_links(links)),
        widths=(175, 105, 25, 90, 300, 80, 60, 90, 75, 15, 135, 75, 15, 145, 145),
        charts=(
            Chart("Plan reviews ahead", "COLUMN", "H3:H15", ("I3:I15",), "A25"),
            Chart("Survey progress", "COLUMN", "A21:A23", ("B21:B23",), "E25"),
            Chart("Days since parent contact", "COLUMN", "K3:K8", ("L3:L8",), "H25"),
        ),
    )


def _numbers() -> tuple[Block, ...]:
    return (
        Block("A1", 1, 1, formula='="Start · "&TEXT({setting:Today},"yyyy-mm-dd")', heading=True),
        Block("B1", 1, 14, texts=("",) * 14, heading=True),
        Block("A3", 1, 2, texts=("Now", "Number"), heading=True),
        Block("A4", len(_NUMBERS), 1, texts=tuple(label for label, _ in _NUMBERS)),
        *(Block(f"B{row}", 1, 1, formula=formula) for row, (_, formula) in enumerate(_NUMBERS, start=4)),
        Block("D3", 1, 3, texts=("Award", "Name", "Score"), heading=True),
        Block("D4", 3, 1, counts_from=1),
        Block("E4", 3, 1, formula=_placed("name")),
        Block("F4", 3, 1, formula=_placed("score"), pattern="0.00"),
    )


_DAYS_AHEAD = 7
_LATER = '{reminders.state},"open",{reminders.due},">"&IF(ISNUMBER($D8),$D8,{setting:Today}-1)'
_THAT_DAY = '{reminders.state},"open",{reminders.due},$D9'


def _of_first(column: str) -> str:
    first = f"MATCH(MINIFS({{reminders.id}},{_THAT_DAY}),{{reminders.id:rows}},0)"
    return f"INDEX({{reminders.{column}:rows}},{first})"


def _next_due() -> tuple[Block, ...]:
    """The next days on which a reminder is due, with the first one and how many there are."""
    day = f'=IF($D8="","",IF(COUNTIFS({_LATER})=0,"",MINIFS({{reminders.due}},{_LATER})))'
    told = f'{_of_first("what")}&IF({_of_first("name")}="",""," · "&{_of_first("name")})'
    return (
        Block("D8", 1, 3, texts=("Next due", "First of the day", "How many"), heading=True),
        Block("D9", _DAYS_AHEAD, 1, formula=day, kind=Kind.DATE),
        Block("E9", _DAYS_AHEAD, 1, formula=f'=IF($D9="","",IFERROR({told},""))'),
        Block("F9", _DAYS_AHEAD, 1, formula=f'=IF($D9="","",COUNTIFS({_THAT_DAY}))'),
    )


def _reviews() -> tuple[Block, ...]:
    before = f'{{students.next_review}},">="&{_MONTH},{{students.next_review}},"<"&EDATE({_MONTH},1)'
    return (
        Block("G3", 1, 3, texts=("", "Month", "Reviews"), heading=True),
        Block("G4", MONTHS, 1, counts_from=1, quiet=True),
        Block("H4", MONTHS, 1, formula=f'=TEXT({_MONTH},"yyyy-mm")'),
        Block("I4", MONTHS, 1, formula=f"=COUNTIFS({before})"),
    )


def _gaps() -> tuple[Block, ...]:
    return (
        Block("K3", 1, 2, texts=("Days since contact", "Students"), heading=True),
        Block("K4", len(_BUCKET_NAMES), 1, texts=_BUCKET_NAMES),
        *(Block(f"L{row + 4}", 1, 1, formula=_gap(row)) for row in range(len(_BUCKETS))),
        Block(f"L{len(_BUCKETS) + 4}", 1, 1, formula='=COUNTIFS({students.days_since_contact},"never")'),
    )


def _survey() -> tuple[Block, ...]:
    total = '=IF($B$20="","",COUNTIFS({survey_links.round},$B$18)-$B$22)'
    return (
        Block("A17", 1, 2, texts=("Survey", "Newest round"), heading=True),
        Block("A18", 3, 1, texts=("Round", "State", "Its row id"), quiet=True),
        Block("B18", 1, 1, formula=_of_round("round")),
        Block("B19", 1, 1, formula=_of_round("state")),
        Block("B20", 1, 1, formula=_LAST_ROUND, quiet=True),
        Block("A21", 1, 2, texts=("Students", "Number"), heading=True),
        Block("A22", 2, 1, texts=("answered", "waiting")),
        Block("B22", 1, 1, formula=_of_round("answered")),
        Block("B23", 1, 1, formula=total),
        *_beside(),
    )


def _beside() -> tuple[Block, ...]:
    """What was said in the newest round beside the one before."""
    rows = range(18, 24)
    return (
        Block("E17", 1, 3, texts=("Beside the round before", "Newest", "Before"), heading=True),
        *(Block(f"E{row}", 1, 1, formula=f'=INDEX({{lists.used:rows}},{row - 16})&""') for row in rows),
        *(Block(f"F{row}", 1, 1, formula=_said(row - 17, "$B$18")) for row in rows),
        *(Block(f"G{row}", 1, 1, formula=_said(row - 17, "$H$18")) for row in rows),
        Block("H17", 1, 2, texts=("The one before", "Answered"), heading=True),
        Block("H18", 1, 1, formula=_of_round("round", "$H$20")),
        Block("H19", 1, 1, formula=_of_round("state", "$H$20")),
        Block("H20", 1, 1, formula=_ROUND_BEFORE, quiet=True),
        Block("I18", 1, 1, formula=_of_round("answered", "$H$20")),
    )


def _links(links: list[tuple[int, str]]) -> tuple[Block, ...]:
    formulas = [f'=HYPERLINK("#gid={sheet_id}","{title}")' for sheet_id, title in links]
    half = (len(formulas) + 1) // 2
    return (
        Block("N3", 1, 2, texts=("Go to", ""), heading=True),
        *(
            Block(f"{'NO'[at // half]}{4 + at % half}", 1, 1, formula=formula, kind=Kind.TEXT)
            for at, formula in enumerate(formulas)
        ),
    )
