"""期限: what comes due this week."""

from flask import Blueprint, render_template, request

from mediation.services.deadlines_page import coming_due
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("deadlines", __name__)


@area.get("/deadlines")
@action("see_deadlines")
def show() -> str:
    """A week's terms, the nearest first, each explained."""
    page = request.args.get("page", "1")
    found = coming_due(office(), actor(), int(page) if page.isdecimal() and len(page) < 4 else 1)
    return render_template("deadlines.html", view=found)
