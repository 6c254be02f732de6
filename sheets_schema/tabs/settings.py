"""Settings: one row a setting, found by its name, so the tab may be sorted."""

from __future__ import annotations

from dataclasses import dataclass

from sheets_schema.model import OWNER_ONLY, Column, Kind, Shape, Tab, Value, Writer
from sheets_schema.tabs.columns import row_id, typed


@dataclass(frozen=True)
class Setting:
    """One setting: its name is its key. `choices` is a column of Lists, `picks` a column of another
    tab; a blank default means off."""

    name: str
    kind: Kind
    default: Value
    means: str
    choices: str | None = None
    formula: str | None = None
    picks: str | None = None


def _mode(kind: str, default: str, means: str) -> Setting:
    return Setting(f"Mail: {kind}", Kind.CHOICE, default, means, choices="mail_modes")


# A look-up over the whole column would hold this very cell, which every calculator calls circular.
_OVERRIDE = '(SUMIFS({value<},{setting<},"Today override")+SUMIFS({value>},{setting>},"Today override"))'

_GENERAL = (
    Setting("School name", Kind.TEXT, None, "Shown in mails and on forms."),
    Setting("Time zone", Kind.TEXT, "UTC", "Time zone of dates and quiet hours, as Europe/Vienna."),
    Setting(
        "Today override", Kind.DATE, None, "For trying things out: this day counts as today. Leave it blank."
    ),
    Setting(
        "Today",
        Kind.DATE,
        None,
        "The day every formula counts from. A formula; leave it.",
        formula=f"=IF({_OVERRIDE}>0,{_OVERRIDE},TODAY())",
    ),
    Setting("Semester start", Kind.DATE, None, "First day of the semester; the award counts from it."),
    Setting("Semester end", Kind.DATE, None, "Last day of the semester."),
    Setting("Quarter 1 start", Kind.DATE, None, "A survey round belongs to each quarter."),
    Setting("Quarter 2 start", Kind.DATE, None, "First day of the second quarter."),
    Setting("Quarter 3 start", Kind.DATE, None, "First day of the third quarter."),
    Setting("Quarter 4 start", Kind.DATE, None, "First day of the fourth quarter."),
    Setting(
        "Knowledge survey",
        Kind.BOOL,
        True,
        "Ticked: on the three days below students are asked what they know about their accommodations.",
    ),
    Setting("Knowledge 1 start", Kind.DATE, None, "First day of the knowledge survey of August."),
    Setting("Knowledge 2 start", Kind.DATE, None, "First day of the one of January."),
    Setting("Knowledge 3 start", Kind.DATE, None, "First day of the one of June."),
    Setting(
        "Weekend days",
        Kind.TEXT,
        "Sat, Sun",
        "No reminders on these days: Fri, Sat in a Sunday-to-Thursday school.",
    ),
    Setting(
        "Quiet hours", Kind.TEXT, "18:00-07:00", "No mail is sent in these hours. Holidays are on Lists."
    ),
    Setting(
        "Date order",
        Kind.CHOICE,
        None,
        "How 3/4/2026 is read. Blank: rosters ask, your own lines are read month first.",
        choices="date_orders",
    ),
    Setting(
        "Name style", Kind.CHOICE, "initials", "How mails and events name a student.", choices="name_styles"
    ),
)

_CYCLES = (
    Setting("Review cycle days", Kind.INTEGER, 365, "Days from one plan review to the next. Blank: off."),
    Setting(
        "Re-evaluation cycle days", Kind.INTEGER, 1095, "Days from one evaluation to the next. Blank: off."
    ),
    Setting(
        "One day less", Kind.BOOL, False, "Ticked: the next review is due one day before the cycle is full."
    ),
    Setting(
        "Contact gap days", Kind.INTEGER, 14, "Days without parent contact before a reminder. Blank: off."
    ),
    Setting(
        "First Talk school days", Kind.INTEGER, 15, "School days after joining by which a First Talk is due."
    ),
    Setting("Grade check days", Kind.INTEGER, 21, "Days after which a grade check is old. Blank: off."),
    Setting("Organization check days", Kind.INTEGER, 21, "Days after which that check is old. Blank: off."),
    Setting(
        "Goal measure days", Kind.INTEGER, 14, "Days an active goal may go without a measure. Blank: off."
    ),
    Setting(
        "Points under aim line",
        Kind.INTEGER,
        4,
        "So many measures running under the aim line are told. Blank: off.",
    ),
    Setting("Behavior target", Kind.PERCENT, 0.8, "Share of the day's points that a student is to reach."),
    Setting(
        "Behavior days under",
        Kind.INTEGER,
        3,
        "Under the target on so many of the last five logged days is told. Blank: off.",
    ),
    Setting(
        "Behavior log school days",
        Kind.INTEGER,
        2,
        "School days after which a teacher who has not logged is reminded. Blank: off.",
    ),
    Setting(
        "Consequences days",
        Kind.INTEGER,
        5,
        "Days after a modification by which its consequences are to be told. Blank: off.",
    ),
    Setting("Course choice by", Kind.DATE, None, "Day on which the course choice closes. Blank: off."),
    Setting("Inbox limit", Kind.INTEGER, 10, "An inbox is in order below this many messages."),
    Setting("Failing below", Kind.PERCENT, 0.6, "A class below this is failing."),
    Setting("Sharp drop", Kind.PERCENT, 0.1, "A fall of this much between two checks is told the same day."),
    Setting(
        "Our room", Kind.TEXT, "Learning Support", "The class that is our own, as Grade Checks names it."
    ),
    Setting(
        "Department head",
        Kind.TEXT,
        None,
        "E-mail address. Told when the caseload weighs more than its limit: numbers, no names.",
    ),
    Setting(
        "Technician", Kind.TEXT, None, "E-mail address. Told once when something keeps Holdfast from working."
    ),
    Setting(
        "Weight scheme",
        Kind.TEXT,
        "Virginia",
        "Which rows of Weight Schemes the caseload weight goes by.",
        picks="weight_schemes.scheme",
    ),
    Setting("AP limit", Kind.INTEGER, 4, "More AP courses than this in a year are flagged."),
    Setting(
        "Student accounts",
        Kind.BOOL,
        True,
        "Ticked: a survey form opens only to its student's account. Unticked: to anyone with its link.",
    ),
    Setting("Survey accommodations", Kind.INTEGER, 8, "At most so many accommodations in one survey."),
    Setting(
        "Award coverage needed", Kind.PERCENT, 0.8, "Share of weight with data below which nobody is ranked."
    ),
    Setting("Award respect needed", Kind.NUMBER, 2.5, "Respect below this puts a student on hold."),
)

