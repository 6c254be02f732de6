"""The reminder rules as a page of Markdown, made from the rules themselves and from Settings."""

from __future__ import annotations

from app.core.reminder_rules import RULES, Rule
from sheets_schema.tabs.settings import SETTING_BY_NAME

_HEAD = """\
# Reminder rules

Made by `python -m app rules` from `app/core/reminder_rules.py`; change it there.

What is due is worked out anew at every sync. A reminder is a row on Reminders and an event on Holdfast's
own calendar, one for a rule, student and object, on its due day. Weekends and holidays push a day forward.
Another title given to the event stays, and the row follows.
The digest names it on the lead days, when it was noticed too late for them, and on the day in Snooze, which
keeps it quiet until then. It is withdrawn when its condition ends; Done, Acknowledged and Snooze on the row
work for every rule. While a tab that a rule reads is refused, the rule rests: it begins nothing and withdraws
nothing. The case manager is told of everything by the digest; whoever else is told gets a mail of a kind that
Settings sets to off, draft or send, one of a kind a day. A blank threshold switches its part of the rule off.

| rule | when | thresholds in Settings | days before the due day | told too | ends with | in the calendar |
|---|---|---|---|---|---|---|
"""


def rule_page() -> str:
    """The whole page, ending in a newline."""
    waiting = [f"{rule.id} waits for {rule.waits_for}." for rule in RULES.values() if rule.waits_for]
    return _HEAD + "".join(_line(rule) for rule in RULES.values()) + "\n" + "\n".join(waiting) + "\n"


def _line(rule: Rule) -> str:
    cells = (rule.id, rule.when, _settings(rule), _leads(rule), rule.told or "-", rule.ends, rule.title)
    return f"| {' | '.join(cells)} |\n"


def _settings(rule: Rule) -> str:
    said = []
    for name in rule.settings:
        default = SETTING_BY_NAME[name].default
        said.append(name if default is None or isinstance(default, bool) else f"{name} ({default})")
    return ", ".join(said) or "-"


def _leads(rule: Rule) -> str:
    days = ", ".join(str(lead) if lead >= 0 else f"{-lead} after" for lead in rule.leads)
    school = " school days" if rule.in_school_days else ""
    return f"{days}{school}{', then weekly' if rule.weekly_after else ''}"
