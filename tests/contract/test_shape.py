"""What holds for every method: routes, parameters, bodies, masks, errors, batches and overrides."""

import json
from typing import Any

import pytest
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError

from tests.contract.conftest import Google

SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
APIS = {"sheets": "v4", "forms": "v1", "gmail": "v1", "calendar": "v3", "drive": "v3"}


def methods_of(resource: dict[str, Any]) -> list[dict[str, Any]]:
    found = list(resource.get("methods", {}).values())
    for inner in resource.get("resources", {}).values():
        found += methods_of(inner)
    return found


def all_methods() -> list[tuple[str, str, str]]:
    """(discovery id, HTTP method, path with placeholders filled) of every method of the five APIs."""
    found = []
    for api, version in APIS.items():
        document = json.loads(get_static_doc(api, version) or "{}")
        for method in methods_of(document):
            path = method["path"]
            for name in method.get("parameters", {}):
                path = path.replace("{" + name + "}", "7").replace("{+" + name + "}", "7")
            found.append((method["id"], method["httpMethod"], f"/{document['servicePath']}{path}"))
    return found


def test_every_method_of_the_documents_is_routed_and_none_fails_inside(google: Google) -> None:
    methods = all_methods()
    before = max((call["n"] for call in google.calls()), default=0)
    answers = {name: google.http(verb, path, json={}) for name, verb, path in methods}
    assert len(answers) == 208
    assert [call["method"] for call in google.calls(before)] == [name for name, _, _ in methods]
    for name, answer in answers.items():
        assert answer.status_code != 500, name
        if answer.status_code == 501:
            assert name in answer.json()["error"]["message"]


def test_an_unserved_method_names_itself(google: Google) -> None:
    answer = google.http("GET", "/drive/v3/files/7/revisions")
    assert answer.status_code == 501
    assert answer.json()["error"]["message"] == "The local Google does not serve drive.revisions.list."


def test_an_unknown_path_is_not_found(google: Google) -> None:
    assert google.http("GET", "/drive/v3/nothing/here").status_code == 404


@pytest.mark.parametrize(
    ("requests", "field", "words"),
    [
        (
            [{"addShet": {}}],
            "requests[0]",
            "Invalid JSON payload received. Unknown name \"addShet\" at 'requests[0]': Cannot find field.",
        ),
        (
            [{"addSheet": {"properties": {"sheetId": "x"}}}],
            "requests[0].add_sheet.properties.sheet_id",
            "Invalid value at 'requests[0].add_sheet.properties.sheet_id' (TYPE_INT32), \"x\"",
        ),
        (
            [{"deleteSheet": {}, "addSheet": {}}],
            "requests[0]",
            "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. "
            "Cannot set 'addSheet'",
        ),
        (
            [{}, {"repeatCell": {"cell": {"note": 7}}}],
            "requests[1].repeat_cell.cell.note",
            "Invalid value at 'requests[1].repeat_cell.cell.note' (TYPE_STRING), 7",
        ),
    ],
)
def test_a_body_that_does_not_fit_is_refused_with_its_path(
    google: Google, requests: list[Any], field: str, words: str
) -> None:
    answer = google.http("POST", "/v4/spreadsheets/x:batchUpdate", json={"requests": requests})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["status"] == "INVALID_ARGUMENT"
    assert error["message"] == words
    violation = {"field": field, "description": words}
    assert error["details"][0]["fieldViolations"] == [violation]


def test_every_fault_of_a_body_is_named(google: Google) -> None:
    body = {"requests": [{"a": 1}, {"b": 2}]}
    error = google.http("POST", "/v4/spreadsheets/x:batchUpdate", json=body).json()["error"]
    assert [violation["field"] for violation in error["details"][0]["fieldViolations"]] == [
        "requests[0]",
        "requests[1]",
    ]
    assert len(error["message"].splitlines()) == 2


@pytest.mark.parametrize("body", ["[]", "7", '"text"', "{", "NaN", '{"requests": NaN}'])
def test_a_body_that_is_no_object_is_refused(google: Google, body: str) -> None:
    answer = google.http("POST", "/v4/spreadsheets/x:batchUpdate", data=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid JSON payload received.")


def test_unknown_parameters_are_refused_by_the_new_apis_and_ignored_by_the_old(google: Google) -> None:
    answer = google.http("GET", "/v4/spreadsheets/x?colour=red")
    assert answer.status_code == 400
    assert 'Unknown name "colour": Cannot bind query parameter.' in answer.json()["error"]["message"]
    assert google.http("GET", "/drive/v3/files?colour=red").status_code == 200


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "/v4/spreadsheets/x?includeGridData=maybe",
            "Invalid value at 'include_grid_data' (TYPE_BOOL), \"maybe\"",
        ),
        ("/v4/spreadsheets/x/values/A1?majorDimension=DIAGONALS", "Invalid value at 'major_dimension'"),
        ("/drive/v3/files?pageSize=many", "Invalid integer value: 'many'."),
        ("/drive/v3/files?pageSize=0", "Invalid value '0'. Values must be within the range: [1, 1000]"),
        ("/drive/v3/changes", "Required parameter: pageToken"),
    ],
)
def test_parameters_are_typed_and_required_ones_missed(google: Google, path: str, words: str) -> None:
    answer = google.http("GET", path)
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]


