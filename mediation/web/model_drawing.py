"""The diagram editor: its page, and what it lets one choose from. Saving and checking are the drafts' own routes."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, render_template, url_for

from mediation.errors import NotFound
from mediation.services.drawing_words import words_of_drawing
from mediation.services.models_page import view_draft
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.models import DRAFT

area = Blueprint("model_drawing", __name__)


@area.get(f"{DRAFT}/drawing/<name>")
@action("see_models")
def show(draft: int, name: str) -> str:
    """A diagram of a draft, to be drawn on; without scripts it says so and leads to the text."""
    view = view_draft(office(), actor(), draft)
    file = next((one for one in view.files if one.name == name and name.endswith(".bpmn")), None)
    if file is None or file.change == "删去":
        raise NotFound("草稿里没有这张流程图。")
    diagrams = [one for one in view.files if one.name.endswith(".bpmn") and one.change != "删去"]
    addresses = {one.name[:-5]: url_for("model_drawing.show", draft=draft, name=one.name) for one in diagrams}
    return render_template("drawing.html", view=view, file=file, diagrams=diagrams, addresses=addresses)


@area.get(f"{DRAFT}/words.json")
@action("see_models")
def words(draft: int) -> Response:
    """What the editor lets one choose from."""
    return jsonify(asdict(words_of_drawing(office(), actor(), draft)))
