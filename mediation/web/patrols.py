"""排查: rounds with their zero reports, clues and what became of them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.law import codes
from mediation.services import patrols as house
from mediation.services.answer_clue import answer_clue
from mediation.services.note_patrol import note_patrol, report_clue
from mediation.services.patrol_page import view_clue, view_patrols
from mediation.services.patrols import PatrolRefused
from mediation.services.periods import PeriodWrong, offered
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.press import new_key, read_press

area = Blueprint("patrols", __name__)
Reply = Response | str | tuple[str, int]


@area.get("/patrols")
@action("see_patrols")
def index() -> Reply:
    """The rounds and clues of a period."""
    try:
        return _page(request.args.get("period", "")[:10])
    except PeriodWrong as wrong:
        return _page("", str(wrong)), 422


def _page(code: str = "", refused: str = "", which: str = "") -> str:
    view = view_patrols(office(), actor(), code)
    return render_template(
        "patrols.html", view=view, offered=offered(view.period.code), house=house, kinds=codes.DISPUTE_TYPES,
        key=new_key(), refused=refused, which=which, typed=request.form,
    )  # fmt: skip


@area.post("/patrols")
@action("note_patrol")
def note() -> Reply:
    """Keep a round."""
    try:
        note_patrol(office(), actor(), request.form, key=read_press().key)
    except PatrolRefused as refused:
        return _page("", str(refused), "round"), 422
    flash("排查已记下。没有发现的,也算一次(零报告)。", "good")
    return redirect(url_for("patrols.index"), 303)


@area.post("/patrols/clues")
@action("report_clue")
def report() -> Reply:
    """Keep a clue."""
    try:
        number = report_clue(office(), actor(), request.form, key=read_press().key)
    except PatrolRefused as refused:
        return _page("", str(refused), "clue"), 422
    flash("线索已报上。本单位的调解员会核实。", "good")
    return redirect(url_for("patrols.clue", wanted=number), 303)


@area.get("/patrols/clues/<int:wanted>")
@action("see_patrols")
def clue(wanted: int) -> str:
    """One clue."""
    return _clue(wanted)


def _clue(wanted: int, refused: str = "") -> str:
    return render_template(
        "clue.html", clue=view_clue(office(), actor(), wanted), house=house, refused=refused, typed=request.form
    )


@area.post("/patrols/clues/<int:wanted>")
@action("answer_clue")
def answer(wanted: int) -> Reply:
    """Say what became of it."""
    try:
        answer_clue(office(), actor(), wanted, request.form.get("answer", ""), request.form.get("words", ""))
    except PatrolRefused as refused:
        return _clue(wanted, str(refused)), 422
    flash("已记下。", "good")
    return redirect(url_for("patrols.clue", wanted=wanted), 303)
