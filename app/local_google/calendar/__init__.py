"""Calendar: calendars, lists, rules, events, sync. Importing it registers its handlers."""

from app.local_google.calendar import acl, calendars, events, fixed, freebusy, listing
from app.local_google.calendar.tokens import expire as expire_sync_tokens

__all__ = ["acl", "calendars", "events", "expire_sync_tokens", "fixed", "freebusy", "listing"]
