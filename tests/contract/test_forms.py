"""Forms v1 as Google's client sees it: making, changing and publishing forms; watches; rights."""

from __future__ import annotations

from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.contract.conftest import Google
from tests.contract.forms_of import choice, collect, create_items, ids, make, publish, question

TEXT: Any = {"textQuestion": {}}


@pytest.fixture
def forms(google: Google) -> Any:
    return google.service("forms", "v1").forms()


@pytest.fixture
def form(forms: Any) -> Any:
    return forms.create(body={"info": {"title": "Survey", "documentTitle": "survey-1"}}).execute()


def batch(forms: Any, form_id: str, *requests: Any, **more: Any) -> Any:
    return forms.batchUpdate(formId=form_id, body={"requests": list(requests), **more}).execute()


def refused(call: Any, status: int = 400) -> str:
    with pytest.raises(HttpError) as caught:
        call()
    assert caught.value.resp.status == status, caught.value
    return str(caught.value)


def test_a_new_form_has_a_title_and_is_not_published(google: Google, form: Any) -> None:
    assert form["info"] == {"title": "Survey", "documentTitle": "survey-1"}
    assert not form["publishSettings"]["publishState"].get("isPublished", False)
    assert form["responderUri"].startswith(google.url + "/forms/d/e/")
    file = google.service("drive", "v3").files().get(fileId=form["formId"], fields="name,mimeType").execute()
    assert file == {"name": "survey-1", "mimeType": "application/vnd.google-apps.form"}


def test_a_form_is_made_published_only_when_asked(forms: Any) -> None:
    made = forms.create(body={"info": {"title": "Survey"}}, unpublished=False).execute()
    assert made["publishSettings"]["publishState"] == {"isPublished": True, "isAcceptingResponses": True}


@pytest.mark.parametrize(
    "body",
    [
        {"info": {"title": "Survey", "description": "No"}},
        {"info": {"title": "Survey"}, "items": [{"title": "x", "textItem": {}}]},
        {"info": {"title": "Survey"}, "settings": {"quizSettings": {"isQuiz": True}}},
    ],
)
def test_creating_takes_the_title_only(forms: Any, body: Any) -> None:
    said = refused(lambda: forms.create(body=body).execute())
    assert "Only info.title can be set when creating a form" in said


def test_the_document_title_is_drives(google: Google, forms: Any, form: Any) -> None:
    drive = google.service("drive", "v3").files()
    drive.update(fileId=form["formId"], body={"name": "renamed"}).execute()
    assert forms.get(formId=form["formId"]).execute()["info"]["documentTitle"] == "renamed"
    asked = {"info": {"documentTitle": "no"}, "updateMask": "documentTitle"}
    refused(lambda: batch(forms, form["formId"], {"updateFormInfo": asked}))


def test_items_keep_the_ids_a_client_chose(forms: Any, form: Any) -> None:
    item = question("Used it?", choice("RADIO", "Yes", "No"), questionId="0a1b2c3d", required=True)
    made = batch(forms, form["formId"], *create_items({**item, "itemId": "00c0ffee"}))
    assert made["replies"] == [{"createItem": {"itemId": "00c0ffee", "questionId": ["0a1b2c3d"]}}]
    got = forms.get(formId=form["formId"]).execute()["items"][0]
    asked = {"questionId": "0a1b2c3d", "required": True, **choice("RADIO", "Yes", "No")}
    assert got == {"itemId": "00c0ffee", "title": "Used it?", "questionItem": {"question": asked}}
    said = refused(lambda: batch(forms, form["formId"], *create_items(item)))
    assert "already in use" in said


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (question("Two\nlines", TEXT), "Displayed text cannot contain newlines"),
        (question("x", choice("RADIO")), "options must not be empty"),
        (question("x", choice("RADIO", "a", "a")), "duplicate option values"),
        (question("x", choice("DROP_DOWN", "a", other=True)), "isOther is not allowed"),
        (question("x", {"scaleQuestion": {"low": 2, "high": 5}}), "A scale must begin at 0 or 1"),
        (question("x", {"rowQuestion": {"title": "r"}}), "Row questions belong in a question group"),
        (question("x", {"fileUploadQuestion": {"folderId": "f"}}), "file upload"),
        (question("x", TEXT, questionId="not-hex"), "hexadecimal"),
        (question("x", {**TEXT, **choice("RADIO", "a")}), "oneof field 'kind' is already set"),
        ({"title": "x"}, "exactly one kind"),
        (question("x", TEXT, grading={"pointValue": 1}), "not a quiz"),
        ({"title": "x", "imageItem": {"image": {"altText": "none"}}}, "sourceUri"),
    ],
)
def test_google_refuses_items_like_these(forms: Any, form: Any, item: Any, words: str) -> None:
    said = refused(lambda: batch(forms, form["formId"], *create_items(item)))
    assert words in said
    assert "items" not in forms.get(formId=form["formId"]).execute()


