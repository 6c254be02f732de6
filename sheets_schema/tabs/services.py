"""Services, Behavior Plans, Trainings: what others give, who sees to it, whom we taught (S21, S22)."""

from __future__ import annotations

from sheets_schema.model import COUNSELORS, OWNER_ONLY, STUDENTS, Column, Kind, Shape, Tab
from sheets_schema.tabs.columns import name, row_id, student, typed

SERVICES = Tab(
    key="services",
    title="Services",
    shape=Shape.REGISTER,
    module="services",
    sheet_id=1033,
    columns=(
        row_id(STUDENTS),
        student(STUDENTS, "Who gets it.", "S21"),
        name(STUDENTS, "S21"),
        typed("service", "Service", Kind.CHOICE, STUDENTS, "What it is.", "S21", choices="service_kinds"),
        typed("provider", "Provider", Kind.TEXT, STUDENTS, "Who gives it.", "S21", width=160),
        typed("minutes", "Minutes", Kind.NUMBER, STUDENTS, "Minutes each time.", "S21", width=80),
        typed(
            "frequency",
            "Frequency",
            Kind.TEXT,
            STUDENTS,
            "How often.",
            "S21",
            choices="frequencies",
            width=140,
        ),
        typed("start", "Start", Kind.DATE, STUDENTS, "First day.", "S21"),
        typed("end", "End", Kind.DATE, STUDENTS, "Last day; blank: it goes on.", "S21"),
        typed(
            "delivered_this_week",
            "Delivered This Week",
            Kind.NUMBER,
            COUNSELORS,
            "Minutes given this week, typed by whoever knows.",
            "S21",
        ),
    ),
    capacity=200,
    why="Each service a student gets, and whether it was given.",
)


def _told(key: str, title: str, why: str, width: int = 180) -> Column:
    return typed(key, title, Kind.TEXT, COUNSELORS, why, "S21", width=width)


BEHAVIOR_PLANS = Tab(
    key="behavior_plans",
    title="Behavior Plans",
    shape=Shape.REGISTER,
    module="services",
    sheet_id=1034,
    columns=(
        row_id(COUNSELORS),
        student(COUNSELORS, "Whose plan.", "S21"),
        name(COUNSELORS, "S21"),
        _told("concern", "Concern", "What is seen, without judgement.", 220),
        _told("function", "Function", "What it gets the student, or gets them out of."),
        _told("steps", "Steps", "What everybody does.", 300),
        _told("owner", "Owner", "Who sees to it."),
        typed("start", "Start", Kind.DATE, COUNSELORS, "First day.", "S21"),
        typed("review", "Review", Kind.DATE, COUNSELORS, "Day to look at it again.", "S21"),
        _told("outcome", "Outcome", "What came of it.", 220),
    ),
    capacity=100,
    why="Behaviour support plans and what they are built on.",
)

TRAININGS = Tab(
    key="trainings",
    title="Trainings",
    shape=Shape.LOG,
    module="services",
    sheet_id=1035,
    columns=(
        row_id(OWNER_ONLY),
        typed("date", "Date", Kind.DATE, OWNER_ONLY, "Day of the training.", "S22", required=True),
        typed("topic", "Topic", Kind.TEXT, OWNER_ONLY, "What it was about.", "S22", width=220),
        typed("audience", "Audience", Kind.TEXT, OWNER_ONLY, "Who was there.", "S22", width=180),
        typed(
            "material", "Material", Kind.LINK, OWNER_ONLY, "A link to the slides or notes.", "S22", width=220
        ),
        typed("follow_up", "Follow Up", Kind.DATE, OWNER_ONLY, "Day to ask how it goes.", "S22"),
    ),
    capacity=300,
    why="Trainings given to colleagues; they count as evidence.",
)
