"""What the semester brought so far, as teachers and the case manager typed it: all that the award counts.

Pupils are places in `school.PUPILS`, days are school days before today.
"""

from __future__ import annotations

from app.demo.person import Typed
from app.demo.school import TEACHERS
from app.demo.tables import Table

SEMESTER_BEGAN = 75

# Amara came late seven times by the seventh week and has been on time ever since. Mateo and Diego tie.
TARDIES: dict[int, tuple[int, ...]] = {
    0: (74, 70, 66, 61, 55, 48, 41),
    1: (52, 33),
    2: (63, 47, 15, 6),
    4: (58,),
    5: (60, 39, 9),
    7: (68, 44),
    8: (71, 57, 36, 17, 11, 4),
    9: (33,),
    10: (62, 45, 13),
    12: (69, 54, 31, 16, 5),
    13: (50,),
    14: (64, 29),
    17: (38,),
}
ABSENCES: dict[int, tuple[int, ...]] = {
    0: (65, 43, 18),
    1: (72, 51, 30),
    2: (73, 59, 46, 37, 28, 14, 3),
    3: (56, 26),
    4: (40,),
    5: (67, 53, 35, 24, 10),
    6: (49,),
    7: (70, 52, 34, 13),
    8: (66, 50, 42, 27, 20, 9),
    9: (61, 32, 8),
    10: (71, 64, 57, 48, 40, 25, 19, 7),
    11: (45, 12),
    12: (68, 60, 55, 44, 39, 23, 14, 2),
    13: (62, 36, 11),
    14: (69, 47, 21),
    15: (30,),
    16: (29,),
    17: (72, 54, 33, 15),
}
# pupil, days ago, kind, excused, disability-linked, note
LEFT_OUT: tuple[tuple[int, int, str, bool, bool, str], ...] = (
    (0, 24, "absence", True, False, "flu, letter from home"),
    (2, 53, "tardy", True, False, "bus was late"),
    (3, 41, "absence", True, False, "dentist"),
    (5, 18, "tardy", True, False, "bus was late"),
    (8, 30, "tardy", False, True, "movement break ran over"),
    (9, 22, "absence", True, False, "choir concert"),
    (11, 58, "absence", True, False, "family wedding"),
    (13, 70, "absence", False, True, "migraine"),
    (13, 57, "absence", False, True, "migraine"),
    (13, 43, "absence", True, True, "migraine, neurologist's letter"),
    (13, 28, "absence", False, True, "migraine"),
    (13, 16, "absence", False, True, "migraine"),
    (13, 5, "tardy", False, True, "quiet room first"),
    (17, 63, "absence", False, True, "fatigue, rested at home"),
    (17, 46, "absence", False, True, "fatigue, rested at home"),
    (17, 21, "absence", True, True, "hospital appointment"),
    (17, 6, "tardy", False, True, "late start agreed"),
)

RATED = (58, 34, 9)
# pupil -> respect and effort each time
RATINGS: dict[int, tuple[tuple[int, int], ...]] = {
    0: ((3, 88), (4, 90), (4, 92)),
    1: ((3, 84), (3, 84), (4, 84)),
    2: ((3, 70), (2, 75), (3, 80)),
    3: ((4, 95), (4, 94), (4, 96)),
    4: ((4, 90), (3, 92), (4, 94)),
    5: ((3, 80), (3, 78), (4, 82)),
    6: ((4, 88), (4, 91), (3, 91)),
    7: ((3, 85), (4, 88), (4, 91)),
    8: ((2, 72), (3, 70), (2, 68)),
    9: ((4, 90), (3, 88), (4, 92)),
    10: ((3, 80), (3, 78), (3, 76)),
    11: ((4, 92), (4, 93), (4, 94)),
    12: ((3, 75), (3, 72), (3, 69)),
    13: ((4, 90), (4, 90), (3, 90)),
    14: ((3, 84), (3, 84), (4, 84)),
    15: ((4, 96), (4, 95), (4, 97)),
    16: ((4, 85), (3, 87)),
    17: ((3, 86), (4, 87), (4, 88)),
}
SAID = {
    (0, 2): "on time every day now",
    (2, 1): "talked back, said sorry after",
    (4, 2): "helped a new student",
    (8, 2): "loud in the corridor again",
    (12, 2): "tired, puts his head down",
    (15, 2): "edits everybody's articles with patience",
}

