"""Google Forms: make one, fill it, open and close it, read its answers. Finding one again is Drive's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.core.model import FormAnswer
from app.google.session import Session


class Forms:
    """Forms of one account."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._forms = session.service("forms", "v1", "forms")
        self._responses = session.service("forms", "v1", "forms", "responses")
        self._watches = session.service("forms", "v1", "forms", "watches")

    def create(self, title: str, document_title: str) -> dict[str, Any]:
        """An empty Form: its `formId`, `responderUri`, `revisionId`. `document_title` holds its key."""
        made: dict[str, Any] = self._run(
            self._forms.create(body={"info": {"title": title, "documentTitle": document_title}})
        )
        return made

    def get(self, form_id: str) -> dict[str, Any]:
        """The whole Form."""
        found: dict[str, Any] = self._run(self._forms.get(formId=form_id))
        return found

    def batch(self, form_id: str, requests: Sequence[Mapping[str, Any]], revision: str) -> str:
        """All requests or none, on top of this revision. BadRequest: it changed since. The new revision."""
        body = {"requests": list(requests), "writeControl": {"requiredRevisionId": revision}}
        answer = self._run(self._forms.batchUpdate(formId=form_id, body=body))
        return str(answer["writeControl"]["requiredRevisionId"])

    def publish(self, form_id: str, accepting: bool) -> None:
        """Publish, and take answers or not. Always said: Google's default changed in 2026."""
        state = {"isPublished": True, "isAcceptingResponses": accepting}
        body = {"publishSettings": {"publishState": state}, "updateMask": "publishState"}
        self._run(self._forms.setPublishSettings(formId=form_id, body=body))

    def responses(self, form_id: str, since: datetime | None = None) -> list[FormAnswer]:
        """Answers given or edited at or after `since`, oldest first; an edited one comes again by its id."""
        options = {"filter": f"timestamp >= {_stamp(since)}"} if since else {}
        request = self._responses.list(formId=form_id, pageSize=5000, **options)
        found: list[FormAnswer] = []
        while request is not None:
            page = self._run(request)
            found += [_answer(form_id, item) for item in page.get("responses", [])]
            request = self._responses.list_next(request, page)
        return sorted(found, key=lambda answer: (answer.submitted, answer.response_id))

    def watch(self, form_id: str, watch_id: str, topic: str) -> datetime:
        """Google tells this topic of new answers for a week; until when. Conflict: the id is taken."""
        told = {"target": {"topic": {"topicName": topic}}, "eventType": "RESPONSES"}
        body = {"watch": told, "watchId": watch_id}
        made = self._run(self._watches.create(formId=form_id, body=body))
        return datetime.fromisoformat(made["expireTime"])

    def renew(self, form_id: str, watch_id: str) -> datetime:
        """A week from now. NotFound: it has ended."""
        made = self._run(self._watches.renew(formId=form_id, watchId=watch_id, body={}))
        return datetime.fromisoformat(made["expireTime"])

    def _run(self, request: Any) -> Any:
        return self._session.run(request)


def _answer(form_id: str, item: Mapping[str, Any]) -> FormAnswer:
    return FormAnswer(
        form_id=form_id,
        response_id=item["responseId"],
        submitted=datetime.fromisoformat(item["lastSubmittedTime"]),
        respondent=str(item.get("respondentEmail", "")).lower(),
        values={
            question: tuple(
                str(given.get("value", "")) for given in answer.get("textAnswers", {}).get("answers", [])
            )
            for question, answer in item.get("answers", {}).items()
        },
    )


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
