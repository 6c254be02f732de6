"""A sync is a function: `plan_sync(workbook, snapshot) -> Plan`. No I/O, no clock: the snapshot has the time.

Each part of the plan is made in a module of its own and added up here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.core.audience_files import plan_files
from app.core.award_history import write_history
from app.core.conflicts import keep_notices
from app.core.contacts import LINK, contact_rows
from app.core.effects import DropEvent, FillRow, Plan, PutEvent, ReplaceTab, Trouble, sort_key
from app.core.explain import done_so
from app.core.failed import failed_troubles
from app.core.formula_check import spare_typed, typed_over
from app.core.gathering import Gathering
from app.core.left_out import left_out, settled
from app.core.mail_plan import plan_mails
from app.core.meeting_plan import plan_meetings
from app.core.meetings import IN_SIGHT, meeting_rows
from app.core.model import Agreed, Cell, Snapshot
from app.core.modules import follow_switches, in_use
from app.core.order_plan import plan_orders
from app.core.refused import hold_refused
from app.core.reminding import plan_reminding
from app.core.rows import digests as row_digests
from app.core.rows import give_ids
from app.core.rules import Rules, read_rules
from app.core.safety import NAMES, STUDENTS, codes_mixed_up, names_beside, refusals
from app.core.sharing import wanted_files
from app.core.spare_rows import lay_ahead
from app.core.status_history import follow_status
from app.core.survey_plan import plan_survey
from app.core.sync_tab import sync_tab
from app.core.tab_follow import CARRIED, carried_items, moved, moved_days, talk_goals
from app.core.tab_forms import plan_tab_forms
from app.core.troubles import book_troubles, cell_troubles
from app.core.zone_change import in_new_zone
from sheets_schema.model import Workbook

NO_LABEL = (
    "Gmail has no label of the name that stands here, so no mail comes into the Contact Log. "
    "Make the label in Gmail, or untick Only mail I label."
)
INVITED = "invited:"  # on _Holdfast, before the id of a Survey Links row


@dataclass(frozen=True)
class Day:
    """What every part looks at besides the plan: the snapshot, the rules, the day that counts as today."""

    seen: Snapshot
    rules: Rules
    today: date

    @property
    def own(self) -> frozenset[str]:
        """Every address of the case manager."""
        return frozenset({self.seen.caseload.owner}) | self.seen.aliases | self.rules.own_addresses


def plan_sync(workbook: Workbook, seen: Snapshot, book_url: str = "") -> Plan:
    """All that this snapshot asks for. The same snapshot always gives the same plan.

    `book_url` is the address of the workbook's page, for links.
    """
    moved_times = in_new_zone(workbook, seen)
    seen = moved_times.seen
    rules, rule_problems = read_rules(seen.book)
    day = Day(seen, rules, rules.today(seen.taken.astimezone(seen.caseload.zone).date()))
    refused = refusals(workbook, seen.book, seen.agreed, meant=seen.meant)
    fills, next_id = give_ids(workbook, seen.book, seen.agreed)
    plan = Gathering(next_id, _keys(workbook, refused))
    plan.troubles += [*refused, *book_troubles(seen.book), *cell_troubles(seen.book.layout, rule_problems)]
    plan.fill(spare_typed(workbook, seen.book, fills))
    restored, told = typed_over(workbook, seen.book, seen.entered)
    plan.fill(restored)
    plan.troubles += [*told, *failed_troubles(seen.failed)]
    agreed = _as_read(workbook, seen, plan.closed)
    agreed = _contacts(plan, day, agreed)
    agreed = _meetings(plan, day, agreed)
    agreed = follow_switches(plan, workbook, seen.book, rules, agreed)
    agreed = follow_status(plan, seen.book, day.today, agreed)
    _award_rows(plan, day)
    written = write_history(plan, seen.book, day.today, rules, agreed.logged)
    agreed = replace(agreed, logged=agreed.logged | written)
    obeyed = plan_orders(plan, seen.orders, seen.book, seen.taken)
    survey = plan_survey(plan, workbook, seen, rules, day.today, agreed, book_url)
    form_letters, agreed = plan_tab_forms(plan, workbook, seen, rules, day.today, survey.agreed)
    agreed = _flow_on(plan, day, agreed)
    letters, agreed = plan_reminding(plan, seen, rules, day.today, agreed, book_url)
    plan_mails(plan, [*survey.letters, *form_letters, *letters], seen, rules)
    _values(plan, day, agreed)
    if seen.zone_before is not None:
        plan.go_by(seen.caseload.zone.key, moved_times.left(plan.book))
    lay_ahead(plan, workbook, seen.book)
    wanted = wanted_files(seen.book, rules, seen.caseload.owner)
    plan_files(plan, in_use(workbook, agreed), seen, wanted)
    held_back = STUDENTS in plan.closed or codes_mixed_up(seen.book)
    if held_back:
        _hold_back(plan)
    hold_refused(plan, seen.refused, again=seen.whole)
    whole = _finished(workbook, plan, day, agreed, book_url)
    return replace(whole, obeyed=(*obeyed, *survey.obeyed), held=plan.held, held_back=held_back)


def _as_read(workbook: Workbook, seen: Snapshot, closed: frozenset[str]) -> Agreed:
    """What each row holds now; on a refused tab what it held, so that it stays refused until it is undone."""
    agreed, book = seen.agreed, seen.book
    known = {key: rows for key, rows in agreed.rows.items() if key in closed}
    agreed = replace(agreed, rows={**row_digests(workbook, book), **known})
    if STUDENTS in closed or codes_mixed_up(book):
        return agreed
    return replace(agreed, shared={**agreed.shared, NAMES: names_beside(book, agreed)})


def _keys(workbook: Workbook, refused: tuple[Trouble, ...]) -> frozenset[str]:
    titles = {trouble.tab for trouble in refused}
    return frozenset(tab.key for tab in workbook.tabs if tab.title in titles)


def _contacts(plan: Gathering, day: Day, agreed: Agreed) -> Agreed:
    """Mail becomes Contact Log rows. A message that has or had a row gets no second one."""
    seen = day.seen
    if "contact_log" in plan.closed:
        return agreed
    if seen.no_label:
        plan.troubles.append(Trouble("Settings", "", "no_label", NO_LABEL))
    linked = {str(row["link"]).removeprefix(LINK) for row in seen.book["contact_log"] if row["link"]}
    rows = contact_rows(
        seen.mail,
        seen.book["team"],
        day.own,
        seen.caseload.zone,
        day.rules.mail_subjects,
        seen.agreed.logged | linked,
    )
    plan.add("contact_log", [row.cells for row in rows])
    return replace(agreed, logged=agreed.logged | {row.message_id for row in rows})


def _meetings(plan: Gathering, day: Day, agreed: Agreed) -> Agreed:
    """Events with the team become Meetings rows; what the calendar changed follows."""
    seen = day.seen
    if "meetings" in plan.closed:
        return agreed
    events = seen.meetings.events if seen.meetings else ()
    known = {str(row["event"]) for row in seen.book["meetings"] if row["event"]}
    zone = seen.caseload.zone
    until = seen.taken.astimezone(zone).date() + IN_SIGHT
    found = meeting_rows(events, seen.book, day.own, zone, known, until=until)
    told, marks = left_out(seen, day.own)
    plan.troubles += told
    result = plan_meetings(plan, found, seen.book["meetings"], seen.agreed)
    shared = {**agreed.shared, "meetings": result.shared}
    return replace(agreed, shared=shared, logged=agreed.logged | result.logged | marks)


def _award_rows(plan: Gathering, day: Day) -> None:
    """Every student has a row on Award Scores: the first blank spare rows get the missing codes."""
    book = day.seen.book
    if "award_scores" not in book.tabs:
        return
    here = {row["student"] for row in book["award_scores"]}
    # A copied student has the code of the other until its own id is written: each code once.
    codes = dict.fromkeys(row["code"] for row in book["students"])
    missing = [code for code in codes if code and code not in here]
    spare = [row for row in book.tabs["award_scores"].rows if row.blank and row.id is not None]
    plan.fill(
        FillRow("award_scores", row.index, row.id, {"student": code})
        for row, code in zip(spare, missing, strict=False)
    )


def _flow_on(plan: Gathering, day: Day, agreed: Agreed) -> Agreed:
    """Goals of talks, and last week's open items, once."""
    book, made = day.seen.book, agreed.logged
    marks = talk_goals(plan, book, day.today, made) | carried_items(plan, book, day.today, made)
    known = agreed.shared.get(CARRIED, {})
    days = moved_days(book, known, day.today, made | marks)
    return replace(agreed, logged=made | marks, shared={**agreed.shared, CARRIED: days})