def test_a_batch_is_made_whole_or_not_at_all(forms: Any, form: Any) -> None:
    good, bad = create_items(question("a", TEXT), {"title": "b"})
    said = refused(lambda: batch(forms, form["formId"], good, bad))
    assert "Invalid requests[1].createItem" in said
    after = forms.get(formId=form["formId"]).execute()
    assert "items" not in after
    assert after["revisionId"] == form["revisionId"]


def test_an_old_revision_is_refused_when_it_is_required(forms: Any, form: Any) -> None:
    first = {"requiredRevisionId": form["revisionId"]}
    made = batch(forms, form["formId"], *create_items(question("a", TEXT)), writeControl=first)
    newest = forms.get(formId=form["formId"]).execute()["revisionId"]
    assert made["writeControl"] == {"requiredRevisionId": newest}
    again = create_items(question("b", TEXT))
    refused(lambda: batch(forms, form["formId"], *again, writeControl=first))
    batch(forms, form["formId"], *again, writeControl={"targetRevisionId": form["revisionId"]})


def test_items_move_change_and_go(forms: Any, form: Any) -> None:
    form_id = form["formId"]
    batch(forms, form_id, *create_items(*(question(name, TEXT) for name in "abc")))
    move = {"moveItem": {"originalLocation": {"index": 0}, "newLocation": {"index": 2}}}
    delete = {"deleteItem": {"location": {"index": 0}}}
    made = batch(forms, form_id, move, delete, includeFormInResponse=True)
    assert made["replies"] == [{}, {}]
    assert [item["title"] for item in made["form"]["items"]] == ["c", "a"]
    item, location = {"title": "A", "description": "d"}, {"index": 1}
    update = {"updateItem": {"item": item, "location": location, "updateMask": "title,description"}}
    changed = batch(forms, form_id, update, includeFormInResponse=True)["form"]["items"][1]
    assert changed == {**made["form"]["items"][1], **item}
    beyond = {"deleteItem": {"location": {"index": 2}}}
    assert "index must be in the range" in refused(lambda: batch(forms, form_id, beyond))


def test_updating_a_question_keeps_or_renews_its_id(forms: Any, form: Any) -> None:
    batch(forms, form["formId"], *create_items(question("a", TEXT, questionId="0000abcd")))
    location = {"index": 0}
    required = {"item": question("a", {"required": True}), "location": location}
    more = {"updateItem": {**required, "updateMask": "questionItem.question.required"}}
    kept = batch(forms, form["formId"], more, includeFormInResponse=True)["form"]
    assert ids(kept) == ["0000abcd"]
    assert kept["items"][0]["questionItem"]["question"]["required"] is True
    whole = {"updateItem": {"item": question("a", TEXT), "location": location, "updateMask": "questionItem"}}
    renewed = batch(forms, form["formId"], whole, includeFormInResponse=True)["form"]
    assert ids(renewed) != ["0000abcd"]


def test_title_description_and_settings(forms: Any, form: Any) -> None:
    info = {"title": "New", "description": "Two\nlines"}
    made = batch(
        forms,
        form["formId"],
        {"updateFormInfo": {"info": info, "updateMask": "title,description"}},
        collect("RESPONDER_INPUT"),
        {
            "updateSettings": {
                "settings": {"quizSettings": {"isQuiz": True}},
                "updateMask": "quizSettings.isQuiz",
            }
        },
        includeFormInResponse=True,
    )["form"]
    assert made["info"] == {**info, "documentTitle": "survey-1"}
    assert made["settings"] == {"emailCollectionType": "RESPONDER_INPUT", "quizSettings": {"isQuiz": True}}
    refused(lambda: batch(forms, form["formId"], {"updateFormInfo": {"info": info, "updateMask": ""}}))
    refused(lambda: batch(forms, form["formId"], {"updateFormInfo": {"info": info, "updateMask": "items"}}))


