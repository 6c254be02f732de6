"""Who is at the made-up school, and what their case manager would have typed about them.

Plain data: offsets are days from the demo's today. What is sent, held and answered there stands in
`post.py` and `answers.py`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

OWNER = "owner@school.test"  # the case manager; the local Google takes unknown bearers as this person
OWNER_NAME = "Dana Okafor"
SCHOOL = "Lakeside International School"

COUNSELORS = {"m.lindqvist@school.test": "Maja Lindqvist", "t.adeyemi@school.test": "Tunde Adeyemi"}
TEACHERS = {
    "h.brandt@school.test": ("Helga Brandt", "Mathematics"),
    "p.rossi@school.test": ("Paolo Rossi", "English"),
    "s.nakamura@school.test": ("Sora Nakamura", "Science"),
    "l.mbeki@school.test": ("Lerato Mbeki", "Individuals and Societies"),
    "v.castillo@school.test": ("Vera Castillo", "Spanish"),
    "j.dubois@school.test": ("Jules Dubois", "Design"),
}
M, T = tuple(COUNSELORS)


@dataclass(frozen=True)
class Pupil:
    """One line of the roster, and what the case manager adds to it by hand."""

    number: str  # the school's own number, text: the zeros in front belong to it
    name: str
    preferred: str
    grade: str
    status: str
    plan: str
    counselor: str
    language: str
    joined: int
    review: int | None  # last review, days from today
    evaluation: int | None
    needs: str
    strengths: str
    things: str = ""  # Random Things to Do; {date:+5} becomes a date in the way a person writes it
    reading: str = ""

    @property
    def email(self) -> str:
        given, _, family = self.name.lower().partition(" ")
        plain = unicodedata.normalize("NFKD", f"{given[0]}.{family}".replace("ı", "i").replace("ø", "o"))
        letters = "".join(
            letter for letter in plain if letter.isascii() and (letter.isalnum() or letter in ".-")
        )
        return f"{letters}@students.school.test"


PUPILS = (
    Pupil("00417", "Amara Diallo", "Amara", "6", "direct", "IEP", M, "French", -420, -351, -700,
          "decoding, working memory", "asks good questions, draws",
          "by {date:+3} ask PE about the locker\nx find the lost calculator", "3-4"),
    Pupil("00421", "Mateo Fuentes", "Mateo", "6", "direct", "ILP", M, "Spanish", -390, -300, -620,
          "written expression", "kind, good with younger students", "call the tutor Fri", "5"),
    Pupil("00433", "Yuki Tanabe", "Yuki", "7", "direct", "ILP", M, "English", -200, -372, None,
          "attention, starting tasks", "builds anything", "reprint the checklist", "6+"),
    Pupil("00440", "Nora Håkansson", "Nora", "7", "co-taught", "504", M, "English", -800, -330, -1010,
          "anxiety in tests", "writes poems", "", "8"),
    Pupil("00456", "Oluwaseun Bello", "Seun", "7", "direct", "IEP", M, "English", -760, -180, -1080,
          "dyslexia", "memory for stories, football", "{date:+10} ask about audiobook access", "4"),
    Pupil("00458", "Ines Carvalho", "Ines", "8", "monitor", "none", M, "Portuguese", -600, None, None,
          "organisation", "helps others", "", "8"),
    Pupil("00462", "Ravi Shankaran", "Ravi", "8", "direct", "ILP", M, "English", -500, -100, -400,
          "processing speed", "chess, mathematics", "+1 pencil grip", "7"),
    Pupil("00470", "Zofia Wrońska", "Zosia", "8", "direct", "ILP", M, "English", -450, -358, -820,
          "reading comprehension", "persistent", "by {date:+14} swap the reading book", "5"),
    Pupil("00471", "Liam O'Connell", "Liam", "8", "co-taught", "504", M, "English", -900, -260, -900,
          "ADHD", "humour, drama club", "", "8"),
    Pupil("00483", "Chiara Bianchi", "Chiara", "9", "direct", "IEP", T, "English", -300, -345, -1070,
          "language processing", "singing", "ask speech about the new goal", "6"),
    Pupil("00490", "Ahmed El-Sayed", "Ahmed", "9", "direct", "ILP", T, "English", -1100, -150, -600,
          "written output", "debating", "x return form\n{date:+1} charge the spare laptop", "7"),
    Pupil("00502", "Sofie Vandenberg", "Sofie", "9", "monitor", "ILP", T, "English", -700, -210, None,
          "mathematics anxiety", "photography", "", "9"),
    Pupil("00511", "Kofi Mensah", "Kofi", "10", "direct", "ILP", T, "English", -620, -366, -500,
          "executive function", "cooking", "desk tidy with Kofi next Tue", "9"),
    Pupil("00512", "Hana Petrová", "Hana", "10", "co-taught", "504", T, "English", -640, -90, -700,
          "migraine, catching up", "biology", "", "10"),
    Pupil("00520", "Diego Marín", "Diego", "10", "direct", "IEP", T, "Spanish", -380, -320, -1000,
          "dyscalculia", "guitar", "by {date:+6} exam room list", "8"),
    Pupil("00533", "Elif Yıldız", "Elif", "11", "direct", "ILP", T, "English", -210, -120, -300,
          "dyslexia", "writes for the school paper", "", "10"),
    Pupil("00540", "Thomas Nguyen", "Tom", "11", "monitor", "ILP", T, "English", -1200, -230, -650,
          "handwriting", "physics", "", "11"),
    Pupil("00551", "Leila Haddad", "Leila", "12", "direct", "ILP", T, "French", -1500, -340, -720,
          "fatigue, make-up work", "languages", "transition folder by {date:+20}", "12"),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One Team row. `pupils` are places in PUPILS: a parent of two has two rows."""

    name: str
    email: str
    role: str
    pupils: tuple[int, ...]
    household: str = ""
    subject: str = ""
    language: str = "English"


