"""Cases to look at: the list, and the page of one."""

from flask import Blueprint, Response, render_template, send_file

from mediation.services.case_files import open_file
from mediation.services.case_page import view_case
from mediation.services.worklist_page import my_cases
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("cases", __name__)


@area.get("/cases")
@action("see_cases")
def index() -> str:
    """The newest cases that this person may see."""
    return render_template("cases.html", lines=my_cases(office(), actor()))


@area.get("/cases/<case:case_id>")
@action("see_case")
def show(case_id: str) -> str:
    """One case: who, where it stands, what comes next, what has happened."""
    return render_template("case.html", view=view_case(office(), actor(), case_id))


@area.get("/cases/<case:case_id>/files/<digest:digest>")
@action("open_file")
def file(case_id: str, digest: str) -> Response:
    """A photo or paper of the case, handed over as a download that no browser runs."""
    found = open_file(office(), actor(), case_id, digest)
    response = send_file(
        found.path, mimetype=found.media_type, as_attachment=True, download_name=found.name, etag=False
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
