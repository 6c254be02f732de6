"""The knowledge survey in the town: opened by its day in Settings, answered, scored, growth shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core.model import FormRecord
from app.core.survey_knowledge import MINE
from app.core.survey_knowledge_texts import KNOWS_SPANISH, RIGHT, WHAT_FOR
from tests.flows.first_mails import send_first_mails
from tests.flows.survey_days import HELPS, LENA, NIA, Said, answer, form_of, told
from tests.flows.town import OWNER, Kept, Town


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Kept]]:
    town = Town(tmp_path_factory.mktemp("town"))
    town.open()
    days = {f"Knowledge {number} start": town.day(offset) for number, offset in ((1, -2), (2, 21))}
    for setting, value in {"Mail: survey invitation": "send", **days}.items():
        town.owner.set_setting(town.book, setting, value)
    people = [
        {"Name": "Lena Vogt", "Status": "direct", "Student Email": LENA},
        {"Name": "Nia Adler", "Status": "direct", "Student Email": NIA, "Language": "Spanish"},
    ]
    town.type("Students", people, first=2)
    helps = [
        {"Student": code, "Accommodation": help_, "Status": "active"}
        for code in ("S001", "S002")
        for help_ in HELPS
    ]
    town.type("Accommodations", helps, first=2)
    send_first_mails(town)
    yield town, town.keep()
    town.store.close()


@pytest.fixture
def town(opened: tuple[Town, Kept]) -> Iterator[Town]:
    town, start = opened
    yield town
    town.put_back(start)


def knows(form: FormRecord, mine: str = "yes") -> Said:
    said = {meaning: "no" for meaning in form.questions.values() if meaning[1].startswith("not mine:")}
    said |= {meaning: mine for meaning in form.questions.values() if meaning[1] == MINE}
    return {**said, **{(0, field): item for field, item in RIGHT.items()}}


def scores(town: Town) -> list[tuple[object, ...]]:
    rows = town.rows("Survey Answers")
    return [(row["Round"], row["Student"], row["Knowledge"], row["Growth"]) for row in rows]


def test_it_opens_by_its_day_and_everybody_is_invited_in_their_language(town: Town) -> None:
    (round_,) = town.rows("Survey Rounds")
    assert (round_["Round"], round_["Kind"], round_["Opens"]) == ("2026K1", "knowledge", town.day(0))
    for who, subject in ((LENA, "What do you know about your helps?"), (NIA, KNOWS_SPANISH.mails.subject)):
        (mail,) = town.owner.inbox(f"in:sent to:{who}")
        assert subject in str(mail["payload"]["headers"])


def test_two_rounds_show_the_growth_on_the_card_and_in_the_mail(town: Town) -> None:
    first = form_of(town, "S001", "2026K1")
    answer(town, first, LENA, {**knows(first, mine="I do not know"), (0, WHAT_FOR): "I do not know"})
    town.rest()
    town.pass_time(days=21)
    town.rest()
    assert form_of(town, "S001", "2026K1").closed
    second = form_of(town, "S001", "2026K2")
    answer(town, second, LENA, knows(second))
    town.rest()
    assert scores(town) == [("2026K1", "S001", 4, ""), ("2026K2", "S001", 10, 6)]
    (_, counted) = town.rows("Survey Rounds")
    assert (counted["Sent"], counted["Answered"], counted["State"]) == (2, 1, "open")
    town.edit({"set": ["Student Card!B2", "Lena Vogt"]})
    card = town.owner.call("GET", f"/v4/spreadsheets/{town.book}/values/Student Card!A14:F14")["values"][0]
    assert [str(cell) for cell in card] == [
        "Knowledge (0 to 10)", "10", "Growth", "6", "Which Are Mine", "knows 2 of 2"
    ]  # fmt: skip
    town.pass_time(days=15)
    town.rest()
    mails = town.person(OWNER).inbox('subject:"knowledge survey has closed"')
    assert len(mails) == 2
    assert told(town) == []


def test_an_edit_changes_its_row_and_a_second_answer_is_told(town: Town) -> None:
    form = form_of(town, "S001", "2026K1")
    token = answer(town, form, LENA, knows(form, mine="no"))
    town.rest()
    town.pass_time(hours=1)
    answer(town, form, LENA, knows(form), edit=token)
    town.rest()
    assert scores(town) == [("2026K1", "S001", 10, "")]
    town.pass_time(hours=1)
    answer(town, form, LENA, knows(form, mine="no"))
    town.rest()
    assert [row[2] for row in scores(town)] == [10, 6]
    (problem,) = told(town)
    assert "answered 2026K1 twice" in problem


def test_the_silent_are_reminded_and_the_knowledge_round_leaves_use_alone(town: Town) -> None:
    form = form_of(town, "S001", "2026K1")
    answer(town, form, LENA, knows(form))
    town.rest()
    for _ in range(7):  # day five is a Saturday
        town.pass_time(days=1)
        town.rest()
    assert len(town.owner.inbox(f"in:sent to:{LENA}")) == 1
    assert len(town.owner.inbox(f"in:sent to:{NIA}")) == 2
    assert {row["Use %"] for row in town.rows("Accommodations")} == {""}


def test_two_rounds_of_one_name_are_told_and_only_the_first_counts(town: Town) -> None:
    row = {"Round": "2026K1", "Kind": "use", "Opens": town.day(0), "Closes": town.day(14)}
    town.type("Survey Rounds", [row])
    town.rest()
    (problem,) = told(town)
    assert "Two rounds are called 2026K1" in problem
    assert len(town.store.observed.forms(town.caseload.id)) == 2