CHECKED = (33, 5)
LONG_AGO = {8: 19, 17: 19}  # pupil -> the newest check, which is old by now
# pupil -> class, percent at the first and at the newest check, pieces missing now
GRADES: dict[int, tuple[tuple[str, int, int, int], ...]] = {
    0: (("English", 70, 74, 0), ("Mathematics", 66, 68, 1), ("Science", 72, 75, 0)),
    1: (("English", 73, 75, 1), ("Mathematics", 78, 79, 0), ("Humanities", 70, 73, 1)),
    2: (("English", 65, 67, 2), ("Mathematics", 71, 71, 1), ("Science", 74, 75, 1)),
    3: (("English", 88, 91, 0), ("Mathematics", 84, 85, 0), ("Arts", 92, 94, 0)),
    4: (("English", 62, 68, 1), ("Humanities", 64, 67, 0), ("Science", 70, 73, 0)),
    5: (("English", 80, 80, 1), ("Humanities", 76, 77, 1), ("Science", 79, 78, 1)),
    6: (("Mathematics", 93, 94, 0), ("English", 77, 78, 0), ("Science", 88, 89, 0)),
    7: (("English", 66, 69, 1), ("Humanities", 68, 70, 0), ("Languages", 74, 75, 1)),
    8: (("English", 70, 71, 2), ("Mathematics", 74, 62, 3), ("Arts", 83, 91, 0)),
    9: (("English", 68, 72, 0), ("Mathematics", 63, 66, 1), ("Science", 70, 72, 0)),
    10: (("English", 64, 66, 2), ("Humanities", 75, 75, 1), ("Mathematics", 70, 71, 0)),
    11: (("Mathematics", 58, 61, 0), ("Science", 82, 83, 0), ("Arts", 90, 94, 0)),
    12: (("English", 53, 52, 2), ("Mathematics", 47, 48, 2), ("Science", 55, 55, 2),
         ("Learning Support", 80, 84, 0)),
    13: (("Science", 88, 90, 1), ("Mathematics", 79, 79, 1), ("English", 84, 85, 0)),
    14: (("Mathematics", 55, 61, 1), ("English", 75, 76, 0), ("Learning Support", 81, 80, 1)),
    15: (("English", 85, 89, 0), ("Humanities", 82, 85, 0), ("Languages", 88, 90, 0)),
    17: (("Languages", 91, 94, 1), ("English", 79, 80, 0), ("Science", 70, 72, 1)),
}  # fmt: skip
PLANS = {1: "hands it in on Friday", 2: "two lunch breaks next week", 3: "after school with the teacher"}
_LETTERS = ((90, "A"), (80, "B"), (70, "C"), (60, "D"), (0, "F"))

ORGANIZED = (36, 7)
# pupil -> messages in the inbox, and a letter for each tick: Files, Tabs closed, Restarted, Planner
ORGANIZATION: dict[int, tuple[tuple[int, str], ...]] = {
    0: ((14, "FTR"), (6, "FT")),
    1: ((9, "FT"), (22, "TRP")),
    2: ((31, "T"), (8, "TP")),
    3: ((4, "FTP"), (2, "FRP")),
    4: ((7, "FT"), (12, "FTP")),
    5: ((18, "FT"), (9, "P")),
    6: ((3, "FTR"), (5, "FTRP")),
    7: ((11, "FTP"), (9, "FP")),
    8: ((47, "T"), (38, "P")),
    9: ((6, "FT"), (4, "TP")),
    10: ((15, "FT"), (9, "T")),
    11: ((2, "FTP"), (7, "FTR")),
    12: ((64, ""), (41, "FP")),
    13: ((8, "FP"), (5, "TP")),
    14: ((12, "FTP"), (7, "FR")),
    15: ((1, "FTRP"), (3, "FTR")),
    17: ((6, "FP"), (9, "TP")),
}

