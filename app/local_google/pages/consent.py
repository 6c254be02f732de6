"""The page on which a person lets a program in, scope by scope. What a grant is, oauth.py says."""

from __future__ import annotations

from dataclasses import dataclass

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from app.local_google import identity, oauth
from app.local_google.pages.look import OWNER, page, page_blueprint, shown_to, the_world

blueprint = page_blueprint("consent", __name__)
AUTH = "https://www.googleapis.com/auth/"
IDENTITY = {"openid", f"{AUTH}userinfo.email", f"{AUTH}userinfo.profile"}
MEANINGS = {
    "openid": "Know who you are on Google",
    f"{AUTH}userinfo.email": "See your email address",
    f"{AUTH}userinfo.profile": "See your name and picture",
    f"{AUTH}drive.file": "See, change, make and delete only the Drive files you use with this program",
    f"{AUTH}drive": "See, change, make and delete all of your Drive files",
    f"{AUTH}drive.readonly": "See and download all of your Drive files",
    f"{AUTH}drive.metadata.readonly": "See what your Drive files are called and who has them",
    f"{AUTH}spreadsheets": "See, change, make and delete all of your spreadsheets",
    f"{AUTH}spreadsheets.readonly": "See all of your spreadsheets",
    f"{AUTH}forms.body": "See, change, make and delete all of your forms",
    f"{AUTH}forms.body.readonly": "See all of your forms",
    f"{AUTH}forms.responses.readonly": "See all answers to your forms",
    f"{AUTH}gmail.readonly": "Read your mail and settings",
    f"{AUTH}gmail.metadata": "See the addresses and subjects of your mail, but not the text",
    f"{AUTH}gmail.compose": "Write drafts and send mail as you",
    f"{AUTH}gmail.send": "Send mail as you",
    f"{AUTH}gmail.modify": "Read, write and send mail as you",
    "https://mail.google.com/": "Read, write, send and delete all of your mail",
    f"{AUTH}calendar": "See, change and delete all calendars you can open",
    f"{AUTH}calendar.readonly": "See all calendars you can open",
    f"{AUTH}calendar.app.created": "Make calendars of its own, and see, change and delete events on them",
    f"{AUTH}calendar.events": "See and change events on all of your calendars",
    f"{AUTH}calendar.events.readonly": "See events on all of your calendars",
    f"{AUTH}calendar.freebusy": "See when you are busy",
}


@dataclass(frozen=True)
class Line:
    """One scope as the page shows it; those of identity cannot be refused alone."""

    scope: str
    meaning: str
    optional: bool
    before: bool


@blueprint.get("/o/oauth2/v2/auth")
@blueprint.get("/o/oauth2/auth")
def ask() -> ResponseReturnValue:
    """The question; without a page when the program wants none and has what it asks for."""
    world = the_world()
    with world.transaction():
        try:
            wanted = oauth.pending(world, request.args)
        except oauth.OAuthError as refused:
            return page("consent_refused.html", status=refused.status, who="", refused=refused)
        who = shown_to(wanted.login_hint if "@" in wanted.login_hint else OWNER)
        before = identity.granted(world, wanted.client, who)
        if request.args.get("prompt") == "none":
            granted = set(wanted.scopes) <= before
            return redirect(oauth.grant(world, wanted, who, wanted.scopes) if granted else oauth.deny(wanted))
        people = sorted(entry["email"] for _, entry in world.store.scan("people") if "@" in entry["email"])
    lines = [_line(scope, before) for scope in wanted.scopes]
    return page("consent.html", who="", wanted=wanted, lines=lines, account=who, people=people)


@blueprint.post("/o/oauth2/v2/auth")
@blueprint.post("/o/oauth2/auth")
def answer() -> ResponseReturnValue:
    """Sends the browser back to the program, with a code or with a refusal."""
    world = the_world()
    with world.transaction():
        try:
            wanted = oauth.pending(world, request.form)
        except oauth.OAuthError as refused:
            return page("consent_refused.html", status=refused.status, who="", refused=refused)
        if request.form.get("answer") != "allow":
            return make_response(redirect(oauth.deny(wanted)))
        ticked = set(request.form.getlist("granted")) | IDENTITY
        return redirect(oauth.grant(world, wanted, shown_to(), [s for s in wanted.scopes if s in ticked]))


def _line(scope: str, before: frozenset[str]) -> Line:
    return Line(scope, MEANINGS.get(scope, scope), scope not in IDENTITY, scope in before)
