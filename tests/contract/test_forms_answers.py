"""Answers sent through the respondent's own page, and read back through the API."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.contract.conftest import Google
from tests.contract.forms_of import (
    Json,
    Page,
    choice,
    entry,
    ids,
    make,
    post,
    publish,
    question,
    responses,
    texts,
)

TEXT: Json = {"textQuestion": {}}
LONG: Json = {"textQuestion": {"paragraph": True}}
OTHER = "__other_option__"
STUDENT = "sam@school.test"


@pytest.mark.parametrize(
    ("kind", "fields", "values"),
    [
        (TEXT, {"": "=SUM(A1) <b>é</b> 😀 שלום"}, ["=SUM(A1) <b>é</b> 😀 שלום"]),
        (LONG, {"": "one\r\ntwo"}, ["one\ntwo"]),
        (LONG, {"": "x" * 50_000}, ["x" * 50_000]),
        (choice("RADIO", "Yes", "No"), {"": "No"}, ["No"]),
        (choice("RADIO", "Yes", other=True), {"": OTHER, ".other_option_response": "Perhaps"}, ["Perhaps"]),
        (choice("RADIO", "Yes", other=True), {".other_option_response": "Perhaps"}, ["Perhaps"]),
        (choice("CHECKBOX", "a", "b", "c"), {"": ["a", "c"]}, ["a", "c"]),
        (
            choice("CHECKBOX", "a", "b", other=True),
            {"": ["b", OTHER], ".other_option_response": "z"},
            ["b", "z"],
        ),
        (choice("DROP_DOWN", "a", "b"), {"": "b"}, ["b"]),
        ({"scaleQuestion": {"low": 0, "high": 5}}, {"": "0"}, ["0"]),
        ({"ratingQuestion": {"iconType": "STAR", "ratingScaleLevel": 5}}, {"": "4"}, ["4"]),
        ({"dateQuestion": {"includeYear": True}}, {"": "2026-03-01"}, ["2026-03-01"]),
        (
            {"dateQuestion": {"includeYear": True}},
            {"_year": "2026", "_month": "3", "_day": "1"},
            ["2026-03-01"],
        ),
        ({"dateQuestion": {}}, {"_month": "2", "_day": "29"}, ["02-29"]),
        (
            {"dateQuestion": {"includeYear": True, "includeTime": True}},
            {"": "2026-03-01", "_time": "14:05"},
            ["2026-03-01 14:05"],
        ),
        ({"timeQuestion": {}}, {"": "07:30"}, ["07:30"]),
        ({"timeQuestion": {}}, {"_hour": "7", "_minute": "3"}, ["07:03"]),
        ({"timeQuestion": {"duration": True}}, {"_hour": "30", "_minute": "0"}, ["30:00"]),
    ],
)
def test_each_kind_of_question(google: Google, kind: Json, fields: Json, values: list[str]) -> None:
    form = make(google, question("Q", kind, required=True))
    name = entry(ids(form)[0])
    answer = post(form, {name + ending: value for ending, value in fields.items()})
    assert answer.status_code == 200, answer.text
    assert [texts(each) for each in responses(google, form)] == [{ids(form)[0]: values}]


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        (TEXT, {}, "Please answer this question."),
        (TEXT, {"": "   "}, "Please answer this question."),
        (LONG, {"": "x" * 50_001}, "at most 50,000 characters. This one has 50,001."),
        (choice("RADIO", "Yes"), {"": "Other answer"}, "not one of the choices"),
        (choice("RADIO", "Yes", "No"), {"": ["Yes", "No"]}, "only one answer"),
        (choice("RADIO", "Yes", other=True), {"": OTHER}, "Please write what you mean"),
        (choice("DROP_DOWN", "a"), {"": OTHER}, "not one of the choices"),
        ({"scaleQuestion": {"low": 1, "high": 4}}, {"": "5"}, "from 1 to 4"),
        ({"scaleQuestion": {"low": 1, "high": 4}}, {"": "two"}, "from 1 to 4"),
        ({"dateQuestion": {"includeYear": True}}, {"": "2026-02-30"}, "not a date"),
        ({"dateQuestion": {"includeYear": True, "includeTime": True}}, {"": "2026-02-03"}, "time as well"),
        ({"timeQuestion": {}}, {"": "25:00"}, "not a time of day"),
        ({"timeQuestion": {"duration": True}}, {"_hour": "73", "_minute": "0"}, "up to 72"),
    ],
)
def test_what_cannot_be_taken_is_said(google: Google, kind: Json, fields: Json, words: str) -> None:
    form = make(google, question("First", TEXT), question("Q", kind, required=True))
    first, name = (entry(each) for each in ids(form))
    kept = {first: "stays <here>"}
    answer = post(form, {**kept, **{name + ending: value for ending, value in fields.items()}})
    assert answer.status_code == 400
    assert words in answer.text
    page = Page(answer.text)
    assert page.fields[first] == ["stays <here>"], "nothing typed is lost"
    assert f"#{name}" in page.links
    assert name in page.ids, "the summary's link leads to the question"
    assert responses(google, form) == []


def test_a_grid_is_a_question_a_row(google: Google) -> None:
    rows = [{"rowQuestion": {"title": "Calculator"}, "required": True}, {"rowQuestion": {"title": "Reader"}}]
    columns = choice("RADIO", "Never", "Often")["choiceQuestion"]
    form = make(
        google,
        {"title": "How often?", "questionGroupItem": {"questions": rows, "grid": {"columns": columns}}},
    )
    first, second = ids(form)
    refused = post(form, {entry(second): "Often"})
    assert refused.status_code == 400
    assert "How often?: Calculator" in refused.text
    assert post(form, {entry(first): "Never", entry(second): "Often"}).status_code == 200
    assert texts(responses(google, form)[0]) == {first: ["Never"], second: ["Often"]}


def test_blank_answers_are_absent(google: Google) -> None:
    form = make(google, question("a", TEXT), question("b", choice("CHECKBOX", "x")))
    post(form, {entry(ids(form)[0]): ""})
    assert "answers" not in responses(google, form)[0]


def test_an_answer_can_be_changed_by_its_link(google: Google) -> None:
    form = make(google, question("a", choice("CHECKBOX", "x", "y", other=True)), question("b", LONG))
    first, second = ids(form)
    done = post(
        form,
        {entry(first): ["x", OTHER], entry(first) + ".other_option_response": "o", entry(second): "\nhi"},
    )
    link = next(link for link in Page(done.text).links if "edit2=" in link)
    page = Page(requests.get(google.url + link, timeout=20).text)
    assert page.fields[entry(first)] == ["x", OTHER]
    assert page.fields[entry(first) + ".other_option_response"] == ["o"]
    assert page.fields[entry(second)] == ["\nhi"]
    before = responses(google, form)[0]
    sent = post(form, {**page.fields, entry(first): ["y"], entry(first) + ".other_option_response": ""})
    assert "Your changes were saved" in sent.text
    (after,) = responses(google, form)
    assert (after["responseId"], after["createTime"]) == (before["responseId"], before["createTime"])
    assert after["lastSubmittedTime"] > before["lastSubmittedTime"]
    assert texts(after) == {first: ["y"], second: ["\nhi"]}


def test_a_wrong_edit_link_changes_nothing(google: Google) -> None:
    form = make(google, question("a", TEXT))
    sent = post(form, {entry(ids(form)[0]): "x", "edit2": "2_ABaOnuWrong"})
    assert sent.status_code == 403
    assert responses(google, form) == []


def test_verified_addresses_come_from_the_account(google: Google) -> None:
    form = make(google, question("a", TEXT), emails="VERIFIED")
    name = entry(ids(form)[0])
    unknown = post(form, {name: "x", "emailAddress": "made@up.test"})
    assert unknown.status_code == 401
    assert "Sign in to answer this form" in unknown.text
    done = post(form, {name: "x"}, who=STUDENT)
    assert done.status_code == 200
    assert [each["respondentEmail"] for each in responses(google, form)] == [STUDENT]
    link = next(link for link in Page(done.text).links if "edit2=" in link)
    token = parse_qs(urlsplit(link).query)["edit2"][0]
    stranger = post(form, {name: "y", "edit2": token}, who="other@school.test")
    assert stranger.status_code == 403
    assert texts(responses(google, form)[0])[ids(form)[0]] == ["x"]


def test_a_bearer_signs_a_script_in(google: Google) -> None:
    form = make(google, question("a", TEXT), emails="VERIFIED")
    address = form["responderUri"].replace("/viewform", "/formResponse")
    bearer = {"Authorization": f"Bearer {STUDENT}"}
    requests.post(address, data={entry(ids(form)[0]): "x"}, headers=bearer, timeout=20).raise_for_status()
    assert responses(google, form)[0]["respondentEmail"] == STUDENT


def test_addresses_that_respondents_type_are_checked(google: Google) -> None:
    form = make(google, question("a", TEXT), emails="RESPONDER_INPUT")
    name = entry(ids(form)[0])
    assert post(form, {name: "x"}).status_code == 400
    assert "not an email address" in post(form, {name: "x", "emailAddress": "sam"}).text
    assert post(form, {name: "x", "emailAddress": "mum@home.test"}).status_code == 200
    assert [each["respondentEmail"] for each in responses(google, form)] == ["mum@home.test"]


def test_nobody_is_recorded_where_no_address_is_collected(google: Google) -> None:
    form = make(google, question("a", TEXT))
    post(form, {entry(ids(form)[0]): "x"}, who=STUDENT)
    assert "respondentEmail" not in responses(google, form)[0]


def test_only_those_named_in_drive_may_answer(google: Google) -> None:
    form = make(google, question("a", TEXT), share={"type": "user", "emailAddress": STUDENT})
    fields = {entry(ids(form)[0]): "x"}
    assert post(form, fields).status_code == 401
    stranger = post(form, fields, who="other@school.test")
    assert stranger.status_code == 403
    assert "You cannot open this form with this account" in stranger.text
    assert "Survey" not in stranger.text, "not even the title is told"
    assert post(form, fields, who=STUDENT).status_code == 200
    assert post(form, fields, who="owner@school.test").status_code == 200, "editors may always answer"
    permissions = google.service("drive", "v3").permissions()
    listed = permissions.list(
        fileId=form["formId"], includePermissionsForView="published", fields="*"
    ).execute()
    mine = next(each for each in listed["permissions"] if each.get("emailAddress") == STUDENT)
    permissions.delete(fileId=form["formId"], permissionId=mine["id"]).execute()
    assert post(form, fields, who=STUDENT).status_code == 403


def test_a_domain_may_answer(google: Google) -> None:
    form = make(google, question("a", TEXT), share={"type": "domain", "domain": "school.test"})
    fields = {entry(ids(form)[0]): "x"}
    assert post(form, fields, who=STUDENT).status_code == 200
    assert post(form, fields, who="mum@home.test").status_code == 403


def test_closed_unpublished_and_gone(google: Google) -> None:
    form = make(google, question("a", TEXT))
    fields = {entry(ids(form)[0]): "x"}
    publish(google, form["formId"], accepting=False)
    closed = post(form, fields)
    assert "This form is closed" in closed.text
    publish(google, form["formId"], published=False, accepting=False)
    assert "This form is not open yet" in post(form, fields).text
    assert responses(google, form) == []
    google.service("drive", "v3").files().delete(fileId=form["formId"]).execute()
    gone = post(form, fields)
    assert gone.status_code == 404
    assert "This form is not here" in gone.text


def test_the_filter_and_pages_of_responses(google: Google) -> None:
    form = make(google, question("a", TEXT))
    name = entry(ids(form)[0])
    for number in range(5):
        post(form, {name: str(number)})
    every = responses(google, form)
    third = every[2]["lastSubmittedTime"]
    assert [each["responseId"] for each in responses(google, form, filter=f"timestamp > {third}")] == [
        each["responseId"] for each in every[3:]
    ]
    assert len(responses(google, form, filter=f"timestamp >= {third}")) == 3
    service = google.service("forms", "v1").forms().responses()
    first = service.list(formId=form["formId"], pageSize=2).execute()
    second = service.list(formId=form["formId"], pageSize=2, pageToken=first["nextPageToken"]).execute()
    last = service.list(formId=form["formId"], pageSize=2, pageToken=second["nextPageToken"]).execute()
    assert first["responses"] + second["responses"] + last["responses"] == every
    assert "nextPageToken" not in last
    one = service.get(formId=form["formId"], responseId=every[0]["responseId"]).execute()
    assert one == {"formId": form["formId"], **every[0]}


@pytest.mark.parametrize(
    "wanted", ["timestamp < 2026-01-01T00:00:00Z", "timestamp > yesterday", "x", "timestamp >"]
)
def test_other_filters_are_refused(google: Google, wanted: str) -> None:
    form = make(google, question("a", TEXT))
    answer = google.http("GET", f"/v1/forms/{form['formId']}/responses", params={"filter": wanted})
    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


def sections() -> list[Json]:
    yes = {"value": "Yes", "goToAction": "NEXT_SECTION"}
    no = {"value": "No", "goToSectionId": "0000000e"}
    asked = {"choiceQuestion": {"type": "RADIO", "options": [yes, no]}, "required": True}
    return [
        question("Do you use it?", asked),
        {"title": "Tell us more", "pageBreakItem": {}, "itemId": "0000000d"},
        question("How often?", TEXT, required=True),
        {"title": "The end", "pageBreakItem": {}, "itemId": "0000000e"},
        question("Anything else?", TEXT),
    ]


def test_the_way_through_sections_follows_the_answer(google: Google) -> None:
    first, *rest = sections()
    kind = first["questionItem"]["question"]
    plain = question(first["title"], choice("RADIO", "Yes", "No"), required=True, questionId="000000aa")
    form = make(google, plain, *rest)
    service = google.service("forms", "v1").forms()
    change: Any = {
        "item": {"questionItem": {"question": {**kind, "questionId": "000000aa"}}},
        "location": {"index": 0},
    }
    change["updateMask"] = "questionItem.question"
    service.batchUpdate(formId=form["formId"], body={"requests": [{"updateItem": change}]}).execute()
    use, often, rest_of_it = (entry(each) for each in ids(form))
    page = Page(post(form, {use: "No", "step": "0", "go": "next"}).text)
    assert rest_of_it in page.named
    assert often not in page.named, "the section in between is left out"
    assert page.fields[use] == ["No"], "earlier answers travel along"
    done = post(form, {**page.fields, rest_of_it: "bye", "go": "submit"})
    assert done.status_code == 200, done.text
    assert texts(responses(google, form)[0]) == {ids(form)[0]: ["No"], ids(form)[2]: ["bye"]}
    page = Page(post(form, {use: "Yes", "step": "0", "go": "next"}).text)
    assert often in page.named
    stuck = post(form, {**page.fields, "go": "next"})
    assert stuck.status_code == 400
    back = Page(post(form, {**page.fields, "go": "back"}).text)
    assert back.fields[use] == ["Yes"]


def test_prefilled_answers_stand_in_the_form(google: Google) -> None:
    form = make(google, question("a", TEXT), question("b", choice("RADIO", "x", other=True)))
    first, second = (entry(each) for each in ids(form))
    query = {
        first: '=1+1 "quoted"',
        second: OTHER,
        f"{second}.other_option_response": "mine",
        "usp": "pp_url",
    }
    page = Page(requests.get(form["responderUri"], params=query, timeout=20).text)
    assert page.fields[first] == ['=1+1 "quoted"']
    assert page.fields[second] == [OTHER]
    assert page.fields[f"{second}.other_option_response"] == ["mine"]


def test_every_control_has_a_label(google: Google) -> None:
    form = make(google, question("a", TEXT), question("b", choice("DROP_DOWN", "x")), question("c", LONG))
    page = Page(requests.get(form["responderUri"], timeout=20).text)
    assert {entry(each) for each in ids(form)} <= page.labels


def test_the_forms_own_id_finds_the_page_too(google: Google) -> None:
    form = make(google, question("a", TEXT))
    for path in (f"/forms/d/e/{form['formId']}/viewform", f"/forms/d/{form['formId']}/viewform"):
        assert "Survey" in requests.get(google.url + path, timeout=20).text


def test_the_page_speaks_the_respondents_language(google: Google) -> None:
    form = make(google, question("a", TEXT, required=True))
    page = requests.get(form["responderUri"], headers={"Accept-Language": "es-MX,es;q=0.9"}, timeout=20).text
    assert '<html lang="es">' in page
    assert "Enviar" in page
    sent = requests.post(
        form["responderUri"].replace("/viewform", "/formResponse"), data={"hl": "fr"}, timeout=20
    )
    assert "Réponds à cette question" in sent.text


def test_no_page_runs_scripts_of_others(google: Google) -> None:
    form = make(
        google, question("<script>alert(1)</script>", choice("RADIO", "<img src=x onerror=alert(1)>"))
    )
    answer = requests.get(form["responderUri"], timeout=20)
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_group_may_answer(google: Google) -> None:
    google.control("POST", "groups", email="grade6@school.test", members=[STUDENT])
    form = make(google, question("a", TEXT), share={"type": "group", "emailAddress": "grade6@school.test"})
    fields = {entry(ids(form)[0]): "x"}
    assert post(form, fields, who=STUDENT).status_code == 200
    assert post(form, fields, who="other@school.test").status_code == 403


def test_a_quiz_is_graded(google: Google) -> None:
    form = make(
        google, question("a", choice("CHECKBOX", "x", "y", "z")), question("b", TEXT), question("c", TEXT)
    )
    service, keys = google.service("forms", "v1").forms(), (["x", "y"], ["seven", "7"], ["no"])
    quiz: Json = {"settings": {"quizSettings": {"isQuiz": True}}, "updateMask": "quizSettings.isQuiz"}
    requests_: list[Json] = [{"updateSettings": quiz}]
    for number, answers in enumerate(keys):
        key = {"answers": [{"value": answer} for answer in answers]}
        item = {"questionItem": {"question": {"grading": {"pointValue": number + 1, "correctAnswers": key}}}}
        mask = {"location": {"index": number}, "updateMask": "questionItem.question.grading"}
        requests_.append({"updateItem": {"item": item, **mask}})
    service.batchUpdate(formId=form["formId"], body={"requests": requests_}).execute()
    first, second, third = (entry(each) for each in ids(form))
    post(form, {first: ["y", "x"], second: "7", third: "yes"})
    (graded,) = responses(google, form)
    assert graded["totalScore"] == 3
    marks = [graded["answers"][each]["grade"] for each in ids(form)]
    assert marks[:2] == [{"correct": True, "score": 1}, {"correct": True, "score": 2}]
    assert not marks[2].get("correct", False)


def test_the_right_to_answer_may_end(google: Google) -> None:
    google.control("POST", "clock", now="2026-09-01T08:00:00Z")
    share = {"type": "user", "emailAddress": STUDENT, "expirationTime": "2026-09-02T08:00:00Z"}
    form = make(google, question("a", TEXT), share=share)
    fields = {entry(ids(form)[0]): "x"}
    assert post(form, fields, who=STUDENT).status_code == 200
    google.control("POST", "clock", now="2026-09-02T08:00:01Z")
    assert post(form, fields, who=STUDENT).status_code == 403
