from datetime import date

from app.core.roster import Difference, Roster, RosterRow, TeamPerson, merge_roster
from sheets_schema.model import student_code
from tests.unit.core.books import book, row, student


def roster(*rows):
    return Roster(tuple(rows), ())


def line(at, name, *team, **cells):
    return RosterRow(at, {"name": name, **cells}, tuple(TeamPerson(person) for person in team))


KIM = {"person": "Kim Lee", "email": "kim@x.org", "role": "parent"}


def test_a_new_student_brings_the_team_along():
    plan = merge_roster(roster(line(2, "Ana Lee", KIM)), book(students=[], team=[]))
    assert [new.cells["name"] for new in plan.new] == ["Ana Lee"]
    assert [(row.cells["email"], row.student, row.new) for row in plan.team] == [("kim@x.org", "", 0)]


def test_matching_goes_by_number_then_email_then_name():
    known = book(
        students=[
            student(1, "Ana Lee", school_number="42"),
            student(2, "Ben Li", student_email="ben@s.org"),
            student(3, "Cy Po"),
        ]
    )
    lines = (
        line(2, "Anna Lee", school_number="42"),
        line(3, "Benjamin Li", student_email="BEN@s.org"),
        line(4, "cy  po"),
    )
    plan = merge_roster(roster(*lines), known)
    assert not plan.new
    assert [(d.student, d.column, d.typed, d.file) for d in plan.differs] == [
        ("S001", "name", "Ana Lee", "Anna Lee"),
        ("S002", "name", "Ben Li", "Benjamin Li"),
    ]


def test_typed_cells_stay_and_blank_ones_are_told_too():
    known = book(students=[student(1, "Ana", grade="6", last_review=None)])
    plan = merge_roster(roster(line(2, "Ana", grade="7", last_review=date(2026, 1, 2))), known)
    assert plan.differs == (
        Difference(2, "S001", "grade", "6", "7"),
        Difference(2, "S001", "last_review", None, date(2026, 1, 2)),
    )


def test_the_same_name_with_another_number_is_another_student():
    known = book(students=[student(1, "Ana Lee", school_number="42")])
    plan = merge_roster(roster(line(2, "Ana Lee", school_number="43")), known)
    assert len(plan.new) == 1
    assert plan.missing == ("S001",)


def test_two_students_of_one_name_are_not_guessed_between():
    known = book(students=[student(1, "Ana Lee"), student(2, "Ana Lee")])
    plan = merge_roster(roster(line(2, "Ana Lee")), known)
    assert not plan.new
    assert [problem.line for problem in plan.problems] == [2]


def test_importing_again_changes_nothing():
    lines = roster(line(2, "Ana Lee", KIM, {"person": "Bo", "email": None, "role": "tutor"}, grade="6"))
    plan = merge_roster(lines, book(students=[], team=[]))
    students = [_typed(1, plan.new[0].cells)]
    team = [row(10 + at, student=student_code(1), **new.cells) for at, new in enumerate(plan.team)]
    again = merge_roster(lines, book(students=students, team=team))
    assert (again.new, again.team, again.differs, again.problems) == ((), (), (), ())


def _typed(row_id, cells):
    return student(row_id, cells["name"], **{key: value for key, value in cells.items() if key != "name"})
