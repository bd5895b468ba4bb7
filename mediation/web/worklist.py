"""待办: what this person may do now. Where everybody begins."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from mediation.services.worklist_page import my_worklist
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("worklist", __name__)


@area.get("/")
@action("see_worklist")
def home() -> Response:
    """Home is the worklist."""
    return redirect(url_for("worklist.show"), 303)


@area.get("/worklist")
@action("see_worklist")
def show() -> str:
    """Open tasks, oldest first."""
    return render_template("worklist.html", lines=my_worklist(office(), actor()))
