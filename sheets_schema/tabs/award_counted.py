"""How Award Scores counts its categories from other tabs, and the hidden columns that help (S10)."""

from __future__ import annotations

from sheets_schema.model import OWNER_ONLY, Column, Kind
from sheets_schema.tabs.columns import computed

_SPAN = '{{{tab}.date}},">="&{{counted_from}},{{{tab}.date}},"<="&{{counted_to}}'


def _within(tab: str) -> str:
    return f"{{{tab}.student}},{{student}}," + _SPAN.format(tab=tab)


def _unexcused(kind: str, more: str = "") -> str:
    """Excused and disability-linked ones are left out; one that is both is taken off once only."""
    rows = _within("attendance") + f',{{attendance.kind}},"{kind}"' + more
    excused, linked = "{attendance.excused},TRUE", "{attendance.disability_linked},TRUE"
    off = f"-COUNTIFS({rows},{excused})-COUNTIFS({rows},{linked})+COUNTIFS({rows},{excused},{linked})"
    return f"(COUNTIFS({rows}){off})"


def _if_kept(tab: str, formula: str) -> str:
    """Blank while the tab has no row at all in the semester: then nobody keeps it, and 0 would be a lie."""
    return f'=IF({{student}}="","",IF(COUNTIFS({_SPAN.format(tab=tab)})=0,"",{formula}))'


def _or_blank(formula: str) -> str:
    return f'=IF({{student}}="","",IFERROR({formula},""))'


_RECENT = ',{attendance.date},">"&({setting:Today}-30)'
_NEWEST = "{grade_checks.student},{student},{grade_checks.newest},TRUE"

COUNTED: dict[str, tuple[str, str]] = {
    "tardies_this_semester": (
        "Tardies since Semester start, excused and disability-linked ones left out.",
        _if_kept("attendance", _unexcused("tardy")),
    ),
    "tardies_last_30_days": (
        "The same within the last 30 days, so that recovery shows.",
        _if_kept("attendance", _unexcused("tardy", _RECENT)),
    ),
    "attendance": (
        "Share of school days without an absence that counts, in %, since Semester start or joining.",
        _if_kept(
            "attendance",
            'IF(OR({school_days}="",{school_days}=0),"",'
            "ROUND(100*(1-" + _unexcused("absence") + "/{school_days}),1))",
        ),
    ),
    "respect": (
        "Mean of the teachers' ratings this semester.",
        _or_blank("ROUND(AVERAGEIFS({ratings.respect}," + _within("ratings") + "),2)"),
    ),
    "effort": (
        "Mean of the teachers' ratings this semester, in %.",
        _or_blank("ROUND(100*AVERAGEIFS({ratings.effort}," + _within("ratings") + "),1)"),
    ),
    "missing_work": (
        "Missing pieces of work in the newest check of each class.",
        f'=IF({{student}}="","",IF(COUNTIFS({_NEWEST})=0,"",SUMIFS({{grade_checks.missing}},{_NEWEST})))',
    ),
    "improvement": (
        "Mean change of the percent between the last two checks of each class, in points.",
        _or_blank("ROUND(100*AVERAGEIFS({grade_checks.change}," + _NEWEST + "),1)"),
    ),
    "accommodation_use": (
        "Mean of the student's survey answers that count, in %.",
        '=IF({student}="","",IF(COUNTIFS({survey_answers.student},{student},{survey_answers.counts_as},">=0")=0,"",'
        "ROUND(100*AVERAGEIFS({survey_answers.counts_as},{survey_answers.student},{student}),1)))",
    ),
    "goal_progress": (
        "Mean of how far active and met goals have come, in %.",
        _or_blank("ROUND(100*AVERAGEIFS({goals.share},{goals.student},{student}),1)"),
    ),
    "extracurriculars": (
        "Activities going on today.",
        # The header is text too: one text in the column means that nobody keeps the tab.
        '=IF({student}="","",IF(COUNTIFS({activities.student},"?*")<=1,"",'
        "COUNTIFS({activities.student},{student})"
        '-COUNTIFS({activities.student},{student},{activities.start},">"&{setting:Today})'
        '-COUNTIFS({activities.student},{student},{activities.end},"<"&{setting:Today})))',
    ),
    "organization": (
        "Mean score of the checks this semester.",
        _or_blank("ROUND(AVERAGEIFS({organization_checks.score}," + _within("organization_checks") + "),2)"),
    ),
    "typing_growth": (
        "Words a minute gained since the baseline of the typing goal.",
        _or_blank('ROUND(AVERAGEIFS({goals.growth},{goals.student},{student},{goals.kind},"typing"),1)'),
    ),
}

_MASK = "&".join(
    f'IF(ISNUMBER(SEARCH("{day}",{{setting:Weekend days}})),1,0)'
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
)
_JOINED = "IFERROR(INDEX({students.joined},MATCH({student},{students.code},0))+0,0)"


def _hidden(key: str, title: str, why: str, formula: str) -> Column:
    return computed(key, title, Kind.INTEGER, OWNER_ONLY, why, formula, "S10", hidden=True)


HELPING = (
    _hidden(
        "counted_from",
        "Counted From",
        "Semester start, as a number; 0 where it is blank.",
        '=IF({student}="","",IFERROR({setting:Semester start}+0,0))',
    ),
    _hidden(
        "counted_to",
        "Counted To",
        "Today, or Semester end when that is past.",
        '=IF({student}="","",IF(IFERROR({setting:Semester end}+0,0)>0,'
        "MIN({setting:Today},{setting:Semester end}+0),{setting:Today}))",
    ),
    _hidden(
        "school_days",
        "School Days",
        "School days since Semester start or joining; weekend and holidays left out.",
        '=IF({student}="","",IF({counted_from}=0,"",IF(MAX({counted_from},'
        + _JOINED
        + ")>{counted_to},0,NETWORKDAYS.INTL(MAX({counted_from},"
        + _JOINED
        + "),{counted_to},"
        + _MASK
        + ",{lists.holidays}))))",
    ),
)
