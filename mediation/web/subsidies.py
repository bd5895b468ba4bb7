"""以案定补: what was claimed and where it stands, what may be claimed, the desks' verdicts, the schemes."""

from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as FileResponse
from werkzeug.wrappers import Response

from mediation.case.subsidy import PERFORMED, SPLITS
from mediation.law import codes
from mediation.services import payment_table
from mediation.services import subsidy_page as showing
from mediation.services.claim_subsidy import claim_subsidy, claimable
from mediation.services.review_subsidy import review_subsidy
from mediation.services.subsidies import REASONS, SubsidyRefused
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("subsidies", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Reply = Response | str | tuple[str, int]


@area.get("/subsidy")
@action("see_subsidies")
def index() -> str:
    """The claims of a quarter."""
    view = showing.view_subsidies(office(), actor(), request.args.get("quarter", "")[:6])
    return render_template("subsidies.html", view=view, reasons=REASONS)


@area.get("/subsidy/claim")
@action("claim_subsidy")
def offer() -> str:
    """What could be claimed, and what it would earn."""
    return _offer()


def _offer(refused: str = "") -> str:
    found = claimable(office(), actor())
    people = office().directory()
    return render_template("subsidy_claim.html", found=found, people=people, refused=refused)


@area.post("/subsidy/claim")
@action("claim_subsidy")
def claim() -> Reply:
    """Claim what was ticked."""
    try:
        done = claim_subsidy(office(), actor(), request.form.getlist("case"))
    except SubsidyRefused as refused:
        return _offer(str(refused)), 422
    flash(f"已申报 {done} 件,司法所会初审。", "good")
    return redirect(url_for("subsidies.index"), 303)


@area.post("/subsidy/<case:case_id>")
@action("review_subsidy")
def review(case_id: str) -> Response:
    """A desk's verdict on one claim."""
    verdict, reason = request.form.get("verdict", "")[:20], request.form.get("reason", "")[:20]
    try:
        review_subsidy(office(), actor(), case_id, verdict, reason)
    except SubsidyRefused as refused:
        flash(str(refused), "hint")
    else:
        flash("已记下。", "good")
    return redirect(url_for("subsidies.index", quarter=request.form.get("quarter", "")[:6]), 303)


@area.get("/subsidy/schemes")
@action("see_subsidies")
def schemes() -> str:
    """The schemes."""
    return _schemes()


def _schemes(refused: str = "") -> str:
    view = showing.view_schemes(office(), actor())
    return render_template(
        "subsidy_schemes.html", view=view, performed=PERFORMED, splits=SPLITS, codes=codes, refused=refused,
        sent=request.form,
    )  # fmt: skip


@area.post("/subsidy/schemes")
@action("set_scheme")
def set_scheme() -> Reply:
    """Keep a scheme."""
    values = {name: value[:400] for name, value in request.form.items()}
    try:
        showing.set_scheme(office(), actor(), values.get("org", ""), values)
    except SubsidyRefused as refused:
        return _schemes(str(refused)), 422
    flash("方案已送审。请另一位管理员在“设置”里批准,批准以后申报的按它算。", "good")
    return redirect(url_for("subsidies.schemes"), 303)


@area.get("/subsidy/published")
@action("see_subsidies")
def published() -> str:
    """What is published, for objections; to be printed and put up."""
    return render_template("subsidy_published.html", lines=payment_table.published(office(), actor()))


@area.get("/subsidy/payments.xlsx")
@action("export_payments")
def payments() -> Response:
    """The payment table of a quarter."""
    quarter = request.args.get("quarter", "")[:6]
    made, name = payment_table.payment_table(office(), actor(), quarter)
    response = FileResponse(made, mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", **{"filename*": f"UTF-8''{quote(name)}"})
    return response
