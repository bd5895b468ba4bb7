"""Official papers of a case: the list, printing, opening what was printed, signed pages; and the check of a code."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import wrap_file

from mediation.errors import FormInvalid
from mediation.law.visibility import EXPORT_REASONS
from mediation.services import export_dossier as exporting
from mediation.services import issue_paper as issuing
from mediation.services import verify_paper as verifying
from mediation.services.case_papers import view_papers
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("papers", __name__)
STATES = {"draft": "未生效", "pending": "要打印、签字", "closing": "归档时生成"}


@area.get("/cases/<case:case_id>/papers")
@action("see_papers")
def index(case_id: str) -> str:
    """The papers of a case: there, missing, drafts; what was printed."""
    return _page(case_id)


def _page(case_id: str, errors: dict[str, list[str]] | None = None) -> str:
    view = view_papers(office(), actor(), case_id)
    return render_template("papers.html", view=view, states=STATES, errors=errors or {})


@area.post("/cases/<case:case_id>/papers/<paper:label>/<any(pdf, docx):fmt>")
@action("issue_paper")
def issue(case_id: str, label: str, fmt: str) -> AnyResponse:
    """Print a paper, then show what was printed."""
    code, nth = label.split("-")
    number = issuing.issue_paper(office(), actor(), case_id, code, int(nth), fmt)
    return redirect(url_for("papers.printed", case_id=case_id, number=number), 303)


@area.get("/cases/<case:case_id>/papers/printed/<int:number>")
@action("open_paper")
def printed(case_id: str, number: int) -> Response:
    """What was printed, as it was: PDF opens in the browser to be printed, DOCX is handed over."""
    found = issuing.open_printed(office(), actor(), case_id, number)
    response = Response(found.content, mimetype=found.media_type)
    response.content_length = found.size
    inline = found.media_type == "application/pdf"
    response.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=found.name)
    # made by us, not brought by anybody: no sandbox, in which browsers show no PDF
    response.headers["Content-Security-Policy"] = "script-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    return response


@area.post("/cases/<case:case_id>/papers/printed/<int:number>/signed")
@action("add_signed_page")
def signed(case_id: str, number: int) -> AnyResponse | tuple[str, int]:
    """Take back the photos of a printing's signed pages."""
    photos = [one for one in request.files.getlist("signed") if one.filename]
    try:
        issuing.add_signed_pages(office(), actor(), case_id, number, photos)
    except FormInvalid as wrong:
        return _page(case_id, wrong.errors), 422
    return redirect(url_for("papers.index", case_id=case_id), 303)


@area.get("/cases/<case:case_id>/dossier")
@action("export_dossier")
def ask_why(case_id: str) -> str:
    """Ask why the whole file is taken out."""
    return _ask_why(case_id)


def _ask_why(case_id: str, errors: dict[str, list[str]] | None = None) -> str:
    title = exporting.ask(office(), actor(), case_id)
    return render_template("dossier.html", case_id=case_id, title=title, reasons=EXPORT_REASONS, errors=errors)


@area.post("/cases/<case:case_id>/dossier")
@action("export_dossier")
def dossier(case_id: str) -> Response | tuple[str, int]:
    """Hand the whole file over as one archive."""
    try:
        made = exporting.export_dossier(office(), actor(), case_id, request.form.get("reason", ""))
    except FormInvalid as wrong:
        return _ask_why(case_id, wrong.errors), 422
    response = Response(wrap_file(request.environ, made.content), mimetype="application/zip", direct_passthrough=True)
    response.content_length = made.size
    response.headers.set("Content-Disposition", "attachment", filename=made.name)
    return response


@area.get("/verify")
@action("verify_paper")
def ask() -> str | AnyResponse:
    """Ask for the code on an agreement."""
    typed = request.args.get("code", "")
    token = verifying.read_token(typed[:200])
    if token:
        return redirect(url_for("papers.verify", token=token), 303)
    return render_template("verify.html", typed=typed[:60], verdict=None)


@area.get("/verify/<token:token>")
@action("verify_paper")
def verify(token: str) -> str:
    """Whether a code fits this office's histories."""
    return render_template("verify.html", typed=token, verdict=verifying.verify(office(), token))