def _values(plan: Gathering, day: Day, agreed: Agreed) -> None:
    """_Holdfast: what look-ups on people's tabs show. For now: when each survey invitation went out."""
    seen = day.seen
    wanted: list[tuple[str, Cell]] = []
    for row in seen.book["survey_links"]:
        sent = seen.mail_sent.get(f"invitation/{row['round']}/{row['student']}")
        if sent is not None:
            wanted.append((f"{INVITED}{row.id}", sent.replace(microsecond=0)))
    wanted += moved(agreed.shared[CARRIED])
    here = [str(row["key"]) for row in seen.book["holdfast"]]
    if here != [key for key, _ in wanted] or seen.zone_before is not None:
        rows = tuple({"id": at, "key": key, "value": value} for at, (key, value) in enumerate(wanted, 1))
        plan.replace(ReplaceTab("holdfast", rows, len(here)))


def _hold_back(plan: Gathering) -> None:
    """Only what the case manager alone sees goes on: one student's cells might reach another's people.

    What is left out follows from state, so the next run that can tell the students apart does it.
    """
    plan.effects = [effect for effect in plan.effects if isinstance(effect, PutEvent | DropEvent)]


def _finished(workbook: Workbook, plan: Gathering, day: Day, agreed: Agreed, book_url: str) -> Plan:
    seen = day.seen
    troubles, notices = keep_notices(workbook, seen, settled(seen, day.own), dict.fromkeys(plan.troubles))
    effects = tuple(sorted(plan.effects, key=sort_key))
    agreed = replace(agreed, next_id=plan.next_id, notices=notices)
    whole = Plan(plan.book, effects, troubles, agreed, day.today, again_at=plan.again_at, closed=plan.closed)
    links = {tab.title: f"{book_url}#gid={tab.sheet_id}" for tab in seen.book.layout.tabs.values()}
    did, besides = done_so(workbook, whole, {}), done_so(workbook, Plan(), seen.done)
    plan.replace(sync_tab(seen.book, troubles, did, seen.taken, links if book_url else {}, besides))
    return replace(whole, book=plan.book)
