"""The parties' full identity and telephone: asked for with a reason, shown once in the answer, kept nowhere."""

from flask import Blueprint, render_template, request

from mediation.errors import FormInvalid
from mediation.law.visibility import REASONS
from mediation.services import reveal_parties as revealing
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("reveal", __name__)
ADDRESS = "/cases/<case:case_id>/parties"


@area.get(ADDRESS)
@action("reveal_parties")
def ask(case_id: str) -> str:
    """Ask for the reason."""
    title = revealing.ask(office(), actor(), case_id)
    return render_template("reveal.html", case_id=case_id, title=title, reasons=REASONS)


@area.post(ADDRESS)
@action("reveal_parties")
def show(case_id: str) -> str | tuple[str, int]:
    """Show the full values, once."""
    title = revealing.ask(office(), actor(), case_id)
    try:
        parties = revealing.reveal(office(), actor(), case_id, request.form.get("reason", ""))
    except FormInvalid as wrong:
        page = render_template("reveal.html", case_id=case_id, title=title, reasons=REASONS, errors=wrong.errors)
        return page, 422
    return render_template("reveal.html", case_id=case_id, title=title, parties=parties)
