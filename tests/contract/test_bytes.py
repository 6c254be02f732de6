"""Bytes that are no text, wherever a request has text: Google's refusal or an answer, never a failure."""

from typing import Any

import pytest

from tests.contract.conftest import Google

HALF = r'{"properties": {"title": "a \ud800 b"}}'
WRONG_BYTES = b'{"properties": {"title": "\xed\xa0\x80"}}'


@pytest.mark.parametrize("body", [HALF.encode(), WRONG_BYTES, b'{"a": "\xff"}', HALF.encode("utf-16")])
def test_half_a_surrogate_pair_is_no_text(google: Google, body: bytes) -> None:
    made = google.http("POST", "/v4/spreadsheets", data=body, headers={"Content-Type": "application/json"})
    assert made.status_code == 400
    assert made.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_a_whole_surrogate_pair_is_a_character(google: Google) -> None:
    body = rb'{"properties": {"title": "\ud83d\ude00 \\ud800"}}'
    made = google.http("POST", "/v4/spreadsheets", data=body, headers={"Content-Type": "application/json"})
    assert made.json()["properties"]["title"] == "😀 \\ud800"


@pytest.mark.parametrize(
    ("verb", "path", "headers", "data"),
    [
        ("GET", "/drive/v3/files?q=name+%3D+%27%ED%A0%80%27", {}, b""),
        ("GET", "/drive/v3/files/%ED%A0%80?fields=%ED%A0%80", {}, b""),
        ("GET", "/gmail/v1/users/me/messages?q=%ff%fe", {}, b""),
        ("GET", "/drive/v3/files", {"Authorization": b"Bearer \xed\xa0\x80@x"}, b""),
        ("GET", "/v4/spreadsheets/x", {"X-Goog-Request-Reason": b"\xff"}, b""),
        (
            "POST",
            "/drive/v3/files",
            {"X-HTTP-Method-Override": "GET", "Content-Type": "application/x-www-form-urlencoded"},
            b"q=\xff%ED%A0%80",
        ),
        (
            "POST",
            "/token",
            {"Content-Type": "application/x-www-form-urlencoded"},
            b"grant_type=%ED%A0%80\xff",
        ),
        (
            "POST",
            "/upload/drive/v3/files?uploadType=multipart",
            {"Content-Type": b"multipart/related; boundary=\xed\xa0\x80"},
            b"--\xff",
        ),
        (
            "POST",
            "/batch",
            {"Content-Type": "multipart/mixed; boundary=b"},
            b"--b\n\n\nGET /\xff?\xff\n--b--",
        ),
        (
            "POST",
            "/batch",
            {"Content-Type": "multipart/mixed; boundary=b"},
            b"--b\nContent-ID: \xed\xa0\x80\n\nGET /drive/v3/files\nAuthorization: Bearer \xff\n\n\n--b--",
        ),
        (
            "POST",
            "/upload/drive/v3/files?uploadType=multipart",
            {"Content-Type": "multipart/related; boundary=b"},
            b'--b\n\n{"name": "x"}\n--b\nContent-Type: \xff\xfe\n'
            b"Content-Transfer-Encoding: base64\n\n%%%\n--b--",
        ),
    ],
)
def test_bytes_that_are_no_text_never_fail_inside(
    google: Google, verb: str, path: str, headers: dict[str, Any], data: bytes
) -> None:
    answer = google.http(verb, path, headers=headers, data=data)
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" + "0" * 400, "1" + "0" * 5000, "NaN", "Infinity"])
def test_a_number_beyond_a_double_is_refused(google: Google, number: str) -> None:
    made = google.http("POST", "/v4/spreadsheets", json={}).json()["spreadsheetId"]
    path = f"/v4/spreadsheets/{made}/values/A1?valueInputOption=RAW"
    answer = google.http("PUT", path, data=f'{{"values": [[{number}]]}}')
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid JSON payload received.")


@pytest.mark.parametrize("number", ["1e30", "1" + "0" * 30, "9223372036854775808", "-9223372036854775809"])
def test_a_great_number_is_a_double(google: Google, number: str) -> None:
    made = google.http("POST", "/v4/spreadsheets", json={}).json()["spreadsheetId"]
    path = f"/v4/spreadsheets/{made}/values/A1:B1?valueInputOption=USER_ENTERED"
    answer = google.http("PUT", path, data=f'{{"values": [[{number}, "=A1*2"]]}}')
    assert answer.status_code == 200
    read = google.http("GET", f"/v4/spreadsheets/{made}/values/A1:B1?valueRenderOption=UNFORMATTED_VALUE")
    assert read.json()["values"] == [[float(number), 2 * float(number)]]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999", " 1 ", "1_0", "0x10", "", "١"])
def test_a_text_for_a_number_is_a_number(google: Google, text: str) -> None:
    made = google.http("POST", "/v4/spreadsheets", json={}).json()["spreadsheetId"]
    cell = {"values": [{"userEnteredValue": {"numberValue": text}}]}
    request = {"updateCells": {"start": {"sheetId": 0}, "rows": [cell], "fields": "*"}}
    answer = google.http("POST", f"/v4/spreadsheets/{made}:batchUpdate", json={"requests": [request]})
    assert answer.status_code == 400
    assert "TYPE_DOUBLE" in answer.json()["error"]["message"]
