"""Gmail's history, labels and trash: every change is told once, and what is put away comes back."""

from collections.abc import Callable
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.contract.test_gmail_mail import LETTER, TEACHER, deliver, status


@pytest.fixture
def mail(service: Callable[..., Any]) -> Any:
    return service("gmail", "v1", TEACHER).users()


def test_history_tells_each_change_once(google: Any, mail: Any) -> None:
    start = mail.getProfile(userId="me").execute()["historyId"]
    own_id = deliver(google)
    mail.messages().modify(userId="me", id=own_id, body={"removeLabelIds": ["UNREAD"]}).execute()
    mail.messages().modify(userId="me", id=own_id, body={"removeLabelIds": ["UNREAD"]}).execute()
    history = mail.history().list(userId="me", startHistoryId=start).execute()
    assert [sorted(set(entry) - {"id", "messages"}) for entry in history["history"]] == [
        ["messagesAdded"],
        ["labelsRemoved"],
    ]
    assert history["history"][1]["labelsRemoved"][0]["labelIds"] == ["UNREAD"]
    later = mail.history().list(userId="me", startHistoryId=history["historyId"]).execute()
    assert later == {"historyId": history["historyId"]}
    added = mail.history().list(userId="me", startHistoryId=start, historyTypes=["messageAdded"]).execute()
    assert len(added["history"]) == 1
    mail.messages().delete(userId="me", id=own_id).execute()
    deleted = mail.history().list(userId="me", startHistoryId=history["historyId"]).execute()
    assert deleted["history"][0]["messagesDeleted"][0]["message"]["id"] == own_id


def test_history_pages_and_expires(google: Any, mail: Any) -> None:
    start = mail.getProfile(userId="me").execute()["historyId"]
    for number in range(5):
        deliver(google, LETTER.replace("Homework", f"No {number}"))
    request = mail.history().list(userId="me", startHistoryId=start, maxResults=2)
    seen: list[str] = []
    while request is not None:
        answer = request.execute()
        seen += [entry["messagesAdded"][0]["message"]["id"] for entry in answer["history"]]
        request = mail.history().list_next(request, answer)
    assert len(set(seen)) == 5
    google.control("POST", "expire", what="history", user=TEACHER)
    with pytest.raises(HttpError) as error:
        mail.history().list(userId="me", startHistoryId=start).execute()
    assert status(error) == 404
    fresh = mail.getProfile(userId="me").execute()["historyId"]
    assert mail.history().list(userId="me", startHistoryId=fresh).execute()["historyId"] == fresh


def test_labels_have_names_and_counts(google: Any, mail: Any) -> None:
    label = mail.labels().create(userId="me", body={"name": "Team/Ms Ito"}).execute()
    with pytest.raises(HttpError) as error:
        mail.labels().create(userId="me", body={"name": "team/ms ito"}).execute()
    assert status(error) == 409
    own_id = deliver(google)
    mail.messages().batchModify(userId="me", body={"ids": [own_id], "addLabelIds": [label["id"]]}).execute()
    assert mail.labels().get(userId="me", id=label["id"]).execute()["messagesUnread"] == 1
    assert mail.messages().list(userId="me", q="label:team-ms-ito").execute()["resultSizeEstimate"] == 1
    assert mail.messages().list(userId="me", labelIds=[label["id"]]).execute()["messages"][0]["id"] == own_id
    renamed = mail.labels().patch(userId="me", id=label["id"], body={"name": "Ito"}).execute()
    assert renamed["name"] == "Ito"
    mail.labels().delete(userId="me", id=label["id"]).execute()
    assert label["id"] not in mail.messages().get(userId="me", id=own_id).execute()["labelIds"]
    with pytest.raises(HttpError, match="Invalid label"):
        mail.messages().modify(userId="me", id=own_id, body={"addLabelIds": ["Label_99"]}).execute()


def test_trash_hides_and_comes_back(google: Any, mail: Any) -> None:
    own_id = deliver(google)
    mail.messages().trash(userId="me", id=own_id).execute()
    assert "messages" not in mail.messages().list(userId="me").execute()
    assert mail.messages().list(userId="me", q="in:trash").execute()["messages"][0]["id"] == own_id
    assert mail.messages().list(userId="me", includeSpamTrash=True).execute()["resultSizeEstimate"] == 1
    mail.messages().untrash(userId="me", id=own_id).execute()
    assert mail.messages().list(userId="me").execute()["messages"][0]["id"] == own_id
