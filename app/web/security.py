"""What holds for every answer of the web: headers, sizes, cookies, and how a refusal looks.

No proxy is believed: our address stands in the settings, and nothing here reads the caller's address or
the Host header. A Refusal becomes its status and its sentence, as JSON where programs call and as a page
where people do. Nothing else is caught; what is left is a fault of ours and ends as a plain 500.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_talisman import Talisman
from werkzeug.exceptions import HTTPException

from app.core.serving import WebSettings
from app.web.refusals import Refusal

BODY_LIMIT = 256 * 1024  # an add-on event or a push notice has a few kilobytes
FOR_PROGRAMS = ("/addon/", "/push/", "/healthz", "/readyz", "/metrics")
SESSION_LIFE = timedelta(hours=1)

POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}


def secure(app: Flask, settings: WebSettings) -> None:
    """Put headers, limits and error answers on `app`."""
    https = settings.base_url.startswith("https://")
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        SECRET_KEY=settings.cookie_keys[0] if settings.cookie_keys else None,
        SECRET_KEY_FALLBACKS=list(settings.cookie_keys[1:]),
        SESSION_COOKIE_NAME="holdfast",
        PERMANENT_SESSION_LIFETIME=SESSION_LIFE,
    )
    Talisman(
        app,
        # The proxy in front ends TLS; sending people on to https is its work, and it knows the scheme.
        force_https=False,
        session_cookie_secure=https,
        session_cookie_samesite="Lax",
        strict_transport_security=https,
        content_security_policy=POLICY,
        frame_options="DENY",
        referrer_policy="no-referrer",
    )
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http_refused)
    app.after_request(_not_kept)


def _refused(refusal: Refusal) -> Response:
    return _answer(refusal.status, refusal.code, str(refusal))


def _http_refused(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    answer = _answer(
        status, str(error.name).lower().replace(" ", "_"), _SENTENCES.get(status, f"{error.name}.")
    )
    for name, value in error.get_headers():
        if name.lower() in ("allow", "location"):
            answer.headers[name] = value
    return answer


_SENTENCES: dict[int, str] = {
    400: "The request cannot be read.",
    404: "There is nothing at this address.",
    405: "This address does not take this kind of request.",
    413: "The request is larger than anything Google sends. It was not read.",
    500: "Something went wrong in Holdfast. It is written down; nothing of yours was changed.",
}


def _answer(status: int, code: str, sentence: str) -> Response:
    if request.path.startswith(FOR_PROGRAMS):
        answer = jsonify({"error": {"code": code, "text": sentence}})
    else:
        answer = make_response(render_template("refused.html", sentence=sentence))
    answer.status_code = status
    return answer


def _not_kept(answer: Response) -> Response:
    """Pages and cards are about pupils: no cache may keep them. The icon and the style may be kept."""
    if request.endpoint != "static":
        answer.headers["Cache-Control"] = "no-store"
    return answer
