"""What schools call the columns. All of it is data: a new word for a column is one more word here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Students tab key -> headers that mean it, in the spelling of `plain`.
STUDENT_HEADERS: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "student", "student name", "full name", "student full name", "pupil", "pupil name", "learner",
        "learner name", "last name first name", "student name last first", "name last first", "last first",
        "student last first", "student last name first name", "students", "names", "name of student",
        "child", "nombre", "nom", "schuler", "alumno",
    ),
    "first_name": (
        "first name", "given name", "forename", "first", "student first name", "given names",
        "legal first name",
        "vorname", "prenom", "nombre de pila", "stu first name", "pupil first name",
    ),
    "last_name": (
        "last name", "family name", "surname", "last", "student last name", "legal last name", "nachname",
        "nom de famille", "apellido", "apellidos", "stu last name", "pupil last name",
    ),
    "preferred_name": (
        "preferred name", "preferred", "nickname", "known as", "goes by", "preferred first name", "called",
    ),
    "school_number": (
        "school number", "student id", "student number", "id number", "sis id", "school id",
        "pupil number", "upn",
        "student code", "code", "id", "local id", "state id", "student no", "admission number",
        "powerschool id",
        "number", "no", "nr", "stu id", "learner id", "sasid", "perm id",
    ),
    "grade": (
        "grade", "grade level", "year", "year group", "year level", "class year", "gr", "form", "klasse",
        "gr lvl",
    ),
    "status": ("status", "service status", "ls status", "caseload status", "support status"),
    "plan": ("plan", "plan type", "type of plan", "document", "ilp iep", "iep ilp", "iep 504", "iep ilp 504"),
    "case_manager": (
        "case manager", "case manager email", "cm", "cm email", "manager", "case mgr",
        "learning support teacher",
        "ls teacher", "resource teacher", "case carrier", "case holder",
    ),
    "counselor": ("counselor", "counselor email", "counsellor", "counsellor email", "school counselor"),
    "homeroom": (
        "homeroom", "homeroom email", "homeroom teacher", "homeroom teacher email", "advisor",
        "advisor email",
        "adviser", "advisory", "form tutor", "form tutor email", "class teacher", "class teacher email",
        "hr teacher", "home room", "home room teacher", "homeroom advisor", "homeroom advisor email",
    ),
    "student_email": (
        "student email", "email", "e mail", "school email", "student e mail", "student mail", "pupil email",
        "email address", "student email address", "mail", "learner email",
    ),
    "language": (
        "language", "home language", "mother tongue", "first language", "native language", "primary language",
        "language at home", "l1",
    ),
    "joined": (
        "joined", "date joined", "start date", "entry date", "admission date", "date of entry", "enrolled",
        "on caseload since", "entered", "entry", "joined caseload", "admitted",
    ),
    "plan_start": (
        "plan start", "plan start date", "iep start", "iep start date", "ilp start", "ilp start date",
        "plan date",
        "iep date", "ilp date", "504 date", "start of plan", "plan from",
    ),
    "last_review": (
        "last review", "last review date", "review date", "last annual", "last annual review",
        "date of last review",
        "last iep", "last iep date", "last ilp", "last ilp review", "last iep meeting", "reviewed",
        "annual review",
        "last plan review", "last annual iep",
    ),
    "last_evaluation": (
        "last evaluation", "last evaluation date", "evaluation date", "last eval", "eval date",
        "last reevaluation",
        "last re evaluation", "last psych ed", "psych ed date", "psych report date", "evaluated",
        "last triennial", "last assessment date", "date of last evaluation", "last ed psych",
    ),
    "needs": (
        "needs", "student needs", "area of need", "areas of need", "learning needs", "challenges", "concerns",
    ),
    "strengths": ("strengths", "strength", "student strengths", "good at"),
    "assessments": ("assessments", "assessment", "test results", "testing"),
    "reading_level": ("reading level", "lexile", "rl", "reading", "f p level", "reading lvl"),
    "reading_notes": ("reading notes",),
    "make_up_time": ("make up time", "makeup time", "make up times", "make up", "makeup times"),
    "random_things_to_do": ("random things to do", "things to do", "to do", "todo", "to dos",
    "random things"),
    "graduation_path": ("graduation path", "path", "pathway", "diploma path", "diploma"),
    "service_level": ("service level", "level of service", "support level", "level of support", "level",
    "tier"),
    "category": ("category", "disability", "eligibility", "primary disability", "diagnosis",
    "exceptionality"),
    "service_minutes": (
        "service minutes", "minutes", "minutes a week", "minutes per week", "minutes week",
        "weekly minutes", "service time",
    ),
    "notes": ("notes", "note", "comments", "comment", "remarks"),
    "private_notes": ("private notes", "confidential notes"),
}  # fmt: skip

# The first word of a header that is here says the role; the more exact ones come first.
ROLES: dict[str, str] = {
    "speech": "speech", "slp": "speech", "slt": "speech", "occupational": "occupational",
    "ot": "occupational",
    "psychologist": "psychologist", "psych": "psychologist", "psychiatrist": "psychiatrist", "tutor": "tutor",
    "doctor": "doctor", "physician": "doctor", "pediatrician": "doctor", "social": "social worker",
    "agency": "agency", "administrator": "administrator", "principal": "administrator", "mother": "parent",
    "mom": "parent", "mum": "parent", "father": "parent", "dad": "parent", "parent": "parent",
    "parents": "parent", "guardian": "guardian", "guardians": "guardian", "carer": "guardian",
    "grandmother": "guardian", "grandfather": "guardian", "therapist": "therapist", "teacher": "teacher",
}  # fmt: skip

_PARTS: dict[str, str] = {
    "email": "email", "emails": "email", "mail": "email", "name": "person", "names": "person",
    "full": "person",
    "first": "first", "given": "first", "last": "last", "family": "last", "surname": "last",
    "household": "household", "home": "household", "language": "language", "subject": "subject",
    "phone": "phone", "mobile": "phone", "cell": "phone", "tel": "phone", "telephone": "phone",
}  # fmt: skip
_SUBJECTS = {
    "math": "Mathematics", "maths": "Mathematics", "mathematics": "Mathematics", "english": "English",
    "ela": "English", "science": "Science", "biology": "Biology", "chemistry": "Chemistry",
    "physics": "Physics",
    "history": "History", "humanities": "Humanities", "geography": "Geography", "art": "Art",
    "music": "Music",
    "drama": "Drama", "pe": "PE", "french": "French", "spanish": "Spanish", "german": "German",
    "mandarin": "Mandarin", "reading": "Reading",
}  # fmt: skip
_FILLING = frozenset(
    [
        "s",
        "e",
        "of",
        "the",
        "contact",
        "main",
        "primary",
        "address",
        "and",
        "or",
        "worker",
        "therapy",
        "therapist",
        "id",
        "guardian",
        "pathologist",
        "school",
    ]
)

_KEY_OF = {word: key for key, words in STUDENT_HEADERS.items() for word in words}


@dataclass(frozen=True)
class StudentHeader:
    key: str


@dataclass(frozen=True)
class TeamHeader:
    """`who` keeps the columns of one person together: "mother", "parent 2"."""

    role: str
    who: str
    part: str  # person, email, first, last, household, language, subject, phone
    subject: str = ""  # "Math Teacher" says it in the header


Header = StudentHeader | TeamHeader


def plain(text: str) -> str:
    """Lower case, without accents and signs, words one space apart; "StudentID" and "guardian1" are two."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[a-z]{3})(?=[0-9])", " ", text[:200])
    letters = unicodedata.normalize("NFKD", spaced.replace("_", " "))
    bare = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"[^\W_]+", bare))


