"""The web: the add-on's endpoints, the consent of an account, push notices, health and a few pages.

`create_app(needs)` makes the WSGI application. Nothing happens at import, nothing long happens in a
request, and no decision about a caseload is made here.
"""

from __future__ import annotations

from flask import Flask

from app.web.addon import addon
from app.web.addon_adopt import addon_adopt
from app.web.addon_people import addon_people
from app.web.google_addresses import google_addresses
from app.web.health import Counted, health
from app.web.needs import Needs
from app.web.oauth import oauth
from app.web.pages import pages
from app.web.panel import Panel
from app.web.push import push
from app.web.security import secure
from app.web.tokens import Keys, TokenCheck


def create_app(needs: Needs) -> Flask:
    """The web service over what `needs` gives."""
    app = Flask(__name__)
    secure(app, needs.settings)
    addresses = google_addresses(needs.settings.google_url)
    check = TokenCheck(Keys(needs.http, addresses.certs))
    panel = Panel(needs, check)
    app.register_blueprint(addon(needs, panel))
    app.register_blueprint(addon_adopt(needs, panel))
    app.register_blueprint(addon_people(needs, panel))
    app.register_blueprint(oauth(needs, addresses))
    app.register_blueprint(push(needs, check))
    app.register_blueprint(pages(needs))
    app.register_blueprint(health(needs, Counted(app)))
    return app


__all__ = ["create_app"]
