"""The few pages people see outside Google: what this is, whether it works, and the way in.

Counts and states only; no student appears on a page of ours.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, session, url_for

from app.web.needs import Needs


def pages(needs: Needs) -> Blueprint:
    """`/`, what was done so far, and the way out."""
    routes = Blueprint("pages", __name__)

    @routes.get("/")
    def start() -> str:
        email = session.get("email", "")
        caseloads = needs.caseloads_of(email) if email else ()
        shown = [(caseload, needs.glance(caseload.id)) for caseload in caseloads]
        return render_template("start.html", email=email, caseloads=shown, ready=not needs.health().problems)

    @routes.get("/runs/<int:caseload_id>")
    def runs(caseload_id: int) -> str:
        """Of one's own caseload only; whether another one exists is not told."""
        email = session.get("email", "")
        own = {one.id: one for one in (needs.caseloads_of(email) if email else ())}
        if caseload_id not in own:
            abort(404)
        return render_template("runs.html", caseload=own[caseload_id], lines=needs.runs(caseload_id))

    @routes.post("/leave")
    def leave() -> Response:
        session.clear()
        return Response(status=303, headers={"Location": url_for("pages.start")})

    return routes
