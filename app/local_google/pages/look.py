"""What every page shares: whom it is shown to, its world, its blueprint with safe headers.

No page's own markup or rules belong here.
"""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, render_template, request

from app.local_google.world import World

OWNER = "owner@school.test"
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        # A cell's colours and a column's width are data, so they stand in style attributes.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: http: https:",
        "form-action 'self' http: https:",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)


def page_blueprint(name: str, import_name: str) -> Blueprint:
    """A blueprint whose answers carry the content policy and are never cached."""
    blueprint = Blueprint(name, import_name)
    blueprint.after_request(_with_safe_headers)
    return blueprint


def _with_safe_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def the_world() -> World:
    """The world that this server shows."""
    return cast(World, current_app.config["WORLD"])


def shown_to(default: str = OWNER) -> str:
    """The person named by `?as=EMAIL` (or the form field `as`), in lower case."""
    named = request.values.get("as", "").strip().lower()
    return named if "@" in named else default


def partial() -> bool:
    """Whether htmx asked, and so only the changed parts are wanted."""
    return request.headers.get("HX-Request") == "true"


def page(template: str, *, status: int = 200, who: str | None = None, **facts: object) -> tuple[str, int]:
    """The rendered page for `who` (by default the person of the request)."""
    return render_template(template, who=shown_to() if who is None else who, **facts), status
