"""Contact Log: one row a message, call or visit (S15). Mail is appended; people type the rest."""

from __future__ import annotations

from sheets_schema.model import COUNSELORS, OWNER_ONLY, Kind, Shape, Tab, Writer
from sheets_schema.tabs.columns import name, row_id, student, typed

_BOTH = Writer.APPENDED

CONTACT_LOG = Tab(
    key="contact_log",
    title="Contact Log",
    shape=Shape.LOG,
    module="contact",
    sheet_id=1003,
    columns=(
        row_id(COUNSELORS),
        typed(
            "date", "Date", Kind.DATE, COUNSELORS, "Day of the contact.", "S15", writer=_BOTH, required=True
        ),
        student(COUNSELORS, "Blank where the person belongs to several students.", "S15", writer=_BOTH),
        name(COUNSELORS, "S15"),
        typed("person", "Person", Kind.TEXT, COUNSELORS, "Who it was.", "S15", writer=_BOTH, width=150),
        typed(
            "email",
            "Email",
            Kind.EMAIL,
            COUNSELORS,
            "Their address; contact follows it.",
            "S15",
            writer=_BOTH,
            width=180,
        ),
        typed(
            "role",
            "Role",
            Kind.CHOICE,
            COUNSELORS,
            "Their role on the team.",
            "S15",
            writer=_BOTH,
            choices="roles",
        ),
        typed(
            "direction",
            "Direction",
            Kind.CHOICE,
            COUNSELORS,
            "Who began it: in or out.",
            "S15",
            writer=_BOTH,
            choices="directions",
            width=80,
        ),
        typed(
            "method",
            "Method",
            Kind.CHOICE,
            COUNSELORS,
            "Mail, phone, visit …",
            "S15",
            writer=_BOTH,
            choices="methods",
            width=80,
        ),
        typed(
            "subject",
            "Subject",
            Kind.TEXT,
            OWNER_ONLY,
            "Subject of the mail, as it came.",
            "S15",
            writer=_BOTH,
            width=240,
        ),
        typed(
            "link",
            "Link",
            Kind.LINK,
            OWNER_ONLY,
            "Opens the message in Gmail; also what keeps it from being logged twice.",
            "S15",
            writer=_BOTH,
        ),
        typed("summary", "Summary", Kind.TEXT, COUNSELORS, "What was said.", "S15", width=260),
        typed("action", "Action", Kind.TEXT, COUNSELORS, "What was promised.", "S15", width=200),
        typed("owner", "Owner", Kind.TEXT, COUNSELORS, "Who does it.", "S15"),
        typed("action_due", "Action Due", Kind.DATE, COUNSELORS, "By when.", "S15"),
        typed("done", "Done", Kind.DATE, COUNSELORS, "Day it was done; ends the reminder.", "S15"),
        typed(
            "visibility",
            "Visibility",
            Kind.CHOICE,
            OWNER_ONLY,
            "Who besides the case manager may see the row; blank: nobody.",
            "S15",
            "S16",
            choices="visibilities",
        ),
    ),
    capacity=2000,
    opened_by="visibility",
    why="Every contact with the team, newest at the end. Typed rows count as much as mail.",
)
