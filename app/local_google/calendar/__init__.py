"""Calendar: calendars, lists, rules, events, sync. Importing it registers its handlers."""

from app.local_google import control
from app.local_google.calendar import acl, calendars, events, fixed, freebusy, listing, tokens, watch

__all__ = ["acl", "calendars", "events", "fixed", "freebusy", "listing", "watch"]

control.expire_hooks["sync_token"].append(tokens.expire)
