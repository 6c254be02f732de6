"""googleapiclient's resources, made once a process.

`events()` and its like build every method anew each time they are called, which takes longer than most of
what is then done with one of them. A resource holds no account: a session carries out every request.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NoReturn

from googleapiclient.discovery import build_from_document

from app.google.documents import document


@cache
def resource(api: str, version: str, base_url: str | None, *path: str) -> Any:
    """The Resource of an API from its bundled document, or one inside it: `"users", "messages"`."""
    if path:
        return getattr(resource(api, version, base_url, *path[:-1]), path[-1])()
    return build_from_document(document(api, version, base_url), http=_Nobody())


class _Nobody:
    """Who would carry out a request that goes past the session."""

    def request(self, *_: object, **__: object) -> NoReturn:
        raise RuntimeError("A request must be carried out by Session.run.")
