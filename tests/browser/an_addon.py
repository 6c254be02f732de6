"""A stranger's add-on with a card of every widget, which notes what it was asked. For the panel's tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

Json = dict[str, Any]


@dataclass
class Addon:
    """Where it is reached, and the calls it got: path, event and authorization."""

    url: str = ""
    calls: list[tuple[str, Json, str]] = field(default_factory=list)
    broken: bool = False

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Any:
        request = Request(environ)
        event = request.get_json()
        self.calls.append((request.path, event, request.headers.get("Authorization", "")))
        if self.broken:
            return Response("<h1>Oops</h1>", 500)(environ, start)
        body = json.dumps(self.answer(request.path, event))
        return Response(body, content_type="application/json")(environ, start)

    def action(self, path: str, **more: Any) -> Json:
        return {"action": {"function": self.url + path, **more}}

    def answer(self, path: str, event: Json) -> Json:
        if path == "/addon/sheets/home":
            return {"action": {"navigations": [{"pushCard": self.card()}]}}
        if path == "/sync":
            updated = {"header": {"title": "Syncing"}, "sections": [text_section("On its way.")]}
            action = {"navigations": [{"updateCard": updated}], "notification": {"text": "Sync is queued."}}
            return {"renderActions": {"action": action}}
        if path == "/open":
            parameters = event["commonEventObject"]["parameters"]
            pushed = {
                "header": {"title": "Student"},
                "sections": [text_section(f"Code {parameters['code']}")],
            }
            return {"renderActions": {"action": {"navigations": [{"pushCard": pushed}]}}}
        return {"renderActions": {"action": {"notification": {"text": "Saved."}}}}

    def card(self) -> Json:
        code = [{"key": "code", "value": "S001"}]
        first = [
            {
                "decoratedText": {
                    "topLabel": "Students",
                    "text": "<b>18</b>",
                    "startIcon": {"knownIcon": "PERSON"},
                }
            },
            {"textParagraph": {"text": "<i>So far</i> <script>alert(1)</script>"}},
            {"decoratedText": {"text": "Open Sam", "onClick": self.action("/open", parameters=code)}},
            {"decoratedText": {"text": "Remind", "switchControl": {"name": "remind", "value": "yes"}}},
            {"divider": {}},
            {"image": {"imageUrl": f"{self.url}/picture.png", "altText": "A board"}},
            {"buttonList": {"buttons": [{"text": "Sync now", "onClick": self.action("/sync")}]}},
            {
                "buttonList": {
                    "buttons": [{"text": "Guide", "onClick": {"openLink": {"url": "https://a.test/"}}}]
                }
            },
        ]
        items = [{"text": "Call", "value": "call"}, {"text": "Mail", "value": "mail", "selected": True}]
        save = self.action("/save", requiredWidgets=["thing"])
        second = [
            {"textInput": {"name": "thing", "label": "Thing to do", "type": "MULTIPLE_LINE"}},
            {"selectionInput": {"name": "how", "label": "How", "type": "DROPDOWN", "items": items}},
            {"selectionInput": {"name": "who", "label": "Who", "type": "CHECK_BOX", "items": items}},
            {"selectionInput": {"name": "one", "label": "One", "type": "RADIO_BUTTON", "items": items}},
            {"dateTimePicker": {"name": "due", "label": "Due", "type": "DATE_ONLY"}},
            {"buttonList": {"buttons": [{"text": "Save", "onClick": save}]}},
        ]
        grid = {"title": "Award", "items": [{"id": "a", "title": "Ana"}], "onClick": self.action("/grid")}
        column = {"widgets": [{"textParagraph": {"text": "Left"}}]}
        third = [{"textParagraph": {"text": "Shown"}}, {"textParagraph": {"text": "Folded"}}]
        return {
            "header": {"title": "Caseload", "subtitle": "Last sync 08:10"},
            "sections": [
                {"header": "Now", "widgets": first},
                {"header": "Add", "widgets": second},
                {"widgets": [{"grid": grid}, {"columns": {"columnItems": [column, column]}}]},
                {"header": "More", "collapsible": True, "uncollapsibleWidgetsCount": 1, "widgets": third},
            ],
            "fixedFooter": {"primaryButton": {"text": "Refresh", "onClick": self.action("/sync")}},
        }


def text_section(text: str) -> Json:
    return {"widgets": [{"textParagraph": {"text": text}}]}


@contextmanager
def serving() -> Iterator[Addon]:
    """The add-on on a free port of loopback."""
    addon = Addon()
    server = make_server("127.0.0.1", 0, addon, threaded=True)
    addon.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield addon
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
