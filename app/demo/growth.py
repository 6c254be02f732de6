"""Goals and their measures, talks, and what goes on in class and in the students' own lists.

Pupils are places in `school.PUPILS`, days are school days from today.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.person import Typed
from app.demo.tables import Table

MEASURED = (-55, -42, -30, -17, -4)


@dataclass(frozen=True)
class Goal:
    """A goal with what was measured, the newest last."""

    pupil: int
    kind: str
    goal: str
    measure: str
    unit: str
    baseline: float
    target: float
    measures: tuple[float, ...]
    target_in: int = 70
    direction: str = "higher"


def _typing(pupil: int, baseline: int, target: int, *measures: float) -> Goal:
    goal = f"Types {target} words a minute"
    return Goal(pupil, "typing", goal, "one-minute typing test", "wpm", baseline, target, measures)


GOALS = (
    Goal(0, "ILP", "Reads 90 words a minute from a grade-4 text", "words right in one minute", "words",
         62, 90, (65, 70, 74, 79, 82)),
    Goal(1, "ILP", "Writes a paragraph of five sentences", "sentences that hold", "sentences",
         2, 5, (2, 3, 3, 4, 4)),
    Goal(2, "organisation", "Starts a task within two minutes", "minutes until the pen moves", "minutes",
         9, 2, (9, 8, 8, 7, 7), direction="lower"),
    Goal(3, "accommodation", "Asks for the small room before a test", "tests asked for of ten", "tests",
         1, 9, (3, 4, 6, 7, 8)),
    Goal(4, "ILP", "Reads 110 words a minute with audiobook support", "words right in one minute", "words",
         71, 110, (78, 86, 95, 101, 106)),
    Goal(6, "academic", "Finishes timed problem sets", "problems done of twenty", "problems",
         11, 19, (12, 13, 14, 15, 16)),
    Goal(7, "ILP", "Answers 'why' questions about a text", "questions right of ten", "questions",
         4, 9, (5, 5, 6, 7, 8)),
    Goal(8, "academic", "Writes the homework down before leaving", "days of ten", "days",
         5, 10, (6, 7, 6, 6, 6)),
    Goal(9, "ILP", "Retells a lesson in her own words", "ideas named of eight", "ideas",
         3, 8, (4, 5, 5, 6, 7)),
    Goal(10, "academic", "Hands in written work on the day", "pieces of ten", "pieces",
         4, 9, (5, 5, 6, 6, 7)),
    Goal(12, "organisation", "Uses the planner in every lesson", "lessons of thirty", "lessons",
         8, 28, (10, 12, 12, 13, 14)),
    Goal(13, "academic", "Catches up within a week after a migraine", "days until caught up", "days",
         14, 5, (13, 11, 10, 9, 8), direction="lower"),
    Goal(14, "ILP", "Solves two-step equations with a calculator", "right of ten", "right",
         3, 9, (4, 5, 5, 6, 7)),
    Goal(15, "accommodation", "Listens to long texts instead of reading them", "texts of ten", "texts",
         2, 9, (4, 6, 7, 9, 9)),
    Goal(17, "academic", "Make-up work no older than a week", "pieces older than a week", "pieces",
         7, 0, (6, 5, 3, 2, 1), direction="lower"),
    _typing(0, 18, 26, 19, 20, 20, 21, 22),
    _typing(1, 24, 34, 25, 26, 27, 28),
    _typing(3, 27, 35, 28, 29, 31, 32),
    _typing(4, 21, 30, 22, 24, 25, 26, 27),
    _typing(6, 32, 40, 32, 33, 33, 34),
    _typing(7, 24, 32, 25, 27, 28, 29),
    _typing(9, 30, 38, 31, 31, 32, 33),
    _typing(10, 26, 36, 27, 28, 29, 30),
    _typing(14, 28, 38, 29, 30, 31, 32),
    _typing(15, 41, 50, 42, 44, 45, 47),
)  # fmt: skip

GOALS_TABLE = Table(
    "Goals",
    ("Student", "Kind", "Goal", "Measure", "Unit", "Baseline", "Start", "Target", "Target Date",
     "Direction", "Status"),
    [
        (one.pupil, one.kind, one.goal, one.measure, one.unit, one.baseline, -60, one.target,
         one.target_in, one.direction, "active")
        for one in GOALS
    ],
)  # fmt: skip


def progress(ids: list[int]) -> Table:
    """The measures, for goals whose rows have these ids."""
    rows: list[tuple[Typed, ...]] = []
    for number, one in zip(ids, GOALS, strict=True):
        days = MEASURED[-len(one.measures) :]
        for at, (day, value) in enumerate(zip(days, one.measures, strict=True)):
            right = f"{88 + at * 2}%" if one.kind == "typing" else None
            rows.append((day, one.pupil, number, value, right, _WHERE[one.kind]))
    return Table(
        "Progress",
        ("Date", "Student", "Goal", "Value", "Accuracy", "Setting"),
        sorted(rows, key=lambda row: (row[0], row[1])),
    )


_WHERE = {
    "ILP": "our room", "academic": "in class", "organisation": "in class", "accommodation": "in class",
    "typing": "our room",
}  # fmt: skip

_FIRST_TALKS: tuple[tuple[Typed, ...], ...] = (
    (-64, 0, "Friends, art", "Reading aloud in front of others", "Nobody calls on me without asking",
     "Raise my hand once a day", None, "Tell every teacher about the read-aloud rule", "Dana Okafor", -30),
    (-63, 2, "Building things", "Starting", "A short list instead of a long text",
     "Start within two minutes", None, "Checklist on the desk in three classes", "Dana Okafor", -20),
    (-61, 4, "Football, stories", "Long texts", "Audiobooks for every class",
     "Finish one audiobook a month", "Know where every audiobook is", "Ask the library for access",
     "Dana Okafor", 10),
    (-60, 8, "Drama", "Sitting for long", "Moving before I must", "Ask for a break before I shout", None,
     "Break card, three a day", "Vera Castillo", -25),
    (-58, 11, "Photography", "Mathematics tests", "Time to breathe first", "Use the formula sheet each test",
     None, "Formula sheet agreed with the teacher", "Helga Brandt", 5),
    (-57, 15, "Writing", "Reading long sources", "Texts read aloud", "Plan the extended essay early", None,
     "Meet about the IB plan", "Tunde Adeyemi", 3),
    (-55, 17, "Languages", "Being tired in the afternoon", "Make-up dates in writing",
     "Visit two universities", None, "Letter for the access office", "Dana Okafor", 15),
)  # fmt: skip

_CO_TAUGHT: tuple[tuple[Typed, ...], ...] = (
    (-50, "Science", "Sora Nakamura", "Nora and table 3", "pre-teaching", "key words of cells", 3, 7, True,
     "same for the next unit"),
    (-46, "English", "Paolo Rossi", "whole class", "chunking", "finishing a long text", 4, 6, True,
     "half-page chunks"),
    (-41, "Mathematics", "Helga Brandt", "Diego and three others", "visuals", "two-step equations", 3, 6,
     True, "balance picture on each sheet"),
    (-37, "Humanities", "Lerato Mbeki", "whole class", "check for understanding", "main idea", 5, 6, False,
     "exit question each Friday"),
    (-33, "Science", "Sora Nakamura", "Hana and table 1", "small group", "lab report", 4, 8, True,
     "hand over to the teacher"),
    (-28, "English", "Paolo Rossi", "Zosia, Seun", "modeling", "answering why", 3, 6, True,
     "sentence starters"),
    (-24, "Mathematics", "Helga Brandt", "whole class", "chunking", "word problems", 5, 5, False,
     "try visuals instead"),
    (-20, "Humanities", "Lerato Mbeki", "Ahmed, Kofi", "pre-teaching", "source questions", 2, 5, False,
     "two lessons ahead"),
    (-15, "Science", "Sora Nakamura", "whole class", "visuals", "energy chains", 5, 8, True, "keep"),
    (-11, "Mathematics", "Helga Brandt", "Amara, Mateo", "small group", "fractions", 4, 7, True,
     "once more with time"),
    (-7, "English", "Paolo Rossi", "whole class", "modeling", "opening paragraph", 5, 7, True, "keep"),
    (-3, "Humanities", "Lerato Mbeki", "table 2", "check for understanding", "cause and effect", 4, 5,
     False, "fewer questions, more waiting"),
)  # fmt: skip

# pupil, teacher, what was expected, points of six on each of the last school days, teacher did the step
_TRACKED = (
    (8, "v.castillo@school.test", "3", "Ask for a break before leaving", (4, 3, 5, 3, 4, 2, 4, 3)),
    (8, "l.mbeki@school.test", "6", "Ask for a break before leaving", (5, 5, 4, 6, 5, 4, 5, 4)),
    (2, "s.nakamura@school.test", "2", "Start within two minutes", (4, 5, 5, 6, 5, 6, 6, 6)),
)

_TO_DO: tuple[tuple[Typed, ...], ...] = (
    (-1, 0, "Read chapter 4 with the audiobook", "English", -4, True),
    (-1, 0, "Fraction sheet", "Mathematics", -3, True),
    (-1, 8, "Vocabulary list", "Languages", -4, False),
    (-1, 8, "Poster about volcanoes", "Science", -2, True),
    (-1, 12, "Source questions 1 to 4", "Humanities", -4, False),
    (-1, 12, "Tidy the inbox", "Learning Support", -3, False),
    (-1, 2, "Lab drawing", "Science", -3, True),
    (0, 0, "Learn ten words", "Languages", 2, True),
    (0, 0, "Plan the animal text", "English", 3, False),
    (0, 2, "Checklist signed in three classes", "Learning Support", 4, False),
    (0, 2, "Bridge model", "Science", 3, True),
    (0, 4, "Chapter 7", "English", 2, True),
    (0, 8, "Learn lines for scene 2", "Arts", 3, False),
    (0, 10, "Speech for the debate, typed", "English", 2, True),
    (0, 12, "Formula cards", "Mathematics", 4, False),
)  # fmt: skip


def _behavior() -> list[tuple[Typed, ...]]:
    return sorted(
        (at - len(points), pupil, period, teacher, expected, point, 6, point > 3)
        for pupil, teacher, period, expected, points in _TRACKED
        for at, point in enumerate(points)
    )


TABLES = (
    GOALS_TABLE,
    Table(
        "First Talk",
        ("Date", "Student", "Going Well", "Hard", "Needs", "Goal 1", "Goal 2", "Action Plan", "Who",
         "Follow Up"),
        _FIRST_TALKS,
    ),
    Table(
        "Co-taught",
        ("Date", "Class", "Teacher", "Student or Group", "Action", "Skill", "Before", "After", "Target Met",
         "Next Step"),
        _CO_TAUGHT,
    ),
    Table(
        "Behavior",
        ("Date", "Student", "Period", "Teacher", "Expectation", "Points", "Max", "Teacher Did Step"),
        _behavior(),
    ),
    Table("To-Do", ("Week Of", "Student", "Item", "Class", "Due", "Done"), _TO_DO),
)  # fmt: skip
