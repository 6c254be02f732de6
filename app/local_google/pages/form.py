"""A form as its respondents see it, and the address that takes their answers. Works without JavaScript.

Which answers are valid is forms/answers.py's, who may answer forms/access.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.local_google.forms import responses
from app.local_google.forms.access import Door, door
from app.local_google.forms.answers import Problem, address_problem, asked_in, fields_from, read
from app.local_google.forms.document import Json, find_public
from app.local_google.forms.sections import END, Section, after, sections_of, way_through
from app.local_google.forms.words import LANGUAGES, Words
from app.local_google.pages.form_answers import answers_page
from app.local_google.pages.look import page_blueprint, shown_to, the_world

blueprint = page_blueprint("form", __name__)
blueprint.add_url_rule("/forms/d/<form_id>/edit", "answers", answers_page)
STATE_STATUS = {Door.GONE: 404, Door.NOT_ALLOWED: 403, Door.SIGN_IN: 401}
STATE_WORDS = {
    Door.GONE: "gone",
    Door.NOT_ALLOWED: "not_allowed",
    Door.SIGN_IN: "sign_in",
    Door.UNPUBLISHED: "unpublished",
    Door.CLOSED: "closed",
}


@dataclass(frozen=True)
class Visit:
    """One request of one respondent to a form that is open to them."""

    form: Json
    who: str
    words: Words
    fields: dict[str, list[str]]
    edited: Json | None = None
    sections: list[Section] = field(default_factory=list)

    @property
    def collects(self) -> str:
        return str(self.form["settings"]["emailCollectionType"])


@blueprint.get("/forms/d/e/<public_id>/viewform")
def viewform(public_id: str) -> ResponseReturnValue:
    """The first page of the form, with prefilled or earlier answers."""
    with the_world().transaction():
        visit = _visit(public_id)
        return _shown(visit, 0, []) if isinstance(visit, Visit) else visit


@blueprint.get("/forms/d/<form_id>/viewform")
def by_form_id(form_id: str) -> ResponseReturnValue:
    """The address with the form's own id leads to the public one."""
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    return redirect(f"/forms/d/e/{form_id}/viewform{query}")


@blueprint.get("/forms/d/e/<public_id>/formResponse")
def reloaded(public_id: str) -> ResponseReturnValue:
    """Whoever opens the submit address by hand comes to the form."""
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    return redirect(f"/forms/d/e/{public_id}/viewform{query}")


@blueprint.post("/forms/d/e/<public_id>/formResponse")
def form_response(public_id: str) -> ResponseReturnValue:
    """One step: on, back, or the answers sent. A script's post without a step sends everything."""
    with the_world().transaction():
        visit = _visit(public_id)
        if not isinstance(visit, Visit):
            return visit
        at = _step(visit)
        go = request.form.get("go", "submit")
        if go == "back":
            trail = _trail(visit)
            return _shown(visit, trail[-1] if trail else 0, trail[:-1])
        if go == "next":
            return _next(visit, at)
        return _sent(visit)


def _visit(public_id: str) -> Visit | Response:
    """Who comes to which form; or the page that says why it cannot be answered now."""
    form, who, words = find_public(the_world(), public_id), _who(), Words(_language())
    found = door(the_world(), form, who)
    if form is None or found is not Door.OPEN:
        return _state(STATE_WORDS[found], STATE_STATUS.get(found, 200), form, who, words)
    sent = request.values.to_dict(flat=False)
    fields = {name: values for name, values in sent.items() if _is_answer(name)}
    token = request.values.get("edit2", "")
    edited = responses.by_token(the_world(), form["formId"], token) if token else None
    if token and not _may_edit(form, edited, who):
        return _state("edit_wrong", 403, form, who, words)
    if edited and request.method == "GET":
        fields = fields_from(form["items"], edited["answers"]) | {"emailAddress": [edited["email"]]} | fields
    return Visit(form, who, words, fields, edited, sections_of(form))


def _is_answer(name: str) -> bool:
    return name.startswith("entry.") or name == "emailAddress"


def _may_edit(form: Json, response: Json | None, who: str) -> bool:
    if response is None:
        return False
    return bool(form["settings"]["emailCollectionType"] != "VERIFIED" or response["email"] == who)


