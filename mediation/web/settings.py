"""What an office sets for itself: what holds now, what will, what did, and changing it from a day on."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.law import codes
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
    flash(f"已记下:从 {words['from']} 起是 {said}。正在走的期限不变。", "good")
    return redirect(url_for("settings.show", _anchor=f"s-{words['setting']}"), 303)
