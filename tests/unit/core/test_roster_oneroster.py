from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from tests.unit.core.rosters import cells, read, zipped

USERS_11 = (
    "sourcedId,status,enabledUser,orgSourceIds,role,givenName,familyName,identifier,email,agentSourcedIds,grades\n"
    "u1,active,true,o1,student,Ana,Lee,0042,ana@s.org,u5,06\n"
    "u2,tobedeleted,true,o1,student,Gone,Kid,0043,,,06\n"
    "u3,active,true,o1,student,,,0044,,,07\n"
    "u4,active,true,o1,teacher,Tom,Hall,,hall@s.org,,\n"
    'u5,active,true,o1,guardian,Kim,Lee,,kim@x.org,"u1",\n'
)
ENROLLED = (
    "sourcedId,classSourcedId,userSourcedId,role,primary\n"
    "e1,c1,u1,student,false\ne2,c1,u4,teacher,true\ne3,c2,u1,student,\ne4,c2,u4,teacher,true\n"
)
CLASSES = "sourcedId,title,classType\nc1,Science 6,scheduled\nc2,Homeroom 6B,homeroom\n"


def test_oneroster_1_1():
    roster = read(zipped(users=USERS_11, enrollments=ENROLLED, classes=CLASSES), "or.zip")
    assert cells(roster) == [
        {
            "name": "Ana Lee", "school_number": "0042", "student_email": "ana@s.org", "grade": "6",
            "homeroom": "hall@s.org",
        }
    ]  # fmt: skip
    assert [dict(person.cells) for person in roster.rows[0].team] == [
        {"person": "Kim Lee", "email": "kim@x.org", "role": "guardian"},
        {"person": "Tom Hall", "email": "hall@s.org", "role": "teacher", "subject": "Science 6, Homeroom 6B"},
    ]
    assert [str(p) for p in roster.problems] == [
        "or.zip/users.csv, line 4, column familyName: The line has no name; it was left out."
    ]


def test_oneroster_1_2_has_roles_apart():
    header = "sourcedId,enabledUser,givenName,familyName,preferredGivenName,email\n"
    users = header + "u1,true,Ana,Lee,Annie,\nu4,true,T,H,,\n"
    roles = "sourcedId,userSourcedId,roleType,role\nr1,u1,primary,student\nr2,u4,primary,teacher\n"
    roster = read(zipped(users=users, roles=roles), "or.zip")
    assert cells(roster) == [{"name": "Ana Lee", "school_number": "u1", "preferred_name": "Annie"}]


@limits(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_any_oneroster_files_are_read(data):
    read(zipped(users=b"sourcedId,role,givenName\n" + data, enrollments=data, classes=data), "or.zip")