def _who() -> str:
    """The person of `as`, or of a bearer that is an address; nobody otherwise."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip().lower()
    return shown_to(bearer if "@" in bearer else "")


def _language() -> str:
    wanted = request.values.get("hl", "")
    if wanted in LANGUAGES:
        return wanted
    return request.accept_languages.best_match(list(LANGUAGES), "en") or "en"


def _step(visit: Visit) -> int:
    text = request.form.get("step", "0")
    return min(int(text), len(visit.sections) - 1) if text.isdecimal() else 0


def _trail(visit: Visit) -> list[int]:
    """The pages seen before this one (Google's pageHistory)."""
    parts = request.form.get("pageHistory", "").split(",")
    return [int(part) for part in parts if part.isdecimal() and int(part) < len(visit.sections)]


def _next(visit: Visit, at: int) -> ResponseReturnValue:
    answers, problems = read(visit.sections[at].items, visit.fields, visit.words)
    if at == 0:
        problems = _address_problems(visit) + problems
    if problems:
        return _shown(visit, at, _trail(visit), problems)
    target = after(visit.sections, at, answers)
    return _sent(visit) if target == END else _shown(visit, target, [*_trail(visit), at])


def _address_problems(visit: Visit) -> list[Problem]:
    if visit.collects != "RESPONDER_INPUT":
        return []
    problem = address_problem(_address(visit), visit.words)
    return [problem] if problem else []


def _address(visit: Visit) -> str:
    return visit.fields.get("emailAddress", [""])[0].strip()


def _sent(visit: Visit) -> ResponseReturnValue:
    """Everything on the way that the answers chose is taken together, or nothing is."""
    every, _ = read(visit.form["items"], visit.fields, visit.words)
    way = way_through(visit.sections, every)
    taken: dict[str, list[str]] = {}
    for number, at in enumerate(way):
        answers, problems = read(visit.sections[at].items, visit.fields, visit.words)
        if at == 0:
            problems = _address_problems(visit) + problems
        if problems:
            return _shown(visit, at, way[:number], problems)
        taken |= answers
    emails = {"VERIFIED": visit.who, "RESPONDER_INPUT": _address(visit)}
    kept = responses.record(the_world(), visit.form, taken, emails.get(visit.collects, ""), visit.edited)
    return _page("form_done.html", visit, edit_url=_url(visit, edit2=kept["token"]), new_url=_url(visit))


def _url(visit: Visit, **more: str) -> str:
    query = ({"as": visit.who} if visit.who else {}) | more
    if request.values.get("hl"):
        query["hl"] = visit.words.language
    end = f"?{urlencode(query)}" if query else ""
    return f"/forms/d/e/{visit.form['publicId']}/viewform{end}"


def _shown(
    visit: Visit, at: int, trail: Sequence[int], problems: Sequence[Problem] = ()
) -> ResponseReturnValue:
    """The page of one section; answers to the other sections travel along unseen."""
    section = visit.sections[at]
    here = tuple(asked.field for asked in asked_in(section.items)) + (("emailAddress",) if at == 0 else ())
    carried = {name: values for name, values in visit.fields.items() if _question_of(name) not in here}
    return _page(
        "form.html",
        visit,
        400 if problems else 200,
        section=section,
        at=at,
        trail=",".join(str(each) for each in trail),
        problems=problems,
        wrong={problem.field: problem.text for problem in problems},
        carried=carried,
        asked={asked.id: asked for asked in asked_in(section.items)},
        last=at + 1 == len(visit.sections),
        action=f"/forms/d/e/{visit.form['publicId']}/formResponse",
        start_url=f"/forms/d/e/{visit.form['publicId']}/viewform",
    )


def _question_of(name: str) -> str:
    """The question's own field name, of `entry.12.other_option_response` and `entry.12_month` as well."""
    if not name.startswith("entry."):
        return name
    number = name.removeprefix("entry.").partition("_")[0].partition(".")[0]
    return f"entry.{number}"


def _page(template: str, visit: Visit, status: int = 200, **facts: object) -> Response:
    language = visit.words.language
    html = render_template(
        template, visit=visit, form=visit.form, w=visit.words, who=visit.who, language=language, **facts
    )
    return make_response(html, status)


def _state(state: str, status: int, form: Json | None, who: str, words: Words) -> Response:
    """The page that stands where the form cannot be shown."""
    title = form["title"] if form and state not in ("gone", "not_allowed", "sign_in") else ""
    html = render_template(
        "form_state.html", state=state, title=title, w=words, who=who, language=words.language
    )
    return make_response(html, status)
