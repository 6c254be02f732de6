"""The add-on's manifest is what Google's own library accepts, and what is committed is not stale."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.gsuiteaddons_v1 import Deployment
from google.protobuf import json_format

from addon_manifest import deployment, deployment_json
from app.core import cards
from app.core.scopes import ADDON, INTERNAL

BASE = "https://holdfast.example.org"
HERE = Path(__file__).resolve().parents[2] / "addon_manifest"
STALE = (
    "run: python -m app manifest --base-url https://holdfast.example.org/ > addon_manifest/deployment.json"
)


def strict(made: dict[str, object]) -> Deployment:
    message = Deployment.pb(Deployment())
    json_format.ParseDict(made, message, ignore_unknown_fields=False)
    return Deployment.wrap(message)


def test_google_accepts_it_and_gives_it_back_equal() -> None:
    made = deployment(BASE)
    back = Deployment.to_dict(
        strict(made),
        use_integers_for_enums=False,
        preserving_proto_field_name=False,
        always_print_fields_with_no_presence=False,
    )
    assert back["oauthScopes"] == made["oauthScopes"]
    for host in ("common", "sheets", "gmail", "calendar"):
        assert back["addOns"][host] == made["addOns"][host]


def test_the_strict_check_can_fail() -> None:
    with pytest.raises(json_format.ParseError):
        strict({**deployment(BASE), "urlFetchWhitelist": ["https://x/"]})


def test_the_committed_file_is_what_the_function_makes() -> None:
    assert (HERE / "deployment.json").read_text() == deployment_json(BASE + "/"), STALE


def test_a_trailing_slash_changes_nothing() -> None:
    assert deployment(BASE) == deployment(BASE + "/")


def test_every_trigger_is_a_whole_address_of_ours() -> None:
    addons = deployment("https://school.example/holdfast")["addOns"]
    called = [
        addons["common"]["homepageTrigger"]["runFunction"],
        addons["sheets"]["homepageTrigger"]["runFunction"],
        addons["sheets"]["onFileScopeGrantedTrigger"]["runFunction"],
        addons["gmail"]["homepageTrigger"]["runFunction"],
        addons["gmail"]["contextualTriggers"][0]["onTriggerFunction"],
        addons["calendar"]["homepageTrigger"]["runFunction"],
        addons["calendar"]["eventOpenTrigger"]["runFunction"],
    ]
    assert called == [
        "https://school.example/holdfast" + path
        for path in (
            cards.SHEETS_HOME,
            cards.SHEETS_HOME,
            cards.SHEETS_GRANTED,
            cards.GMAIL_HOME,
            cards.GMAIL_MESSAGE,
            cards.CALENDAR_HOME,
            cards.CALENDAR_EVENT,
        )
    ]


@pytest.mark.parametrize("bad", ["http://holdfast.example.org", "holdfast.example.org", "", "https://x/?a=1"])
def test_an_address_google_cannot_call_is_refused_with_a_sentence(bad: str) -> None:
    with pytest.raises(ValueError, match="Google calls https addresses only"):
        deployment(bad)


def test_the_readme_explains_every_permission() -> None:
    text = (HERE / "README.md").read_text()
    for scope in {*ADDON, *INTERNAL}:
        assert f"| `{scope.name}` | {scope.why} |" in text, (
            f"addon_manifest/README.md does not explain {scope.name}"
        )
