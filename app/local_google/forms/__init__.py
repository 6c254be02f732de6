"""Forms API v1 and what a respondent's submission does. Importing it registers the handlers.

The respondent's page itself is HTML and lives in `pages/form.py`.
"""

from app.local_google import control
from app.local_google.forms import methods, responses, watches

__all__ = ["methods", "responses", "watches"]

control.expire_hooks["watch"].append(watches.expire)
