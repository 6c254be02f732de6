"""OAuth 2 endpoints."""
from flask import Blueprint
blueprint = Blueprint("oauth", __name__)