def known_header(text: str) -> Header | None:
    """What a header means, or None."""
    words = plain(text)
    if words in _KEY_OF:
        return StudentHeader(_KEY_OF[words])
    return _team_header(words.split())


def exactness(text: str) -> int:
    """Of two columns with one meaning the smaller one is meant: "School Number" before "Id"."""
    words = plain(text)
    key = _KEY_OF.get(words)
    return STUDENT_HEADERS[key].index(words) if key else 0


def _team_header(words: list[str]) -> TeamHeader | None:
    role_word = next((word for word in ROLES if word in words), None)
    if role_word is None:
        return None
    role = ROLES[role_word]
    number, part, subject = "", "", ""
    for word in words:
        if word == role_word or word in _FILLING or (role == "speech" and word == "language"):
            continue
        if word.isdecimal() and len(word) == 1 and not number:
            number = word
        elif word in _PARTS and (not part or part == "person"):
            part = _PARTS[word]
        elif word in _PARTS and _PARTS[word] == "person":
            continue
        elif role in ("teacher", "tutor") and word in _SUBJECTS and not subject:
            subject = _SUBJECTS[word]
        else:
            return None
    who = " ".join(filter(None, (subject.casefold(), role_word, number)))
    return TeamHeader(role, who, part or "person", subject)
