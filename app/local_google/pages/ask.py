"""Pages ask the API's own handlers, as the person they are shown to. They have no rules of their own."""

from __future__ import annotations

from typing import Any

from flask import request

from app.local_google import discovery
from app.local_google.api import HANDLERS, Call, Caller, GoogleError
from app.local_google.world import World


def ask(world: World, who: str, method_id: str, params: dict[str, Any], body: Any = None) -> dict[str, Any]:
    """The answer of a method called as `who`; GoogleError as the API would refuse it."""
    handler = HANDLERS.get(method_id)
    if handler is None:
        raise GoogleError(501, f"The local Google does not serve {method_id}.")
    call = Call(world, discovery.methods()[method_id], params, body or {}, Caller(who), dict(request.headers))
    with world.transaction():
        answer = handler(call)
    return answer if isinstance(answer, dict) else {}
