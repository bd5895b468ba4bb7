"""呼叫单: a department's own page, and a case's calls for those who call."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.case.calls import RATINGS
from mediation.services import call_department as services
from mediation.services.calls_page import calls_of_case, view_calls
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.press import new_key, read_press

area = Blueprint("calls", __name__)
CASE = "/cases/<case:case_id>/calls"
ONE = "/calls/<case:case_id>/<int:number>"
Reply = Response | str | tuple[str, int]


def _mine(refused: str = "", at: str = "") -> str:
    typed = request.form.get("words", "") if refused else ""
    return render_template(
        "calls.html", view=view_calls(office(), actor()), key=new_key(), refused=refused, at=at, typed=typed
    )


def _of_case(case_id: str, refused: str = "") -> str:
    view = calls_of_case(office(), actor(), case_id)
    return render_template(
        "case_calls.html", view=view, key=new_key(), refused=refused, typed=request.form, ratings=RATINGS
    )


def _through(act: Callable[[], object], good: str, back: str, again: Callable[[str], str]) -> Reply:
    try:
        act()
    except services.CallRefused as refused:
        return again(str(refused)), 422
    flash(good, "good")
    return redirect(back, 303)


@area.get("/calls")
@action("see_calls")
def index() -> str:
    """The calls to this person's department, or those their township has made."""
    return _mine()


@area.post(f"{ONE}/arrived")
@action("answer_call")
def arrived(case_id: str, number: int) -> Reply:
    """到了, or signed for."""
    key = read_press().key
    return _through(
        lambda: services.arrive(office(), actor(), case_id, number, key=key),
        "已登记。", url_for("calls.index"), lambda why: _mine(why, f"{case_id}-{number}"),
    )  # fmt: skip


@area.post(f"{ONE}/answered")
@action("answer_call")
def answered(case_id: str, number: int) -> Reply:
    """What the department did."""
    return _through(
        lambda: _answer(case_id, number), "已答复,对方会看到。", url_for("calls.index"),
        lambda why: _mine(why, f"{case_id}-{number}"),
    )  # fmt: skip


def _answer(case_id: str, number: int) -> object:
    words, solved = request.form.get("words", ""), {"yes": True, "no": False}.get(request.form.get("resolved", ""))
    return services.answer(office(), actor(), case_id, number, words, solved, key=read_press().key)


@area.get(CASE)
@action("call_department")
def show(case_id: str) -> str:
    """The calls of a case, and a new one."""
    return _of_case(case_id)


@area.post(CASE)
@action("call_department")
def call(case_id: str) -> Reply:
    """吹哨: call a department."""
    key, org, words = read_press().key, request.form.get("dept", ""), request.form.get("words", "")
    return _through(
        lambda: services.call_department(office(), actor(), case_id, org, words, key=key),
        f"已叫{office().directory().org_name(org)}到场。", url_for("calls.show", case_id=case_id),
        lambda why: _of_case(case_id, why),
    )  # fmt: skip


@area.post(f"{CASE}/<int:number>/answer")
@action("call_department")
def note(case_id: str, number: int) -> Reply:
    """Write down what a body outside the system has answered."""
    return _through(
        lambda: _answer(case_id, number), "对方的答复已登记。", url_for("calls.show", case_id=case_id),
        lambda why: _of_case(case_id, why),
    )  # fmt: skip


@area.post(f"{CASE}/<int:number>/rating")
@action("call_department")
def rate(case_id: str, number: int) -> Reply:
    """一事一考."""
    key, rating = read_press().key, request.form.get("rating", "")
    return _through(
        lambda: services.rate(office(), actor(), case_id, number, rating, key=key),
        "已评价。", url_for("calls.show", case_id=case_id), lambda why: _of_case(case_id, why),
    )  # fmt: skip
