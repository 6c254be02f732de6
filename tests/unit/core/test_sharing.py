from app.core.model import AudienceFile, Permission, ShareRole
from app.core.rules import Rules
from app.core.sharing import ShareState, WantedFile, compare_shares, stale_files, wanted_files
from sheets_schema.model import Audience
from tests.unit.core.books import book, student

OWNER = "me@s.org"
WANTED = WantedFile(Audience.COUNSELOR, "c@s.org", ("S001",))


def file(*permissions, email="c@s.org"):
    return AudienceFile("counselor", email, "sheet1", {}, permissions)


def test_a_file_for_each_counselor():
    here = book(
        students=[
            student(1, "A", counselor="C@s.org"),
            student(2, "B", counselor="d@s.org"),
            student(3, "C", counselor="c@s.org "),
            student(4, "D"),
            student(5, "E", counselor=OWNER),
        ]
    )
    assert [(one.email, one.students) for one in wanted_files(here, Rules(), OWNER)] == [
        ("c@s.org", ("S001", "S003")),
        ("d@s.org", ("S002",)),
    ]
    assert wanted_files(here, Rules(counselor_files=False), OWNER) == ()


def test_who_has_left_is_in_nobodys_file():
    here = book(
        students=[
            student(1, "A", counselor="c@s.org", status="direct"),
            student(2, "B", counselor="c@s.org", status="exited"),
            student(3, "C", counselor="d@s.org", status="exited"),
        ]
    )
    assert [(one.email, one.students) for one in wanted_files(here, Rules(), OWNER)] == [
        ("c@s.org", ("S001",))
    ]


def test_every_state_of_a_permission():
    lines = compare_shares(
        file(
            Permission("1", OWNER, ShareRole.OWNER),
            Permission("2", "c@s.org", ShareRole.WRITER),
            Permission("3", "friend@s.org", ShareRole.READER),
            Permission("4", "", ShareRole.READER, kind="anyone"),
        ),
        WANTED,
        OWNER,
    )
    assert {line.email: line.state for line in lines} == {
        OWNER: ShareState.OK,
        "c@s.org": ShareState.WRONG_ROLE,
        "friend@s.org": ShareState.FOREIGN,
        "anyone": ShareState.FOREIGN,
    }


def test_who_has_no_right_any_more_loses_it_and_who_has_gets_it():
    (lost,) = compare_shares(file(Permission("2", "C@s.org", ShareRole.READER)), None, OWNER)
    assert (lost.state, lost.permission_id) == (ShareState.REMOVE, "2")
    (added,) = compare_shares(file(), WANTED, OWNER)
    assert (added.email, added.state) == ("c@s.org", ShareState.ADD)
    (kept,) = compare_shares(file(Permission("2", "C@s.org", ShareRole.READER)), WANTED, OWNER)
    assert kept.state is ShareState.OK


def test_files_nobody_should_have():
    other = file(email="old@s.org")
    assert stale_files([file(), other], [WANTED]) == (other,)