TEAM = (
    Person("Fatou Diallo", "fatou.diallo@mail.test", "parent", (0,), "A", language="French"),
    Person("Ousmane Diallo", "ousmane.d@post.test", "parent", (0,), "B", language="French"),
    Person("Carmen Fuentes", "carmen.fuentes@mail.test", "parent", (1,), "A", language="Spanish"),
    Person("Kenji Tanabe", "k.tanabe@mail.test", "parent", (2,), "A"),
    Person("Karin Håkansson", "karin.h@mail.test", "parent", (3,), "A"),
    Person("Lars Håkansson", "lars.h@post.test", "parent", (3,), "B"),
    Person("Adaeze Bello", "adaeze.bello@mail.test", "parent", (4,), "A"),
    Person("Rui Carvalho", "rui.carvalho@mail.test", "parent", (5,), "A"),
    Person("Meera Shankaran", "meera.s@mail.test", "parent", (6,), "A"),
    Person("Ewa Wrońska", "ewa.wronska@mail.test", "parent", (7,), "A"),
    Person("Siobhan O'Connell", "siobhan.oc@mail.test", "parent", (8,), "A"),
    Person("Giulia Bianchi", "giulia.bianchi@mail.test", "parent", (9,), "A"),
    Person("Mona El-Sayed", "mona.elsayed@mail.test", "parent", (10,), "A"),
    Person("Pieter Vandenberg", "pieter.v@mail.test", "parent", (11,), "A"),
    Person("Ama Mensah", "ama.mensah@mail.test", "parent", (12,), "A"),
    Person("Jana Petrová", "jana.petrova@mail.test", "parent", (13,), "A"),
    Person("Lucía Marín", "lucia.marin@mail.test", "parent", (14,), "A", language="Spanish"),
    Person("Deniz Yıldız", "deniz.yildiz@mail.test", "guardian", (15,), "A"),
    Person("Linh Nguyen", "linh.nguyen@mail.test", "parent", (16,), "A"),
    Person("Samir Haddad", "samir.haddad@mail.test", "parent", (17,), "A", language="French"),
    Person("Helga Brandt", "h.brandt@school.test", "teacher", (0, 1, 9, 14), subject="Mathematics"),
    Person("Paolo Rossi", "p.rossi@school.test", "teacher", (2, 4, 7, 15), subject="English"),
    Person("Sora Nakamura", "s.nakamura@school.test", "teacher", (3, 6, 13), subject="Science"),
    Person(
        "Lerato Mbeki", "l.mbeki@school.test", "teacher", (5, 10, 12), subject="Individuals and Societies"
    ),
    Person("Vera Castillo", "v.castillo@school.test", "teacher", (8, 11), subject="Spanish"),
    Person("Jules Dubois", "j.dubois@school.test", "teacher", (16, 17), subject="Design"),
    Person("Maja Lindqvist", M, "counselor", (0, 4)),
    Person("Tunde Adeyemi", T, "counselor", (9, 14)),
    Person("Beatriz Lobo", "beatriz@tutors.test", "tutor", (1, 4)),
    Person("Dr. Ana Keller", "keller@clinic.test", "psychologist", (2,)),
    Person("Owen Price", "owen.price@speech.test", "speech", (9,)),
    Person("Rosa Lim", "rosa.lim@ot.test", "occupational", (16,)),
)

