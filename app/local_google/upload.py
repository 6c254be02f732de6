"""Uploads: the metadata and the bytes of a simple (`media`) or `multipart` one.

What the bytes become is the handler's business.
"""

from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP

from app.local_google.api import GoogleError, Media


def split_upload(headers: Mapping[str, str], query: Mapping[str, str], data: bytes) -> tuple[bytes, Media]:
    """(JSON metadata, uploaded bytes) of an upload; GoogleError(400) when the parts are not two."""
    content_type = headers.get("Content-Type", "application/octet-stream")
    kind = query.get("uploadType") or query.get("upload_protocol") or "media"
    if kind in ("media", "raw"):
        return b"", Media(data, content_type)
    if kind == "multipart":
        return _two_parts(content_type, data)
    raise GoogleError(
        501, f"The local Google does not serve uploads of type {kind}.", reason="notImplemented"
    )


def _two_parts(content_type: str, data: bytes) -> tuple[bytes, Media]:
    parts = split_parts(content_type, data)
    if len(parts) != 2:
        raise GoogleError(400, "Malformed multipart body.", reason="badContent")
    (_, metadata), (media_headers, media) = parts
    return metadata, Media(media, media_headers.get("Content-Type", "application/octet-stream"))


def split_parts(content_type: str, data: bytes) -> list[tuple[dict[str, str], bytes]]:
    """The parts of a multipart body with their headers in title case; the bytes are left as they came."""
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n", True
    )
    boundary = message.get_boundary()
    if not boundary:
        raise GoogleError(400, "Missing end boundary in multipart body.", reason="badContent")
    found = []
    marker = b"--" + boundary.encode()
    for chunk in (b"\r\n" + data.replace(b"\r\n" + marker, b"\n" + marker)).split(b"\n" + marker)[1:]:
        if chunk.startswith(b"--"):
            break
        found.append(_part(chunk.lstrip(b" \t")))
    return found


def _part(chunk: bytes) -> tuple[dict[str, str], bytes]:
    chunk = chunk.removeprefix(b"\r\n").removeprefix(b"\n")
    crlf, lf = chunk.find(b"\r\n\r\n"), chunk.find(b"\n\n")
    if crlf >= 0 and (lf < 0 or crlf < lf):
        head, content = chunk[:crlf], chunk[crlf + 4 :]
    elif lf >= 0:
        head, content = chunk[:lf], chunk[lf + 2 :]
    else:
        raise GoogleError(400, "Malformed multipart body.", reason="badContent")
    parsed = BytesParser(policy=HTTP).parsebytes(head + b"\r\n\r\n", True)
    headers = {name.title(): str(value) for name, value in parsed.items()}
    if headers.get("Content-Transfer-Encoding", "").lower() == "base64":
        import base64

        content = base64.b64decode(content)
    return headers, content