def test_a_missing_bearer_is_401(google: Google) -> None:
    answer = google.session.get(google.url + "/drive/v3/files", timeout=10)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")


def test_a_mask_picks_fields_in_both_spellings(google: Google) -> None:
    drive = google.service("drive", "v3")
    drive.files().create(body={"name": "A", "mimeType": FOLDER}).execute()
    one = drive.files().list(fields="files(name,owners/me),kind").execute()
    assert one == {"kind": "drive#fileList", "files": [{"name": "A", "owners": [{"me": True}]}]}
    two = drive.files().list(fields="files.name").execute()
    assert two == {"files": [{"name": "A"}]}


@pytest.mark.parametrize("mask", ["nothing", "files(nam)", "files(name", "files)", ",", "files//name"])
def test_a_mask_that_does_not_fit_is_refused(google: Google, mask: str) -> None:
    with pytest.raises(HttpError) as caught:
        google.service("drive", "v3").files().list(fields=mask).execute()
    assert caught.value.status_code == 400
    assert caught.value.reason.startswith("Invalid field selection")


def test_a_batch_answers_each_part_by_itself(google: Google) -> None:
    drive = google.service("drive", "v3")
    answers: dict[str, Any] = {}
    batch = drive.new_batch_http_request(
        callback=lambda key, answer, error: answers.__setitem__(key, error or answer)
    )
    batch.add(drive.files().create(body={"name": "One", "mimeType": FOLDER}), request_id="made")
    batch.add(drive.files().get(fileId="nowhere"), request_id="missed")
    batch.add(drive.files().list(fields="files/name"), request_id="listed")
    batch.execute()
    assert answers["made"]["name"] == "One"
    assert answers["missed"].status_code == 404
    assert answers["listed"] == {"files": [{"name": "One"}]}


def test_a_batch_of_nothing_is_refused(google: Google) -> None:
    headers = {"Content-Type": "multipart/mixed; boundary=x"}
    assert google.http("POST", "/batch/drive/v3", data=b"--x--", headers=headers).status_code == 400
    headers = {"Content-Type": "text/plain"}
    assert google.http("POST", "/batch", data=b"", headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("path", "most"), [("/batch/gmail/v1", 100), ("/batch/drive/v3", 100), ("/batch", 1000)]
)
def test_a_batch_has_its_apis_limit(google: Google, path: str, most: int) -> None:
    part = "--b\nContent-Type: application/http\n\nGET /nowhere\n\n"
    headers = {"Content-Type": "multipart/mixed; boundary=b"}
    assert google.http("POST", path, data=part * most + "--b--", headers=headers).status_code == 200
    more = google.http("POST", path, data=part * (most + 1) + "--b--", headers=headers)
    assert (more.status_code, str(most) in more.text) == (400, True)


def test_a_long_query_may_come_as_a_post(google: Google) -> None:
    drive = google.service("drive", "v3")
    drive.files().create(body={"name": "A", "mimeType": FOLDER}).execute()
    q = " or ".join(f"name = 'no such file {number}'" for number in range(120)) + " or name = 'A'"
    assert [file["name"] for file in drive.files().list(q=q).execute()["files"]] == ["A"]


def test_pretty_print_is_a_matter_of_spaces(google: Google) -> None:
    plain = google.http("GET", "/drive/v3/files?prettyPrint=false")
    pretty = google.http("GET", "/drive/v3/files?prettyPrint=true&quotaUser=a&key=b&alt=json")
    assert pretty.json() == plain.json()
    assert len(pretty.content) > len(plain.content)


def test_the_envelope_has_reasons_in_drive_and_a_status_in_sheets(google: Google) -> None:
    drive = google.http("GET", "/drive/v3/files/nowhere").json()["error"]
    assert drive == {
        "code": 404,
        "message": "File not found: nowhere.",
        "errors": [
            {
                "message": "File not found: nowhere.",
                "domain": "global",
                "reason": "notFound",
                "location": "fileId",
                "locationType": "parameter",
            }
        ],
    }
    sheets = google.http("POST", "/v4/spreadsheets/x:batchUpdate", json={"requests": "x"}).json()["error"]
    assert "errors" not in sheets
    assert sheets["status"] == "INVALID_ARGUMENT"


def test_lists_within_a_list_of_messages_are_opened(google: Google) -> None:
    body = {"requests": [[{"addShet": 1}], {"b": 1}]}
    error = google.http("POST", "/v4/spreadsheets/x:batchUpdate", json=body).json()["error"]
    fields = [violation["field"] for violation in error["details"][0]["fieldViolations"]]
    assert fields == ["requests[0]", "requests[1]"]


def test_null_is_absent_and_snake_case_is_understood(google: Google) -> None:
    drive = google.service("drive", "v3")
    made = google.http(
        "POST", "/drive/v3/files", json={"name": "A", "description": None, "mime_type": FOLDER}
    ).json()
    assert drive.files().get(fileId=made["id"]).execute()["mimeType"] == FOLDER
