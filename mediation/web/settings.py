"""What an office sets for itself: what holds now, what will, what did, and changing it from a day on."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.law import codes
from mediation.law.practice import PRACTICES
from mediation.services import approve_settings
from mediation.services import manage_settings as managing
from mediation.services.administering import ActRefused
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("settings", __name__)
Reply = Response | str | tuple[str, int]


@area.get("/admin/settings")
@action("see_settings")
def show() -> str:
    """All settings."""
    return _page()


def _page(refused: str = "") -> str:
    view = managing.view_settings(office(), actor())
    return render_template(
        "settings.html", view=view, refused=refused, sent=request.form, types=codes.DISPUTE_TYPES.values()
    )  # fmt: skip


@area.post("/admin/settings")
@action("change_setting")
def change() -> Reply:
    """Set one thing (`setting`) to a `value`, `from` a day, with a reason (`why`)."""
    words = {name: request.form.get(name, "")[:4000] for name in ("setting", "value", "from", "why")}
    try:
        said = managing.change_setting(
            office(), actor(), words["setting"], words["value"], words["from"], words["why"]
        )  # fmt: skip
    except ActRefused as refused:
        return _page(str(refused)), 422
    by_two = words["setting"] in PRACTICES and PRACTICES[words["setting"]].by_two
    told = f"已送审:从 {words['from']} 起改为 {said}。请另一位管理员来批准,批准以前不变。"
    flash(told if by_two else f"已记下:从 {words['from']} 起是 {said}。", "good")
    return redirect(url_for("settings.show", _anchor=f"s-{words['setting']}"), 303)


@area.post("/admin/settings/<kind>/<int:number>")
@action("decide_setting")
def decide(kind: str, number: int) -> Reply:
    """Approve (`verdict=approve`) a change of a setting or of a subsidy scheme, refuse it or take it back."""
    approving = request.form.get("verdict") == "approve"
    try:
        if approving:
            approve_settings.approve(office(), actor(), kind, number)
        else:
            approve_settings.refuse(office(), actor(), kind, number, request.form.get("answer", ""))
    except ActRefused as refused:
        flash(str(refused), "hint")
    else:
        flash("已批准,到时起用。正在走的期限不变。" if approving else "已退回,没有改动。", "good")
    return redirect(url_for("settings.show"), 303)
