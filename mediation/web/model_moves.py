"""Moving running cases to another version: what would become of each, choose, move, put back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.services import move_cases as moving
from mediation.services.administering import ActRefused
from mediation.services.models_page import view_models
from mediation.web.actions import action
from mediation.web.here import actor, office

area = Blueprint("model_moves", __name__)
Reply = Response | str | tuple[str, int]


@area.get("/admin/models/move")
@action("move_cases")
def show() -> str:
    """What would become of the open cases of a version (`from`) on another (`to`: that in force)."""
    view = view_models(office(), actor())
    current = next(line.digest for line in view.releases if line.now)
    to, chosen = request.args.get("to", current)[:64], request.args.get("from", "")[:64]
    others = {line.digest: line for line in view.releases if line.since and line.digest != to}
    chosen = chosen or next((line.digest for line in others.values() if line.cases), "")
    reports = moving.preview(office(), actor(), chosen, to) if chosen and chosen != to else []
    lately = moving.moved_lately(office(), actor(), to)
    target = next((line for line in view.releases if line.digest == to), None)
    return render_template(
        "moves.html", reports=reports, chosen=chosen, to=to, target=target, others=list(others.values()), lately=lately
    )


@area.post("/admin/models/move")
@action("move_cases")
def move() -> Reply:
    """Move the chosen cases."""
    to = request.form.get("to", "")[:64]
    try:
        done = moving.move_cases(office(), actor(), request.form.getlist("case")[:500], to)
    except ActRefused as refused:
        flash(str(refused), "hint")
        return redirect(url_for("model_moves.show", to=to), 303)
    over = sum(report.verdict == moving.MOVES for report in done)
    flash(f"迁了 {over} 件。", "good")
    for report in done:
        if report.verdict != moving.MOVES:
            flash(f"{report.number or report.case_id} 没有迁:{'、'.join(report.says)}", "hint")
    return redirect(url_for("model_moves.show", to=to), 303)


@area.post("/admin/models/move-back")
@action("move_cases")
def back() -> Reply:
    """Put a moved case back as it was."""
    try:
        moving.move_back(office(), actor(), request.form.get("case", "")[:16])
        flash("已退回原来的版本,和迁之前一样。", "good")
    except ActRefused as refused:
        flash(str(refused), "hint")
    return redirect(url_for("model_moves.show", to=request.form.get("to", "")[:64] or None), 303)