# pupil, accommodation, category, where, status, started
ACCOMMODATIONS = (
    (0, "Text read aloud", "presentation", "all", "active", -300),
    (0, "Extra time, 25 %", "timing", "exams", "active", -300),
    (1, "Speech to text", "response", "all", "active", -250),
    (1, "Word bank", "response", "Spanish", "trial", -40),
    (2, "Task broken into steps", "organization", "all", "active", -180),
    (2, "Seat near the teacher", "setting", "all", "active", -180),
    (3, "Small room for tests", "setting", "exams", "active", -320),
    (4, "Audiobooks", "presentation", "English", "active", -400),
    (4, "Extra time, 25 %", "timing", "exams", "active", -400),
    (4, "No copying from the board", "response", "all", "ended", -700),
    (6, "Extra time, 25 %", "timing", "exams", "active", -300),
    (7, "Text read aloud", "presentation", "all", "active", -350),
    (7, "Key words list", "presentation", "Science", "active", -120),
    (8, "Movement breaks", "setting", "all", "active", -200),
    (9, "Instructions repeated", "presentation", "all", "active", -280),
    (9, "Visual schedule", "organization", "all", "paused", -280),
    (10, "Laptop for writing", "response", "all", "active", -500),
    (11, "Formula sheet", "presentation", "Mathematics", "active", -150),
    (12, "Planner check", "organization", "all", "active", -365),
    (13, "Make-up time", "timing", "all", "active", -80),
    (14, "Calculator", "response", "Mathematics", "active", -310),
    (14, "Extra time, 25 %", "timing", "exams", "active", -310),
    (15, "Text read aloud", "presentation", "all", "active", -100),
    (15, "Spelling not marked", "response", "all", "active", -100),
    (16, "Laptop for writing", "response", "all", "active", -600),
    (17, "Make-up time", "timing", "all", "active", -330),
)

# pupil -> what else stands on Students: path, service level, category, minutes a week, make-up time,
# assessments, notes, private notes
FILES: dict[int, tuple[str, str, str, int, str, str, str, str]] = {
    0: ("full diploma", "Level II", "specific learning", 225, "Tue lunch", "WISC-V, CTOPP-2",
        "two households: send everything twice", "afraid of reading aloud since grade 3"),
    1: ("full diploma", "Level I", "specific learning", 90, "Thu, period 8", "WIAT-4", "", ""),
    2: ("undecided", "Level I", "attention", 60, "", "Conners 4", "moves bags when asked to write", ""),
    3: ("full diploma", "Level I", "anxiety", 0, "as needed", "", "knows her rights, hates to ask", ""),
    4: ("IB diploma", "Level II", "specific learning", 225, "Mon, Wed", "WISC-V, TOWRE-2",
        "library has his list", "father lost his job; ask kindly about costs"),
    5: ("full diploma", "Level I", "", 0, "", "", "seen once a month", ""),
    6: ("IB diploma", "Level I", "processing speed", 45, "Fri lunch", "WISC-V", "", ""),
    7: ("full diploma", "Level I", "language", 90, "Tue lunch", "CELF-5", "", ""),
    8: ("undecided", "Level II", "attention", 60, "", "Conners 4, BRIEF-2", "break card in the blazer",
        "parents separated in spring"),
    9: ("certificate", "Level I", "language", 170, "Thu lunch", "CELF-5", "speech twice a week", ""),
    10: ("full diploma", "Level I", "written expression", 45, "Wed, period 8", "WIAT-4", "", ""),
    11: ("full diploma", "Level I", "anxiety", 0, "", "", "formula sheet in every test", ""),
    12: ("full diploma", "Level II", "executive function", 90, "Mon to Thu", "BRIEF-2",
        "fails three classes, not ours", "works evenings in a kitchen"),
    13: ("full diploma", "Level I", "health", 0, "a week a day", "neurologist's letter", "", ""),
    14: ("full diploma", "Level II", "specific learning", 135, "Fri, period 8", "KeyMath-3",
        "exam board form is in", ""),
    15: ("IB diploma", "Level I", "specific learning", 45, "", "TOWRE-2", "wants to be a journalist", ""),
    16: ("IB courses", "Level I", "motor", 0, "", "DASH", "laptop is enough", ""),
    17: ("IB diploma", "Level I", "health", 60, "agreed each week", "hospital report",
         "access office knows", "tired of explaining it"),
}  # fmt: skip
# pupil, days ago, reason, days until (inclusive), override
AWARD_HOLDS = ((10, -12, "confirmed rudeness", 18, ""), (12, -40, "dishonesty", -5, ""))
