"""同事: who is away (请假、代理), and the work of somebody who leaves (离职转办)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.services import hand_over_all, keep_absence
from mediation.services.colleagues_page import colleagues
from mediation.services.handing import HandingRefused
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("colleagues", __name__)
Reply = Response | str | tuple[str, int]


@area.get("/colleagues")
@action("see_colleagues")
def index() -> str:
    """Who is here, who is away."""
    return render_template("colleagues.html", places=colleagues(office(), actor()))


@area.get("/colleagues/<person>/absence")
@action("note_absence")
def absence(person: str) -> str:
    """From when until when, and who stands in."""
    return _absence(person)


@area.post("/colleagues/<person>/absence")
@action("note_absence")
def note_absence(person: str) -> Reply:
    """Note an absence."""
    deputy, first, last = (request.form.get(name, "")[:40] for name in ("deputy", "from", "until"))
    try:
        keep_absence.note_absence(office(), actor(), person, deputy, first, last)
    except HandingRefused as refused:
        return _absence(person, str(refused)), 422
    flash(f"已登记。到日子,要办的事同时到{office().directory().name(deputy)}那里;过了日子自动停。", "good")
    return redirect(url_for("colleagues.absence", person=person), 303)


@area.post("/colleagues/<person>/absence/end")
@action("note_absence")
def end_absence(person: str) -> Response:
    """Back again."""
    wanted = request.form.get("absence", "")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0
    keep_absence.end_absence(office(), actor(), person, number)
    flash("已销假,代办停止。", "good")
    return redirect(url_for("colleagues.absence", person=person), 303)


@area.get("/colleagues/<person>/leaving")
@action("hand_over_all")
def leaving(person: str) -> str:
    """What somebody would leave behind, and who would have it."""
    return _leaving(person)


@area.post("/colleagues/<person>/leaving")
@action("hand_over_all")
def hand_over(person: str) -> Reply:
    """Give it all on and end the account."""
    to = request.form.get("to", "")[:40]
    chosen = {name.removeprefix("case-"): word[:40] for name, word in request.form.items() if name.startswith("case-")}
    if "sure" not in request.form:
        return _leaving(person, "请先看一遍,再打上“都看过了”的勾。"), 422
    try:
        many = hand_over_all.hand_over_all(office(), actor(), person, to, chosen)
    except HandingRefused as refused:
        return _leaving(person, str(refused)), 422
    flash(f"办好了:{many} 件已转给别人,账号已停用。", "good")
    return redirect(url_for("colleagues.index"), 303)


def _absence(person: str, refused: str = "") -> str:
    view = keep_absence.absence_page(office(), actor(), person)
    return render_template("absence.html", view=view, refused=refused, typed=request.form)


def _leaving(person: str, refused: str = "") -> str:
    view = hand_over_all.leaving_page(office(), actor(), person)
    to = request.values.get("to", "")
    to = to if any(one.id == to for one in view.takers) else (view.takers[0].id if view.takers else "")
    return render_template("leaving.html", view=view, to=to, refused=refused, typed=request.form)