# pupil, what, first day, last day
ACTIVITIES: tuple[tuple[Typed, ...], ...] = (
    (0, "Art club", -70, None),
    (1, "Reading buddy for grade 2", -60, None),
    (1, "Football", -72, None),
    (2, "Robotics", -68, None),
    (3, "School magazine", -66, None),
    (4, "Football", -72, None),
    (4, "Story circle", -50, None),
    (5, "Student council", -71, None),
    (6, "Chess club", -74, None),
    (6, "Maths league", -64, None),
    (6, "Green team", -40, None),
    (7, "Swimming", -72, -30),
    (8, "Drama club", -73, None),
    (8, "Sound crew", -55, None),
    (9, "Choir", -73, None),
    (9, "Musical", -44, None),
    (10, "Debating", -69, None),
    (10, "Model United Nations", -52, None),
    (11, "Photography", -60, None),
    (12, "Cooking club", -58, None),
    (14, "School band", -70, None),
    (14, "Guitar for beginners, as a helper", -35, None),
    (15, "School paper", -74, None),
    (15, "Peer tutoring", -48, None),
    (17, "Language café", -62, None),
)


def _attendance() -> list[tuple[Typed, ...]]:
    rows: list[tuple[Typed, ...]] = []
    for kind, days in (("tardy", TARDIES), ("absence", ABSENCES)):
        rows += [(-ago, pupil, kind, None, None, None) for pupil, when in days.items() for ago in when]
    rows += [
        (-ago, pupil, kind, excused or None, linked or None, note)
        for pupil, ago, kind, excused, linked, note in LEFT_OUT
    ]
    return sorted(rows, key=lambda row: row[:2])


def _ratings() -> list[tuple[Typed, ...]]:
    raters = [name for name, _ in TEACHERS.values()]
    return [
        (-ago, pupil, raters[(pupil + turn) % len(raters)], given[turn][0], f"{given[turn][1]}%",
         SAID.get((pupil, turn)))
        for turn, ago in enumerate(RATED)
        for pupil, given in RATINGS.items()
        if turn < len(given)
    ]  # fmt: skip


def _grade(percent: int) -> str:
    return next(letter for least, letter in _LETTERS if percent >= least)


def _grades() -> list[tuple[Typed, ...]]:
    first = [
        (-CHECKED[0], pupil, of, _grade(then), f"{then}%", 0, None)
        for pupil, classes in GRADES.items()
        for of, then, _, _ in classes
    ]
    newest = [
        (-LONG_AGO.get(pupil, CHECKED[1]), pupil, of, _grade(now), f"{now}%", missing, PLANS.get(missing))
        for pupil, classes in GRADES.items()
        for of, _, now, missing in classes
    ]
    return [*first, *sorted(newest, key=lambda row: row[0])]


def _organization() -> list[tuple[Typed, ...]]:
    return [
        (-ago, pupil, checks[turn][0], *(tick in checks[turn][1] for tick in "FTRP"))
        for turn, ago in enumerate(ORGANIZED)
        for pupil, checks in ORGANIZATION.items()
    ]


TABLES = (
    Table("Attendance", ("Date", "Student", "Kind", "Excused", "Disability-linked", "Note"), _attendance()),
    Table("Ratings", ("Date", "Student", "Rater", "Respect", "Effort", "Note"), _ratings()),
    Table("Activities", ("Student", "Activity", "Start", "End"), ACTIVITIES),
    Table(
        "Grade Checks",
        ("Date", "Student", "Class", "Grade", "Percent", "Missing", "Make-up Plan"),
        _grades(),
    ),
    Table(
        "Organization Checks",
        ("Date", "Student", "Inbox Count", "Files", "Tabs Closed", "Restarted", "Planner"),
        _organization(),
    ),
)
