"""The few pages people see outside Google: what this is, whether it works, and the way in.

Counts and states only; no student appears on a page of ours.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template, session, url_for

from app.web.needs import Needs


def pages(needs: Needs) -> Blueprint:
    """`/` and the way out."""
    routes = Blueprint("pages", __name__)

    @routes.get("/")
    def start() -> str:
        email = session.get("email", "")
        caseloads = needs.caseloads_of(email) if email else ()
        shown = [(caseload, needs.glance(caseload.id)) for caseload in caseloads]
        return render_template("start.html", email=email, caseloads=shown, ready=not needs.health().problems)

    @routes.post("/leave")
    def leave() -> Response:
        session.clear()
        return Response(status=303, headers={"Location": url_for("pages.start")})

    return routes
