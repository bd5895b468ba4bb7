"""常用语 of one's own: the list, keeping one (from the page or from a field), taking one away."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.errors import FormInvalid
from mediation.services.own_phrases import drop_phrase, keep_phrase, own_phrases
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("phrases", __name__)
Page = tuple[str, int]


@area.get("/phrases")
@action("keep_phrases")
def show() -> Page:
    """One's own phrases."""
    return _page()


@area.post("/phrases")
@action("keep_phrases")
def keep() -> Response | Page:
    """Keep a phrase; a field that sent it from its form stays where it is."""
    text, from_field = request.form.get("text", ""), request.form.get("path", "")
    try:
        keep_phrase(office(), actor(), text, request.form.get("task", ""), from_field)
    except FormInvalid as invalid:
        refused = " ".join(said for texts in invalid.errors.values() for said in texts)
        return (refused, 422) if from_field else _page(text, refused, 422)
    if from_field:
        return Response(status=204)
    flash("存好了。", "good")
    return redirect(url_for("phrases.show"), 303)


@area.post("/phrases/<int:number>/drop")
@action("keep_phrases")
def drop(number: int) -> Response:
    """Take one away."""
    drop_phrase(office(), actor(), number)
    return redirect(url_for("phrases.show"), 303)


def _page(text: str = "", refused: str = "", status: int = 200) -> Page:
    return render_template("phrases.html", lines=own_phrases(office(), actor()), text=text, refused=refused), status
