"""`/healthz`: for whoever watches over the machine."""

from flask import Blueprint, Response, jsonify

from mediation.services import health
from mediation.web.actions import action
from mediation.web.here import office

area = Blueprint("health", __name__)


@area.get("/healthz")
@action("see_health")
def show() -> tuple[Response, int]:
    """200 while the office is fit for work, else 503; what is well and what is not."""
    found = health.look(office())
    well = health.is_well(found)
    return jsonify(ok=well, **found), 200 if well else 503
