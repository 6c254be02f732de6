"""Award Scores and Award Holds: the numbers per student and category, and who is on hold (S10)."""

from __future__ import annotations

from sheets_schema.model import OWN_STUDENT, OWNER_ONLY, Column, Kind, Shape, Tab, Writer
from sheets_schema.tabs.award_counted import COUNTED, HELPING
from sheets_schema.tabs.award_rules import CATEGORIES, Category
from sheets_schema.tabs.columns import computed, name, row_id, student, typed


def _category(category: Category) -> Column:
    why, formula = COUNTED[category.key]
    said = f"Counted from {category.source}: {why}"
    return computed(category.key, category.title, Kind.NUMBER, OWN_STUDENT, said, formula, "S10", width=120)


AWARD_SCORES = Tab(
    key="award_scores",
    title="Award Scores",
    shape=Shape.REGISTER,
    module="award",
    sheet_id=1011,
    columns=(
        row_id(OWN_STUDENT),
        student(OWN_STUDENT, "One row a student; Holdfast adds it.", "S10", writer=Writer.APPENDED),
        name(OWN_STUDENT, "S10"),
        *(_category(category) for category in CATEGORIES),
        *HELPING,
    ),
    capacity=120,
    spare_columns=12,
    why="One column per category of Award Rules, of the same title, counted from other tabs. Type over it "
    'only where its Source is "typed". A blank cell means no data.',
)

NO_END = 2958465

_BEGUN = "IF(ISNUMBER({date}),{date}<={setting:Today},TRUE)"
_NOT_ENDED = "IF(ISNUMBER({until}),{until}>={setting:Today},TRUE)"

AWARD_HOLDS = Tab(
    key="award_holds",
    title="Award Holds",
    shape=Shape.REGISTER,
    module="award",
    sheet_id=1012,
    columns=(
        row_id(OWN_STUDENT),
        typed("date", "Date", Kind.DATE, OWN_STUDENT, "First day of the hold.", "S10"),
        student(OWN_STUDENT, "Who is on hold.", "S10"),
        name(OWN_STUDENT, "S10"),
        typed("reason", "Reason", Kind.TEXT, OWN_STUDENT, "Why.", "S10", choices="hold_reasons", width=200),
        typed(
            "until",
            "Until",
            Kind.DATE,
            OWN_STUDENT,
            "Last day of the hold; blank: until it is lifted.",
            "S10",
        ),
        typed("recorded_by", "Recorded By", Kind.TEXT, OWNER_ONLY, "Who confirmed it.", "S10"),
        typed(
            "override_reason",
            "Override Reason",
            Kind.TEXT,
            OWNER_ONLY,
            "A reason typed here lifts this hold. While its dates last it also lifts the holds that need "
            "no row (Respect too low, exited).",
            "S10",
            width=240,
        ),
        computed(
            "active",
            "Active",
            Kind.BOOL,
            OWN_STUDENT,
            "Whether the hold counts today.",
            '=IF({student}="","",AND({override_reason}="",' + _BEGUN + "," + _NOT_ENDED + "))",
            "S10",
            width=70,
        ),
        computed(
            "holds_until",
            "Holds Until",
            Kind.INTEGER,
            OWNER_ONLY,
            "The last day as a number while the hold is active; a day far off when it has no end.",
            '=IF({student}="","",IF({active},IF(ISNUMBER({until}),{until},' + str(NO_END) + "),0))",
            "S10",
            hidden=True,
        ),
        computed(
            "lifts",
            "Lifts",
            Kind.BOOL,
            OWNER_ONLY,
            "Whether the row's override lifts, today, a hold that needs no row.",
            '=IF({student}="","",AND({override_reason}<>"",' + _BEGUN + "," + _NOT_ENDED + "))",
            "S10",
            hidden=True,
        ),
    ),
    capacity=200,
    why="Who may not win for now, since when, until when, and why. Nothing is hidden in a zero.",
)
