"""Calendar: calendars, lists, rules, events, sync. Importing it registers its handlers."""

from app.local_google import control
from app.local_google.calendar import acl, calendars, events, fixed, freebusy, listing, tokens

__all__ = ["acl", "calendars", "events", "fixed", "freebusy", "listing"]

control.expire_hooks["sync_token"].append(tokens.expire)
