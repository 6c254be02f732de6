"""What lies in the case manager's folders: services, plans, decisions, old arguments, courses, referrals.

Pupils are places in `school.PUPILS`, days are school days from today.
"""

from __future__ import annotations

from app.demo.person import Typed
from app.demo.tables import Table

Rows = tuple[tuple[Typed, ...], ...]

_SERVICES: Rows = (
    (0, "reading", "Dana Okafor", 45, "twice a week", -70, None, 90),
    (2, "occupational", "Rosa Lim", 30, "weekly", -65, None, 30),
    (4, "reading", "Dana Okafor", 45, "daily", -72, None, 180),
    (8, "counseling", "Maja Lindqvist", 30, "weekly", -60, None, 0),
    (9, "speech", "Owen Price", 40, "twice a week", -71, None, 80),
    (12, "social skills", "Tunde Adeyemi", 40, "every two weeks", -50, None, None),
    (14, "mathematics", "Dana Okafor", 45, "twice a week", -70, None, 45),
    (16, "occupational", "Rosa Lim", 30, "monthly", -200, -20, None),
)

_BEHAVIOR_PLANS: Rows = (
    (8, "Leaves the room without asking, most in the third lesson", "Gets out of long writing",
     "Break card on the desk, three a day. Writing in two halves. A quiet word before a public one.",
     "Vera Castillo", -44, 8, None),
    (2, "Does not start; looks for things in the bag", "Puts off what looks too long",
     "First step shown, two-minute timer, checklist signed.", "Dana Okafor", -60, -15,
     "Starts in four minutes instead of nine; goes on."),
)  # fmt: skip

_TRAININGS: Rows = (
    (-68, "What dyslexia is, and is not", "all new teachers", "https://files.school.test/dyslexia", -40),
    (-45, "Working memory in the classroom", "grade 6 and 7 team", "https://files.school.test/memory", -10),
    (-22, "Reading an at-a-glance sheet", "mathematics department", "https://files.school.test/glance", 10),
    (-8, "What we do in our room", "parents' evening", "https://files.school.test/our-room", None),
)

_DECISIONS: Rows = (
    (-52, 0, "No reading aloud in class without asking first", "plan review", True, True,
     "Amara asked for it", "Teachers told on the same day"),
    (-40, 5, "Moved to monitor", "Maja Lindqvist", True, True, "Grades steady for a year",
     "Seen once a month"),
    (-31, 12, "Taken out of PE for catching up", "grade 10 team", False, True, "Missing work",
     "Lost the one lesson he likes"),
    (-18, 8, "Two days of lunch in the office", "deputy head", False, False, "Noise in the corridor",
     "Missed drama rehearsal"),
    (-11, 14, "Mathematics exam with a calculator", "exam office", True, True, "On the plan since grade 8",
     "Seat in the small room booked"),
    (-3, 17, "Late start on Mondays", "principal", True, False, "Fatigue",
     "First lesson made up on Thursday"),
)  # fmt: skip

_MODIFICATIONS: Rows = (
    (12, "Mathematics", "Half of the problem set, same kinds", -60, "grade 10 team", None, 10),
    (14, "Mathematics", "Grade-8 outcomes in algebra", -110, "plan review", -104, 25),
    (4, "English", "Shorter set texts", -50, "mail of the department", None, 12),
    (9, "Languages", "Oral instead of written test", -35, "plan review", -35, 30),
)

