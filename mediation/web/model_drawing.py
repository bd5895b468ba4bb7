"""The diagram editor: its page, and what it lets one choose from. Saving and checking are the drafts' own routes."""

from collections.abc import Callable, Iterable
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from mediation.errors import NotFound
from mediation.services.administering import ActRefused
from mediation.services.begin_drawing import begin_drawing
from mediation.services.drawing_words import words_of_drawing
from mediation.services.drawn_models import BEFORE, Drawn, drawn_draft, drawn_heat, drawn_release
from mediation.services.model_drafts import EditClash
from mediation.services.models_page import view_draft
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.models import DRAFT, draw_draft

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


@area.post(f"{DRAFT}/drawings")
@action("edit_models")
def begin(draft: int) -> AnyResponse | tuple[str, int]:
    """Begin a new diagram and go on to draw it."""
    try:
        name = begin_drawing(office(), actor(), draft, request.form.get("drawing", ""))
    except (ActRefused, EditClash) as refused:
        return draw_draft(draft, refused=str(refused)), 422
    return redirect(url_for("model_drawing.show", draft=draft, name=name), 303)


@area.get(f"{DRAFT}/words.json")
@action("see_models")
def words(draft: int) -> Response:
    """What the editor lets one choose from."""
    return jsonify(asdict(words_of_drawing(office(), actor(), draft)))


@area.get(f"{DRAFT}/pictures.json")
@action("see_models")
def draft_pictures(draft: int) -> Response:
    """What a draft changes, diagram by diagram, after and before."""

    def source(one: Drawn) -> str:
        version = 0 if one.side == BEFORE else None
        return url_for("models.raw", draft=draft, name=one.file, version=version)

    return _pictures(drawn_draft(office(), actor(), draft), source)


@area.get("/admin/models/releases/<int:release>/pictures.json")
@action("see_models")
def release_pictures(release: int) -> Response:
    """What a release changes, diagram by diagram, after and before."""
    before, after, drawn = drawn_release(office(), actor(), release)

    def source(one: Drawn) -> str:
        return url_for("models.diagram", digest=before if one.side == BEFORE else after, process=one.process)

    return _pictures(drawn, source)


@area.get("/admin/models/<digest:digest>/pictures.json")
@action("see_models")
def heat_pictures(digest: str) -> Response:
    """Where the cases of a version wait, diagram by diagram."""

    def source(one: Drawn) -> str:
        return url_for("models.diagram", digest=digest, process=one.process)

    return _pictures(drawn_heat(office(), actor(), digest), source)


def _pictures(drawn: Iterable[Drawn], source: Callable[[Drawn], str]) -> Response:
    return jsonify(
        processes=[
            {"id": f"{one.process} {one.side}", "of": one.process, "name": one.name, "xml": source(one),
             "marks": one.marks, "notes": [asdict(note) for note in one.notes]}
            for one in drawn
        ]
    )  # fmt: skip
