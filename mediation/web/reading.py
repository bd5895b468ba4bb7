"""查阅申请: an auditor asks to read a record, the security administrator lets or not."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mediation.law import auditing
from mediation.services import read_grants
from mediation.services.audit_sampling import AuditRefused
from mediation.services.read_grants import Asked
from mediation.web.actions import action
from mediation.web.here import actor, office
from mediation.web.press import new_key, read_press

area = Blueprint("reading", __name__)
Reply = Response | str | tuple[str, int]


@area.get("/audit/reading")
@action("see_reading")
def index() -> str:
    """What was asked for, and the form to ask."""
    return _page()


def _page(refused: str = "", at: int = 0) -> str:
    return render_template(
        "reading.html", view=read_grants.view_reading(office(), actor()), reasons=auditing.READ_REASONS,
        extents=auditing.EXTENTS, days=auditing.USUAL_READING, longest=auditing.LONGEST_READING, key=new_key(),
        refused=refused, at=at, typed=request.form, case=request.args.get("case", "")[:16],
    )  # fmt: skip


@area.post("/audit/reading")
@action("ask_reading")
def ask() -> Reply:
    """Ask to read."""
    typed = {name: request.form.get(name, "")[:300] for name in ("number", "reason", "words", "extent", "days")}
    try:
        read_grants.ask_to_read(office(), actor(), Asked(**typed), key=read_press().key)
    except AuditRefused as refused:
        return _page(str(refused)), 422
    flash("申请已送安全管理员批。", "good")
    return redirect(url_for("reading.index"), 303)


@area.post("/audit/reading/<int:wanted>")
@action("decide_reading")
def decide(wanted: int) -> Reply:
    """Let or do not let."""
    extent = request.form.get("extent", "")[:8]
    if request.form.get("refuse") or not extent:
        extent = ""
    try:
        read_grants.decide_reading(office(), actor(), wanted, extent, key=read_press().key)
    except AuditRefused as refused:
        return _page(str(refused), wanted), 422
    flash("已批准。" if extent else "没有批准,已告诉申请人。", "good")
    return redirect(url_for("reading.index"), 303)


@area.post("/audit/reading/<int:wanted>/end")
@action("end_reading")
def end(wanted: int) -> Reply:
    """End it before its day."""
    try:
        read_grants.end_reading(office(), actor(), wanted, key=read_press().key)
    except AuditRefused as refused:
        return _page(str(refused), wanted), 422
    flash("查阅已结束。", "good")
    return redirect(url_for("reading.index"), 303)
