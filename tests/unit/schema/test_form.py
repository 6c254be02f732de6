"""Columns become questions that Google knows; answers become cells; what is odd becomes a fault."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from googleapiclient.discovery_cache import get_static_doc

from sheets_schema.form import answered, asked, item_requests, question_id
from sheets_schema.workbook import WHOLE

SCHEMAS = json.loads(get_static_doc("forms", "v1"))["schemas"]
LISTS = {"classes": ("English", "Science", "English"), "used": ("often", "sometimes")}
FORMS = [tab for tab in WHOLE.tabs if asked(tab)]


def unknown(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    schema = SCHEMAS[schema["$ref"]] if "$ref" in schema else schema
    if isinstance(value, list):
        return [fault for one in value for fault in unknown(one, schema["items"], where)]
    if not isinstance(value, dict):
        return []
    known = schema["properties"]
    faults = [f"{where}.{key}" for key in value if key not in known]
    return faults + [
        fault for key in value if key in known for fault in unknown(value[key], known[key], f"{where}.{key}")
    ]


@pytest.mark.parametrize("tab", FORMS, ids=lambda tab: tab.key)
def test_google_knows_every_field_and_ids_are_apart(tab: Any) -> None:
    requests = item_requests(tab, LISTS)
    assert [fault for one in requests for fault in unknown(one, {"$ref": "Request"}, "Request")] == []
    ids = [one["createItem"]["item"]["itemId"] for one in requests]
    assert len(set(ids)) == len(ids)
    assert [one["createItem"]["location"]["index"] for one in requests] == list(range(len(ids)))


def question(tab_key: str, column: str) -> dict[str, Any]:
    tab = WHOLE.tab(tab_key)
    wanted = question_id(tab, tab.column(column))
    items = [one["createItem"]["item"] for one in item_requests(tab, LISTS)]
    found: dict[str, Any] = next(one for one in items if one["itemId"] == wanted)["questionItem"]["question"]
    return found


def test_lists_offer_their_items_once_and_free_text_stays_possible() -> None:
    offered = question("to_do", "class")["choiceQuestion"]["options"]
    assert offered == [{"value": "English"}, {"value": "Science"}, {"isOther": True}]
    assert question("survey_answers", "used")["choiceQuestion"]["options"] == [
        {"value": "often"},
        {"value": "sometimes"},
    ]


def test_kinds_of_questions() -> None:
    assert question("to_do", "due")["dateQuestion"] == {"includeTime": False, "includeYear": True}
    assert question("behavior", "teacher_did_step")["choiceQuestion"]["options"][0] == {"value": "yes"}
    assert question("first_talk", "hard")["textQuestion"] == {"paragraph": True}
    assert question("behavior", "points")["required"] is True


def answers(tab_key: str, **given: str) -> dict[str, Any]:
    tab = WHOLE.tab(tab_key)
    return {
        question_id(tab, tab.column(key)): {"textAnswers": {"answers": [{"value": value}]}}
        for key, value in given.items()
    }


def test_answers_become_cells() -> None:
    given = answers("behavior", period="3", points="2,5", teacher_did_step="no", expectation="=1+1")
    cells, faults = answered(WHOLE.tab("behavior"), {**given, "ffffffff": {"textAnswers": {}}})
    assert cells == {"period": "3", "points": 2.5, "teacher_did_step": False, "expectation": "=1+1"}
    assert faults == {}
    assert answered(WHOLE.tab("to_do"), answers("to_do", due="2026-10-05", item=" Essay ")) == (
        {"due": date(2026, 10, 5), "item": "Essay"},
        {},
    )
    assert answered(WHOLE.tab("ratings"), answers("ratings", effort="80", respect="4")) == (
        {"effort": 0.8, "respect": 4},
        {},
    )


@pytest.mark.parametrize(
    ("tab", "column", "text"),
    [
        ("behavior", "points", "many"),
        ("behavior", "points", "nan"),
        ("behavior", "points", "inf"),
        ("to_do", "due", "Friday"),
        ("survey_answers", "helped", "2.5"),
    ],
)
def test_odd_answers_are_faults(tab: str, column: str, text: str) -> None:
    cells, faults = answered(WHOLE.tab(tab), answers(tab, **{column: text}))
    assert cells == {}
    assert list(faults) == [column]