_ADVOCACY: Rows = (
    (-1790, "Reading aloud", "Text read aloud", "English", "It gives an unfair advantage",
     "It gives access, not answers; the test is about ideas, not about decoding",
     "scores on the same test: 54 % read alone, 78 % read aloud", "kept", "reader, fairness"),
    (-1650, "Extra time", "Extra time, 25 %", "Mathematics", "In the exam board's test there is none",
     "There is, for whoever uses it in class all year", "exam board's rules, section 4", "granted",
     "exams, fairness"),
    (-1420, "Calculator", "Calculator", "Mathematics", "He will never learn his tables",
     "The outcome is algebra; tables are practised elsewhere", "two work samples, with and without",
     "granted for algebra", "calculator, outcomes"),
    (-1180, "Notes", "No copying from the board", "Science", "Copying helps memory",
     "With slow handwriting it takes the place of listening", "quiz after notes given: 8 of 10; copied: 5",
     "notes handed out", "handwriting"),
    (-960, "Spelling", "Spelling not marked", "Humanities", "Spelling matters in life",
     "It is marked in English; here the argument is", "rubric of the department", "agreed",
     "dyslexia, rubric"),
    (-800, "Small room", "Small room for tests", "Languages", "We have no room",
     "A corner of the library did",
     "anxiety scale before and after", "library corner", "anxiety, room"),
    (-610, "Breaks", "Movement breaks", "PE", "Others will want them too",
     "Then let them; nobody learns less",
     "on-task minutes: 11 before, 19 after", "granted", "ADHD"),
    (-480, "Laptop", "Laptop for writing", "Humanities", "He will play", "Screen faces the teacher",
     "essay length doubled", "granted", "handwriting, technology"),
    (-330, "Formula sheet", "Formula sheet", "Mathematics", "They must know them by heart",
     "Using a formula is the outcome; finding it is not", "outcomes of the course", "granted except unit 2",
     "anxiety, outcomes"),
    (-210, "Reading aloud", "Text read aloud", "Science", "The vocabulary is the test",
     "Key words are taught first and stay unread", "word list of the unit", "kept, key words left out",
     "reader, vocabulary"),
    (-120, "Make-up time", "Make-up time", "Science", "Three weeks is too long",
     "A week for each day of migraine, agreed in writing", "doctor's letter", "a week for each day",
     "migraine"),
    (-60, "Speech to text", "Speech to text", "English", "It is not his writing",
     "It is his text; typing is not "
     "the outcome", "two drafts side by side", "trial until spring", "technology, fairness"),
    (-14, "Extra time", "Extra time, 25 %", "Languages", "Nobody else gets it in vocabulary tests",
     "The plan says tests, not exams", "plan, page 2", "open", "fairness, tests"),
    (-5, "Audiobooks", "Audiobooks", "English", "He should learn to read", "He does, every day in our room; "
     "this lesson is about the novel", "71 to 106 words a minute this semester", "granted",
     "reader, dyslexia"),
)  # fmt: skip

_ASKED = "Dana Okafor"
_COURSES: Rows = (
    (15, 1, "Language A", "English A", "HL", "A", "strong writer", 5, "texts read aloud", "loves it",
     "take", "take", -10, None),
    (15, 1, "History", "History", "HL", "B", "reads slowly, argues well", 5, "audiobooks, extra time",
     "wants to be a journalist", "take", "undecided", -10, None),
    (15, 1, "Arts", "Film", "HL", "A", "go", 4, None, "fun", "take", "take", -10, None),
    (15, 1, "Mathematics", "Applications", "SL", "C", "possible", 4, "formula sheet", "needed", "take",
     "take", -10, None),
    (15, 1, "Science", "Environmental systems", "SL", "B", "possible", 4, "texts read aloud", "least reading",
     "take", "take", -10, None),
    (15, 1, "Language B", "Spanish B", "SL", "A", "go", 3, None, "grandmother", "take", "take", -10, None),
    (15, 1, "Core", "Extended essay", "core", None, None, 2, "planned early", None, "take", "take", None,
     None),
    (15, 1, "Core", "Theory of knowledge", "core", None, None, 2, None, None, "take", "take", None, None),
    (15, 1, "Core", "CAS", "core", None, None, 2, None, None, "take", "take", None, None),
    (14, 1, "Music", "AP Music Theory", "AP", "A", "go", 5, "more time for scores", "plays guitar", "take",
     "take", -6, True),
    (14, 1, "History", "AP World History", "AP", "B", "much reading", 6, "texts read aloud",
     "friends take it",
     "do not take", "take", -6, None),
    (14, 1, "Mathematics", "Mathematics 11", "standard", "D", "with calculator", 4, "calculator", "needed",
     "take", "take", -6, True),
    (14, 1, "English", "English 11", "standard", "C", "go", 4, "extra time", "needed", "take", "take",
     -6, True),
)  # fmt: skip

_REFERRALS: Rows = (
    (-48, "B. K., grade 6", "Paolo Rossi", "2", "Reads far below what he says", "Reading buddy, six weeks",
     "screen for dyslexia", -20),
    (-36, "L. S., grade 8", "Maja Lindqvist", "1", "Stopped handing in", "Talk with parents", "watch", 5),
    (-21, "T. A., grade 9", "Helga Brandt", "2", "Panics in tests", "Seat by the door, breathing",
     "counselor first", 8),
    (-13, "S003", "Sora Nakamura", "3", "Does not start in the lab", "Checklist, partner",
     "plan extended", 20),
    (-6, "M. D., grade 7", "office", "1", "New school, little English", "Buddy", "language support first",
     12),
)  # fmt: skip

