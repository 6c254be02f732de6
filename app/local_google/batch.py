"""The batch endpoint: parts of a `multipart/mixed` body, each a request, answered in their order."""

import secrets
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from requests.structures import CaseInsensitiveDict

from app.local_google.api import GoogleError
from app.local_google.dispatch import Answer, Incoming, answer, refusal
from app.local_google.upload import split_parts
from app.local_google.world import World

LIMITS = {"gmail": 100, "drive": 100}
LIMIT = 1000


def answer_batch(world: World, headers: Mapping[str, str], data: bytes, api: str = "") -> Answer:
    """Serve every part by itself; a failed part is an answer like others. `api` is whose address it was."""
    limit = LIMITS.get(api, LIMIT)
    try:
        parts = split_parts(headers.get("Content-Type", ""), data)
        if not parts:
            raise GoogleError(400, "Failed to parse batch request, error: 0 items.", reason="badRequest")
        if len(parts) > limit:
            message = f"The batch request exceeded the maximum of {limit} calls."
            raise GoogleError(400, message, reason="badRequest")
    except GoogleError as error:
        return refusal(error, "gmail")
    boundary = "batch_" + secrets.token_urlsafe(16)
    chunks = []
    for part_headers, content in parts:
        result = answer(world, _request(content, headers))
        if result.drop:
            return result
        chunks.append(_part(part_headers.get("Content-Id", ""), result))
    marker = f"--{boundary}".encode()
    body = b"".join(marker + b"\r\n" + chunk + b"\r\n" for chunk in chunks) + marker + b"--\r\n"
    return Answer(200, body, f"multipart/mixed; boundary={boundary}")


def _request(content: bytes, outer: Mapping[str, str]) -> Incoming:
    line, _, rest = content.lstrip().partition(b"\n")
    words = line.decode("latin-1").split()
    method, target = (words[0], words[1]) if len(words) > 1 else ("GET", "/")
    rest = rest.replace(b"\r\n", b"\n")
    head, _, body = (b"", b"", rest[1:]) if rest.startswith(b"\n") else rest.partition(b"\n\n")
    parsed = BytesParser(policy=HTTP).parsebytes(head + b"\n\n", True)
    headers = CaseInsensitiveDict({name: str(value) for name, value in parsed.items()})
    if "Authorization" not in headers and outer.get("Authorization"):
        headers["Authorization"] = outer["Authorization"]
    parts = urlsplit(target)
    return Incoming(
        method, parts.path, parse_qsl(parts.query, keep_blank_values=True), headers, body.strip(b"\n")
    )


def _part(content_id: str, result: Answer) -> bytes:
    reply = f"<response-{content_id.strip('<>')}>" if content_id else ""
    phrase = HTTPStatus(result.status).phrase
    lines = ["Content-Type: application/http"]
    lines += [f"Content-ID: {reply}"] if reply else []
    lines += ["", f"HTTP/1.1 {result.status} {phrase}", f"Content-Type: {result.content_type}"]
    lines += [f"{name}: {value}" for name, value in result.headers.items()]
    lines += [f"Content-Length: {len(result.data)}", "", ""]
    return "\r\n".join(lines).encode() + result.data
