"""Organisations, people and what administrators did: pages to look at. Changing them is `people_acts`."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.law import passwords
from mediation.law.codes import ROLES, TIER_NAMES
from mediation.law.separation import SECURITY, SYSTEM
from mediation.services.administering import require_administrator
from mediation.services.change_password import rules_of
from mediation.services.grant_roles import code_for
from mediation.services.people_page import view_people
from mediation.services.person_page import view_acts, view_person
from mediation.services.sealed_search import open_search, seal_search
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("people", __name__)


@area.get("/admin/people")
@action("see_people")
def index() -> str:
    """The tree of organisations and the people of one of them, or who was looked for (sealed in the address)."""
    looked_for = open_search(office(), actor(), request.args.get("words", "")[:600])
    return draw(request.args.get("org", "")[:40], looked_for)


@area.post("/admin/people/found")
@action("see_people")
def search() -> Response:
    """Look for people: what was typed goes on sealed."""
    require_administrator(office(), actor(), "see_people")
    words = seal_search(office(), actor(), request.form.get("q", "")[:40])
    return redirect(url_for("people.index", words=words or None), 303)


def draw(org: str, search: str = "", refused: str = "") -> str:
    """The page; `refused` says what was not right with what was just sent, whose words stay in the form."""
    view = view_people(office(), actor(), org, search)
    return render_template(
        "people.html",
        view=view,
        refused=refused,
        sent=request.form,
        keeps=SYSTEM in actor().roles,
        grants=SECURITY in actor().roles,
        roles=ROLES,
        tiers=TIER_NAMES,
        rules=rules_of(office()),
        profiles=passwords.PROFILES,
        code_for=code_for(office()),
    )


@area.get("/admin/people/<person>")
@action("see_people")
def show(person: str) -> str:
    """One account."""
    return render_template("person.html", view=view_person(office(), actor(), person))


@area.get("/admin/acts")
@action("see_acts")
def acts() -> str:
    """What administrators did."""
    return render_template("acts.html", lines=view_acts(office(), actor()))
