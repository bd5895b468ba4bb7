"""The diagrams of a case: a page that tells them in words, the marks as JSON, and the BPMN of its own bundle."""

from flask import Blueprint, Response, jsonify, render_template, url_for

from mediation.services.diagram_page import diagram_of, view_drawings
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("diagram", __name__)
ADDRESS = "/cases/<case:case_id>/diagram"


@area.get(ADDRESS)
@action("see_diagram")
def show(case_id: str) -> str:
    """Where the case stands in its diagrams; the drawing itself is the script's."""
    return render_template("case_diagram.html", view=view_drawings(office(), actor(), case_id))


@area.get(f"{ADDRESS}.json")
@action("see_diagram")
def marks(case_id: str) -> Response:
    """The element ids to colour, by process and state."""
    view = view_drawings(office(), actor(), case_id)
    processes = [
        {
            "id": one.process,
            "name": one.name,
            "xml": url_for("diagram.source", case_id=case_id, process=one.process),
            "marks": {state: list(ids) for state, ids in one.marks.items()},
        }
        for one in view.drawings
    ]
    steps = [
        {"at": one.at, "sentence": one.sentence, "task": one.task, "current": list(one.current)} for one in view.steps
    ]
    return jsonify(
        case=case_id, tier=view.tier, here=view.here, processes=processes, steps=steps, homes=dict(view.homes)
    )


@area.get(f"{ADDRESS}/<process>.bpmn")
@action("see_diagram")
def source(case_id: str, process: str) -> Response:
    """The BPMN of one process."""
    return Response(diagram_of(office(), actor(), case_id, process), mimetype="application/xml")