def test_a_workspace_owner_collects_verified_addresses_at_first(google: Google, form: Any) -> None:
    assert form["settings"] == {"emailCollectionType": "VERIFIED"}
    private = google.service("forms", "v1", "someone@gmail.com").forms()
    made = private.create(body={"info": {"title": "Private"}}).execute()
    assert made["settings"] == {"emailCollectionType": "DO_NOT_COLLECT"}


def test_publishing(google: Google, forms: Any, form: Any) -> None:
    answer = publish(google, form["formId"])
    state = {"isPublished": True, "isAcceptingResponses": True}
    assert answer == {"formId": form["formId"], "publishSettings": {"publishState": state}}
    refused(lambda: publish(google, form["formId"], published=False))
    publish(google, form["formId"], accepting=False)
    after = forms.get(formId=form["formId"]).execute()
    assert after["publishSettings"] == {"publishState": {"isPublished": True}}
    assert after["revisionId"] == form["revisionId"], "publishing is no change of the content"
    wrong = {"publishSettings": {"isPublished": True, "isAcceptingResponses": True}}
    refused(lambda: forms.setPublishSettings(formId=form["formId"], body=wrong).execute())


def test_others_cannot_read_or_change(google: Google) -> None:
    form = make(google, question("a", TEXT), share={"type": "user", "emailAddress": "student@school.test"})
    student = google.service("forms", "v1", "student@school.test").forms()
    refused(lambda: student.get(formId=form["formId"]).execute(), 403)
    refused(lambda: student.responses().list(formId=form["formId"]).execute(), 403)
    refused(lambda: batch(student, form["formId"], collect("VERIFIED")), 403)
    nowhere = google.service("forms", "v1").forms()
    refused(lambda: nowhere.get(formId="test").execute(), 404)


def test_a_copy_has_the_questions_and_no_answers(google: Google, forms: Any) -> None:
    form = make(google, question("a", TEXT, questionId="00001111"))
    copy = google.service("drive", "v3").files().copy(fileId=form["formId"], body={"name": "copy"}).execute()
    got = forms.get(formId=copy["id"]).execute()
    assert ids(got) == ["00001111"]
    assert got["publishSettings"] == {"publishState": {}}
    assert got["responderUri"] != form["responderUri"]
    assert forms.responses().list(formId=copy["id"]).execute() == {}


def test_a_deleted_form_is_gone(google: Google, forms: Any, form: Any) -> None:
    google.service("drive", "v3").files().delete(fileId=form["formId"]).execute()
    refused(lambda: forms.get(formId=form["formId"]).execute(), 404)


def watch_body(event: str = "RESPONSES", **more: Any) -> Any:
    topic = {"topic": {"topicName": "projects/school/topics/forms"}}
    return {"watch": {"target": topic, "eventType": event}, **more}


def test_watches_live_seven_days(google: Google, forms: Any, form: Any) -> None:
    watches, form_id = forms.watches(), form["formId"]
    google.control("POST", "clock", now="2026-09-01T08:00:00Z")
    made = watches.create(formId=form_id, body=watch_body(watchId="survey-watch")).execute()
    assert (made["id"], made["state"], made["expireTime"][:19]) == (
        "survey-watch",
        "ACTIVE",
        "2026-09-08T08:00:00",
    )
    assert watches.list(formId=form_id).execute() == {"watches": [made]}
    google.control("POST", "clock", now="2026-09-05T08:00:00Z")
    renewed = watches.renew(formId=form_id, watchId="survey-watch", body={}).execute()
    assert renewed["expireTime"][:19] == "2026-09-12T08:00:00"
    google.control("POST", "clock", now="2026-09-12T08:00:01Z")
    refused(lambda: watches.renew(formId=form_id, watchId="survey-watch", body={}).execute(), 404)
    assert watches.list(formId=form_id).execute() == {}


def test_a_watch_is_one_of_its_kind(forms: Any, form: Any) -> None:
    watches, form_id = forms.watches(), form["formId"]
    made = watches.create(formId=form_id, body=watch_body()).execute()
    refused(lambda: watches.create(formId=form_id, body=watch_body()).execute(), 429)
    watches.create(formId=form_id, body=watch_body("SCHEMA")).execute()
    refused(lambda: watches.create(formId=form_id, body=watch_body(watchId="no_digits_1")).execute())
    assert watches.delete(formId=form_id, watchId=made["id"]).execute() == {}
    refused(lambda: watches.delete(formId=form_id, watchId=made["id"]).execute(), 404)
