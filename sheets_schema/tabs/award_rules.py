"""Award Rules: the skateboard award's categories, one row each (S10). Scores has a column of each title."""

from __future__ import annotations

from dataclasses import dataclass

from sheets_schema.model import OWNER_ONLY, Kind, Shape, Tab
from sheets_schema.tabs.columns import row_id, typed


@dataclass(frozen=True)
class Category:
    """A default category. In `message` "[number]" stands for the student's own number."""

    key: str
    title: str
    weight: float
    worst: float
    best: float
    message: str
    controllable: bool = True
    source: str = "typed"  # or the tab that Award Scores counts it from


CATEGORIES: tuple[Category, ...] = (
    Category(
        "tardies_this_semester",
        "Tardies This Semester",
        4.8,
        10,
        0,
        "Tardies this semester: [number]. A tardy is coming to class after it has begun. "
        "Each week without a new one keeps this from growing.",
        source="Attendance",
    ),
    Category(
        "tardies_last_30_days",
        "Tardies Last 30 Days",
        7.2,
        3,
        0,
        "Tardies in the last 30 days: [number]. A tardy is coming to class after it has begun. "
        "Be on time from today and this one goes back to zero within 30 days.",
        source="Attendance",
    ),
    Category(
        "attendance",
        "Attendance",
        10,
        85,
        98,
        "You were at school on [number] % of the days. Excused days do not count against you. "
        "Every day you come brings it up.",
        source="Attendance",
    ),
    Category(
        "respect",
        "Respect",
        16,
        1,
        4,
        "Your teachers rate your respect [number] of 4. Respect is how you speak to people and treat them. "
        "Kind words and listening bring it up.",
        source="Ratings",
    ),
    Category(
        "effort",
        "Effort",
        14,
        60,
        100,
        "Your teachers put your effort at [number] %. Effort is starting, keeping at it and asking for help. "
        "Begin right away in each class.",
        source="Ratings",
    ),
    Category(
        "missing_work",
        "Missing Work",
        8,
        8,
        0,
        "Missing work: [number]. Missing work is what was due and not handed in. "
        "Hand in one piece this week.",
        source="Grade Checks",
    ),
    Category(
        "improvement",
        "Improvement",
        8,
        -4,
        8,
        "Points by which your grades moved: [number]. Improvement is your average now against "
        "the one before. "
        "One better grade counts.",
        source="Grade Checks",
    ),
    Category(
        "accommodation_use",
        "Accommodation Use",
        8,
        30,
        90,
        "You use your accommodations [number] % of the time. An accommodation is a help you have a right to, "
        "such as extra time. Ask for one of them this week.",
        source="Survey Answers",
    ),
    Category(
        "goal_progress",
        "Goal Progress",
        8,
        0,
        100,
        "You are [number] % of the way on your goals. Look at one goal with us and choose its next step.",
        source="Goals",
    ),
    Category(
        "extracurriculars",
        "Extracurriculars",
        6,
        0,
        3,
        "Activities outside class, such as a club or a team: [number]. Joining one more counts.",
        source="Activities",
    ),
    Category(
        "organization",
        "Organization",
        6,
        0,
        4,
        "Points in your organization checks: [number], one each for inbox below 10, files, tabs closed, "
        "restart and planner. Do one of them today.",
        source="Organization Checks",
    ),
    Category(
        "typing_growth",
        "Typing Growth",
        4,
        0,
        8,
        "Words a minute by which your typing grew: [number]. "
        "Ten minutes of practice three times a week bring it up.",
        source="Progress",
    ),
)

AWARD_RULES = Tab(
    key="award_rules",
    title="Award Rules",
    shape=Shape.REGISTER,
    module="award",
    sheet_id=1010,
    columns=(
        row_id(OWNER_ONLY),
        typed(
            "category",
            "Category",
            Kind.TEXT,
            OWNER_ONLY,
            "Titled as its column on Award Scores. Add a row and a column to add a category.",
            "S10",
            width=170,
            required=True,
        ),
        typed(
            "weight",
            "Weight",
            Kind.NUMBER,
            OWNER_ONLY,
            "How much it counts; blank or 0: not at all.",
            "S10",
            width=70,
        ),
        typed(
            "direction",
            "Direction",
            Kind.CHOICE,
            OWNER_ONLY,
            "Which way is better; Best and Worst are what the score is worked out from.",
            "S10",
            choices="better",
            width=90,
        ),
        typed(
            "best",
            "Best",
            Kind.NUMBER,
            OWNER_ONLY,
            "The number that earns the full weight.",
            "S10",
            width=70,
        ),
        typed("worst", "Worst", Kind.NUMBER, OWNER_ONLY, "The number that earns nothing.", "S10", width=70),
        typed(
            "source",
            "Source",
            Kind.TEXT,
            OWNER_ONLY,
            'Where the number on Award Scores comes from: the tab it is counted from, or "typed". Then type '
            "the numbers over the formulas of its column there; they stay as typed.",
            "S10",
            choices="award_sources",
            width=170,
        ),
        typed(
            "controllable",
            "Controllable",
            Kind.BOOL,
            OWNER_ONLY,
            "Ticked: the student can change it, so it may be named as what holds them back.",
            "S10",
            width=100,
        ),
        typed(
            "message",
            "Message",
            Kind.TEXT,
            OWNER_ONLY,
            'What the student is told, in words they know; "[number]" becomes their own number.',
            "S10",
            width=480,
        ),
    ),
    capacity=60,
    why="What the award counts, how much, and what the student is told. The first 24 rows count.",
    first_rows=tuple(
        {
            "category": one.title,
            "weight": one.weight,
            "direction": "higher" if one.best > one.worst else "lower",
            "best": one.best,
            "worst": one.worst,
            "source": one.source,
            "controllable": one.controllable,
            "message": one.message,
        }
        for one in CATEGORIES
    ),
)