FORMS = ("First Talk", "To-Do", "Grade Checks", "Behavior", "Ratings")
_FORMS = tuple(
    Setting(
        f"Form: {title}",
        Kind.BOOL,
        False,
        "Ticked: each student has a form for it; its answers become rows of that tab."
        if title in ("First Talk", "To-Do", "Grade Checks")
        else "Ticked: each teacher has a form for it about their own students.",
    )
    for title in FORMS
)

_MAIL = (
    _mode("digest", "send", "The daily digest to you: off, draft or send."),
    _mode("survey invitation", "draft", "The invitation to a student, and its reminders."),
    _mode("award note", "draft", "The private note to a student on where they stand."),
    _mode("teacher nudge", "draft", "A reminder to a teacher."),
    _mode("promised action", "draft", "A reminder to whoever promised something."),
    _mode("ticket", "draft", "The week's ticket, to a student who has not finished it."),
    _mode("department head", "draft", "The caseload's weight over its limit, to the department head."),
    _mode("failure notice", "draft", "What keeps Holdfast from working, to the technician."),
    _mode("counselor digest", "draft", "What is due, to a counselor."),
    Setting(
        "Mails a day",
        Kind.INTEGER,
        100,
        "At most so many mails go out by themselves in a day; the rest wait for the next. Blank: no limit.",
    ),
    Setting(
        "Only mail I label",
        Kind.BOOL,
        False,
        "Ticked: only mail with the label below comes into the Contact Log, whenever you give it the label.",
    ),
    Setting("Mail label", Kind.TEXT, "Holdfast", "The Gmail label for that."),
    Setting(
        "Mail subjects",
        Kind.BOOL,
        True,
        "Unticked: mail comes into the Contact Log without its subject. Rows there stay as they are.",
    ),
    Setting(
        "My other addresses",
        Kind.TEXT,
        None,
        "With commas between: mail from these and to these is yours as well.",
    ),
    Setting(
        "Calendars to watch",
        Kind.TEXT,
        None,
        "With commas between, calendars shared with you: Sync tells of meetings about a student without you.",
    ),
    Setting(
        "Counselors' files",
        Kind.BOOL,
        True,
        "Ticked: each counselor gets a shared sheet about their students.",
    ),
    Setting(
        "Students' files", Kind.BOOL, False, "Ticked: each student gets a shared sheet about themselves."
    ),
    Setting("Teachers' files", Kind.BOOL, False, "Ticked: each teacher gets an at-a-glance sheet."),
)

# Modules of tabs that a school may do without.
MODULES = (
    "surveys",
    "progress",
    "co-taught",
    "checks",
    "behavior",
    "services",
    "decisions",
    "planning",
    "award",
)
_MODULES = tuple(
    Setting(
        f"Module: {module}",
        Kind.BOOL,
        True,
        "Unticked: its tabs are hidden, with all that is in them, and its reminders, forms and letters rest.",
    )
    for module in MODULES
)

SETTINGS: tuple[Setting, ...] = (*_GENERAL, *_CYCLES, *_MODULES, *_FORMS, *_MAIL)
SETTING_BY_NAME = {setting.name: setting for setting in SETTINGS}

SETTINGS_TAB = Tab(
    key="settings",
    title="Settings",
    shape=Shape.REGISTER,
    module="settings",
    sheet_id=1016,
    columns=(
        row_id(OWNER_ONLY),
        typed(
            "setting",
            "Setting",
            Kind.TEXT,
            OWNER_ONLY,
            "The name; formulas find the row by it.",
            "all",
            width=200,
        ),
        Column(
            key="value",
            title="Value",
            kind=Kind.ANY,
            writer=Writer.PERSON,
            seen_by=OWNER_ONLY,
            why="What holds here.",
            systems=("all",),
            width=230,
        ),
        typed(
            "what_it_means", "What It Means", Kind.TEXT, OWNER_ONLY, "What the value does.", "all", width=460
        ),
    ),
    capacity=119,
    why="What this school does its own way. Change the Value; the name is what formulas look for.",
    first_rows=tuple(
        {"setting": one.name, "value": one.default, "what_it_means": one.means} for one in SETTINGS
    ),
)
