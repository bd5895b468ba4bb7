"""演示时钟: a demo moves its clock forward, on this machine only; in a real office there is no such page."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.errors import NotFound
from mediation.services import demo_clock
from mediation.web.actions import action
from mediation.web.here import actor, is_loopback, office

area = Blueprint("demo", __name__)


@area.get("/demo/clock")
@action("move_demo_clock")
def clock() -> str:
    """What time it is in the demo, and what comes next."""
    _only_here()
    view = demo_clock.see(office(), actor())
    return render_template("demo_clock.html", view=view, steps=demo_clock.STEPS)


@area.post("/demo/clock")
@action("move_demo_clock")
def move() -> Response:
    """Let time pass."""
    _only_here()
    try:
        happened = demo_clock.move(office(), actor(), request.form.get("step", ""))
        flash(f"时间往前走了。{f'有 {happened} 件纠纷到了期,已自动办理。' if happened else '没有到期的事。'}", "good")
    except demo_clock.ClockRefused as refused:
        flash(str(refused), "hint")
    return redirect(url_for("demo.clock"), 303)


def _only_here() -> None:
    if not (office().demo and is_loopback()):
        raise NotFound("没有这一页。")
