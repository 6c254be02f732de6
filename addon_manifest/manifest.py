"""deployment.json from one base address; the paths and the permissions come from where they are used.

Pure. Running it as `python -m app manifest --base-url URL` prints what `gcloud workspace-add-ons
deployments create --deployment-file` takes.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from app.core import cards
from app.core.scopes import ADDON

LOGO = "/static/holdfast.png"
COLOUR = "#1f5f5b"


def deployment(base_url: str) -> dict[str, Any]:
    """The deployment resource for a service at `base_url`, an https address without a query.

    ValueError with a sentence when Google would refuse the address.
    """
    base = _checked(base_url)

    def trigger(path: str) -> dict[str, Any]:
        return {"runFunction": base + path}

    return {
        "oauthScopes": [scope.url for scope in ADDON],
        "addOns": {
            "common": {
                "name": "Holdfast",
                "logoUrl": base + LOGO,
                "layoutProperties": {"primaryColor": COLOUR},
                "useLocaleFromApp": True,
                "homepageTrigger": trigger(cards.SHEETS_HOME),
                "openLinkUrlPrefixes": ["https://docs.google.com/spreadsheets/", base + "/"],
            },
            "sheets": {
                "homepageTrigger": trigger(cards.SHEETS_HOME),
                "onFileScopeGrantedTrigger": trigger(cards.SHEETS_GRANTED),
            },
            "gmail": {
                "homepageTrigger": trigger(cards.GMAIL_HOME),
                "contextualTriggers": [
                    {"unconditional": {}, "onTriggerFunction": base + cards.GMAIL_MESSAGE},
                ],
            },
            "calendar": {
                "homepageTrigger": trigger(cards.CALENDAR_HOME),
                "eventOpenTrigger": trigger(cards.CALENDAR_EVENT),
                "currentEventAccess": "READ",
            },
            "httpOptions": {"authorizationHeader": "SYSTEM_ID_TOKEN"},
        },
    }


def deployment_json(base_url: str) -> str:
    """`deployment` as the file is written: stable, readable, one line feed at the end."""
    return json.dumps(deployment(base_url), indent=2) + "\n"


def _checked(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme != "https" or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(
            f"{base_url} cannot be an add-on's address: Google calls https addresses only, "
            "for example https://holdfast.example.org"
        )
    return base_url.rstrip("/")
