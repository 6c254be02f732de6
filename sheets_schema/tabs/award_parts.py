"""Award Parts: the award worked out step by step, on a hidden tab that only formulas fill (S10).

Columns C to Z are the rules of Award Rules in their order (row 1 their categories), each student a row:
the raw number, then the part (0 to 1) of its weight, then the gap that is still open, then the results.
"""

from __future__ import annotations

from sheets_schema.layout import column_letters
from sheets_schema.model import Block, Shape, Tab

RULES = 24
STUDENTS = 120
TOP = 7
BOTTOM = TOP + STUDENTS - 1

_RAW, _PART, _GAP = "C", "AA", "AY"
_WEIGHTS, _PARTS, _GAPS = "$C$3:$Z$3", f"$AA{TOP}:$AX{TOP}", f"$AY{TOP}:$BV{TOP}"
_RESULTS = (
    "data_weight",
    "score",
    "coverage",
    "place_1",
    "holding_back_1",
    "gain_1",
    "message_1",
    "place_2",
    "holding_back_2",
    "gain_2",
    "message_2",
)
_AT = {key: column_letters(74 + number) for number, key in enumerate(_RESULTS)}


def _rule(column: str) -> str:
    return f"INDEX({{award_rules.{column}}},C$2)"


def _own(key: str) -> str:
    return f"${_AT[key]}{TOP}"


_NUMBER = "INDEX({award_scores!},MATCH($B7,{award_scores.student},0),MATCH(C$1,{award_scores!1},0))"

_RULE_ROWS = (
    "=IFERROR(" + _rule("category") + '&"","")',
    '=IF(C$1="",0,IFERROR(IF(ISNUMBER(' + _rule("weight") + "),MAX(0," + _rule("weight") + "),0),0))",
    '=IF(C$1="","",IFERROR(IF(ISNUMBER(' + _rule("best") + ")," + _rule("best") + ',""),""))',
    '=IF(C$1="","",IFERROR(IF(ISNUMBER(' + _rule("worst") + ")," + _rule("worst") + ',""),""))',
    '=IF(C$1="",FALSE,IFERROR(IF(' + _rule("controllable") + ",TRUE,FALSE),FALSE))",
)


def _holding(number: int) -> tuple[str, str, str, str]:
    place, gain = _own(f"place_{number}"), f"LARGE({_GAPS},{number})"
    return (
        f'=IF(COUNTIF({_GAPS},">0.000001")<{number},"",MATCH({gain},{_GAPS},0))',
        f'=IF({place}="","",INDEX($C$1:$Z$1,{place}))',
        f'=IF({place}="","",ROUND(100*ROUND({gain},6)/{_own("data_weight")},1))',
        f'=IF({place}="","",SUBSTITUTE(INDEX({{award_rules.message}},INDEX($C$2:$Z$2,{place}))&"","[number]",'
        # + 0: a number just below nothing is told as 0, not as -0
        f'(ROUND(INDEX($C{TOP}:$Z{TOP},{place}),2)+0)&""))',
    )


_RESULT_FORMULAS = (
    f'=IF($B{TOP}="",0,SUMIF({_PARTS},">=0",{_WEIGHTS}))',
    f'=IF({_own("data_weight")}=0,"",ROUND(100*SUMPRODUCT({_WEIGHTS},{_PARTS})/{_own("data_weight")},2))',
    f'=IF(OR($B{TOP}="",SUM({_WEIGHTS})=0),0,{_own("data_weight")}/SUM({_WEIGHTS}))',
    *_holding(1),
    *_holding(2),
)


def _blocks() -> tuple[Block, ...]:
    labels = ("Category", "Row on Award Rules", "Weight", "Best", "Worst", "Controllable")
    rules = [Block("C1", 1, RULES, formula=_RULE_ROWS[0]), Block("C2", 1, RULES, counts_from=2)]
    rules += [
        Block(f"C{row}", 1, RULES, formula=formula) for row, formula in enumerate(_RULE_ROWS[1:], start=3)
    ]
    students = [
        Block(f"A{TOP}", STUDENTS, 1, counts_from=1),
        Block(
            f"B{TOP}",
            STUDENTS,
            1,
            formula='=IFERROR(INDEX({students.code},MATCH(SMALL({students.listed},$A7),{students.listed},0)),"")',
        ),
        Block(
            f"{_RAW}{TOP}",
            STUDENTS,
            RULES,
            formula=f'=IF(OR($B7="",C$1=""),"",IFERROR(IF(ISNUMBER({_NUMBER}),{_NUMBER},""),""))',
        ),
        Block(
            f"{_PART}{TOP}",
            STUDENTS,
            RULES,
            formula='=IF(OR(C7="",C$4="",C$5=""),"",IF(C$4=C$5,"",MAX(0,MIN(1,(C7-C$5)/(C$4-C$5)))))',
        ),
        Block(
            f"{_GAP}{TOP}",
            STUDENTS,
            RULES,
            formula='=IF(OR(AA7="",NOT(C$6)),"",ROUND(C$3*(1-AA7),6)-C$2/1000000000)',
        ),
    ]
    results = [
        Block(f"{_AT[key]}{TOP}", STUDENTS, 1, formula=formula)
        for key, formula in zip(_RESULTS, _RESULT_FORMULAS, strict=True)
    ]
    headings = [
        Block("B1", 6, 1, texts=labels),
        Block("AA1", 1, 1, texts=("Part of the weight, 0 to 1",)),
        Block("AY1", 1, 1, texts=("Gap still open, in points of weight",)),
        Block(f"{_AT['data_weight']}6", 1, len(_RESULTS), texts=tuple(_title(key) for key in _RESULTS)),
    ]
    return (*headings, *rules, *students, *results)


def _title(key: str) -> str:
    return key.replace("_", " ").capitalize()


AWARD_PARTS = Tab(
    key="award_parts",
    title="Award Parts",
    shape=Shape.FREE,
    module="award",
    sheet_id=1014,
    columns=(),
    capacity=BOTTOM - 1,
    why="How each score comes about: raw number, part, gap. Only formulas; hidden.",
    hidden=True,
    lists="students",
    blocks=_blocks(),
    areas={
        "student": f"$B$1:$B${BOTTOM}",
        **{key: f"${letters}$1:${letters}${BOTTOM}" for key, letters in _AT.items()},
    },
)