_WINNERS: Rows = (
    ("semester 1, last year", 6, "RAVI", -160, -158, True),
    ("semester 2, last year", 4, "SEUN", -90, -86, True),
)

_STATUS_HISTORY: Rows = (
    (-40, 5, "Status", "direct", "monitor", "Grades steady for a year"),
    (-32, 17, "Plan", "504", "ILP", "Hospital report asks for more"),
    (-19, 4, "Graduation Path", "undecided", "IB diploma", "He asked, and the counselor agrees"),
)

# Told on the phone or at the door, so no mail says it.
_CALLS: Rows = (
    (-2, 12, "Ama Mensah", "ama.mensah@mail.test", "parent", "out", "phone", "Four classes are failing",
     "Inbox and planner together on Friday", _ASKED, -1, None, "counselor"),
    (-6, 9, "Giulia Bianchi", "giulia.bianchi@mail.test", "parent", "in", "visit",
     "Speech twice a week works",
     None, None, None, None, "team"),
    (-9, 8, "Siobhan O'Connell", "siobhan.oc@mail.test", "parent", "out", "phone",
     "Lunch in the office was news to us both", "Ask the deputy head", _ASKED, -5, -4, "private"),
    (-17, 16, "Linh Nguyen", "linh.nguyen@mail.test", "parent", "out", "video",
     "Tom is fine with the laptop alone", None, None, None, None, "counselor"),
    (-4, 11, "Pieter Vandenberg", "pieter.v@mail.test", "parent", "out", "phone",
     "Sofie asks for the formula sheet herself now", None, None, None, None, "counselor"),
    (-5, 6, "Meera Shankaran", "meera.s@mail.test", "parent", "in", "visit", "Chess, then homework",
     None, None, None, None, "team"),
    (-7, 13, "Jana Petrová", "jana.petrova@mail.test", "parent", "out", "phone",
     "A migraine diary; a week for each day", "Tell the science teacher", _ASKED, -6, -6, "counselor"),
    (-8, 14, "Lucía Marín", "lucia.marin@mail.test", "parent", "out", "video",
     "Calculator also in the mock exam", "Write to the exam office", _ASKED, 2, None, "counselor"),
)  # fmt: skip

TABLES = (
    Table(
        "Services",
        ("Student", "Service", "Provider", "Minutes", "Frequency", "Start", "End", "Delivered This Week"),
        _SERVICES,
    ),
    Table(
        "Behavior Plans",
        ("Student", "Concern", "Function", "Steps", "Owner", "Start", "Review", "Outcome"),
        _BEHAVIOR_PLANS,
    ),
    Table("Trainings", ("Date", "Topic", "Audience", "Material", "Follow Up"), _TRAININGS),
    Table(
        "Decisions",
        ("Date", "Student", "Decision", "Decided By", "Case Manager Consulted", "Counselor Consulted",
         "Reason", "Effect"),
        _DECISIONS,
    ),
    Table(
        "Modifications",
        ("Student", "Subject", "What", "Since", "Decided In", "Consequences Told", "Review"),
        _MODIFICATIONS,
    ),
    Table(
        "Advocacy",
        ("Date", "Topic", "Accommodation", "Subject", "Objection", "Argument", "Evidence", "Outcome", "Tags"),
        _ADVOCACY,
    ),
    Table(
        "Course Planning",
        ("Student", "Year", "Subject", "Option", "Level", "Current Grade", "Teacher View", "Hours A Week",
         "Supports", "Student Reason", "Case Manager View", "Counselor View", "Parent Told", "Final"),
        _COURSES,
    ),
    Table(
        "Referrals",
        ("Date", "Student Or Initials", "From", "Tier", "Concern", "Tried", "Decision", "Next Date"),
        _REFERRALS,
    ),
    Table(
        "Award Winners",
        ("Semester", "Student", "Name On Board", "Made", "Handed Over", "Photo Consent"),
        _WINNERS,
    ),
    Table("Status History", ("Date", "Student", "What", "From", "To", "Reason"), _STATUS_HISTORY),
    Table(
        "Contact Log",
        ("Date", "Student", "Person", "Email", "Role", "Direction", "Method", "Summary", "Action", "Owner",
         "Action Due", "Done", "Visibility"),
        _CALLS,
    ),
)  # fmt: skip
