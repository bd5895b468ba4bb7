"""Deciding on releases: approve from a moment, refuse or take back, ask for an earlier version again."""

from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from mediation.forms.reading import Unreadable, read_datetime
from mediation.services import publish_model as publishing
from mediation.services.administering import ActRefused
from mediation.web import models
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("model_acts", __name__)
Reply = Response | str | tuple[str, int]
RELEASE = "/admin/models/releases/<int:release>"


def _word(name: str, most: int = 1000) -> str:
    return request.form.get(name, "").strip()[:most]


def _back(release: int, said: str, tone: str = "good") -> Response:
    flash(said, tone)
    return redirect(url_for("models.release", release=release), 303)


@area.post(f"{RELEASE}/approve")
@action("decide_release")
def approve(release: int) -> Reply:
    """Approve, from now or from an instant (`from`)."""
    try:
        written = _word("from", 40)
        at = datetime.fromisoformat(read_datetime(written)) if written else None
        publishing.approve(office(), actor(), release, at, _word("answer"))
    except (ActRefused, Unreadable) as refused:
        return _back(release, str(refused), "hint")
    return _back(release, "已批准。新登记的案件到时按它办,正在办的案件不变。")


@area.post(f"{RELEASE}/refuse")
@action("decide_release")
def refuse(release: int) -> Reply:
    """Refuse, or take back what one has asked for oneself."""
    try:
        publishing.refuse(office(), actor(), release, _word("answer"))
    except ActRefused as refused:
        return _back(release, str(refused), "hint")
    return _back(release, "已退回,草稿又可以改了。")


@area.post("/admin/models/return")
@action("ask_release")
def ask_return() -> Reply:
    """Ask that an earlier version be put in force again."""
    try:
        number = publishing.ask_return(office(), actor(), _word("digest", 64), _word("why"))
    except ActRefused as refused:
        return models.draw(str(refused)), 422
    return _back(number, "已送审:换回这个版本。请另一位管理员来批准。")
